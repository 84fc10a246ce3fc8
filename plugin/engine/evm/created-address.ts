import { keccak256 } from "../crypto/keccak.ts";
import { integerBytes, rlpBytes, rlpList } from "../state/rlp.ts";

/**
 * Part of the lever `keccak`: `@ethereumjs/util` computes the addresses of new contracts with a hash of its own,
 * whatever hash it was given, and twice for a transaction that deploys. Hashing 20 kB of init code takes 0.8 ms there.
 */

/** The address that CREATE gives (Yellow Paper, section 7): 20 bytes, of the creator and its nonce before. */
export function createAddress(creator: Uint8Array, nonce: bigint): Uint8Array {
  return keccak256(rlpList([rlpBytes(creator), rlpBytes(integerBytes(nonce))])).subarray(-20);
}

/** The address that CREATE2 gives (EIP-1014): 20 bytes. `salt` has 32. */
export function create2Address(creator: Uint8Array, salt: Uint8Array, initCode: Uint8Array): Uint8Array {
  const preimage = new Uint8Array(1 + 20 + 32 + 32);
  preimage[0] = 0xff;
  preimage.set(creator, 1);
  preimage.set(salt, 21);
  preimage.set(keccak256(initCode), 53);
  return keccak256(preimage).subarray(-20);
}
