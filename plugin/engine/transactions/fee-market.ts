import type { Common } from "@ethereumjs/common";
import { FeeMarket1559Tx, TransactionType, type TxOptions } from "@ethereumjs/tx";
import { Address, MAX_INTEGER, MAX_UINT64, SECP256K1_ORDER_DIV_2 } from "@ethereumjs/util";
import { sliceToWord } from "../evm/words.ts";
import { itemEnd, listStart } from "./signed-bytes.ts";

/**
 * The lever `decoding`: signed transactions with a fee market (EIP-1559) that are nothing out of the ordinary, decoded
 * in one pass over their bytes.
 *
 * `@ethereumjs/tx` makes an array for each field, turns numbers to bytes and back, and checks each by its name in a list:
 * 8 to 10 us and 19 KB of garbage, a twelfth of what a token transfer takes and a fifth of what it leaves behind, on the
 * main thread. Here it takes 1 us. Those that a network makes of requests are made here too, in half the time of
 * `createTx`. What has an access list, creates a contract or breaks any rule is left to
 * `@ethereumjs/tx`, also to say what is wrong.
 */

/** Fields of a signed transaction, in their order. */
const Field = {
  chainId: 0,
  nonce: 1,
  maxPriorityFeePerGas: 2,
  maxFeePerGas: 3,
  gasLimit: 4,
  to: 5,
  value: 6,
  data: 7,
  accessList: 8,
  v: 9,
  r: 10,
  s: 11,
  count: 12,
} as const;

/** The longest that each may be, in bytes. */
const LONGEST = [32, 8, 32, 32, 8, 20, 32, Number.MAX_SAFE_INTEGER, 0, 1, 32, 32];

const EMPTY_LIST = 0xc0;
const ADDRESS_BYTES = 20;

/** What is the same for every transaction under the same rules. */
interface Rules {
  readonly chainId: bigint;
  /** Of the transaction, EIP-7825. */
  readonly gasCap: bigint;
}

/** `undefined` until the first transaction. */
const rulesOf = new WeakMap<Common, Rules | undefined>();

/** From now on, transactions under these rules, which never change, are decoded here. */
export function decodeQuickly(common: Common): void {
  rulesOf.set(common, undefined);
}

/**
 * The transaction as `createTxFromRLP` makes it.
 *
 * @param serialized parts of it are kept: it must not be modified afterwards.
 * @returns undefined when `createTxFromRLP` has to decode it, or to refuse it.
 */
export function decodeFeeMarket(serialized: Uint8Array, options: TxOptions): FeeMarket1559Tx | undefined {
  const { common } = options;
  if (serialized[0] !== TransactionType.FeeMarketEIP1559 || common === undefined || !rulesOf.has(common)) {
    return undefined;
  }
  // Whoever wants anything else of it gets it from `@ethereumjs/tx`. How long init code may be concerns creations.
  for (const option in options) if (option !== "common" && option !== "allowUnlimitedInitCodeSize") return undefined;
  const rules = knownRules(common);
  if (rules === undefined || !findFields(serialized)) return undefined;
  const fields = readFields(serialized, options, common);
  if (!isValid(fields, rules)) return undefined;
  const tx = new Decoded(fields, rules.chainId);
  Object.freeze(tx);
  return tx;
}

/** What somebody wants to send: numbers in range, and bytes of whole pairs of digits. */
export interface FeeMarketFields {
  readonly chainId: bigint;
  readonly nonce: bigint;
  readonly maxPriorityFeePerGas: bigint;
  readonly maxFeePerGas: bigint;
  readonly gasLimit: bigint;
  /** 20 bytes. */
  readonly to: Uint8Array;
  readonly value: bigint;
  /** Is kept with the transaction: it must not be modified afterwards. */
  readonly data: Uint8Array;
  /** The signature; absent before there is one. */
  readonly v?: bigint | undefined;
  readonly r?: bigint | undefined;
  readonly s?: bigint | undefined;
}

/**
 * The transaction as `createTx` makes it.
 *
 * @returns undefined when `createTx` has to make it, or to refuse it.
 */
export function makeFeeMarket(fields: FeeMarketFields, options: TxOptions): FeeMarket1559Tx | undefined {
  const { common } = options;
  const rules = common !== undefined && rulesOf.has(common) ? knownRules(common) : undefined;
  const isSigned = fields.r !== undefined;
  if (common === undefined || rules === undefined || !isValid(isSigned ? fields : { ...fields, ...UNSIGNED }, rules)) {
    return undefined;
  }
  const { v, r, s } = fields;
  const tx = new Decoded({ ...fields, v, r, s, common, txOptions: options }, rules.chainId);
  Object.freeze(tx);
  return tx;
}

/** A signature that nothing is wrong with, in place of one. */
const UNSIGNED = { v: 0n, r: 1n, s: 1n };

function knownRules(common: Common): Rules | undefined {
  let rules = rulesOf.get(common);
  if (rules === undefined) {
    if (!common.isActivatedEIP(1559) || common.isActivatedEIP(8037)) return undefined;
    const gasCap = common.isActivatedEIP(7825) ? common.param("maxTransactionGasLimit") : MAX_UINT64;
    rules = { chainId: common.chainId(), gasCap };
    rulesOf.set(common, rules);
  }
  return rules;
}

