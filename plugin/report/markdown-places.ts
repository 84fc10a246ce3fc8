import type { SiteRow } from "../record/types.ts";
import { code } from "./markdown-text.ts";
import { formatCount } from "./numbers.ts";
import type { ConflictPlaces } from "./places.ts";

/** `read at ... in ..., written at ... in ...`: the lines of most waits. Empty where none is known. */
export function placesText([first, ...others]: readonly ConflictPlaces[]): string {
  if (first === undefined) return "";
  const { read, written } = first;
  const more = others.length === 0 ? "" : ` (and ${formatCount(others.length)} more)`;
  const at = ({ file, line }: SiteRow) => code(`${file}:${line}`);
  const within = (site: SiteRow) => (site.function === undefined ? "" : ` in ${code(site.function)}`);
  if (read === undefined || written === undefined) {
    const known = (read ?? written) as SiteRow;
    return `${read === undefined ? "written" : "read"} at ${at(known)}${within(known)}${more}`;
  }
  const sameFunction = read.file === written.file && read.function === written.function;
  if (sameFunction && read.line === written.line) return `read and written at ${at(read)}${within(read)}${more}`;
  const start = `read at ${at(read)}${sameFunction ? "" : within(read)}`;
  return `${start}, written at ${at(written)}${within(written)}${more}`;
}
