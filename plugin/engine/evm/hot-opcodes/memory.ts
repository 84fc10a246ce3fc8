import type { Common } from "@ethereumjs/common";
import { EVMError } from "@ethereumjs/evm";
import { EMPTY_BYTES } from "../../state/keys.ts";
import { readWord, writeWord } from "../words.ts";
import { type Frame, type HotOperation, top } from "./frame.ts";

/** Prices of memory, in gas. */
export interface MemoryPrices {
  readonly word: number;
  readonly quadraticDivisor: number;
  readonly copiedWord: number;
}

export function memoryPrices(common: Common): MemoryPrices {
  return {
    word: Number(common.param("memoryGas")),
    quadraticDivisor: Number(common.param("quadCoefficientDivGas")),
    copiedWord: Number(common.param("copyGas")),
  };
}

/**
 * What it costs to have `length` bytes of memory from `offset` on, and takes them to be paid for. Offsets and lengths
 * are any numbers at all: whoever cannot pay gets an imprecise price, which is high enough.
 */
export function expansion(frame: Frame, prices: MemoryPrices, offset: number, length: number): number {
  if (length === 0 || offset + length <= frame.memoryBytes) return 0;
  const words = Math.ceil((offset + length) / 32);
  const total = words * prices.word + Math.floor((words * words) / prices.quadraticDivisor);
  // Whoever cannot pay is at an end, and numbers of that size are better left alone.
  if (total > Number.MAX_SAFE_INTEGER) return total;
  const before = frame.memoryCost;
  frame.memoryCost = total;
  frame.memoryBytes = words * 32;
  return total - before;
}

export function words(length: number): number {
  return Math.ceil(length / 32);
}

/** Copies to memory that is paid for, with zeros where the source has no bytes. */
export function copyToMemory(frame: Frame, to: number, source: Uint8Array, from: number, length: number): void {
  if (length === 0) return;
  frame.reach(to + length);
  const { memory } = frame;
  const available = Math.max(0, Math.min(length, source.length - from));
  if (available > 0) memory.set(source.subarray(from, from + available), to);
  if (available < length) memory.fill(0, to + available, to + length);
}

/** A copy of memory that is paid for. */
export function copyOfMemory(frame: Frame, offset: number, length: number): Uint8Array {
  if (length === 0) return EMPTY_BYTES;
  frame.reach(offset + length);
  return frame.memory.slice(offset, offset + length);
}

function mload(frame: Frame): void {
  const { stack } = frame;
  const at = stack._len - 1;
  const offset = Number(stack._store[at]);
  frame.reach(offset + 32);
  stack._store[at] = readWord(frame.memoryView, offset);
}

function mstore(frame: Frame): void {
  const { stack } = frame;
  const at = top(stack, 2);
  const offset = Number(stack._store[at]);
  stack._len = at - 1;
  frame.reach(offset + 32);
  writeWord(frame.memoryView, offset, stack._store[at - 1] as bigint);
}

function mstore8(frame: Frame): void {
  const { stack } = frame;
  const at = top(stack, 2);
  const offset = Number(stack._store[at]);
  stack._len = at - 1;
  frame.reach(offset + 1);
  frame.memory[offset] = Number((stack._store[at - 1] as bigint) & 0xffn);
}

function mcopy(frame: Frame): void {
  const { stack } = frame;
  const at = top(stack, 3);
  const to = Number(stack._store[at]);
  const from = Number(stack._store[at - 1]);
  const length = Number(stack._store[at - 2]);
  stack._len = at - 2;
  if (length === 0) return;
  frame.reach(Math.max(to, from) + length);
  frame.memory.copyWithin(to, from, from + length);
}

function copyFrom(source: (frame: Frame) => Uint8Array): (frame: Frame) => void {
  return (frame) => {
    const { stack } = frame;
    const at = top(stack, 3);
    const to = Number(stack._store[at]);
    const from = Number(stack._store[at - 1]);
    const length = Number(stack._store[at - 2]);
    stack._len = at - 2;
    copyToMemory(frame, to, source(frame), from, length);
  };
}

/** What reads and writes memory. */
export function memoryOperations(common: Common): Readonly<Record<number, HotOperation>> {
  const prices = memoryPrices(common);
  const accessing = (length: number) => (frame: Frame) => {
    const at = top(frame.stack, 1);
    return expansion(frame, prices, Number(frame.stack._store[at]), length);
  };
  const copying = (frame: Frame) => {
    const at = top(frame.stack, 3);
    const length = Number(frame.stack._store[at - 2]);
    return expansion(frame, prices, Number(frame.stack._store[at]), length) + prices.copiedWord * words(length);
  };
  const copyingReturnData = (frame: Frame) => {
    const at = top(frame.stack, 3);
    const end = (frame.stack._store[at - 1] as bigint) + (frame.stack._store[at - 2] as bigint);
    if (end > BigInt(frame.runState.returnBytes.length)) throw new EVMError(EVMError.errorMessages.OUT_OF_GAS);
    return copying(frame);
  };
  const copyingMemory = (frame: Frame) => {
    const at = top(frame.stack, 3);
    const length = Number(frame.stack._store[at - 2]);
    // MCOPY's price of a word is no parameter in @ethereumjs (EIP-5656).
    const from = expansion(frame, prices, Number(frame.stack._store[at - 1]), length);
    return 3 * words(length) + from + expansion(frame, prices, Number(frame.stack._store[at]), length);
  };
  return {
    55: { price: copying, execute: copyFrom(({ runState }) => runState.env.callData) },
    57: { price: copying, execute: copyFrom(({ runState }) => runState.env.code) },
    62: { price: copyingReturnData, execute: copyFrom(({ runState }) => runState.returnBytes) },
    81: { price: accessing(32), execute: mload },
    82: { price: accessing(32), execute: mstore },
    83: { price: accessing(1), execute: mstore8 },
    94: { price: copyingMemory, execute: mcopy },
  };
}
