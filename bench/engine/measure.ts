import { setImmediate } from "node:timers/promises";
import type { Progress } from "../../plugin/report/progress.ts";
import { median, spread } from "../statistics.ts";
import type { OpenChain, RoundResult, RoundSummary, Subject } from "./subjects/subject.ts";
import type { BenchChain, Round } from "./workloads/workload.ts";

/** What a workload took on each subject. */
export interface Measurement {
  readonly workload: string;
  readonly rounds: number;
  /** Of all measured rounds. */
  readonly transactions: number;
  readonly gas: bigint;
  /** By subject: milliseconds of each round. */
  readonly times: ReadonlyMap<string, readonly number[]>;
  /** By subject: milliseconds of the processor for each round, all threads together. */
  readonly cpuTimes: ReadonlyMap<string, readonly number[]>;
}

type Opened = readonly [name: string, chain: OpenChain];

/**
 * Executes every round on every subject in turn (A B C, B C A, ...), so that a slow moment of the machine hits all of
 * them alike, and so that none always runs in the wake of the same other one.
 *
 * A benchmark library (tinybench) would run all rounds of one subject before the next, and has no notion of rounds that
 * build on one another as blocks do.
 *
 * @throws Error when two subjects disagree about a block, or with what is known of it.
 */
export async function measure(
  workload: string,
  chain: BenchChain,
  subjects: readonly Subject[],
  progress: Progress,
): Promise<Measurement> {
  const times = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  const cpuTimes = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  let gas = 0n;
  const open: Opened[] = [];
  try {
    for (const subject of subjects) {
      progress.show(`${workload}: getting ${subject.name} ready`);
      open.push([subject.name, await subject.open(chain)]);
    }
    for (const [index, round] of [...chain.warmUp, ...chain.measured].entries()) {
      const number = index - chain.warmUp.length;
      progress.show(`${workload}: ${number < 0 ? "warming up" : `round ${number + 1}/${chain.measured.length}`}`);
      const result = await executeOnAll(workload, chain, rotate(open, index), round);
      if (number < 0) continue;
      for (const [name, { milliseconds, cpuMilliseconds }] of result.times) {
        times.get(name)?.push(milliseconds);
        cpuTimes.get(name)?.push(cpuMilliseconds);
      }
      gas += result.gasUsed;
    }
  } finally {
    await Promise.all(open.map(([, subject]) => subject.close()));
    progress.clear();
  }
  const transactions = chain.measured.flat().reduce((sum, block) => sum + block.transactions.length, 0);
  return { workload, rounds: chain.measured.length, transactions, gas, times, cpuTimes };
}

/** Median milliseconds of a round. */
export function timeOf({ times }: Measurement, subject: string): number {
  return median(times.get(subject) ?? []);
}

/** Median milliseconds of the processor for a round. */
export function cpuTimeOf({ cpuTimes }: Measurement, subject: string): number {
  return median(cpuTimes.get(subject) ?? []);
}

/** See `spread`. */
export function spreadOf({ times }: Measurement, subject: string): number {
  return spread(times.get(subject) ?? []);
}

/** The list, beginning with another element each time. */
export function rotate<T>(list: readonly T[], by: number): T[] {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

async function executeOnAll(workload: string, chain: BenchChain, open: readonly Opened[], round: Round) {
  const times: [string, RoundResult][] = [];
  let first: { name: string; summary: RoundSummary } | undefined;
  for (const [name, subject] of open) {
    // Promises alone never let the process notice Ctrl-C.
    await setImmediate();
    if (chain.independent) await subject.reset();
    const result = await subject.execute(round);
    const { summary } = result;
    times.push([name, result]);
    const last = round.at(-1);
    first ??= { name: last?.receiptsRoot === undefined ? name : "the chain", summary: { ...summary, ...known(round) } };
    for (const field of ["gasUsed", "receiptsRoot", "stateRoot"] as const) {
      if (summary[field] === first.summary[field]) continue;
      throw new Error(
        `${workload}, block ${last?.environment.number}: ` +
          `${field} is ${summary[field]} by ${name}, ${first.summary[field]} by ${first.name}.`,
      );
    }
  }
  return { times, gasUsed: first?.summary.gasUsed ?? 0n };
}

function known(round: Round): Partial<RoundSummary> {
  const receiptsRoot = round.at(-1)?.receiptsRoot;
  return receiptsRoot === undefined ? {} : { receiptsRoot };
}
