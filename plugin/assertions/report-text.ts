import { findingsOf } from "../report/findings.ts";
import { headline, NO_MARKS } from "../report/headline.ts";
import { countOf, formatCount, formatFactor, formatGas, formatShare } from "../report/numbers.ts";
import { placeLines } from "../report/place-line.ts";
import { plain, wrap } from "../report/text.ts";
import type { Analysis } from "./analysis.ts";
import type { ReportedBlock, ReportedConflict, ReportedTransaction } from "./reported.ts";

/** Messages of tests are read in logs of CI and beside code. */
const COLUMNS = 100;
/** Longer lists are cut: the first is the worst. */
const MOST_CONFLICTS = 5;
const THREADS = [2, 4, 8, 16];

/** The whole report. */
export function describeReport(report: ReportedBlock, { record }: Analysis): string {
  const { name, transactions, gas, conflicts, waves, criticalPathGas, ceiling, conflictRate } = report;
  const lines = [`${plain(name)}: ${countOf(transactions.length, "transaction")}, ${formatCount(gas)} gas`];
  if (conflicts.length > 0) lines.push(...wrap(headline(findingsOf(record), NO_MARKS), COLUMNS));
  else if (transactions.length > 1) lines.push("No conflicts: all could run at once.");
  lines.push(...conflictLines(conflicts));
  lines.push(...failureLines(report.failed));
  const path = `critical path ${formatGas(criticalPathGas)} gas`;
  lines.push(
    `conflict rate ${formatShare(conflictRate)}, ${countOf(waves, "wave")}, ${path}, ceiling ${formatFactor(ceiling)}`,
  );
  const speedups = THREADS.map((threads) => `${formatFactor(report.speedup({ threads }))} on ${threads}`).join(", ");
  lines.push(`speedup on n threads: ${speedups}`);
  return lines.join("\n");
}

/** What transactions wait for, and at which lines. */
export function conflictLines(conflicts: readonly ReportedConflict[]): string[] {
  const lines = conflicts.slice(0, MOST_CONFLICTS).flatMap((conflict) => {
    const { functions, element, variable, source, waits, places } = conflict;
    const [first, second] = functions.map(plain);
    const declared = source === undefined ? "" : ` (${plain(source.file)}:${source.line})`;
    const pair = first === second ? `${first} × itself` : `${first} × ${second}`;
    return [
      `  ${countOf(waits, "wait")}: ${pair} on ${plain(element ?? variable)}${declared}`,
      ...placeLines(places, COLUMNS - 4).map((line) => `    ${line}`),
    ];
  });
  const more = conflicts.length - MOST_CONFLICTS;
  if (more > 0) lines.push(`  and ${countOf(more, "more pair")} of functions`);
  return lines;
}

/** Says that transactions failed, which is why they may have met nobody; nothing where none did. */
export function failureLines(failed: readonly ReportedTransaction[]): string[] {
  if (failed.length === 0) return [];
  const names = [...new Set(failed.map((transaction) => plain(transaction.function)))].join(", ");
  return [`${countOf(failed.length, "transaction")} failed (${names}): what was undone conflicts with nothing`];
}
