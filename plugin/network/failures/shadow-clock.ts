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
  #origin: Position | undefined;
  #snapshot: unknown;
  #position: Position = { number: 0n, timestamp: 0n };
  #block: string | undefined;
  #hasRandomness = true;

  constructor(request: RpcRequester) {
    this.#request = request;
  }

  /** Stops the shadow from mining on its own, and remembers where its chain begins. */
  async begin(): Promise<void> {
    this.#origin ??= await this.#takeOrigin();
  }

  /** Makes the latest block of the shadow one like `environment`; where that is impossible, nothing is promised. */
  async moveTo(environment: BlockEnvironment): Promise<void> {
    const block = fingerprint(environment);
    if (block === this.#block) return;
    this.#block = undefined;
    this.#origin ??= await this.#takeOrigin();
    const { number, timestamp } = environment;
    if (this.#position.number >= number || !this.#canReach(environment)) await this.#rewind();
    if (this.#position.number >= number || !this.#canReach(environment)) return;
    await this.#mineEmpty(number - 1n - this.#position.number);
    await this.#prepare(environment);
    await this.#request("evm_mine", []);
    this.#position = { number, timestamp };
    this.#block = block;
  }

  /** Blocks in between are a second apart. */
  #canReach({ number, timestamp }: BlockEnvironment): boolean {
    return this.#position.timestamp + (number - this.#position.number) <= timestamp;
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
    this.#snapshot = await this.#request("evm_snapshot", []);
    this.#position = origin;
  }

  async #mineEmpty(count: bigint): Promise<void> {
    if (count <= 0n) return;
    await this.#request("evm_setNextBlockTimestamp", [toHex(this.#position.timestamp + 1n)]);
    await this.#request("hardhat_mine", [toHex(count), "0x1"]);
    this.#position = { number: this.#position.number + count, timestamp: this.#position.timestamp + count };
  }

  async #prepare(environment: BlockEnvironment): Promise<void> {
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
