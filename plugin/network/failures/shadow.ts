import { AsyncMutex } from "@nomicfoundation/hardhat-utils/synchronization";
import type { Hex } from "../../engine/access/types.ts";
import type { PrestateAccount } from "../../engine/types.ts";
import { type RpcRequester, toHex } from "../defaults/requester.ts";
import type { PrintedTrace } from "../log/call-traces.ts";
import { ShadowTracer } from "../tracing/shadow-tracer.ts";
import type { TracedCall, TracedTransaction, Tracer } from "../tracing/tracer.ts";
import { captured, LOG_PRINTER, TRACE_PRINTER } from "./captured-log.ts";
import type { ExecutedMessage, Failure } from "./failure.ts";
import { decodeReturnData, isOutOfGas } from "./messages.ts";
import { ShadowClock } from "./shadow-clock.ts";
import { ShadowCodes } from "./shadow-codes.ts";
import { withState } from "./shadow-state.ts";

/** What the shadow made of a message. */
export interface ShadowExecution {
  /** False when the shadow refused the message: then it has neither measured nor printed anything. */
  readonly executed: boolean;
  /** The error it failed with. */
  readonly error?: Error;
}

/** The first line of what is printed names the request. */
function printedTrace(lines: string): PrintedTrace {
  const end = lines.indexOf("\n");
  return { header: lines.slice(0, end), calls: lines.slice(end + 1) };
}

/** There in the log of every message that could be executed. */
const SENDER = /^ {2}From: /;

const MAX_PANIC_CODE = 2n ** 64n - 1n;

/**
 * Hardhat's own network, standing unused behind the one that answers.
 *
 * It knows the project's compiled contracts: given a message and the state that the message looked up, it throws the
 * Solidity error that users know, measures gas by contract and function, prints what the contracts log, and traces.
 */
export class ShadowNetwork implements Tracer {
  readonly #request: RpcRequester;
  readonly #throwsOnCalls: boolean;
  readonly #clock: ShadowClock;
  readonly #codes: ShadowCodes;
  readonly #tracer: ShadowTracer;
  readonly #mutex = new AsyncMutex();
  /** What becomes of the traces that it would print when it is asked for one. */
  #onTrace: (trace: PrintedTrace) => void;

  /**
   * @param hardhat asks Hardhat's own network
   * @param throwsOnCalls whether its calls fail where what they execute does, as they do unless configured
   * @param onTrace for where it prints the calls of what it executes, as it does when Hardhat is to be verbose: is given
   *   those that a `debug_` method was for, and the others are not printed
   */
  constructor(hardhat: RpcRequester, throwsOnCalls = true, onTrace?: (trace: PrintedTrace) => void) {
    this.#onTrace = onTrace ?? (() => {});
    this.#request =
      onTrace === undefined ? hardhat : (method, params) => this.#requestSilently(hardhat, method, params);
    this.#throwsOnCalls = throwsOnCalls;
    this.#codes = new ShadowCodes(this.#request);
    this.#clock = new ShadowClock(this.#request, () => this.#codes.forget());
    this.#tracer = new ShadowTracer(this.#request, this.#clock);
  }

