import type { WithdrawalData } from "@ethereumjs/util";
import type { BlockEnvironment } from "../../../plugin/engine/types.ts";

/** An account of the state that a chain starts with. */
export interface GenesisAccount {
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly code?: Uint8Array;
  /** Of a code that is not at hand, because nothing executes it. */
  readonly codeHash?: Uint8Array;
  /** 32-byte slot and value without leading zeros. */
  readonly storage?: readonly (readonly [slot: Uint8Array, value: Uint8Array])[];
}

/** A block as it comes from outside: signed transactions in their serialised form. */
export interface BenchBlock {
  readonly environment: BlockEnvironment;
  readonly transactions: readonly Uint8Array[];
  readonly withdrawals?: readonly WithdrawalData[];
}

/** Blocks that follow one another from a given state. */
export interface BenchChain {
  readonly chainId: bigint;
  /** Hardfork of all blocks, as `@ethereumjs/common` names it. */
  readonly hardfork: string;
  /** Keyed by `0x`-prefixed address. */
  readonly genesis: ReadonlyMap<string, GenesisAccount>;
  readonly blockHash: (number: bigint) => Uint8Array | undefined;
  /** Not measured: lets the just-in-time compiler settle. */
  readonly warmUp: readonly BenchBlock[];
  readonly measured: readonly BenchBlock[];
}

/** One row of the table: the median over the measured blocks of all its chains. */
export interface Workload {
  readonly name: string;
  readonly description: string;
  /** Built when it is its turn; signing thousands of transactions takes seconds. */
  chains(): AsyncIterable<BenchChain>;
}
