import { keccak256 } from "../crypto/keccak.ts";

/** Who knows the root of a state. */
export interface StateRoot {
  /** Root of the present state, 32 bytes. */
  root(): Uint8Array;
  /** Stops following the state. */
  close(): void;
}

/** In place of the root of a state of which only a part is known: that root nobody can compute. */
export class MadeUpRoot implements StateRoot {
  /** Root that Hardhat's network gives every block after a fork. */
  readonly #root = keccak256(new TextEncoder().encode("seed"));

  root(): Uint8Array {
    return this.#root;
  }

  close(): void {}
}
