import { Address } from "@ethereumjs/util";
import { MissingStateError } from "../state/missing-state.ts";
import type { BlockEnvironment } from "../types.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { WORD_BYTES } from "./state-codec.ts";

/** The environment of a block as a message between threads: no class survives that. */
export type PlainEnvironment = Omit<BlockEnvironment, "coinbase"> & { readonly coinbase: Uint8Array };

export function toPlainEnvironment(environment: BlockEnvironment): PlainEnvironment {
  // Field by field, because a whole block header is an environment too.
  return {
    number: environment.number,
    parentHash: environment.parentHash,
    timestamp: environment.timestamp,
    gasLimit: environment.gasLimit,
    coinbase: environment.coinbase.bytes,
    baseFeePerGas: environment.baseFeePerGas,
    difficulty: environment.difficulty,
    mixHash: environment.mixHash,
    nonce: environment.nonce,
    extraData: environment.extraData,
    excessBlobGas: environment.excessBlobGas,
    parentBeaconBlockRoot: environment.parentBeaconBlockRoot,
  };
}

export function fromPlainEnvironment(environment: PlainEnvironment): BlockEnvironment {
  return { ...environment, coinbase: new Address(environment.coinbase) };
}

/** How far back BLOCKHASH looks. */
const BLOCK_HASHES = 256n;

/**
 * The hashes that BLOCKHASH can ask for in block `number`, as far as they are known, in shared memory: cloning many
 * small arrays into a message would take longer than executing a transaction.
 */
export function encodeBlockHashes(
  number: bigint,
  blockHash: (number: bigint) => Uint8Array | undefined,
): SharedArrayBuffer {
  const writer = new ByteWriter();
  for (let earlier = number - 1n; earlier >= 0n && earlier >= number - BLOCK_HASHES; earlier--) {
    const hash = hashOrMissing(blockHash, earlier);
    writer.uint8(hash === undefined ? HashKind.none : hash === "missing" ? HashKind.missing : HashKind.known);
    if (hash instanceof Uint8Array) writer.raw(hash);
  }
  return writer.toShared();
}

const HashKind = { none: 0, known: 1, missing: 2 } as const;

type EncodedHash = Uint8Array | "missing" | undefined;

/** One that would have to be loaded is none of a message: hardly a transaction asks. */
function hashOrMissing(blockHash: (number: bigint) => Uint8Array | undefined, number: bigint): EncodedHash {
  try {
    return blockHash(number);
  } catch (error) {
    if (error instanceof MissingStateError) return "missing";
    throw error;
  }
}

/** The hashes of `encodeBlockHashes`; of a missing one it throws `MissingStateError`. They are read when the first one is asked for: hardly a transaction does. */
export function blockHashesOf(number: bigint, buffer: SharedArrayBuffer): (number: bigint) => Uint8Array | undefined {
  let hashes: EncodedHash[] | undefined;
  return (earlier) => {
    hashes ??= decodeBlockHashes(buffer);
    const hash = hashes[Number(number - 1n - earlier)];
    if (hash === "missing") throw new MissingStateError({ block: earlier });
    return hash;
  };
}

function decodeBlockHashes(buffer: SharedArrayBuffer): EncodedHash[] {
  const reader = new ByteReader(buffer);
  const hashes: EncodedHash[] = [];
  while (reader.position < buffer.byteLength) {
    const kind = reader.uint8();
    hashes.push(kind === HashKind.known ? reader.raw(WORD_BYTES) : kind === HashKind.missing ? "missing" : undefined);
  }
  return hashes;
}
