import { ALL_ONES } from "../words.ts";
import { type Frame, give, type HotOperation, top } from "./frame.ts";

function lt({ stack }: Frame): void {
  const at = top(stack, 2);
  give(stack, at, (stack._store[at] as bigint) < (stack._store[at - 1] as bigint) ? 1n : 0n);
}

function gt({ stack }: Frame): void {
  const at = top(stack, 2);
  give(stack, at, (stack._store[at] as bigint) > (stack._store[at - 1] as bigint) ? 1n : 0n);
}

function slt({ stack }: Frame): void {
  const at = top(stack, 2);
  const a = BigInt.asIntN(256, stack._store[at] as bigint);
  give(stack, at, a < BigInt.asIntN(256, stack._store[at - 1] as bigint) ? 1n : 0n);
}

function sgt({ stack }: Frame): void {
  const at = top(stack, 2);
  const a = BigInt.asIntN(256, stack._store[at] as bigint);
  give(stack, at, a > BigInt.asIntN(256, stack._store[at - 1] as bigint) ? 1n : 0n);
}

function eq({ stack }: Frame): void {
  const at = top(stack, 2);
  give(stack, at, stack._store[at] === stack._store[at - 1] ? 1n : 0n);
}

function iszero({ stack }: Frame): void {
  const at = top(stack, 1);
  stack._store[at] = stack._store[at] === 0n ? 1n : 0n;
}

function and({ stack }: Frame): void {
  const at = top(stack, 2);
  give(stack, at, (stack._store[at] as bigint) & (stack._store[at - 1] as bigint));
}

function or({ stack }: Frame): void {
  const at = top(stack, 2);
  give(stack, at, (stack._store[at] as bigint) | (stack._store[at - 1] as bigint));
}

function xor({ stack }: Frame): void {
  const at = top(stack, 2);
  give(stack, at, (stack._store[at] as bigint) ^ (stack._store[at - 1] as bigint));
}

function not({ stack }: Frame): void {
  const at = top(stack, 1);
  stack._store[at] = (stack._store[at] as bigint) ^ ALL_ONES;
}

function byte({ stack }: Frame): void {
  const at = top(stack, 2);
  const position = stack._store[at] as bigint;
  give(stack, at, position < 32n ? ((stack._store[at - 1] as bigint) >> ((31n - position) * 8n)) & 0xffn : 0n);
}

function shl({ stack }: Frame): void {
  const at = top(stack, 2);
  const shift = stack._store[at] as bigint;
  give(stack, at, shift < 256n ? BigInt.asUintN(256, (stack._store[at - 1] as bigint) << shift) : 0n);
}

function shr({ stack }: Frame): void {
  const at = top(stack, 2);
  const shift = stack._store[at] as bigint;
  give(stack, at, shift < 256n ? (stack._store[at - 1] as bigint) >> shift : 0n);
}

function sar({ stack }: Frame): void {
  const at = top(stack, 2);
  const shift = stack._store[at] as bigint;
  const word = BigInt.asIntN(256, stack._store[at - 1] as bigint);
  give(stack, at, BigInt.asUintN(256, word >> (shift < 256n ? shift : 256n)));
}

/** Comparisons, bitwise logic and shifts. */
export const bits: Readonly<Record<number, HotOperation>> = {
  16: { execute: lt },
  17: { execute: gt },
  18: { execute: slt },
  19: { execute: sgt },
  20: { execute: eq },
  21: { execute: iszero },
  22: { execute: and },
  23: { execute: or },
  24: { execute: xor },
  25: { execute: not },
  26: { execute: byte },
  27: { execute: shl },
  28: { execute: shr },
  29: { execute: sar },
};
