import { keccak_256 } from "@noble/hashes/sha3.js";
import { createKeccak } from "hash-wasm";

// WebAssembly can be switched off (--jitless, hardened runtimes).
const hasher = await createKeccak(256).catch(() => undefined);

/** Who computes `keccak256`: "hash-wasm", or "noble" (portable JavaScript) where WebAssembly does not run. */
export const keccakLibrary = hasher === undefined ? "noble" : "hash-wasm";

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
export const keccak256: (data: Uint8Array) => Uint8Array =
  hasher === undefined
    ? keccak_256
    : (data) => {
        const { length } = data;
        hasher.init();
        if (length <= SMALL) {
          scratch.set(data);
          hasher.update(scratchOf[length] as Uint8Array);
        } else {
          hasher.update(data);
        }
        return hasher.digest("binary");
      };
