import { concat, keccak256, toBeHex, toUtf8Bytes, zeroPadBytes, zeroPadValue } from "ethers";
import type { Hex } from "../../plugin/engine/access/types.ts";
import { PreimageIndex } from "../../plugin/source/preimages.ts";

/** Computes slots as the Solidity docs say, and remembers every hash: what an execution would have shown. */
export class SlotCalculator {
  readonly preimages = new PreimageIndex();
  readonly hashes: { hash: Hex; preimage: Hex }[] = [];

  /** Slot of `mapping[key]`, for the mapping at `slot`. The key is 32 bytes, or the bytes of a string. */
  value(slot: bigint, key: string): bigint {
    return this.#hash(concat([key, word(slot)]));
  }

  /** First slot of the elements of the array, or of the content of the long string, at `slot`. */
  content(slot: bigint): bigint {
    return this.#hash(word(slot));
  }

  #hash(preimage: string): bigint {
    const hash = keccak256(preimage) as Hex;
    this.preimages.add(hash, preimage as Hex);
    this.hashes.push({ hash, preimage: preimage as Hex });
    return BigInt(hash);
  }
}

export function word(value: bigint): Hex {
  return toBeHex(BigInt.asUintN(256, value), 32) as Hex;
}

export function addressKey(address: string): Hex {
  return zeroPadValue(address, 32) as Hex;
}

export function bytesKey(bytes: string): Hex {
  return zeroPadBytes(bytes, 32) as Hex;
}

export function textKey(text: string): Hex {
  return `0x${Buffer.from(toUtf8Bytes(text)).toString("hex")}`;
}
