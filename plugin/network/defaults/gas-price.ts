import { hexStringToBigInt } from "@nomicfoundation/hardhat-utils/hex";
import type { GasConfig } from "hardhat/types/config";
import type { RpcRequester, TransactionParams } from "./requester.ts";
import { toHex } from "./requester.ts";

/** The base fee may rise by an eighth a block: the maximum fee covers the next block and this many full ones after it. */
const FULL_BLOCKS_AHEAD = 2n;
const REWARD_PERCENTILE = 50;

interface SuggestedFees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** Adds gas prices to transactions that lack them, by the rules of Hardhat's gas price handlers. */
export class GasPriceDefaults {
  readonly #gasPrice: GasConfig;
  readonly #request: RpcRequester;
  #hasBaseFee: boolean | undefined;
  #hasFeeHistory = true;

  constructor(gasPrice: GasConfig, request: RpcRequester) {
    this.#gasPrice = gasPrice;
    this.#request = request;
  }

  async apply(tx: TransactionParams): Promise<TransactionParams> {
    if (tx.gasPrice !== undefined) return tx;
    if (this.#gasPrice !== "auto") {
      const priced = tx.maxFeePerGas !== undefined || tx.maxPriorityFeePerGas !== undefined;
      return priced ? tx : { ...tx, gasPrice: toHex(this.#gasPrice) };
    }
    if (tx.maxFeePerGas !== undefined && tx.maxPriorityFeePerGas !== undefined) return tx;
    return await this.#automatic(tx);
  }

  async #automatic(tx: TransactionParams): Promise<TransactionParams> {
    let suggested = await this.#suggestion();
    if (suggested === undefined) {
      const gasPrice = BigInt((await this.#request("eth_gasPrice", [])) as string);
      if (tx.maxFeePerGas === undefined && tx.maxPriorityFeePerGas === undefined) {
        return { ...tx, gasPrice: toHex(gasPrice) };
      }
      suggested = { maxFeePerGas: gasPrice, maxPriorityFeePerGas: gasPrice };
    }
    const maxPriorityFeePerGas = given(tx.maxPriorityFeePerGas) ?? suggested.maxPriorityFeePerGas;
    let maxFeePerGas = given(tx.maxFeePerGas) ?? suggested.maxFeePerGas;
    if (maxFeePerGas < maxPriorityFeePerGas) maxFeePerGas += maxPriorityFeePerGas;
    return { ...tx, maxFeePerGas: toHex(maxFeePerGas), maxPriorityFeePerGas: toHex(maxPriorityFeePerGas) };
  }

  /**
   * Undefined before EIP-1559. A fork by older rules than those of its upstream has a base fee in the upstream's blocks,
   * and no fee history.
   */
  async #suggestion(): Promise<SuggestedFees | undefined> {
    if (this.#hasBaseFee === undefined) {
      const block = (await this.#request("eth_getBlockByNumber", ["latest", false])) as { baseFeePerGas?: string };
      this.#hasBaseFee = block.baseFeePerGas !== undefined;
    }
    if (!this.#hasBaseFee || !this.#hasFeeHistory) return undefined;
    try {
      return await this.#fromHistory();
    } catch {
      this.#hasFeeHistory = false;
      return undefined;
    }
  }

  async #fromHistory(): Promise<SuggestedFees> {
    const history = (await this.#request("eth_feeHistory", ["0x1", "latest", [REWARD_PERCENTILE]])) as {
      baseFeePerGas: string[];
      reward: string[][];
    };
    const nextBaseFee = BigInt(history.baseFeePerGas.at(-1) as string);
    let maxPriorityFeePerGas = BigInt(history.reward[0]?.[0] as string);
    if (maxPriorityFeePerGas === 0n) {
      maxPriorityFeePerGas = BigInt((await this.#request("eth_maxPriorityFeePerGas", [])) as string) || 1n;
    }
    return {
      maxFeePerGas: (nextBaseFee * 9n ** FULL_BLOCKS_AHEAD) / 8n ** FULL_BLOCKS_AHEAD,
      maxPriorityFeePerGas,
    };
  }
}

function given(value: unknown): bigint | undefined {
  return typeof value === "string" ? hexStringToBigInt(value) : undefined;
}
