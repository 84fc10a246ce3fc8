import { type BlockHeader, createBlockHeaderFromRLP } from "@ethereumjs/block";
import type { Common } from "@ethereumjs/common";
import type { Log } from "@ethereumjs/evm";
import { Address } from "@ethereumjs/util";
import type { Hex } from "../../engine/access/types.ts";
import { encodeHeader } from "../../engine/block/header-hash.ts";
import { bytesToHexString, hexToKey, keyToBytes } from "../../engine/state/keys.ts";
import { decodeTransaction, serializedOf } from "../../engine/transactions/encoded.ts";
import { type KnownTransaction, MinedReceipt, type ReceiptFields, type StoredBlock } from "./stored-block.ts";

/**
 * A block in plain values, for `v8.serialize`, without its hash. Arrays, because it writes the names of an object's
 * fields each time; bytes, because hexadecimal of what is random compresses to more.
 */
export type PackedBlock = readonly [
  header: Uint8Array,
  totalDifficulty: bigint,
  transactions: readonly PackedTransaction[],
  receipts: readonly PackedReceipt[],
];

type PackedTransaction = readonly [serialized: Uint8Array, hash: Uint8Array, sender: Uint8Array, impersonated: boolean];

type PackedReceipt = readonly [fields: readonly unknown[], logs: readonly Log[]];

const FIELDS = [
  "succeeded",
  "stateRoot",
  "gasUsed",
  "cumulativeGasUsed",
  "effectiveGasPrice",
  "contractAddress",
  "bloom",
] as const satisfies readonly (keyof ReceiptFields)[];

export function packBlock({ header, totalDifficulty, transactions, receipts }: StoredBlock): PackedBlock {
  return [
    encodeHeader(header),
    totalDifficulty,
    transactions.map(
      ({ tx, hash, sender, impersonated }) =>
        [serializedOf(tx), keyToBytes(hexToKey(hash)), sender.bytes, impersonated] as const,
    ),
    receipts.map((receipt) => [FIELDS.map((field) => receipt[field]), receipt.rawLogs] as const),
  ];
}

/** The block that was packed. Header and transactions are decoded when they are first looked at. */
export function unpackBlock(packed: PackedBlock, number: bigint, hash: Uint8Array, common: Common): StoredBlock {
  return new UnpackedBlock(packed, number, bytesToHexString(hash), common);
}

class UnpackedBlock implements StoredBlock {
  readonly number: bigint;
  readonly hash: Hex;
  readonly totalDifficulty: bigint;
  readonly receipts: readonly MinedReceipt[];
  readonly #packed: PackedBlock;
  readonly #common: Common;
  #header: BlockHeader | undefined;
  #transactions: readonly KnownTransaction[] | undefined;

  constructor(packed: PackedBlock, number: bigint, hash: Hex, common: Common) {
    const [, totalDifficulty, , receipts] = packed;
    this.number = number;
    this.hash = hash;
    this.totalDifficulty = totalDifficulty;
    let firstLog = 0;
    this.receipts = receipts.map(([values, logs], index) => {
      const fields = Object.fromEntries(FIELDS.map((field, place) => [field, values[place]]));
      const receipt = new MinedReceipt(fields as unknown as ReceiptFields, logs, index, firstLog);
      firstLog += logs.length;
      return receipt;
    });
    this.#packed = packed;
    this.#common = common;
  }

  get header(): BlockHeader {
    this.#header ??= createBlockHeaderFromRLP(this.#packed[0], {
      common: this.#common,
      skipConsensusFormatValidation: true,
    });
    return this.#header;
  }

  get transactions(): readonly KnownTransaction[] {
    // Whatever limit a transaction had to keep, it kept it on its way into the block.
    const options = { common: this.#common, allowUnlimitedInitCodeSize: true };
    this.#transactions ??= this.#packed[2].map(([serialized, hash, sender, impersonated]) => ({
      tx: decodeTransaction(serialized, options),
      hash: bytesToHexString(hash),
      from: bytesToHexString(sender),
      sender: new Address(sender),
      impersonated,
    }));
    return this.#transactions;
  }
}
