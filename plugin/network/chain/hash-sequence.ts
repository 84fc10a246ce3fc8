import { keccak256 } from "../../engine/crypto/keccak.ts";

/**
 * The sequence of made-up 32-byte values (prevRandao, parent beacon block root) that Hardhat's network gives its blocks: each is the hash of the
 * one before, so that a test run gives the same blocks every time. The next value can be replaced.
 */
export class HashSequence {
  #next: Uint8Array;

  /** @param seed any text; the first value is its hash */
  constructor(seed: string) {
    this.#next = keccak256(new TextEncoder().encode(seed));
  }

  /** The value that the next block gets. */
  get next(): Uint8Array {
    return this.#next;
  }

  setNext(value: Uint8Array): void {
    this.#next = value;
  }

  advance(): void {
    this.#next = keccak256(this.#next);
  }
}
