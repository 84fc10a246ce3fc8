import { keccak_256 } from "@noble/hashes/sha3.js";
import { createKeccak } from "hash-wasm";

// WebAssembly can be switched off (--jitless, hardened runtimes).
const hasher = await createKeccak(256).catch(() => undefined);

/** Who computes `keccak256`: "hash-wasm", or "noble" (portable JavaScript) where WebAssembly does not run. */
export const keccakLibrary = hasher === undefined ? "noble" : "hash-wasm";

/**
 * Keccak-256.
 *
 * The lever `keccak` hands it to `@ethereumjs` too. A hash of 100 bytes takes 0.8 us, with the portable implementation
 * that `@ethereumjs` falls back to 5 us; a transfer needs about 20 of them.
 */
export const keccak256: (data: Uint8Array) => Uint8Array =
  hasher === undefined
    ? keccak_256
    : (data) => {
        hasher.init();
        hasher.update(data);
        return hasher.digest("binary");
      };
