/** One comparison: a subject against another on a workload, measured in the same run. */
export interface BenchRow {
  readonly suite: string;
  readonly workload: string;
  readonly subject: string;
  readonly against: string;
  /** Time of `against` divided by time of `subject`: 2 means that the subject is twice as fast. */
  readonly ratio: number;
  /** Median milliseconds a round (a block) of subject and of against. */
  readonly subjectMs: number;
  readonly againstMs: number;
  /** Measured rounds on each side. */
  readonly rounds: number;
  /** Transactions a second of the subject. */
  readonly transactionsPerSecond: number;
  /** Million gas a second of the subject. */
  readonly megagasPerSecond: number;
}

/** Prints rows as they come, under one heading a suite, at 80 columns. */
export class BenchTable {
  #suite: string | undefined;

  print(row: BenchRow): void {
    if (row.suite !== this.#suite) {
      this.#suite = row.suite;
      console.log(line("workload", "subject", "ms/block", "tx/s", "Mgas/s", `vs ${row.against}`));
    }
    console.log(
      line(
        row.workload,
        row.subject,
        row.subjectMs.toFixed(1),
        row.transactionsPerSecond.toFixed(0),
        row.megagasPerSecond.toFixed(1),
        `${row.ratio.toFixed(2)}x`,
      ),
    );
  }
}

function line(workload: string, subject: string, ms: string, transactions: string, gas: string, ratio: string): string {
  return `${workload.padEnd(18)} ${subject.padEnd(10)} ${ms.padStart(10)} ${transactions.padStart(10)} ${gas.padStart(9)} ${ratio.padStart(12)}`;
}
