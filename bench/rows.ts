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
  /** Whatever else the suite knows of the comparison. */
  readonly [detail: string]: string | number;
}

export interface SuiteOptions {
  /** Rounds of each workload; the suite's own choice where undefined. */
  readonly rounds?: number;
  /** Only the workloads whose names contain this. */
  readonly only?: string;
}

/** A group of comparisons. */
export interface Suite {
  readonly description: string;
  /** Measures, prints its table as it goes, and yields the same figures. */
  run(options: SuiteOptions): AsyncIterable<BenchRow>;
}
