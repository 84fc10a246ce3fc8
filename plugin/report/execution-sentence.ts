import type { ExecutionFindings } from "./execution.ts";
import { countOf, formatCount } from "./numbers.ts";

const REASONS: readonly (readonly [keyof ExecutionFindings["sequential"], string])[] = [
  ["small", "too small to gain"],
  ["unprofitable", "not expected to gain"],
  ["disabled", "with a single thread"],
  ["hardfork", "of a hardfork that orders transactions"],
  ["unavailable", "without worker threads"],
];

/** What really happened on the threads, which is no measure of the contracts; undefined when the record does not say. */
export function executionSentence(execution: ExecutionFindings): string | undefined {
  const { blocks, parallelBlocks, parallelTransactions, threads, aborts, sequential } = execution;
  if (blocks === 0) return undefined;
  const lead = "How this run itself was executed (it differs from run to run, the figures above do not):";
  const reasons = REASONS.filter(([reason]) => sequential[reason] > 0).map(
    ([reason, words]) => `${formatCount(sequential[reason])} ${words}`,
  );
  const alone = blocks - parallelBlocks;
  const why = reasons.length > 0 ? ` (${reasons.join(", ")})` : "";
  if (parallelBlocks === 0) {
    return `${lead} ${alone === 1 ? "1 block ran" : `all ${formatCount(alone)} blocks ran`} on one thread${why}.`;
  }
  const again = [
    ...(aborts["stale-read"] > 0 ? [`${countOf(aborts["stale-read"], "execution")} repeated after a stale read`] : []),
    ...(aborts["worker-lost"] > 0 ? [`${formatCount(aborts["worker-lost"])} after the loss of a thread`] : []),
    ...(aborts.invalid > 0 ? [`${formatCount(aborts.invalid)} for a nonce or funds that came later`] : []),
  ];
  return (
    `${lead} ${formatCount(parallelBlocks)} of ${countOf(blocks, "block")} ran on up to ${countOf(threads, "thread")} ` +
    `(${countOf(parallelTransactions, "transaction")}${again.length > 0 ? `; ${again.join(", ")}` : ""})` +
    `${alone > 0 ? `, ${formatCount(alone)} on one${why}` : ""}.`
  );
}
