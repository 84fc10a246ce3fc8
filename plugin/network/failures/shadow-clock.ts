import type { BlockEnvironment } from "../../engine/types.ts";
import type { RpcRequester } from "../defaults/requester.ts";
import { toHex } from "../defaults/requester.ts";

interface Position {
  readonly number: bigint;
  readonly timestamp: bigint;
}

/**
 * Brings the shadow network to the block that a message ran in, so that contracts which look at the block's number,
 * time, gas limit, coinbase or randomness take the same path there. (The base fee is zero in every call of Hardhat's.)
 *
 * The shadow's chain holds empty blocks only: it is mined forwards, or reverted to its beginning and mined again.
 */
export class ShadowClock {
  readonly #request: RpcRequester;
  readonly #onRewind: () => void;
  #origin: Position | undefined;
  #snapshot: unknown;
  #position: Position = { number: 0n, timestamp: 0n };
  #block: string | undefined;
  /** The last block that was mined for a message; undefined after a failed attempt. */
  #environment: Pick<BlockEnvironment, "gasLimit" | "coinbase"> | undefined;
  #hasRandomness = true;

  /** @param onRewind the shadow is as it was at its beginning, but for what is in no state */
  constructor(request: RpcRequester, onRewind: () => void = () => {}) {
    this.#request = request;
    this.#onRewind = onRewind;
  }

  /** Stops the shadow from mining on its own, and remembers where its chain begins. */
  async begin(): Promise<void> {
    this.#origin ??= await this.#takeOrigin();
  }

  /**
   * Is the latest block of the shadow as good as `environment` for a message that does not look at the block itself? The
   * gas limit bounds the message's own, and the coinbase costs less to call (EIP-3651).
   */
  isLike({ gasLimit, coinbase }: BlockEnvironment): boolean {
    return this.#environment?.gasLimit === gasLimit && this.#environment.coinbase.equals(coinbase);
  }

  /**
   * Makes the latest block of the shadow one like `environment`.
   *
   * @returns false where that is impossible; then nothing is promised
   */
  async moveTo(environment: BlockEnvironment): Promise<boolean> {
    const block = fingerprint(environment);
    if (block === this.#block) return true;
    this.#block = undefined;
    this.#environment = undefined;
    this.#origin ??= await this.#takeOrigin();
    const { number, timestamp } = environment;
    if (!this.#canReach(environment, 1n)) await this.#rewind();
    if (number === this.#position.number) return timestamp === this.#position.timestamp;
    // Blocks of the same time are there only where the shadow makes them too.
    const interval = this.#canReach(environment, 1n) ? 1n : 0n;
    if (!this.#canReach(environment, interval)) return false;
    await this.#mineEmpty(number - 1n - this.#position.number, interval);
    await this.prepare(environment);
    await this.#request("evm_mine", []);
    this.#position = { number, timestamp };
    this.#block = block;
    this.#environment = environment;
    return true;
  }

  #canReach({ number, timestamp }: BlockEnvironment, interval: bigint): boolean {
    const blocks = number - this.#position.number;
    return blocks > 0n && this.#position.timestamp + blocks * interval <= timestamp;
  }

  async #takeOrigin(): Promise<Position> {
    await this.#request("evm_setIntervalMining", [0]);
    const latest = (await this.#request("eth_getBlockByNumber", ["latest", false])) as {
      number: string;
      timestamp: string;
    };
    this.#snapshot = await this.#request("evm_snapshot", []);
    this.#position = { number: BigInt(latest.number), timestamp: BigInt(latest.timestamp) };
    return this.#position;
  }

  async #rewind(): Promise<void> {
    const origin = this.#origin as Position;
    if (this.#position.number === origin.number) return;
    await this.#request("evm_revert", [this.#snapshot]);
    this.#onRewind();
    this.#snapshot = await this.#request("evm_snapshot", []);
    this.#position = origin;
  }

  async #mineEmpty(count: bigint, interval: bigint): Promise<void> {
    if (count <= 0n) return;
    const { number, timestamp } = this.#position;
    await this.#request("evm_setNextBlockTimestamp", [toHex(timestamp + interval)]);
    await this.#request("hardhat_mine", [toHex(count), toHex(interval)]);
    this.#position = { number: number + count, timestamp: timestamp + count * interval };
  }

  /** Makes the next block of the shadow one like `environment`, but for its number and base fee. */
  async prepare(environment: BlockEnvironment): Promise<void> {
    await this.#request("evm_setNextBlockTimestamp", [toHex(environment.timestamp)]);
    await this.#request("hardhat_setCoinbase", [environment.coinbase.toString()]);
    await this.#request("evm_setBlockGasLimit", [toHex(environment.gasLimit)]);
    if (this.#hasRandomness && environment.mixHash !== undefined) {
      const randomness = `0x${Buffer.from(environment.mixHash).toString("hex")}`;
      try {
        await this.#request("hardhat_setPrevRandao", [randomness]);
      } catch {
        // A hardfork before the merge: blocks have a difficulty instead.
        this.#hasRandomness = false;
      }
    }
  }
}

function fingerprint(environment: BlockEnvironment): string {
  const { number, timestamp, gasLimit, coinbase, mixHash } = environment;
  const random = mixHash === undefined ? "" : Buffer.from(mixHash).toString("hex");
  return [number, timestamp, gasLimit, coinbase, random].join();
}
