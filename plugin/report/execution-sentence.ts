import type { ExecutionFindings } from "./execution.ts";
import { countOf, formatCount, formatGas } from "./numbers.ts";

const REASONS: readonly (readonly [keyof ExecutionFindings["sequential"], string])[] = [
  ["small", "too small to gain"],
  ["unprofitable", "not expected to gain"],
  ["disabled", "with a single thread"],
  ["hardfork", "of a hardfork that orders transactions"],
  ["unavailable", "while no worker thread was ready"],
];

/** What really happened on the threads, which is no measure of the contracts; undefined when the record does not say. */
export function executionSentence(execution: ExecutionFindings): string | undefined {
  const { blocks, parallelBlocks, parallelTransactions, threads, aborts, sequential, gasPerSecond } = execution;
  if (blocks === 0) return undefined;
  const lead = "How this run itself was executed (it differs from run to run, the figures above do not):";
  const alone = blocks - parallelBlocks;
  const reasons = REASONS.filter(([reason]) => sequential[reason] > 0);
  const why =
    reasons.length === 1 && reasons[0] !== undefined
      ? ` (${reasons[0][1]})`
      : reasons.length > 1
        ? ` (${reasons.map(([reason, words]) => `${formatCount(sequential[reason])} ${words}`).join(", ")})`
        : "";
  const sequentially = `${countOf(alone, "block")} on one thread${why}`;
  const rate =
    gasPerSecond === undefined ? "" : ` A thread executed ${formatGas(gasPerSecond)} gas a second while it was busy.`;
  if (parallelBlocks === 0) return `${lead} ${sequentially}.${rate}`;
  const again = [
    ...(aborts["stale-read"] > 0 ? [`${formatCount(aborts["stale-read"])} repeated after a stale read`] : []),
    ...(aborts["worker-lost"] > 0 ? [`${formatCount(aborts["worker-lost"])} repeated after the loss of a thread`] : []),
    ...(aborts.invalid > 0 ? [`${formatCount(aborts.invalid)} repeated for a nonce or funds that came later`] : []),
  ];
  const details = [countOf(parallelTransactions, "transaction"), ...again].join(", ");
  return (
    `${lead} ${countOf(parallelBlocks, "block")} on up to ${countOf(threads, "thread")} (${details})` +
    `${alone > 0 ? `, ${sequentially}` : ""}.${rate}`
  );
}
