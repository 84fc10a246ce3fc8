import assert from "node:assert/strict";
import { createTx, type TypedTransaction, type TypedTxData } from "@ethereumjs/tx";
import { Address, bigIntToAddressBytes, createAddressFromPrivateKey } from "@ethereumjs/util";
import type {
  AccountAccess,
  AccountField,
  StorageAccess,
  TransactionRecord,
} from "../../plugin/engine/access/types.ts";
import { Engine } from "../../plugin/engine/engine.ts";
import { addressToKey, keyToHex, wordToSlotKey } from "../../plugin/engine/state/keys.ts";
import type {
  BlockEnvironment,
  BlockInput,
  BlockResult,
  CallInput,
  EngineOptions,
  SendableTransaction,
  TransactionOutcome,
} from "../../plugin/engine/types.ts";

/** An address that says which number it was made from. */
export function addressOf(number: number | bigint): Address {
  return new Address(bigIntToAddressBytes(BigInt(number)));
}

export const COINBASE = addressOf(0xc0ffee);
/** Of the code that is run, and of what it can call. */
export const CONTRACT = addressOf(0xc0de);
export const CALLED = addressOf(0xca11ed);
const BASE_FEE = 10n;

export interface Sent {
  readonly record: TransactionRecord;
  readonly outcome: TransactionOutcome;
  readonly result: BlockResult;
}

/** An engine on which transactions are sent one a block, verified against plain `runBlock`. */
export class SingleTransactions {
  readonly engine: Engine;
  readonly keys = [1, 2, 3].map((number) => new Uint8Array(32).fill(number));
  readonly senders = this.keys.map((key) => createAddressFromPrivateKey(key));
  #number = 0n;

  private constructor(engine: Engine) {
    this.engine = engine;
    for (const sender of this.senders) engine.state.setBalance(addressToKey(sender), 10n ** 18n);
  }

  static async create(options: Partial<EngineOptions> = {}): Promise<SingleTransactions> {
    const engine = await Engine.create({
      chainId: 31337n,
      hardfork: "osaka",
      workers: 1,
      verify: true,
      allowUnlimitedContractSize: false,
      minParallelTransactions: 2,
      ...options,
    });
    return new SingleTransactions(engine);
  }

  /** Puts a contract at an address. */
  deploy(address: Address, code: Uint8Array, storage: Readonly<Record<number, number>> = {}): Address {
    const key = addressToKey(address);
    this.engine.state.setCode(key, code);
    this.engine.state.setNonce(key, 1n);
    for (const [slot, value] of Object.entries(storage)) {
      this.engine.state.setStorage(key, wordToSlotKey(BigInt(slot)), Uint8Array.of(value));
    }
    return address;
  }

  nonce(sender: number): bigint {
    return this.engine.state.account(addressToKey(this.senders[sender] as Address))?.nonce ?? 0n;
  }

  /** A transaction of a sender, with the nonce that is due and more gas than it needs unless `fields` say otherwise. */
  transaction(fields: TypedTxData = {}, sender = 0): SendableTransaction {
    const { common } = this.engine;
    const price = "maxFeePerGas" in fields ? {} : { gasPrice: BASE_FEE };
    const data = { nonce: this.nonce(sender), gasLimit: 1_000_000n, ...price, ...fields } as TypedTxData;
    const tx: TypedTransaction = createTx(data, { common }).sign(this.keys[sender] as Uint8Array);
    return { tx, sender: this.senders[sender] as Address, impersonated: false };
  }

  environment(overrides: Partial<BlockEnvironment> = {}): BlockEnvironment {
    const { common } = this.engine;
    const merged = common.consensusType() === "pos";
    return {
      number: this.#number + 1n,
      parentHash: new Uint8Array(32).fill(1),
      timestamp: 1_000_000n + this.#number,
      gasLimit: 30_000_000n,
      coinbase: COINBASE,
      baseFeePerGas: common.isActivatedEIP(1559) ? BASE_FEE : undefined,
      difficulty: merged ? 0n : 1n,
      excessBlobGas: common.isActivatedEIP(4844) ? 0n : undefined,
      parentBeaconBlockRoot: common.isActivatedEIP(4788) ? new Uint8Array(32).fill(2) : undefined,
      ...overrides,
    };
  }

  async block(transactions: readonly SendableTransaction[], input: Partial<BlockInput> = {}): Promise<BlockResult> {
    const result = await this.engine.executeBlock({
      environment: this.environment(),
      transactions,
      blockHash: () => undefined,
      onInvalid: "throw",
      reward: false,
      ...input,
    });
    this.#number += 1n;
    return result;
  }

  async send(fields: TypedTxData = {}, sender = 0): Promise<Sent> {
    return this.sendReady(this.transaction(fields, sender));
  }

  async sendReady(transaction: SendableTransaction): Promise<Sent> {
    const result = await this.block([transaction]);
    const [outcome] = result.outcomes;
    const [record] = result.record.transactions;
    assert.ok(outcome !== undefined && record !== undefined);
    return { record, outcome, result };
  }

  /** A message to a contract of such code; another one, which it can call, is at `CALLED`. */
  messageTo(code: Uint8Array, called: Uint8Array = new Uint8Array(0)): CallInput {
    this.deploy(CALLED, called);
    const transaction = this.transaction({ to: this.deploy(CONTRACT, code) });
    const environment = this.environment();
    return { environment, transaction, blockHash: () => undefined, skipBalance: true, skipNonce: true };
  }

  /** Runs code at an address of its own and returns what it did. */
  async run(code: Uint8Array, storage?: Readonly<Record<number, number>>, fields: TypedTxData = {}): Promise<Sent> {
    return this.send({ to: this.deploy(CONTRACT, code, storage), ...fields });
  }
}

/** The access to a slot, given by its number. */
export function slotOf(record: TransactionRecord, address: Address, slot: number | bigint): StorageAccess | undefined {
  const key = keyToHex(wordToSlotKey(BigInt(slot)));
  return record.storage.find((access) => access.address === address.toString() && access.slot === key);
}

export function accountOf(record: TransactionRecord, address: Address, field: AccountField): AccountAccess | undefined {
  return record.accounts.find((access) => access.address === address.toString() && access.field === field);
}

/** The flags of an access that are set, in alphabetical order. */
export function flagsOf(access: AccountAccess | undefined): string[] {
  return Object.entries(access ?? {})
    .filter(([, value]) => value === true)
    .map(([name]) => name)
    .sort();
}

/** 32 bytes of hexadecimal. */
export function word(value: number | bigint): string {
  return `0x${value.toString(16).padStart(64, "0")}`;
}
