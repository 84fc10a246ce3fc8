import type { Hex } from "../../engine/access/types.ts";
import { bytesToHexString, EMPTY_BYTES, hexToKey } from "../../engine/state/keys.ts";
import { UnknownVersionError, type WorldState } from "../../engine/state/world-state.ts";
import type { TransactionOutcome } from "../../engine/types.ts";
import type { KnownTransaction } from "../chain/stored-block.ts";
import { RpcError, RpcErrorCode } from "../errors.ts";
import type { ExecutedMessage } from "../failures/failure.ts";
import type { MinedBlock } from "../pool/miner.ts";
import type { CallTraces } from "./call-traces.ts";
import { Descriptions, type LogElsewhere } from "./description.ts";
import type { LoggedBlock, LoggedTransaction } from "./logged-message.ts";
import { type LogOutput, RequestLog } from "./request-log.ts";

export interface NodeLogOptions {
  readonly enabled: boolean;
  readonly output: LogOutput;
  readonly state: WorldState;
  /** Addresses of the precompiled contracts that the network has. */
  readonly precompiles: ReadonlySet<Hex>;
  /** Finds out what messages call; absent where nobody can. */
  readonly logElsewhere?: LogElsewhere;
  /** Traces what is executed; absent where nobody wants to see it. */
  readonly traces?: CallTraces;
  /** A transaction of a block that was mined, to be executed once more. */
  executedTransaction(mined: MinedBlock, outcome: TransactionOutcome): Promise<ExecutedMessage>;
}

/** What an execution came to. */
interface Result {
  readonly succeeded: boolean;
  readonly exception?: string;
  readonly returnValue: Uint8Array;
}

/** Hardhat's network never names this method in its log. */
const UNNAMED: ReadonlySet<string> = new Set(["hardhat_setLoggingEnabled"]);

/** The log of a node: what it executes and mines, put into the words of `RequestLog`. Nothing happens while it is off. */
export class NodeLog {
  readonly #log: RequestLog;
  readonly #options: NodeLogOptions;
  readonly #descriptions: Descriptions;

  constructor(options: NodeLogOptions) {
    this.#options = options;
    this.#log = new RequestLog(options.enabled, options.output);
    this.#descriptions = new Descriptions(options.precompiles, options.logElsewhere);
  }

  /** Does anybody want to know what is executed? */
  get listens(): boolean {
    return this.enabled || this.#options.traces !== undefined;
  }

  get enabled(): boolean {
    return this.#log.enabled;
  }

  set enabled(enabled: boolean) {
    this.#log.enabled = enabled;
  }

  /** An `eth_call`, or an `eth_estimateGas` that failed. */
  async executed(message: ExecutedMessage, result: Result, method: "call" | "estimation"): Promise<void> {
    const { traces } = this.#options;
    if (traces?.wants(!result.succeeded)) await traces.add(message);
    if (!this.enabled) return;
    const { from, to, data, value, consoleInputs, prestate } = message;
    const code = to === undefined ? EMPTY_BYTES : (prestate.get(to)?.code ?? EMPTY_BYTES);
    const description = await this.#descriptions.of({ to, code, data, halted: isHalted(result) }, async () => message);
    const { exception, returnData } = failureOf(result);
    await this.#log.executed({ description, from, to, value, consoleInputs, exception, returnData }, method);
  }

  /** An `eth_estimateGas` that did not fail, which is no line of the log. */
  async estimated(message: () => ExecutedMessage): Promise<void> {
    const { traces } = this.#options;
    if (traces?.wantsEstimations) await traces.add(message());
  }

  /** A transaction that was sent, and the blocks that were mined at once for it. */
  async sent({ hash }: KnownTransaction, blocks: readonly MinedBlock[]): Promise<void> {
    await this.#trace(blocks);
    if (this.enabled && blocks.length > 0) await this.#log.sent(hash, await this.#logged(blocks));
  }

  /** Blocks that a request had mined. */
  async mined(blocks: readonly MinedBlock[]): Promise<void> {
    await this.#trace(blocks);
    if (this.enabled) await this.#log.mined(await this.#logged(blocks));
  }

