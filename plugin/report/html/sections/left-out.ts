import type { JSX } from "preact";
import type { Findings } from "../../findings.ts";
import { countOf, formatCount, formatGas } from "../../numbers.ts";
import { preparationCalls, preparationName, preparationSentence } from "../../preparation-words.ts";
import { MARKS, marked } from "../marked.ts";
import { section } from "../parts.ts";
import { table } from "../table.ts";

const MOST_ROWS = 100;

/** What hooks and fixtures sent, which no other part of the page counts. */
export function leftOut(findings: Findings): JSX.Element | null {
  const { preparations } = findings;
  const sentence = preparationSentence(findings, MARKS);
  if (sentence === undefined) return null;
  const listed = preparations.slice(0, MOST_ROWS);
  const more = preparations.length - listed.length;
  return section(
    "left-out",
    "Left out",
    marked(sentence),
    table(
      `What only prepares${more > 0 ? `; ${countOf(more, "more row")} in the JSON report` : ""}`,
      [
        { heading: "What" },
        { heading: "Times", isNumber: true },
        { heading: "Transactions", isNumber: true },
        { heading: "Gas", isNumber: true },
        { heading: "In conflict", isNumber: true },
        { heading: "Calls" },
      ],
      listed.map((preparation) => [
        marked(preparationName(preparation, MARKS.title)),
        formatCount(preparation.times),
        formatCount(preparation.transactions),
        formatGas(preparation.gas),
        formatCount(preparation.conflicting),
        marked(preparationCalls(preparation, MARKS.name)),
      ]),
      "left-out",
    ),
  );
}
