import { Address } from "@ethereumjs/util";
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
    const hash = blockHash(earlier);
    writer.boolean(hash !== undefined);
    if (hash !== undefined) writer.raw(hash);
  }
  return writer.toShared();
}

/** The hashes of `encodeBlockHashes`. They are read when the first one is asked for: hardly a transaction does. */
export function blockHashesOf(number: bigint, buffer: SharedArrayBuffer): (number: bigint) => Uint8Array | undefined {
  let hashes: (Uint8Array | undefined)[] | undefined;
  return (earlier) => {
    hashes ??= decodeBlockHashes(buffer);
    return hashes[Number(number - 1n - earlier)];
  };
}

function decodeBlockHashes(buffer: SharedArrayBuffer): (Uint8Array | undefined)[] {
  const reader = new ByteReader(buffer);
  const hashes: (Uint8Array | undefined)[] = [];
  while (reader.position < buffer.byteLength) hashes.push(reader.boolean() ? reader.raw(WORD_BYTES) : undefined);
  return hashes;
}