  /** A block that was mined by no request. */
  async minedAtInterval(block: MinedBlock): Promise<void> {
    if (!this.enabled) return;
    for (const logged of await this.#logged([block])) await this.#log.minedAtInterval(logged);
  }

  async answered(method: string): Promise<void> {
    if (this.enabled && !UNNAMED.has(method)) this.#log.answered(method);
    await this.#options.traces?.print(method, false);
  }

  async failed(method: string, error: unknown): Promise<void> {
    this.#logFailed(method, error);
    await this.#options.traces?.print(method, true);
  }

  #logFailed(method: string, error: unknown): void {
    if (!this.enabled || UNNAMED.has(method)) return;
    const code = error instanceof RpcError ? error.code : undefined;
    if (code === RpcErrorCode.UNSUPPORTED_METHOD) {
      this.#log.unsupported(method);
    } else if (code !== RpcErrorCode.INVALID_PARAMS || !isMalformed(error)) {
      // Parameters that cannot be read never reach what logs.
      this.#log.failed(method, error instanceof Error ? error.message : String(error));
    }
  }

  async #trace(blocks: readonly MinedBlock[]): Promise<void> {
    const { traces } = this.#options;
    if (traces === undefined) return;
    for (const mined of blocks) {
      for (const outcome of mined.result.outcomes) {
        if (!traces.wants(!outcome.succeeded)) continue;
        const message = await this.#executedTransaction(mined, outcome);
        if (message !== undefined) await traces.add(message);
      }
    }
  }

  async #logged(blocks: readonly MinedBlock[]): Promise<LoggedBlock[]> {
    const logged: LoggedBlock[] = [];
    for (const mined of blocks) {
      const { number, hash, header } = mined.block;
      const transactions: LoggedTransaction[] = [];
      for (const index of mined.block.transactions.keys()) transactions.push(await this.#transaction(mined, index));
      logged.push({ number, hash, baseFee: header.baseFeePerGas, transactions });
    }
    return logged;
  }

  async #transaction(mined: MinedBlock, index: number): Promise<LoggedTransaction> {
    const transaction = mined.block.transactions[index];
    const outcome = mined.result.outcomes[index];
    if (transaction === undefined || outcome === undefined) throw new Error(`The block has no transaction ${index}`);
    const { hash, from, tx } = transaction;
    const to = tx.to === undefined ? undefined : bytesToHexString(tx.to.bytes);
    const described = {
      to,
      code: to === undefined ? EMPTY_BYTES : this.#codeBefore(outcome, to),
      data: bytesToHexString(tx.data),
      halted: isHalted(outcome),
    };
    const description = await this.#descriptions.of(described, () => this.#executedTransaction(mined, outcome));
    const { gasUsed, consoleInputs } = outcome;
    const { value, gasLimit } = tx;
    return { description, hash, from, to, value, gasUsed, gasLimit, consoleInputs, ...failureOf(outcome) };
  }

  #codeBefore({ version }: TransactionOutcome, address: Hex): Uint8Array {
    const { state } = this.#options;
    const view = version >= state.oldestVersion ? state.at(version) : state;
    const account = view.account(hexToKey(address));
    return account === undefined ? EMPTY_BYTES : state.code(account.codeHash);
  }

  async #executedTransaction(mined: MinedBlock, outcome: TransactionOutcome): Promise<ExecutedMessage | undefined> {
    try {
      return await this.#options.executedTransaction(mined, outcome);
    } catch (error) {
      // The network keeps fewer states than the request mined blocks.
      if (error instanceof UnknownVersionError) return undefined;
      throw error;
    }
  }
}

function failureOf({ succeeded, exception = "revert", returnValue }: Result): {
  exception: string | undefined;
  returnData: Uint8Array;
} {
  return { exception: succeeded ? undefined : exception, returnData: returnValue };
}

function isHalted({ succeeded, exception = "revert" }: Result): boolean {
  return !succeeded && exception !== "revert";
}

function isMalformed(error: unknown): boolean {
  return error instanceof RpcError && typeof error.data === "object" && error.data !== null && "jsonrpc" in error.data;
}
