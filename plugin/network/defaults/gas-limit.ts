import type { GasConfig } from "hardhat/types/config";
import { type RpcRequester, type TransactionParams, toHex } from "./requester.ts";

/** Share of the latest block's gas limit that multiplied estimations are capped to, as in Hardhat. */
const BLOCK_GAS_LIMIT_SHARE = 0.95;

/** What Hardhat's provider knows of the network's limits; they can change at run time. */
export interface GasLimits {
  /** Gas limit of requests that state none. */
  readonly defaultTransactionGasLimit?: bigint;
  /** False on networks with `blockGasLimit: false`. */
  readonly isBlockGasLimitEnforced?: boolean;
}

/** Adds a gas limit to transactions that lack one, by the rules of Hardhat's gas handlers. */
export class GasLimitDefaults {
  readonly #gas: GasConfig;
  readonly #multiplier: number;
  readonly #limits: GasLimits;
  readonly #request: RpcRequester;
  #cap: number | undefined;

  constructor(gas: GasConfig, multiplier: number, limits: GasLimits, request: RpcRequester) {
    this.#gas = gas;
    this.#multiplier = multiplier;
    this.#limits = limits;
    this.#request = request;
  }

  /** @param rest the parameters after the transaction, passed on to the estimation */
  async apply(tx: TransactionParams, rest: readonly unknown[]): Promise<TransactionParams> {
    if (tx.gas !== undefined) return tx;
    return { ...tx, gas: this.#gas === "auto" ? await this.#estimate(tx, rest) : toHex(this.#gas) };
  }

  async #estimate(tx: TransactionParams, rest: readonly unknown[]): Promise<unknown> {
    try {
      const estimation = await this.#request("eth_estimateGas", [tx, ...rest]);
      if (this.#multiplier === 1) return estimation;
      const cap = await this.#cappedBlockGasLimit();
      const multiplied = Math.floor(Number(estimation) * this.#multiplier);
      return toHex(multiplied > cap ? cap - 1 : multiplied);
    } catch (error) {
      const fallback = this.#limits.defaultTransactionGasLimit;
      if (fallback !== undefined && isInternalCallOutOfGas(error)) {
        if (this.#limits.isBlockGasLimitEnforced === false) return toHex(fallback);
        const limit = BigInt(await this.#blockGasLimit("pending"));
        return toHex(limit < fallback ? limit : fallback);
      }
      if (error instanceof Error && error.message.toLowerCase().includes("execution error")) {
        return toHex(await this.#cappedBlockGasLimit());
      }
      throw error;
    }
  }

  async #cappedBlockGasLimit(): Promise<number> {
    this.#cap ??= Math.floor((await this.#blockGasLimit("latest")) * BLOCK_GAS_LIMIT_SHARE);
    return this.#cap;
  }

  async #blockGasLimit(tag: "latest" | "pending"): Promise<number> {
    const block = (await this.#request("eth_getBlockByNumber", [tag, false])) as { gasLimit: string };
    return Number(block.gasLimit);
  }
}

/** An inner call ran out of gas however much the transaction had: no estimation exists, and the network's default is used. */
function isInternalCallOutOfGas(error: unknown): boolean {
  const data: unknown = error instanceof Error && "data" in error ? error.data : undefined;
  return typeof data === "object" && data !== null && "reason" in data && data.reason === "InternalCallOutOfGas";
}
