import { EVMError } from "@ethereumjs/evm";
import { keccak256 } from "../../crypto/keccak.ts";
import { bytesToHexString } from "../../state/keys.ts";
import { keepPushed, PAGE, PAGE_BITS } from "../jump-destinations.ts";
import { sliceToWord } from "../words.ts";
import { type Frame, type HotOperation, top } from "./frame.ts";

function pop({ stack }: Frame): void {
  stack._len = top(stack, 1);
}

function push0(frame: Frame): void {
  frame.push(0n);
}

function push(size: number): HotOperation {
  return {
    execute: (frame) => {
      const { pc } = frame;
      frame.push(pushed(frame, pc, size));
      frame.pc = pc + size;
    },
  };
}

/** The word of the PUSH whose data begin at `pc`. */
export function pushed({ analysis, code }: Frame, pc: number, size: number): bigint {
  const known = analysis.pushes[pc >> PAGE_BITS]?.[pc & (PAGE - 1)];
  if (known !== undefined) return known;
  const word = sliceToWord(code, pc, size);
  keepPushed(analysis, pc, word);
  return word;
}

function dup(depth: number): HotOperation {
  return {
    execute: (frame) => {
      const at = top(frame.stack, depth);
      frame.push(frame.stack._store[at + 1 - depth] as bigint);
    },
  };
}

function swap(depth: number): HotOperation {
  return {
    execute: ({ stack }) => {
      const at = top(stack, depth + 1);
      const words = stack._store;
      const head = words[at] as bigint;
      words[at] = words[at - depth] as bigint;
      words[at - depth] = head;
    },
  };
}

function jump(frame: Frame): void {
  const { stack } = frame;
  const at = top(stack, 1);
  stack._len = at;
  frame.pc = destination(frame, stack._store[at] as bigint);
}

function jumpi(frame: Frame): void {
  const { stack } = frame;
  const at = top(stack, 2);
  stack._len = at - 1;
  if (stack._store[at - 1] !== 0n) frame.pc = destination(frame, stack._store[at] as bigint);
}

/** @throws EVMError */
export function destination(frame: Frame, target: bigint): number {
  const position = Number(target);
  if (frame.analysis.destinations[position] === 1) return position;
  const { interpreter } = frame.runState;
  const place = `${bytesToHexString(keccak256(interpreter.getCode()))}/${interpreter.getAddress()}:${frame.pc - 1}`;
  // In the words of @ethereumjs, which say where.
  throw new EVMError(`${EVMError.errorMessages.INVALID_JUMP} at ${place}` as EVMError["error"]);
}

function jumpdest(): void {}

/** What moves words or the program counter. */
export const stackOperations: Readonly<Record<number, HotOperation>> = {
  80: { execute: pop },
  86: { execute: jump },
  87: { execute: jumpi },
  91: { execute: jumpdest },
  95: { execute: push0 },
  ...Object.fromEntries(Array.from({ length: 32 }, (_, i) => [0x60 + i, push(i + 1)])),
  ...Object.fromEntries(Array.from({ length: 16 }, (_, i) => [0x80 + i, dup(i + 1)])),
  ...Object.fromEntries(Array.from({ length: 16 }, (_, i) => [0x90 + i, swap(i + 1)])),
};
