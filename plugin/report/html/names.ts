import { cut, plain } from "../text.ts";

/** A name of this length fills a line or two; what is longer loses its middle. */
const MOST_CHARACTERS = 160;

/** A name from the record as the page shows it: on one line, of a bounded length, without what would command a reader. */
export function shown(name: string): string {
  return cut(plain(name.length > 10 * MOST_CHARACTERS ? shortened(name) : name), MOST_CHARACTERS);
}

/** Names of megabytes need not be measured letter by letter. */
function shortened(name: string): string {
  return `${name.slice(0, 5 * MOST_CHARACTERS)} ${name.slice(-5 * MOST_CHARACTERS)}`;
}
