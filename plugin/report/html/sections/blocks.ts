import { h, type JSX } from "preact";
import type { TestRow } from "../../../record/types.ts";
import { type BlockFindings, REPORTED_THREADS } from "../../block-findings.ts";
import type { Findings } from "../../findings.ts";
import { countOf, formatCount, formatFactor, formatGas, formatShare } from "../../numbers.ts";
import { titleOf } from "../links.ts";
import { ELEMENTS } from "../page-data.ts";
import { section } from "../parts.ts";
import { table } from "../table.ts";

const MOST_ROWS = 300;

/** The place of the block that the reader chooses, and all blocks in a table. */
export function blocks(
  findings: Findings,
  positions: ReadonlyMap<BlockFindings, number>,
  tests: readonly TestRow[],
): JSX.Element {
  // A block of all transactions of a test is shown as the test.
  const all = [...findings.tests, ...findings.blocks.filter(({ subject }) => subject.isInTest !== "whole")];
  if (all.length === 0) {
    return section("blocks", "Tests and blocks", "No test or block has two transactions: there is nothing to compare.");
  }
  const listed = all.slice(0, MOST_ROWS);
  const left = all.filter((block) => !positions.has(block)).length;
  return section(
    "blocks",
    "Tests and blocks",
    "The transactions of one test count as one block, whether or not they were mined together. Choose one to see who waits for whom.",
    positions.size === 0
      ? h("p", { class: "note" }, "The transactions of the run are not in this page.")
      : h(
          "div",
          { id: ELEMENTS.block },
          h("p", { class: "note" }, "The graph and the timelines need JavaScript. All tables work without."),
        ),
    left > 0 && positions.size > 0
      ? h(
          "p",
          { class: "note" },
          `The page holds the transactions of the worst ${formatCount(positions.size)}; those of ${formatCount(left)} more would make it too large.`,
        )
      : null,
    table(
      `All tests and blocks${listed.length < all.length ? `: the worst ${formatCount(listed.length)} of ${formatCount(all.length)}` : ""}`,
      [
        { heading: "Test or block" },
        { heading: "Transactions", isNumber: true },
        { heading: "In conflict", isNumber: true },
        { heading: "Waves", isNumber: true },
        { heading: "Critical path", isNumber: true },
        ...REPORTED_THREADS.map((threads) => ({ heading: countOf(threads, "thread"), isNumber: true })),
        { heading: "Ceiling", isNumber: true },
      ],
      listed.map((block) => [
        titleCell(titleOf(block.subject, tests), positions.get(block)),
        formatCount(block.transactions),
        `${formatCount(block.conflicting)} (${formatShare(block.conflictRate.count)})`,
        formatCount(block.waves),
        `${formatGas(block.criticalPath.gas)} gas (${formatShare(block.criticalPath.share)})`,
        ...REPORTED_THREADS.map((threads) => formatFactor(block.speedup.get(threads) ?? 1)),
        formatFactor(block.ceiling),
      ]),
      "blocks",
    ),
  );
}

/** The page makes the link choose the block; without a script it leads to the place where it would be. */
function titleCell(title: string, position: number | undefined): JSX.Element {
  if (position === undefined) return h("span", { dir: "auto" }, title);
  return h("a", { href: `#${ELEMENTS.block}`, "data-block": position, dir: "auto" }, title);
}