/** Of the transaction at hand: where the content of each field begins, and its length. */
const starts = new Int32Array(Field.count);
const lengths = new Int32Array(Field.count);

/** Finds the fields. False for what is not exactly the encoding of such a transaction. */
function findFields(bytes: Uint8Array): boolean {
  // The same bytes behind the header of a string are no list.
  if ((bytes[1] as number) < EMPTY_LIST) return false;
  let at = listStart(bytes, 1);
  if (itemEnd(bytes, 1) !== bytes.length || !isShortest(bytes[1] as number, 0xf7, bytes[2], bytes.length - at)) {
    return false;
  }
  for (let field = 0; field < Field.count; field++) {
    if (field === Field.accessList) {
      if (bytes[at] !== EMPTY_LIST) return false;
      at += 1;
      continue;
    }
    const header = bytes[at];
    if (header === undefined || header >= EMPTY_LIST) return false;
    const end = itemEnd(bytes, at);
    const start = contentStart(header, at);
    if (!isShortest(header, 0xb7, bytes[at + 1], end - start)) return false;
    if (header === 0x81 && (bytes[start] as number) < 0x80) return false;
    starts[field] = start;
    lengths[field] = end - start;
    if (end - start > (LONGEST[field] as number)) return false;
    const isNumber = field !== Field.to && field !== Field.data;
    if (isNumber && end > start && bytes[start] === 0) return false;
    at = end;
  }
  return at === bytes.length && lengths[Field.to] === ADDRESS_BYTES;
}

/** The shortest form of a length is the only one. @param longest header with the length in itself */
function isShortest(header: number, longest: number, next: number | undefined, length: number): boolean {
  return header <= longest || (next !== 0 && length > 55);
}

function contentStart(header: number, position: number): number {
  if (header < 0x80) return position;
  return header <= 0xb7 ? position + 1 : position + header - 0xb6;
}

type Fields = FeeMarketFields & { readonly common: Common; readonly txOptions: TxOptions };

function readFields(bytes: Uint8Array, txOptions: TxOptions, common: Common): Required<Fields> {
  const to = new Uint8Array(ADDRESS_BYTES);
  for (let i = 0; i < ADDRESS_BYTES; i++) to[i] = bytes[(starts[Field.to] as number) + i] as number;
  return {
    common,
    txOptions,
    to,
    chainId: numberAt(bytes, Field.chainId),
    nonce: numberAt(bytes, Field.nonce),
    maxPriorityFeePerGas: numberAt(bytes, Field.maxPriorityFeePerGas),
    maxFeePerGas: numberAt(bytes, Field.maxFeePerGas),
    gasLimit: numberAt(bytes, Field.gasLimit),
    value: numberAt(bytes, Field.value),
    // No copy: so many bytes would lie outside of the heap. And not a view of whatever class the bytes are.
    data: new Uint8Array(bytes.buffer, bytes.byteOffset + (starts[Field.data] as number), lengths[Field.data]),
    v: numberAt(bytes, Field.v),
    r: numberAt(bytes, Field.r),
    s: numberAt(bytes, Field.s),
  };
}

function numberAt(bytes: Uint8Array, field: number): bigint {
  return sliceToWord(bytes, starts[field] as number, lengths[field] as number);
}

/** What `@ethereumjs/tx` checks, as far as the lengths of the fields have not said it. */
function isValid({ v = 0n, r = 0n, s = 0n, ...fields }: FeeMarketFields, { chainId, gasCap }: Rules): boolean {
  return (
    fields.chainId === chainId &&
    fields.nonce < MAX_UINT64 &&
    fields.gasLimit <= gasCap &&
    fields.gasLimit * fields.maxFeePerGas <= MAX_INTEGER &&
    fields.maxPriorityFeePerGas <= fields.maxFeePerGas &&
    v <= 1n &&
    r !== 0n &&
    s !== 0n &&
    s <= SECP256K1_ORDER_DIV_2
  );
}

/** An object with the fields that the constructor of `FeeMarket1559Tx` makes, in the same order. */
const Decoded = function (this: Record<string, unknown>, fields: Fields, chainId: bigint): void {
  this.type = TransactionType.FeeMarketEIP1559;
  this.cache = {};
  this.activeCapabilities = [1559, 2718, 2930];
  this.common = fields.common;
  this.txOptions = fields.txOptions;
  this.to = new Address(fields.to);
  this.nonce = fields.nonce;
  this.gasLimit = fields.gasLimit;
  this.value = fields.value;
  this.data = fields.data;
  this.v = fields.v;
  this.r = fields.r;
  this.s = fields.s;
  this.chainId = chainId;
  this.accessList = [];
  this.maxFeePerGas = fields.maxFeePerGas;
  this.maxPriorityFeePerGas = fields.maxPriorityFeePerGas;
} as unknown as { new (fields: Fields, chainId: bigint): FeeMarket1559Tx; prototype: FeeMarket1559Tx };
Decoded.prototype = FeeMarket1559Tx.prototype;
