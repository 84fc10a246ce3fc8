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
  /** What the block must give, where that is known from elsewhere. */
  readonly receiptsRoot?: string;
}

/** What is measured at once: one block, or several with one transaction each. */
export type Round = readonly BenchBlock[];

/** Blocks that follow one another from a given state. */
export interface BenchChain {
  readonly chainId: bigint;
  /** Hardfork of all blocks, as `@ethereumjs/common` names it. */
  readonly hardfork: string;
  /** Keyed by `0x`-prefixed address. */
  readonly genesis: ReadonlyMap<string, GenesisAccount>;
  readonly blockHash: (number: bigint) => Uint8Array | undefined;
  /** Every round starts from the genesis; else where the one before ended. */
  readonly independent: boolean;
  /** Transactions are mined as they are sent, one block each, instead of together. */
  readonly automine: boolean;
  /** Not measured: lets the just-in-time compiler settle. */
  readonly warmUp: readonly Round[];
  readonly measured: readonly Round[];
}

/** Some traffic to measure. */
export interface Workload {
  readonly name: string;
  readonly description: string;
  /** Built when it is its turn; signing thousands of transactions takes seconds. */
  chain(): Promise<BenchChain>;
}
