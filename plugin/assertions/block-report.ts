import { inspect } from "node:util";
import type { Analysis } from "./analysis.ts";
import { describeReport } from "./report-text.ts";
import type {
  ReportedAbort,
  ReportedBlock,
  ReportedConflict,
  ReportedTransaction,
  SpeedupOptions,
} from "./reported.ts";
import { speedupOf } from "./speedup.ts";

/**
 * What `parallel.block` and `parallel.group` found out about the transactions of their callback, taken for one block.
 * Conflicts that only the protocol's own accounting makes (nonces, gas payments, fees) are left out of all figures.
 */
export class BlockReport implements ReportedBlock {
  readonly name: string;
  readonly transactions: readonly ReportedTransaction[];
  readonly gas: number;
  readonly conflicts: readonly ReportedConflict[];
  readonly conflictRate: number;
  readonly waves: number;
  readonly criticalPathGas: number;
  readonly ceiling: number;
  readonly aborts: readonly ReportedAbort[];
  readonly #analysis: Analysis;

  constructor(analysis: Analysis) {
    const { block } = analysis;
    this.#analysis = analysis;
    this.name = block.subject.title;
    this.transactions = analysis.transactions;
    this.gas = block.gas;
    this.conflicts = analysis.conflicts;
    this.conflictRate = block.conflictRate.count;
    this.waves = block.waves;
    this.criticalPathGas = block.criticalPath.gas;
    this.ceiling = block.ceiling;
    this.aborts = analysis.aborts;
  }

  get failed(): readonly ReportedTransaction[] {
    return this.transactions.filter(({ succeeded }) => !succeeded);
  }

  /**
   * How much faster several threads execute the transactions than one, by a model with gas as its clock: the same on
   * every machine.
   *
   * @example
   * report.speedup({ threads: 8 }); // 3.2
   * report.speedup({ threads: 8, model: "block-stm" });
   * @throws ReportQuestionError when there is no such model, or the number of threads is none
   */
  speedup(options: SpeedupOptions): number {
    return speedupOf(this.#analysis.block.models, options);
  }

  /** Figures, conflicts and lines, to be printed. */
  toString(): string {
    return describeReport(this, this.#analysis);
  }

  [inspect.custom](): string {
    return this.toString();
  }

  /** What assertions look at. */
  static analysisOf(report: BlockReport): Analysis {
    return report.#analysis;
  }

  /** Is it a report? `instanceof` does not say so of those that another copy of this package made. */
  static isReport(value: unknown): value is BlockReport {
    return typeof value === "object" && value !== null && #analysis in value;
  }
}
