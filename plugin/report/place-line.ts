import type { SiteRow } from "../record/types.ts";
import type { ConflictPlaces } from "./places.ts";
import { cut, plain, width } from "./text.ts";

/**
 * `read at Token.sol:42, written at Token.sol:43 in Token._transfer`: the lines of most waits, and how many more there
 * are. Where it is too long, first the functions are left out, then the lines are cut.
 *
 * @returns undefined when no line is known.
 */
export function placesText([first, ...others]: readonly ConflictPlaces[], columns: number): string | undefined {
  if (first === undefined) return undefined;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  const long = describe(first, true) + more;
  return width(long) <= columns ? long : cut(describe(first, false) + more, columns);
}

function describe({ read, written }: ConflictPlaces, withFunctions: boolean): string {
  const within = (site: SiteRow): string =>
    withFunctions && site.function !== undefined ? ` in ${plain(site.function)}` : "";
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
