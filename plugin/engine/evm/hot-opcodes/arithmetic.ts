import { TWO_256 } from "../words.ts";
import { type Frame, give, type HotOperation, top } from "./frame.ts";

// Each operation is spelled out: a shared function that takes the operator would call it through a site that sees all
// of them, which the compiler cannot inline.

function add({ stack }: Frame): void {
  const at = top(stack, 2);
  const sum = (stack._store[at] as bigint) + (stack._store[at - 1] as bigint);
  give(stack, at, sum < TWO_256 ? sum : sum - TWO_256);
}

function mul({ stack }: Frame): void {
  const at = top(stack, 2);
  const product = (stack._store[at] as bigint) * (stack._store[at - 1] as bigint);
  give(stack, at, product < TWO_256 ? product : BigInt.asUintN(256, product));
}

function sub({ stack }: Frame): void {
  const at = top(stack, 2);
  const difference = (stack._store[at] as bigint) - (stack._store[at - 1] as bigint);
  give(stack, at, difference < 0n ? difference + TWO_256 : difference);
}

function div({ stack }: Frame): void {
  const at = top(stack, 2);
  const divisor = stack._store[at - 1] as bigint;
  give(stack, at, divisor === 0n ? 0n : (stack._store[at] as bigint) / divisor);
}

function mod({ stack }: Frame): void {
  const at = top(stack, 2);
  const divisor = stack._store[at - 1] as bigint;
  give(stack, at, divisor === 0n ? 0n : (stack._store[at] as bigint) % divisor);
}

function sdiv({ stack }: Frame): void {
  const at = top(stack, 2);
  const divisor = BigInt.asIntN(256, stack._store[at - 1] as bigint);
  const dividend = BigInt.asIntN(256, stack._store[at] as bigint);
  give(stack, at, divisor === 0n ? 0n : BigInt.asUintN(256, dividend / divisor));
}

function smod({ stack }: Frame): void {
  const at = top(stack, 2);
  const divisor = BigInt.asIntN(256, stack._store[at - 1] as bigint);
  const dividend = BigInt.asIntN(256, stack._store[at] as bigint);
  give(stack, at, divisor === 0n ? 0n : BigInt.asUintN(256, dividend % divisor));
}

function addmod({ stack }: Frame): void {
  const at = top(stack, 3);
  const modulus = stack._store[at - 2] as bigint;
  const sum = (stack._store[at] as bigint) + (stack._store[at - 1] as bigint);
  stack._store[at - 2] = modulus === 0n ? 0n : sum % modulus;
  stack._len = at - 1;
}

function mulmod({ stack }: Frame): void {
  const at = top(stack, 3);
  const modulus = stack._store[at - 2] as bigint;
  const product = (stack._store[at] as bigint) * (stack._store[at - 1] as bigint);
  stack._store[at - 2] = modulus === 0n ? 0n : product % modulus;
  stack._len = at - 1;
}

function signextend({ stack }: Frame): void {
  const at = top(stack, 2);
  const byte = stack._store[at] as bigint;
  const word = stack._store[at - 1] as bigint;
  give(stack, at, byte < 31n ? BigInt.asUintN(256, BigInt.asIntN((Number(byte) + 1) * 8, word)) : word);
}

/** All of it but for EXP, which costs what its operands say. */
export const arithmetic: Readonly<Record<number, HotOperation>> = {
  1: { execute: add },
  2: { execute: mul },
  3: { execute: sub },
  4: { execute: div },
  5: { execute: sdiv },
  6: { execute: mod },
  7: { execute: smod },
  8: { execute: addmod },
  9: { execute: mulmod },
  11: { execute: signextend },
};
