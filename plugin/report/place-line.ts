import type { SiteRow } from "../record/types.ts";
import type { ConflictPlaces } from "./places.ts";
import { cut, plain, width } from "./text.ts";

/**
 * `read at Token.sol:42, written at Token.sol:43 in Token._transfer`: the lines of most waits, and how many more there
 * are. Where it is too long, first the contracts of the functions are left out, then the functions.
 *
 * @returns undefined when no line is known.
 */
export function placesText([first, ...others]: readonly ConflictPlaces[], columns: number): string | undefined {
  if (first === undefined) return undefined;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  const texts = [fullName, ownName, noName].map((nameOf) => describe(first, nameOf) + more);
  return texts.find((text) => width(text) <= columns) ?? cut(texts.at(-1) ?? "", columns);
}

const fullName = (name: string): string => ` in ${plain(name)}`;
const ownName = (name: string): string => fullName(name.slice(name.indexOf(".") + 1));
const noName = (): string => "";

function describe({ read, written }: ConflictPlaces, nameOf: (name: string) => string): string {
  const within = (site: SiteRow): string => (site.function === undefined ? "" : nameOf(site.function));
  if (read === undefined || written === undefined) {
    const known = (read ?? written) as SiteRow;
    return `${read === undefined ? "written" : "read"} at ${lineOf(known)}${within(known)}`;
  }
  const sameFunction = read.file === written.file && read.function === written.function;
  if (sameFunction && read.line === written.line) return `read and written at ${lineOf(read)}${within(read)}`;
  return `read at ${lineOf(read)}${sameFunction ? "" : within(read)}, written at ${lineOf(written)}${within(written)}`;
}

/** Folders are left out: they are hardly in doubt, and the line would be twice as long. */
function lineOf({ file, line }: SiteRow): string {
  return `${plain(file.slice(file.lastIndexOf("/") + 1))}:${line}`;
}
