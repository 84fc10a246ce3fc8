import type { Hex } from "../../engine/access/types.ts";
import { type RpcRequester, toHex } from "../defaults/requester.ts";
import { invalidInput } from "../errors.ts";
import type { ShadowClock } from "../failures/shadow-clock.ts";
import { withState } from "../failures/shadow-state.ts";
import { locatedTrace } from "./located-trace.ts";
import type { TracedCall, TracedTransaction, Tracer } from "./tracer.ts";

/**
 * Has Hardhat's own network, standing unused behind the one that answers, execute and trace what was executed here:
 * on the state and in the block that it first ran in. Afterwards the shadow is as it was.
 *
 * Nobody else may use the shadow in the meantime.
 */
export class ShadowTracer implements Tracer {
  readonly #request: RpcRequester;
  readonly #clock: ShadowClock;

  /**
   * @param request asks Hardhat's own network
   * @param clock of that network
   */
  constructor(request: RpcRequester, clock: ShadowClock) {
    this.#request = request;
    this.#clock = clock;
  }

  async traceCall({ request, environment, prestate, options }: TracedCall): Promise<unknown> {
    await this.#moveTo(environment);
    return await withState(this.#request, prestate, () =>
      this.#request("debug_traceCall", [request, "latest", options ?? null]),
    );
  }

  async traceTransaction(transaction: TracedTransaction): Promise<unknown> {
    const { parent, prestate, options, place } = transaction;
    await this.#moveTo(parent);
    const trace = await withState(this.#request, prestate, async () => {
      const hash = await this.#mine(transaction);
      return await this.#request("debug_traceTransaction", [hash, options ?? null]);
    });
    return locatedTrace(trace, options?.tracer, place);
  }

  async #moveTo(environment: TracedCall["environment"]): Promise<void> {
    if (await this.#clock.moveTo(environment)) return;
    throw invalidInput(
      `Cannot trace in block ${environment.number}: Hardhat's own network, which makes the traces, cannot be brought to its number and time.`,
    );
  }

  /** Mines a block of that transaction alone, and makes sure that the same came of it. Returns its hash there. */
  async #mine({ from, sent, hasBlobs, environment, receipt }: TracedTransaction): Promise<unknown> {
    await this.#clock.prepare(environment);
    if (environment.baseFeePerGas !== undefined) {
      await this.#request("hardhat_setNextBlockBaseFeePerGas", [toHex(environment.baseFeePerGas)]);
    }
    // Mined at once, a transaction that fails would be explained, which takes longer than all the rest.
    await this.#request("evm_setAutomine", [hasBlobs]);
    const hash = await ("raw" in sent ? this.#send(sent.raw) : this.#sendAs(from, sent.request));
    if (!hasBlobs) await this.#request("evm_mine", []);
    const shadowed = await this.#request("eth_getTransactionReceipt", [hash]);
    if (!agrees(shadowed, receipt)) {
      throw invalidInput(
        `Cannot trace the transaction: Hardhat's own network, which makes the traces, executes it differently (gas used ${gasUsedOf(shadowed)} instead of ${receipt.gasUsed}).`,
      );
    }
    return hash;
  }

  /** One with blobs is mined at once; whether it fails there is for its receipt to say. */
  async #send(raw: Hex): Promise<unknown> {
    try {
      return await this.#request("eth_sendRawTransaction", [raw]);
    } catch (error) {
      const { transactionHash } = error as { transactionHash?: unknown };
      if (typeof transactionHash !== "string") throw error;
      return transactionHash;
    }
  }

  async #sendAs(sender: string, request: object): Promise<unknown> {
    await this.#request("hardhat_impersonateAccount", [sender]);
    try {
      return await this.#request("eth_sendTransaction", [request]);
    } finally {
      await this.#request("hardhat_stopImpersonatingAccount", [sender]);
    }
  }
}

interface ShadowReceipt {
  readonly gasUsed: string;
  /** Absent before Byzantium. */
  readonly status?: string;
}

function agrees(shadowed: unknown, { succeeded, gasUsed }: TracedTransaction["receipt"]): boolean {
  const { status, gasUsed: shadowGas } = (shadowed ?? {}) as Partial<ShadowReceipt>;
  if (shadowGas !== toHex(gasUsed)) return false;
  return status === undefined || status === (succeeded ? "0x1" : "0x0");
}

function gasUsedOf(shadowed: unknown): string {
  const { gasUsed } = (shadowed ?? {}) as Partial<ShadowReceipt>;
  return gasUsed === undefined ? "unknown" : BigInt(gasUsed).toString();
}
