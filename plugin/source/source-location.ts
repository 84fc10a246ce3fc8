import type { SourceLocation } from "./names.ts";

/** Turns byte offsets of one source file, as solc counts them (UTF-8), into places that a reader can open. */
export class SourceFile {
  /** Project-relative path, or the import path of a file of a package. */
  readonly file: string;
  readonly #content: Buffer;
  #lineStarts: number[] | undefined;

  constructor(inputSourceName: string, content: string) {
    this.file = readableSourceName(inputSourceName);
    this.#content = Buffer.from(content, "utf8");
  }

  locate(offset: number): SourceLocation {
    const starts = (this.#lineStarts ??= findLineStarts(this.#content));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1 };
  }

  /** The bytes from `start` to `end` as text. */
  text(start: number, end: number): string {
    return this.#content.toString("utf8", Math.max(0, start), end);
  }
}

function findLineStarts(content: Buffer): number[] {
  const starts = [0];
  for (let at = content.indexOf(0x0a); at !== -1; at = content.indexOf(0x0a, at + 1)) starts.push(at + 1);
  return starts;
}

/**
 * The name under which a user knows a source. Hardhat hands sources to solc as `project/<path>` and
 * `npm/<package>@<version>/<path>`; users write the path, and the import.
 */
export function readableSourceName(inputSourceName: string): string {
  if (inputSourceName.startsWith("project/")) return inputSourceName.slice("project/".length);
  const npm = /^npm\/((?:@[^/]+\/)?[^/@]+)@[^/]+\/(.*)$/.exec(inputSourceName);
  return npm === null ? inputSourceName : `${npm[1]}/${npm[2]}`;
}
