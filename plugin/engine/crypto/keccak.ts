import { keccak_256 } from "@noble/hashes/sha3.js";
import { createKeccak } from "hash-wasm";

let hasher: Awaited<ReturnType<typeof createKeccak>> | undefined;

/**
 * Resolves when `keccak256` is as fast as it gets here; until then it is slow. Modules do not wait for it, see
 * `findStockClasses`.
 */
export const keccakReady: Promise<void> = createKeccak(256).then(
  (created) => {
    hasher = created;
  },
  // WebAssembly can be switched off (--jitless, hardened runtimes).
  () => {},
);

/** Who computes `keccak256`: "hash-wasm", or "noble" (portable JavaScript) where WebAssembly does not run. */
export function keccakLibrary(): "hash-wasm" | "noble" {
  return hasher === undefined ? "noble" : "hash-wasm";
}

/** Arrays of no more bytes are kept in the heap of V8, until somebody asks for their buffer, as `hash-wasm` does. */
const SMALL = 64;
const scratch = new Uint8Array(2 * SMALL);
/** The first bytes of the scratch, by their number. */
const scratchOf = Array.from({ length: SMALL + 1 }, (_, length) => scratch.subarray(0, length));

/**
 * Keccak-256.
 *
 * The lever `keccak` hands it to `@ethereumjs` too. A hash of 100 bytes takes 0.8 us, with the portable implementation
 * that `@ethereumjs` falls back to 5 us; a transfer needs about 20 of them. Small ones are copied first: moving them
 * out of the heap takes longer, up to a third of the time of a hash.
 */
export function keccak256(data: Uint8Array): Uint8Array {
  if (hasher === undefined) return keccak_256(data);
  const { length } = data;
  hasher.init();
  if (length <= SMALL) {
    scratch.set(data);
    hasher.update(scratchOf[length] as Uint8Array);
  } else {
    hasher.update(data);
  }
  return hasher.digest("binary");
}
