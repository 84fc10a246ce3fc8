import type { SiteRow } from "../record/types.ts";
import type { ConflictPlaces } from "./places.ts";
import { cut, plain, width } from "./text.ts";

/**
 * `read at Token.sol:42, written at Token.sol:43 in Token._transfer`: the lines of most waits, and how many more there
 * are. Where that is too long for a line, the contracts of the functions are left out, then it becomes two.
 *
 * @param fileOf What files are called: by their names alone, unless told.
 * @returns nothing when no line is known.
 */
export function placeLines(
  [first, ...others]: readonly ConflictPlaces[],
  columns: number,
  fileOf: (file: string) => string = withoutFolders,
): readonly string[] {
  if (first === undefined) return [];
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  for (const nameOf of [fullName, ownName]) {
    const line = describe(first, nameOf, fileOf).join(", ") + more;
    if (width(line) <= columns) return [line];
  }
  const lines = describe(first, fullName, fileOf);
  return lines.map((line, index) => cut(line + (index === lines.length - 1 ? more : ","), columns));
}

const fullName = (name: string): string => plain(name);
const ownName = (name: string): string => plain(name.slice(name.indexOf(".") + 1));

/** One part or two. */
function describe(
  { read, written }: ConflictPlaces,
  nameOf: (name: string) => string,
  fileOf: (file: string) => string,
): readonly string[] {
  const lineOf = ({ file, line }: SiteRow): string => `${plain(fileOf(file))}:${line}`;
  const within = (site: SiteRow): string => (site.function === undefined ? "" : ` in ${nameOf(site.function)}`);
  if (read === undefined || written === undefined) {
    const known = (read ?? written) as SiteRow;
    return [`${read === undefined ? "written" : "read"} at ${lineOf(known)}${within(known)}`];
  }
  const sameFunction = read.file === written.file && read.function === written.function;
  if (sameFunction && read.line === written.line) return [`read and written at ${lineOf(read)}${within(read)}`];
  return [
    `read at ${lineOf(read)}${sameFunction ? "" : within(read)}`,
    `written at ${lineOf(written)}${within(written)}`,
  ];
}

/** Folders are hardly in doubt, and the line would be twice as long. */
function withoutFolders(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
