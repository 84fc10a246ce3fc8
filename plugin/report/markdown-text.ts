import { shortName } from "./short-name.ts";

/** Characters by which Markdown, HTML, or what GitHub adds to them, could understand something else than the text. */
const MARKUP = /[&<>`*_~|\\[\]#$@]|:(?=\/\/)|\bw(?=ww\.)|^[-+=]|^\d(?=\d*[.)])/gi;
/** GitHub looks for these in the finished text, so that spelling them otherwise does not help. */
const REFERENCE = /([@#])(?=\w)/g;
/** What a code span between backticks cannot hold, in a table or anywhere. */
const NO_CODE_SPAN = /[`|\\]|^$/;

/** A name as code: what is written between backticks means nothing but itself. */
export function code(name: string, columns?: number): string {
  const text = shortName(name, columns);
  return NO_CODE_SPAN.test(text) ? htmlCode(name, columns) : `\`${text}\``;
}

/** The same where Markdown is not understood: between the tags of HTML. */
export function htmlCode(name: string, columns?: number): string {
  return `<code>${spelled(shortName(name, columns))}</code>`;
}

/** A sentence with names in it as ordinary text: it mentions nobody, refers to nothing and is no markup. */
export function prose(text: string): string {
  return text
    .split(REFERENCE)
    .map((part) => (part === "@" || part === "#" ? `${spelled(part)}<!-- -->` : spelled(part)))
    .join("");
}

function spelled(text: string): string {
  return text.replace(MARKUP, (markup) => `&#${markup.charCodeAt(0)};`);
}

/** A table. Its cells are Markdown without line breaks; of figures the right edges are aligned. */
export function table(
  columns: readonly { readonly heading: string; readonly figures?: boolean }[],
  rows: readonly (readonly string[])[],
): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ heading }) => heading)),
    line(columns.map(({ figures }) => (figures === true ? "--:" : ":--"))),
    ...rows.map(line),
  ];
}

/** Text that opens at a click. @param summary HTML: Markdown is not understood there. */
export function details(summary: string, body: readonly string[]): string[] {
  return ["<details>", `<summary>${summary}</summary>`, "", ...body, "", "</details>"];
}
