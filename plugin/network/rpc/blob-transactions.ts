import type { Common } from "@ethereumjs/common";
import { RLP } from "@ethereumjs/rlp";
import {
  type Blob4844Tx,
  createBlob4844TxFromSerializedNetworkWrapper,
  NetworkWrapperType,
  TransactionType,
  type TxOptions,
  type TypedTransaction,
} from "@ethereumjs/tx";
import { concatBytes, hexToBytes } from "@ethereumjs/util";
import type { Hex } from "../../engine/access/types.ts";
import { bytesToHexString } from "../../engine/state/keys.ts";
import { decodeTransaction } from "../../engine/transactions/encoded.ts";
import { invalidInput, invalidParams, type RpcError } from "../errors.ts";

/*
 * Blob transactions come in a wrapper, with the blobs and what proves them (their "sidecar"), in one of two forms:
 * [transaction, blobs, commitments, proofs of blobs] (EIP-4844), or [transaction, 1, blobs, commitments, proofs of cells]
 * (EIP-7594). Chains take the first one until Osaka and the second one from there on. Hardhat's network always takes the
 * first one, and suites send it; this one takes the second one as well, from Osaka on.
 */

const BLOB_LENGTH = 131_072;
/** Of commitments and proofs: points of BLS12-381. */
const POINT_LENGTH = 48;
const ADDRESS_LENGTH = 20;
const HASH_LENGTH = 32;
/** Where the transaction's receiver and the hashes of its blobs stand in it. */
const RECEIVER = 5;
const HASHES = 10;

/** The wrapped transactions, by those that blocks have: these have no blobs, and are executed and encoded without. */
const wrappers = new WeakMap<TypedTransaction, Blob4844Tx>();

type Item = Uint8Array | Item[];
type Side = readonly [blobs: Item, commitments: Item, proofs: Item];

/**
 * Reads a signed blob transaction with its blobs, and verifies these. `wrappedAsBlobs` still knows them.
 *
 * @param raw its type, and the wrapper
 * @returns the transaction without its blobs
 * @throws RpcError where the blobs or their proofs are not as they must be, in the words of Hardhat's network
 * @throws Error of `@ethereumjs/tx` where the transaction itself is not
 */
export function readBlobTransaction(
  raw: Uint8Array,
  options: TxOptions & { readonly common: Common },
): TypedTransaction {
  const { transaction, sides } = unwrap(raw, options.common);
  checkLengths(transaction, sides);
  try {
    const wrapped = createBlob4844TxFromSerializedNetworkWrapper(raw, options);
    const tx = decodeTransaction(wrapped.serialize(), options);
    wrappers.set(tx, wrapped);
    return tx;
  } catch (error) {
    throw refused(error, transaction);
  }
}

/**
 * The transaction in the wrapper of EIP-4844, whichever it came in: the one that every Hardhat network takes.
 *
 * @returns undefined when the blobs are not known any more
 */
export function wrappedAsBlobs(tx: TypedTransaction): Hex | undefined {
  const wrapped = wrappers.get(tx);
  if (wrapped === undefined) return undefined;
  const { blobs = [], kzgCommitments = [], kzgProofs = [] } = wrapped;
  const { kzg } = wrapped.common.customCrypto;
  if (kzg === undefined) throw new Error("Blobs need a KZG");
  const proofs =
    wrapped.networkWrapperVersion === NetworkWrapperType.EIP7594
      ? blobs.map((blob, index) => kzg.computeBlobProof(blob, kzgCommitments[index] ?? "0x"))
      : kzgProofs;
  const sides = [blobs, kzgCommitments, proofs].map((side) => side.map((item) => hexToBytes(item as Hex)));
  const wrapper = RLP.encode([wrapped.raw(), ...sides]);
  return bytesToHexString(concatBytes(Uint8Array.of(TransactionType.BlobEIP4844), wrapper));
}

/** @throws RpcError where the wrapper is of neither form */
function unwrap(raw: Uint8Array, common: Common): { transaction: Item[]; sides: Side } {
  const wrapper = decode(raw.subarray(1));
  if (!Array.isArray(wrapper)) throw invalidParams(raw.length === 1 ? TOO_SHORT : UNEXPECTED_STRING);
  const [transaction, ...rest] = wrapper;
  if (transaction === undefined) throw invalidParams(TOO_SHORT);
  if (!Array.isArray(transaction)) throw invalidParams(UNEXPECTED_STRING);
  if (transaction.length === 0) throw invalidParams(rest.length === 0 ? TOO_SHORT : UNEXPECTED_LIST);
  const sides = hasCells(rest) && common.isActivatedEIP(7594) ? rest.slice(1) : rest;
  const [blobs, commitments, proofs] = sides;
  if (blobs === undefined || commitments === undefined || proofs === undefined) throw invalidParams(TOO_SHORT);
  if (!(Array.isArray(blobs) && Array.isArray(commitments) && Array.isArray(proofs))) {
    throw invalidParams(UNEXPECTED_STRING);
  }
  if (sides.length > 3) {
    const [got, expected] = [wrapper.slice(0, 4), wrapper].map(encodedLength);
    throw invalidParams(`unexpected list length (got ${got}, expected ${expected})`);
  }
  return { transaction, sides: [blobs, commitments, proofs] };
}

function decode(wrapper: Uint8Array): Item {
  try {
    return RLP.decode(wrapper) as Item;
  } catch {
    throw invalidParams(TOO_SHORT);
  }
}

function hasCells([version]: readonly Item[]): boolean {
  return version instanceof Uint8Array && version.length === 1 && version[0] === NetworkWrapperType.EIP7594;
}

function encodedLength(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + RLP.encode(item).length, 0);
}

function checkLengths(transaction: readonly Item[], [blobs, commitments, proofs]: Side): void {
  const lengths: readonly (readonly [items: Item | undefined, length: number])[] = [
    [[transaction[RECEIVER] ?? []], ADDRESS_LENGTH],
    [transaction[HASHES], HASH_LENGTH],
    [blobs, BLOB_LENGTH],
    [commitments, POINT_LENGTH],
    [proofs, POINT_LENGTH],
  ];
  const fits = ([items, length]: readonly [Item | undefined, number]): boolean =>
    Array.isArray(items) && items.every((item) => item.length === length);
  if (!lengths.every(fits)) throw invalidParams("unexpected length");
}

/** What `@ethereumjs/tx` refuses, in the words of Hardhat's network. Anything else is not about the blobs. */
function refused(error: unknown, transaction: readonly Item[]): unknown {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes("at least one blob")) return invalidInput("empty blobs");
  if (message.includes("to exceed maximum blob gas per block")) return noBlobGasLeft();
  if (/maxFeePerGas cannot be less than/.test(message)) {
    const [, , tip, fee] = transaction.map((field) => BigInt(`0x0${Buffer.from(field as Uint8Array).toString("hex")}`));
    return invalidInput(`maxPriorityFeePerGas (${tip}) is bigger than maxFeePerGas (${fee})`);
  }
  const unproven = /KZG|versioned ?hash|Number of blobVersionedHashes|empty blobs/i.test(message);
  return unproven ? invalidParams("Failed to RLP decode Eip4844PooledTransaction.") : error;
}

/** The error for blobs that do not fit into a block. */
function noBlobGasLeft(): RpcError {
  return invalidInput("Transaction has higher blob gas usage than is remaining in block");
}

const TOO_SHORT = "input too short";
const UNEXPECTED_STRING = "unexpected string";
const UNEXPECTED_LIST = "unexpected list";
