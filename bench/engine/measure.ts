import { median } from "../statistics.ts";
import type { BlockSummary, OpenChain, Subject } from "./subjects/subject.ts";
import type { BenchBlock, Workload } from "./workloads/workload.ts";

/** Median time of a workload's blocks on each subject, in milliseconds. */
export interface Measurement {
  readonly workload: string;
  readonly blocks: number;
  readonly transactions: number;
  readonly gas: bigint;
  readonly medians: ReadonlyMap<string, number>;
}

/**
 * Executes every block on every subject in turn (A B C, B C A, ...), so that a slow moment of the machine hits all of
 * them alike, and so that none always runs in the wake of the same other one.
 *
 * A benchmark library (tinybench) would run all rounds of one subject before the next, and has no notion of rounds that
 * build on one another as blocks do; it is used where neither matters.
 *
 * @throws Error when two subjects disagree about a block.
 */
export async function measure(workload: Workload, subjects: readonly Subject[]): Promise<Measurement> {
  const times = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  const total = { blocks: 0, transactions: 0, gas: 0n };
  for await (const chain of workload.chains()) {
    const open: (readonly [string, OpenChain])[] = [];
    try {
      for (const subject of subjects) {
        open.push([subject.name, await subject.open(chain)]);
      }
      for (const block of chain.warmUp) {
        await executeOnAll(workload.name, open, block);
      }
      for (const block of chain.measured) {
        const result = await executeOnAll(workload.name, rotate(open, total.blocks), block);
        for (const [name, milliseconds] of result.times) {
          times.get(name)?.push(milliseconds);
        }
        total.blocks += 1;
        total.transactions += block.transactions.length;
        total.gas += result.gasUsed;
      }
    } finally {
      await Promise.all(open.map(([, subject]) => subject.close()));
    }
  }
  return {
    workload: workload.name,
    ...total,
    medians: new Map([...times].map(([name, list]) => [name, median(list)])),
  };
}

function rotate<T>(list: readonly T[], by: number): T[] {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

async function executeOnAll(workload: string, open: readonly (readonly [string, OpenChain])[], block: BenchBlock) {
  const times: [string, number][] = [];
  let first: { name: string; summary: BlockSummary } | undefined;
  for (const [name, chain] of open) {
    const start = performance.now();
    const summary = await chain.execute(block);
    times.push([name, performance.now() - start]);
    first ??= { name, summary };
    for (const field of ["gasUsed", "receiptsRoot", "stateRoot"] as const) {
      if (summary[field] !== first.summary[field]) {
        throw new Error(
          `${workload}, block ${block.environment.number}: ${field} is ${summary[field]} by ${name}, ` +
            `${first.summary[field]} by ${first.name}.`,
        );
      }
    }
  }
  return { times, gasUsed: first?.summary.gasUsed ?? 0n };
}
