import { styleText } from "node:util";
import type { ExecutedMessage } from "../failures/failure.ts";

/** What Hardhat's network prints of a message: a line that ends with the request's name, and the calls below it. */
export interface PrintedTrace {
  readonly header: string;
  readonly calls: string;
}

export interface CallTracesOptions {
  /** Of Hardhat's command line: from 3 on what failed is traced, from 4 on everything. */
  readonly verbosity: number;
  /** Executes a message once more where it is traced. */
  traceElsewhere(message: ExecutedMessage): Promise<PrintedTrace | undefined>;
  print(text: string): Promise<void>;
}

/** The least verbosity with which the calls of what failed are printed. */
export const TRACES_FAILURES = 3;
const TRACES_ALL = 4;
const TRACES_ESTIMATIONS = 5;

const CALLS: ReadonlySet<string> = new Set(["eth_call", "eth_estimateGas"]);

/** Prints the calls of what requests executed, as Hardhat's network does when it is to be verbose. */
export class CallTraces {
  readonly #options: CallTracesOptions;
  #collected: PrintedTrace[] = [];
  /** Of calls and estimations that fail, Hardhat's network prints one, until the chain is reverted. */
  #printedFailedCall = false;

  constructor(options: CallTracesOptions) {
    this.#options = options;
  }

  /** Is a message to be traced that failed, or did not? */
  wants(failed: boolean): boolean {
    return failed || this.#options.verbosity >= TRACES_ALL;
  }

  /** Is an estimation to be traced that did not fail? The transaction usually follows. */
  get wantsEstimations(): boolean {
    return this.#options.verbosity >= TRACES_ESTIMATIONS;
  }

  async add(message: ExecutedMessage): Promise<void> {
    const trace = await this.#options.traceElsewhere(message);
    if (trace !== undefined) this.#collected.push(trace);
  }

  /** Adds what was traced already. */
  collect(trace: PrintedTrace): void {
    this.#collected.push(trace);
  }

  /** Prints what was added since the last time under the name of the request. */
  async print(method: string, failed: boolean): Promise<void> {
    const traces = this.#collected;
    this.#collected = [];
    if (method === "evm_revert" && !failed) this.#printedFailedCall = false;
    const [first] = traces;
    if (first === undefined || (failed && CALLS.has(method) && this.#isRepeated())) return;
    const header = traces.length > 1 ? first.header.replace("Trace from", "Traces from") : first.header;
    const label = header.slice(0, header.lastIndexOf(": ") + 2);
    const calls = traces.map((trace) => trace.calls).join("\n\n");
    await this.#options.print(`${label}${styleText(failed ? "red" : "dim", method)}\n${calls}`);
  }

  #isRepeated(): boolean {
    const repeated = this.#printedFailedCall && this.#options.verbosity < TRACES_ESTIMATIONS;
    this.#printedFailedCall = true;
    return repeated;
  }
}
