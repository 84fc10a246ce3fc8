import type { SiteRow } from "../../plugin/record/types.ts";

/** `count += 1; // both:up`, `require(left > 0); // read:take`, `left -= 1; // write:take` */
const MARK = /\b(read|write|both):([\w.]+)/g;
const CONTRACT = /^(?:abstract )?(?:contract|library) (\w+)/;
const FUNCTION = /^(?: {4})?(?:function (\w+)|modifier (\w+)|(constructor|receive|fallback)\b|function ?\()/;

/**
 * The marks in the comments of some sources, so that an expectation names the lines that it means.
 *
 * A place of the source is called by its mark only if the function that it was said to be in is the one that the text
 * around the mark shows; whatever has no mark is called by file, line and function.
 */
export class Marks {
  readonly #names = new Map<string, string>();

  /** @param sources by project-relative names */
  constructor(sources: Readonly<Record<string, string>>) {
    const seen = new Set<string>();
    for (const [file, text] of Object.entries(sources)) {
      let contract = "";
      let unit = "";
      for (const [index, line] of text.split("\n").entries()) {
        const declared = CONTRACT.exec(line)?.[1];
        if (line === "}") contract = "";
        if (declared !== undefined) {
          contract = declared;
          unit = "constructor";
        }
        const started = FUNCTION.exec(line);
        if (started) unit = started[1] ?? started[2] ?? started[3] ?? "fallback";
        for (const [, use = "", name = ""] of line.split("//")[1]?.matchAll(MARK) ?? []) {
          for (const one of use === "both" ? ["read", "write"] : [use]) {
            if (seen.has(`${one}:${name}`)) throw new Error(`Two lines are marked ${one}:${name}`);
            seen.add(`${one}:${name}`);
            const within = contract === "" ? unit : `${contract}.${functionOf(line, unit, one)}`;
            const place = [one, file, index + 1, within].join();
            if (this.#names.has(place)) throw new Error(`${file}:${index + 1} has two marks ${one}`);
            this.#names.set(place, name);
          }
        }
      }
    }
  }

  /** What a line is called that reads or writes; `?` for an unknown one. */
  nameOf(use: "read" | "write", site: SiteRow | undefined): string {
    if (site === undefined) return "?";
    const name = this.#names.get([use, site.file, site.line, site.function].join());
    return name ?? `${site.file}:${site.line} in ${site.function}`;
  }
}

/** A state variable's line is read by its getter, and written by the constructor. */
function functionOf(line: string, unit: string, use: string): string {
  const variable = /^ {4}(?!function|modifier|constructor|receive|fallback|return|emit)\w.*?(\w+)( = [^;]*)?;/.exec(
    line,
  );
  if (variable === null || line.startsWith("     ")) return unit;
  return use === "read" ? (variable[1] ?? unit) : "constructor";
}
