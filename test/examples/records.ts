import type { RunRecord } from "../../plugin/record/types.ts";

/** What two runs of a suite have in common: not how they were executed, nor what follows from the clock. */
export function withoutTimes(record: RunRecord): RunRecord {
  return {
    ...record,
    // The time of a block is part of its hash.
    blocks: record.blocks.map(({ execution: _, ...block }) => ({ ...block, hash: "0x" })),
  };
}

/** As if the suite consisted of these tests only, without what prepares them. */
export function onlyTests(record: RunRecord, titles: readonly string[]): RunRecord {
  const unknown = titles.filter((title) => !record.tests.some((test) => test.title === title));
  if (unknown.length > 0) {
    throw new Error(`The run has no test ${unknown.map((title) => JSON.stringify(title)).join(", ")}`);
  }
  const wanted = new Set(record.tests.flatMap(({ title }, i) => (titles.includes(title) ? [i] : [])));
  const blocks = record.blocks.map((block) => ({
    ...block,
    transactions: block.transactions.filter(
      ({ test, phase }) => test !== undefined && wanted.has(test) && phase === "body",
    ),
  }));
  return { ...record, blocks: blocks.filter(({ transactions }) => transactions.length > 0) };
}
