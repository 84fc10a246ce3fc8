import { h, type JSX } from "preact";
import { countOf, formatCount } from "../../numbers.ts";
import { shown } from "../names.ts";
import { code, section } from "../parts.ts";
import type { LineMark, MarkedFile, MarkedSources } from "../sources.ts";

/** Lines around a marked one that are shown with it. */
const CONTEXT = 3;
/** Files that are open at first. */
const OPEN_FILES = 3;
const MOST_COLUMNS = 300;

/** The Solidity files at which conflicts arise, with the lines marked. */
export function sources(marked: MarkedSources): JSX.Element | null {
  const { files } = marked;
  if (files.length === 0) return null;
  const absent = files.filter(({ lines, isTooLong }) => lines === undefined && !isTooLong);
  const long = files.filter(({ isTooLong }) => isTooLong);
  return section(
    "source",
    "The lines at which it happens",
    "As the files were when this page was written. A transaction waits from the line that reads a value for the line that wrote it.",
    ...files
      .filter(({ lines }) => lines !== undefined)
      .map((file, index) => listing(file, files.indexOf(file), index < OPEN_FILES, marked)),
    ...leftOut("Not found in the project, so not shown", absent),
    ...leftOut("Left out, as the page would be too large", long),
  );
}

function leftOut(why: string, files: readonly MarkedFile[]): (JSX.Element | string)[] {
  if (files.length === 0) return [];
  return [
    h(
      "div",
      { class: "note" },
      h("p", null, `${why}: ${countOf(files.length, "file")} with findings.`),
      h(
        "ul",
        null,
        files.map(({ file, marks }) => {
          const lines = [...marks.keys()].sort((a, b) => a - b);
          return h(
            "li",
            null,
            code(file),
            `, ${lines.length === 1 ? "line" : "lines"} ${lines.slice(0, 20).join(", ")}${lines.length > 20 ? " ..." : ""}`,
          );
        }),
      ),
    ),
  ];
}

function listing(marked: MarkedFile, number: number, isOpen: boolean, { anchorOf }: MarkedSources): JSX.Element {
  const { file, marks } = marked;
  const lines = marked.lines as readonly string[];
  const near = new Set<number>();
  for (const line of marks.keys()) for (let at = line - CONTEXT; at <= line + CONTEXT; at++) near.add(at);
  const rows: JSX.Element[] = [];
  let skipped = 0;
  const gap = () => {
    if (skipped === 0) return;
    rows.push(h("tr", { class: "gap" }, h("td", null), h("td", null, `${countOf(skipped, "line")} not shown`)));
    skipped = 0;
  };
  lines.forEach((text, index) => {
    const line = index + 1;
    if (near.has(line)) gap();
    else skipped++;
    const own = marks.get(line) ?? [];
    const classes = [...(near.has(line) ? [] : ["far"]), ...(own.length > 0 ? [severityOf(own)] : [])].join(" ");
    rows.push(
      h(
        "tr",
        { id: anchorOf({ file, line }), class: classes === "" ? undefined : classes },
        h("th", { scope: "row", class: "number" }, String(line)),
        h(
          "td",
          null,
          h("code", null, visible(text)),
          own.length === 0 ? null : h("ul", { class: "marks" }, own.map(markItem)),
        ),
      ),
    );
  });
  gap();
  const label = `Source of ${shown(file)}`;
  const conflicting = [...marks.values()].filter((list) => list.some(({ what }) => what !== "declared")).length;
  return h(
    "details",
    { class: "file", open: isOpen },
    h("summary", null, code(file), ` ${countOf(conflicting, "line")} with conflicts`),
    h("label", { class: "whole" }, h("input", { type: "checkbox", id: `whole-${number}` }), " Show the whole file"),
    h(
      "div",
      { class: "scroll", role: "group", "aria-label": label, tabIndex: 0 },
      h("table", { class: "source" }, h("caption", { class: "hidden" }, label), h("tbody", null, rows)),
    ),
  );
}

function severityOf(marks: readonly LineMark[]): string {
  return marks.some(({ what }) => what === "written")
    ? "written"
    : marks.some(({ what }) => what === "read")
      ? "read"
      : "declared";
}

function markItem({ what, variable, waits }: LineMark): JSX.Element {
  if (what === "declared") return h("li", { class: "declared" }, code(variable), " is declared here");
  const text =
    what === "read"
      ? `: ${times(waits)} a transaction waits to read it here`
      : `: ${times(waits)} a transaction waits for what is written here`;
  return h("li", { class: what }, code(variable), text);
}

function times(count: number): string {
  return count === 1 ? "once" : `${formatCount(count)} times`;
}

/** A line of a file, without what would command a reader: direction marks hide what code does. */
function visible(text: string): string {
  const short = text.length > MOST_COLUMNS ? `${text.slice(0, MOST_COLUMNS)} ...` : text;
  return short.replaceAll("\t", "    ").replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
  });
}
