import type { Common } from "@ethereumjs/common";
import { type HotOperation, top } from "./frame.ts";

/** No power of a base below 2^16 by an exponent of at most this has more than 256 bits. */
const SAFE_EXPONENT = 16n;

/**
 * EXP, whose price `@ethereumjs` awaits. Solidity before 0.8 used it to take fields out of slots (a power of 256), and
 * every token has its ten to the eighteenth: of all operations that were not our own, these were the most.
 */
export function exponentiation(common: Common): Readonly<Record<number, HotOperation>> {
  const perByte = Number(common.param("expByteGas"));
  return {
    10: {
      price: ({ stack }) => {
        const at = top(stack, 2);
        return perByte * byteLength(stack._store[at - 1] as bigint);
      },
      execute: ({ stack }) => {
        const at = top(stack, 2);
        stack._store[at - 1] = power(stack._store[at] as bigint, stack._store[at - 1] as bigint);
        stack._len = at;
      },
    },
  };
}

function byteLength(word: bigint): number {
  if (word < 256n) return word === 0n ? 0 : 1;
  return Math.ceil(word.toString(16).length / 2);
}

/** Modulo 2^256. */
function power(base: bigint, exponent: bigint): bigint {
  if (base < 65_536n && exponent <= SAFE_EXPONENT) return base ** exponent;
  if (base === 256n) return exponent < 32n ? 1n << (8n * exponent) : 0n;
  let result = 1n;
  let square = base;
  for (let rest = exponent; ; ) {
    if (rest & 1n) result = BigInt.asUintN(256, result * square);
    rest >>= 1n;
    if (rest === 0n) return result;
    square = BigInt.asUintN(256, square * square);
  }
}
