import cliTruncate from "cli-truncate";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

/** A chain of emoji that belongs together, or one character that a terminal obeys instead of showing. */
const INVISIBLE =
  /\p{Extended_Pictographic}\uFE0F?(?:\u200D\p{Extended_Pictographic}\uFE0F?)+|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Scripts written from right to left: in a line of ours they would carry neighbouring numbers along. */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

const FIRST_STRONG_ISOLATE = "\u2068";
const POP_DIRECTIONAL_ISOLATE = "\u2069";

/**
 * A name from outside (a test title, a string key of a mapping) as one line that a terminal shows and never obeys:
 * white space becomes one space; control characters, escape sequences, direction marks and lone surrogates are spelled
 * out (`\u{1b}`).
 */
export function plain(name: string): string {
  return name
    .replace(/\s+/gu, " ")
    .trim()
    .replace(INVISIBLE, (match) => {
      const code = match.codePointAt(0) as number;
      return /^\p{Extended_Pictographic}/u.test(match) ? match : `\\u{${code.toString(16)}}`;
    });
}

/** Columns of an output that is no terminal: a file, the log of a CI run. */
const COLUMNS_WITHOUT_TERMINAL = 80;

/** Running text is hard to read in longer lines. */
export const MOST_TEXT_COLUMNS = 110;

/** Columns that a text may take. @param printed Does it go to standard output? */
export function terminalColumns(printed = true): number {
  return (printed ? process.stdout.columns : undefined) ?? COLUMNS_WITHOUT_TERMINAL;
}

/** Columns that the text takes on a terminal. */
export function width(text: string): number {
  return stringWidth(text);
}

/** The text in at most so many columns: what is too long loses its middle, as both ends tell more of a name. */
export function cut(text: string, columns: number): string {
  if (text === "") return text;
  let short = text;
  // The two libraries differ by a column on a few characters, such as half of a flag: then it is cut a little shorter.
  for (let room = Math.max(columns, 1); width(short) > columns && room >= 1; room--) {
    short = cliTruncate(text, room, { position: "middle" });
  }
  return RIGHT_TO_LEFT.test(short) ? FIRST_STRONG_ISOLATE + short + POP_DIRECTIONAL_ISOLATE : short;
}

/**
 * Names with text around them (`texts[0] names[0] texts[1] names[1] ...`) in one line of at most so many columns: the
 * names that are too long share what the short ones leave.
 */
export function cutNames(texts: readonly string[], names: readonly string[], columns: number): string {
  let room = columns - texts.reduce((sum, text) => sum + width(text), 0);
  const columnsOf = new Map<number, number>();
  const shortestFirst = names.map((name, index) => ({ index, width: width(name) })).sort((a, b) => a.width - b.width);
  shortestFirst.forEach((name, place) => {
    const given = Math.min(name.width, Math.floor(room / (names.length - place)));
    columnsOf.set(name.index, given);
    room -= given;
  });
  return texts.map((text, index) => text + cut(names[index] ?? "", columnsOf.get(index) ?? 0)).join("");
}

export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(columns - width(text), 0));
}

export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(columns - width(text), 0)) + text;
}

/** The paragraph in lines of at most so many columns, each begun with `indent`. A word that is longer is broken. */
export function wrap(paragraph: string, columns: number, indent = ""): string[] {
  return wrapAnsi(paragraph, Math.max(columns - indent.length, 1), { hard: true })
    .split("\n")
    .map((line) => indent + line);
}
