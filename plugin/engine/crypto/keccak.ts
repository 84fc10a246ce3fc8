import { createKeccak } from "hash-wasm";

const hasher = await createKeccak(256);

/** Keccak-256. Six times as fast as the portable implementation that `@ethereumjs` falls back to. */
export function keccak256(data: Uint8Array): Uint8Array {
  hasher.init();
  hasher.update(data);
  return hasher.digest("binary");
}
