import type { Progress } from "../plugin/report/progress.ts";

/** One comparison: a subject against another one on the same workload, measured in the same run. */
export interface BenchRow {
  readonly suite: string;
  readonly workload: string;
  readonly subject: string;
  readonly against: string;
  /** Time of `against` divided by time of `subject`: 2 means that the subject is twice as fast. */
  readonly ratio: number;
  /** Median milliseconds a round. */
  readonly subjectMilliseconds: number;
  readonly againstMilliseconds: number;
  /** Rounds on each side. */
  readonly rounds: number;
  /** What the ratio is meant to reach, where anything is. */
  readonly goal?: number;
  /** Whatever else the suite knows of the comparison. */
  readonly [detail: string]: string | number | undefined;
}

export interface SuiteOptions {
  /** Rounds of each workload; the suite's own choice where undefined. */
  readonly rounds?: number;
  /** Only the workloads whose names contain this. */
  readonly only?: string;
  readonly progress: Progress;
}

/** A group of comparisons. */
export interface Suite {
  readonly description: string;
  /** Measures, prints its table as it goes, and yields the same figures. */
  run(options: SuiteOptions): AsyncIterable<BenchRow>;
}

/** The median times of one side of a comparison. */
export interface Side {
  readonly name: string;
  readonly milliseconds: number;
}

/** The row of a comparison. */
export function rowOf(
  row: { readonly suite: string; readonly workload: string; readonly rounds: number },
  subject: Side,
  against: Side,
  details: Readonly<Record<string, string | number | undefined>> = {},
): BenchRow {
  return {
    suite: row.suite,
    workload: row.workload,
    subject: subject.name,
    against: against.name,
    ratio: against.milliseconds / subject.milliseconds,
    subjectMilliseconds: subject.milliseconds,
    againstMilliseconds: against.milliseconds,
    rounds: row.rounds,
    ...details,
  };
}
