import { h, type JSX } from "preact";
import { executionSentence } from "../../execution-sentence.ts";
import type { Findings } from "../../findings.ts";
import { headline } from "../../headline.ts";
import { formatCount, formatFactor, formatShare } from "../../numbers.ts";
import { targetSentence } from "../../target-sentence.ts";
import { MARKS, marked } from "../marked.ts";
import { shown } from "../names.ts";

const THREADS = 8;

/** The one thing to know, and the figures around it. */
export function summary(findings: Findings, timeline: boolean): JSX.Element {
  const target = targetSentence(findings, MARKS);
  const execution = timeline ? executionSentence(findings.execution) : undefined;
  return h(
    "section",
    { id: "summary", "aria-labelledby": "title" },
    h("p", { class: "headline" }, marked(headline(findings, MARKS))),
    h(
      "dl",
      { class: "tiles" },
      tilesOf(findings).map(({ label, value, note }) =>
        h(
          "div",
          { class: "tile" },
          h("dt", null, label),
          h("dd", null, h("span", { class: "value" }, value), " ", h("span", { class: "note" }, note)),
        ),
      ),
    ),
    target === undefined ? null : h("p", { class: "target" }, marked(target)),
    execution === undefined ? null : h("p", { class: "note" }, execution),
    findings.notes.length === 0
      ? null
      : h(
          "ul",
          { class: "notes" },
          findings.notes.map((note) => h("li", null, shown(note))),
        ),
  );
}

interface Tile {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

function tilesOf({ totals, target, tests, blocks }: Findings): Tile[] {
  const worst = target?.block ?? tests[0] ?? blocks[0];
  return [
    {
      label: "Transactions",
      value: formatCount(totals.transactions),
      note: `${formatCount(totals.inTests)} sent by tests`,
    },
    {
      label: "Tests with conflicts",
      value: `${formatCount(totals.testsWithConflicts)} of ${formatCount(totals.comparableTests)}`,
      note: "of those with two or more transactions",
    },
    ...(totals.comparableBlocks === 0
      ? []
      : [
          {
            label: "Blocks with conflicts",
            value: `${formatCount(totals.blocksWithConflicts)} of ${formatCount(totals.comparableBlocks)}`,
            note: "of those with two or more transactions",
          },
        ]),
    ...(worst === undefined
      ? []
      : [
          {
            label: `Worst place, on ${THREADS} threads`,
            value: formatFactor(worst.speedup.get(THREADS) ?? 1),
            note: `${formatShare(worst.conflictRate.count)} in conflict, at most ${formatFactor(worst.ceiling)} on any number`,
          },
        ]),
  ];
}
