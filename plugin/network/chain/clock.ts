import { invalidInput } from "../errors.ts";

/** What a snapshot keeps of the clock. */
export interface ClockSnapshot {
  readonly offset: bigint;
  readonly nextTimestamp: bigint | undefined;
  /** When the snapshot was made, in milliseconds of a monotonic clock. */
  readonly madeAt: number;
}

/** The time of a block about to be mined, and the offset that the clock takes once the block is in the chain. */
export interface BlockTime {
  readonly timestamp: bigint;
  readonly offset: bigint | undefined;
}

/** The chain's clock: real time plus an offset, in whole seconds, with the possibility to fix the time of the next block. */
export class Clock {
  readonly #allowSameTimestamp: boolean;
  #offset: bigint;
  #nextTimestamp: bigint | undefined;

  /** @param start time of the chain at its creation, in seconds; the present when absent */
  constructor(allowSameTimestamp: boolean, start?: bigint) {
    this.#allowSameTimestamp = allowSameTimestamp;
    this.#offset = start === undefined ? 0n : start - now();
  }

  /** Moves the clock forward. Returns the total offset from real time, in seconds. */
  increase(seconds: bigint): bigint {
    this.#offset += seconds;
    return this.#offset;
  }

  /**
   * Fixes the time of the next block.
   *
   * @throws RpcError when `timestamp` is not after `previous`, the time of the last block
   */
  setNextTimestamp(timestamp: bigint, previous: bigint): void {
    if (timestamp < previous) throw lowerThanPrevious(timestamp, previous);
    if (timestamp === previous && !this.#allowSameTimestamp) {
      throw invalidInput(
        `Timestamp ${timestamp} is equal to the previous block's timestamp. Enable the 'allowBlocksWithSameTimestamp' option to allow this`,
      );
    }
    this.#nextTimestamp = timestamp;
  }

  /**
   * The time of the next block, without changing the clock.
   *
   * @param previous time of the last block
   * @param requested time asked for by the caller of the mining method, if any
   * @throws RpcError when `requested` is before `previous`
   */
  blockTime(previous: bigint, requested?: bigint): BlockTime {
    const present = now();
    let timestamp: bigint;
    let offset: bigint | undefined;
    if (requested !== undefined) {
      if (requested < previous) throw lowerThanPrevious(requested, previous);
      timestamp = requested;
      offset = requested - present;
    } else if (this.#nextTimestamp !== undefined) {
      timestamp = this.#nextTimestamp;
      offset = timestamp - present;
    } else {
      timestamp = present + this.#offset;
    }
    if (timestamp === previous && !this.#allowSameTimestamp) {
      timestamp += 1n;
      offset ??= this.#offset + 1n;
    }
    return { timestamp, offset };
  }

  /** Takes note that a block with this time is in the chain. */
  commit(time: BlockTime): void {
    if (time.offset !== undefined) this.#offset = time.offset;
    this.#nextTimestamp = undefined;
  }

  snapshot(): ClockSnapshot {
    return { offset: this.#offset, nextTimestamp: this.#nextTimestamp, madeAt: performance.now() };
  }

  /** Goes back to a snapshot. As on Hardhat's network, the real seconds since the snapshot are added to its offset. */
  restore(snapshot: ClockSnapshot): void {
    const elapsed = BigInt(Math.floor((performance.now() - snapshot.madeAt) / 1000));
    this.#offset = snapshot.offset + elapsed;
    this.#nextTimestamp = snapshot.nextTimestamp;
  }
}

function now(): bigint {
  return BigInt(Math.floor(Date.now() / 1000));
}

function lowerThanPrevious(proposed: bigint, previous: bigint): Error {
  return invalidInput(`Timestamp ${proposed} is lower than the previous block's timestamp ${previous}`);
}
