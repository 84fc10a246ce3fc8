import { cut, plain } from "./text.ts";

/** Of a name in a format that has no lines to keep to: no name of ours is longer, and what is has its middle cut out. */
const MOST_COLUMNS = 120;
/** Marks on one letter: no language has more, and a stack of them covers the lines around it. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * A name from outside as one line of at most so many columns, without anything that a program that shows it would obey
 * (see `plain`). What the characters mean in a format, that format has to see to.
 */
export function shortName(name: string, columns = MOST_COLUMNS): string {
  return cut(plain(name).replace(STACKED_MARKS, "$1"), columns);
}
