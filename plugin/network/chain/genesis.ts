import { type Block, createBlock } from "@ethereumjs/block";
import { type Common, Hardfork } from "@ethereumjs/common";
import { hexToBytes } from "@ethereumjs/util";
import type { Hex } from "../../engine/access/types.ts";
import { hexToKey } from "../../engine/state/keys.ts";
import type { WorldState } from "../../engine/state/world-state.ts";
import type { Reservation } from "./block-store.ts";
import { INITIAL_BASE_FEE } from "./fees.ts";
import { predeploys } from "./predeploys.ts";
import type { ForkRules } from "./rules.ts";

/** Extra data of the first block of Hardhat's network. */
const GENESIS_EXTRA_DATA = hexToBytes("0x1234");
/** Hash of no bytes, in place of a transaction root: blocks that were never built from transactions have it in Hardhat. */
const NO_TRANSACTIONS = hexToBytes("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
/** Gas limit that Hardhat gives the blocks of a reserved run. */
const RESERVED_GAS_LIMIT = 1_000_000n;
/** Nonce of every block before the merge. */
const PROOF_OF_WORK_NONCE = hexToBytes("0x0000000000000042");

/** An account that has a balance from the first block on. */
export interface GenesisAccount {
  readonly address: Hex;
  readonly balance: bigint;
}

/** Writes the state that a chain starts with: the accounts and the fork's predeployed contracts. */
export function writeGenesisState(state: WorldState, rules: ForkRules, accounts: readonly GenesisAccount[]): void {
  for (const { address, code } of predeploys(rules)) state.setCode(hexToKey(address), hexToBytes(code));
  for (const { address, balance } of accounts) state.setBalance(hexToKey(address), balance);
}

export interface GenesisOptions {
  readonly stateRoot: Uint8Array;
  readonly timestamp: bigint;
  readonly gasLimit: bigint;
  readonly baseFee?: bigint;
  /** prevRandao after the merge. */
  readonly mixHash: Uint8Array;
}

/** The first block, equal to that of Hardhat's network with the same settings. */
export function genesisBlock(common: Common, rules: ForkRules, options: GenesisOptions): Block {
  return sealEmptyBlock(common, rules, {
    number: 0n,
    timestamp: options.timestamp,
    gasLimit: options.gasLimit,
    extraData: GENESIS_EXTRA_DATA,
    stateRoot: options.stateRoot,
    baseFee: options.baseFee ?? INITIAL_BASE_FEE,
    mixHash: options.mixHash,
  });
}

/** One block of a reserved run: Hardhat leaves out all that it would take work to know, even the parent's hash. */
export function reservedBlock(common: Common, rules: ForkRules, reservation: Reservation, number: bigint): Block {
  return sealEmptyBlock(common, rules, {
    number,
    timestamp: reservation.previousTimestamp + reservation.interval * (number - reservation.first + 1n),
    gasLimit: RESERVED_GAS_LIMIT,
    stateRoot: reservation.stateRoot,
    baseFee: reservation.baseFee,
  });
}

interface EmptyBlockFields {
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly gasLimit: bigint;
  readonly stateRoot: Uint8Array;
  readonly baseFee: bigint | undefined;
  readonly extraData?: Uint8Array;
  readonly mixHash?: Uint8Array;
}

function sealEmptyBlock(common: Common, rules: ForkRules, { baseFee, ...fields }: EmptyBlockFields): Block {
  const merged = rules.isAtLeast(Hardfork.Paris);
  return createBlock(
    {
      header: {
        ...fields,
        transactionsTrie: NO_TRANSACTIONS,
        ...(rules.isAtLeast(Hardfork.London) ? { baseFeePerGas: baseFee } : {}),
        ...(merged ? {} : { difficulty: 1n, nonce: PROOF_OF_WORK_NONCE }),
      },
    },
    { common, skipConsensusFormatValidation: true },
  );
}