  /** What it is asked on our account is not for the user to see; but for the traces that are. */
  async #requestSilently(hardhat: RpcRequester, method: string, params: readonly unknown[]): Promise<unknown> {
    const lines: string[] = [];
    const result = await captured(TRACE_PRINTER, lines, () => hardhat(method, params));
    if (method.startsWith("debug_")) for (const line of lines) this.#onTrace(printedTrace(line));
    return result;
  }

  /**
   * What Hardhat's network prints of the calls that a message makes. It is asked for a trace: of calls that fail, it
   * prints no more than the first, unless it is to be most verbose.
   *
   * @returns undefined where it prints nothing, or cannot execute the message
   */
  async traceOf(message: ExecutedMessage): Promise<PrintedTrace | undefined> {
    return await this.#mutex.exclusiveRun(async () => {
      let printed: PrintedTrace | undefined;
      const onTrace = this.#onTrace;
      this.#onTrace = (trace) => {
        printed = trace;
      };
      try {
        await this.#clock.moveTo(message.environment);
        await withState(this.#request, message.prestate, () =>
          this.#request("debug_traceCall", [callParams(message), "latest", { tracer: "noopTracer" }]),
        );
      } catch {
        return undefined;
      } finally {
        this.#onTrace = onTrace;
      }
      return printed;
    });
  }

  /** To be called early where the network mines on its own: the shadow would go on doing so too. */
  async prepare(): Promise<void> {
    await this.#mutex.exclusiveRun(() => this.#clock.begin());
  }

  /** Executes a message on the state and in the block that it first ran in. */
  async execute(message: ExecutedMessage): Promise<ShadowExecution> {
    return await this.#mutex.exclusiveRun(() => this.#execute(message));
  }

  /**
   * What Hardhat's network logs of a message, with colours, a line each: its name, what it calls, by whom, and how it ends.
   *
   * @returns undefined when the message cannot be executed
   */
  async logOf(message: ExecutedMessage): Promise<string[] | undefined> {
    return await this.#mutex.exclusiveRun(async () => {
      const lines: string[] = [];
      await this.#request("hardhat_setLoggingEnabled", [true]);
      try {
        // It has collected what it did while it did not log, and hands that out with the next request.
        await captured(LOG_PRINTER, [], () => this.#request("eth_chainId", []));
        await captured(LOG_PRINTER, lines, () => this.#call(message));
      } finally {
        await this.#request("hardhat_setLoggingEnabled", [false]);
      }
      return lines.some((line) => SENDER.test(line)) ? lines : undefined;
    });
  }

  async #execute(message: ExecutedMessage): Promise<ShadowExecution> {
    return await this.#call(message, () => this.#codes.place(message.prestate));
  }

  /** @param prepare what is to be done in the block that the message ran in, just before it */
  async #call(message: ExecutedMessage, prepare?: () => Promise<void>): Promise<ShadowExecution> {
    return await this.#executeBy(message, async () => {
      await prepare?.();
      const overrides = stateOverrides(message.prestate, this.#codes);
      return await this.#request("eth_call", [callParams(message), "latest", overrides]);
    });
  }

  /** As `#execute`, by a request that fails on every network; it takes no state, which has to be there for it. */
  async #estimate(message: ExecutedMessage): Promise<ShadowExecution> {
    return await this.#executeBy(message, () =>
      withState(this.#request, message.prestate, () =>
        this.#request("eth_estimateGas", [callParams(message), "latest"]),
      ),
    );
  }

  async #executeBy(message: ExecutedMessage, request: () => Promise<unknown>): Promise<ShadowExecution> {
    try {
      if (message.lookedAtBlock !== false || !this.#clock.isLike(message.environment)) {
        await this.#clock.moveTo(message.environment);
      }
    } catch {
      return { executed: false };
    }
    try {
      await request();
      return { executed: true };
    } catch (error) {
      if (!(error instanceof Error)) return { executed: false };
      return { executed: returnDataOf(error) !== undefined, error };
    }
  }

  async traceCall(call: TracedCall): Promise<unknown> {
    return await this.#mutex.exclusiveRun(() => this.#tracer.traceCall(call));
  }

  async traceTransaction(transaction: TracedTransaction): Promise<unknown> {
    return await this.#mutex.exclusiveRun(() => this.#tracer.traceTransaction(transaction));
  }

  /**
   * Finds the error that Hardhat would throw for a failure.
   *
   * @returns `error` is absent when the shadow did not fail in the same way
   */
  async explain(failure: Failure): Promise<ShadowExecution> {
    if (!isSafe(failure)) return { executed: false };
    const { executed, error } = await this.#mutex.exclusiveRun(() =>
      this.#throwsOnCalls ? this.#execute(failure) : this.#estimate(failure),
    );
    if (error === undefined || !agrees(error, failure)) return { executed };
    return { executed, error: withTransactionHash(error, failure.transactionHash) };
  }
}

/** EDR 0.22 aborts the whole process on a panic code of more than 64 bits. */
function isSafe(failure: Failure): boolean {
  const data = decodeReturnData(failure.returnData);
  return data.kind !== "panic" || data.code <= MAX_PANIC_CODE;
}

function callParams(message: ExecutedMessage): object {
  const { from, to, data, value, gasLimit, gasPrice, accessList, authorizationList } = message;
  return {
    from,
    to,
    data,
    value: toHex(value),
    gas: toHex(gasLimit),
    // Transactions with authorizations have no single gas price.
    ...(authorizationList === undefined ? { gasPrice: toHex(gasPrice ?? 0n) } : {}),
    accessList,
    authorizationList,
  };
}

function stateOverrides(prestate: ReadonlyMap<string, PrestateAccount>, codes: ShadowCodes): object {
  return Object.fromEntries(
    [...prestate].map(([address, { balance, nonce, code, slots }]) => [
      address,
      {
        balance: toHex(balance),
        nonce: toHex(nonce),
        code: codes.override(address, code),
        ...(slots.size > 0 ? { stateDiff: Object.fromEntries(slots) } : {}),
      },
    ]),
  );
}

/** The return data that an execution error of Hardhat's network carries; undefined for errors of other kinds. */
function returnDataOf(error: Error): string | undefined {
  const data: unknown = "data" in error ? error.data : undefined;
  if (typeof data === "string") return data;
  if (typeof data === "object" && data !== null && "data" in data && typeof data.data === "string") return data.data;
  return undefined;
}

function agrees(error: Error, { exception, returnData }: Failure): boolean {
  // A SolidityError carries its data as text, running out of gas as part of an object.
  const ranOutOfGas = "data" in error && typeof error.data === "object";
  if (ranOutOfGas !== isOutOfGas(exception)) return false;
  const expected = exception === "revert" ? Buffer.from(returnData).toString("hex") : "";
  return returnDataOf(error) === `0x${expected}`;
}

function withTransactionHash(error: Error, transactionHash: Hex | undefined): Error {
  if (transactionHash === undefined || !("data" in error)) return error;
  if (typeof error.data === "object") error.data = { ...error.data, transactionHash };
  else Object.assign(error, { transactionHash });
  return error;
}
