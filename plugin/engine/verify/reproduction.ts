import { createWithdrawal } from "@ethereumjs/util";
import type { RunBlockResult } from "@ethereumjs/vm";
import type { Difference } from "../errors.ts";
import { bytesToHexString, EMPTY_CODE_HASH, keyToHex, valueToHex } from "../state/keys.ts";
import type { AddressKey, CodeHash, SlotKey, StateView } from "../state/types.ts";
import type { BlockEnvironment, BlockInput, BlockResult, EngineOptions } from "../types.ts";
import type { ReproducedAccount, Reproduction } from "./reproduction-format.ts";

/** Everything of a state that a block came near. */
export type Touched = ReadonlyMap<AddressKey, ReadonlySet<SlotKey>>;

/** Settings of an engine that decide what comes out of a block. */
export type DecidingOptions = Pick<
  EngineOptions,
  "chainId" | "hardfork" | "allowUnlimitedContractSize" | "transactionGasCap" | "systemOperations" | "contractSenders"
>;

/** What went apart, and where it started from. */
export interface DifferingBlock {
  readonly input: BlockInput;
  readonly result: BlockResult;
  /** Undefined when the reference refused the block. */
  readonly reference: RunBlockResult | undefined;
  readonly differences: readonly Difference[];
  /** From before the block. */
  readonly state: StateView;
  readonly touched: Touched;
  readonly options: DecidingOptions;
}

/** Puts a block that differs into the form that can be executed again. */
export function reproduce(block: DifferingBlock): Reproduction {
  const { input, options, differences } = block;
  const { environment, transactions } = input;
  const { preState, codes } = stateBefore(block);
  const { chainId, allowUnlimitedContractSize, transactionGasCap, systemOperations = true } = options;
  const { contractSenders = false } = options;
  return {
    format: "mainnet-block-v1",
    number: Number(environment.number),
    hardfork: options.hardfork,
    header: headerOf(block),
    transactions: transactions.map(({ tx }) => bytesToHexString(tx.serialize())),
    senders: transactions.map(({ sender }) => sender.toString()),
    withdrawals: input.withdrawals?.map((withdrawal) => createWithdrawal(withdrawal).toJSON()),
    blockHashes: blockHashes(input),
    preState,
    codes,
    settings: {
      chainId: quantity(chainId),
      allowUnlimitedContractSize,
      transactionGasCap: typeof transactionGasCap === "bigint" ? quantity(transactionGasCap) : transactionGasCap,
      systemOperations,
      reward: input.reward,
      onInvalid: input.onInvalid,
      // Whose code nobody looks at need not have signed either.
      impersonated: transactions.flatMap(({ impersonated }, index) => (impersonated || contractSenders ? [index] : [])),
    },
    differences,
  };
}

/** What is known before execution, and of the rest what the reference says; the engine's word where it said nothing. */
function headerOf({ input: { environment }, result, reference }: DifferingBlock): Record<string, string> {
  const { header } = result.block;
  const fields: Record<string, string | undefined> = {
    ...environmentFields(environment),
    gasUsed: quantity(reference?.gasUsed ?? header.gasUsed),
    logsBloom: bytesToHexString(reference?.logsBloom ?? header.logsBloom),
    receiptsRoot: bytesToHexString(reference?.receiptsRoot ?? header.receiptTrie),
  };
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
}

function environmentFields(environment: BlockEnvironment): Record<string, string | undefined> {
  const { difficulty, baseFeePerGas, excessBlobGas, mixHash, nonce, extraData, parentBeaconBlockRoot } = environment;
  const hex = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : bytesToHexString(bytes));
  const number = (value: bigint | undefined) => (value === undefined ? undefined : quantity(value));
  return {
    parentHash: bytesToHexString(environment.parentHash),
    miner: environment.coinbase.toString(),
    number: quantity(environment.number),
    timestamp: quantity(environment.timestamp),
    gasLimit: quantity(environment.gasLimit),
    difficulty: number(difficulty),
    baseFeePerGas: number(baseFeePerGas),
    excessBlobGas: number(excessBlobGas),
    mixHash: hex(mixHash),
    nonce: hex(nonce),
    extraData: hex(extraData),
    parentBeaconBlockRoot: hex(parentBeaconBlockRoot),
  };
}

/** BLOCKHASH reaches 256 blocks back. */
const REACH = 256n;

function blockHashes({ environment: { number }, blockHash }: BlockInput): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (let earlier = number > REACH ? number - REACH : 0n; earlier < number; earlier++) {
    const hash = blockHash(earlier);
    if (hash !== undefined) hashes[earlier.toString()] = bytesToHexString(hash);
  }
  return hashes;
}

function stateBefore({ state, touched }: DifferingBlock): Pick<Reproduction, "preState" | "codes"> {
  const preState: Record<string, ReproducedAccount> = {};
  const codes: Record<string, string> = {};
  for (const [address, slots] of touched) {
    const account = state.account(address);
    if (account === undefined) continue;
    const storage: Record<string, string> = {};
    for (const slot of slots) {
      const value = state.slot(address, slot);
      if (value.length > 0) storage[keyToHex(slot)] = valueToHex(value);
    }
    preState[keyToHex(address)] = {
      balance: quantity(account.balance),
      nonce: quantity(account.nonce),
      codeHash: account.codeHash === EMPTY_CODE_HASH ? undefined : keyToHex(account.codeHash),
      storage: Object.keys(storage).length > 0 ? storage : undefined,
    };
    addCode(codes, account.codeHash, state);
  }
  return { preState, codes };
}

function addCode(codes: Record<string, string>, hash: CodeHash, state: StateView): void {
  if (hash !== EMPTY_CODE_HASH) codes[keyToHex(hash)] = bytesToHexString(state.code(hash));
}

function quantity(value: bigint): string {
  return `0x${value.toString(16)}`;
}
