import { EVMError } from "@ethereumjs/evm";
import type { Frame, HotOperation } from "./hot-opcodes/frame.ts";
import { destination } from "./hot-opcodes/stack.ts";
import { readWord, sliceToWord, writeWord } from "./words.ts";

/**
 * The lever `dispatch`: the operations that make up nine tenths of what contracts execute, in one loop that keeps the
 * program counter, the gas and the height of the stack in variables of its own.
 *
 * The loop of the interpreter calls each operation through a field that is another function each time, which the
 * compiler can neither inline nor predict, and every one of them loads and stores what the one before has just stored.
 * The operations here do what those of `hot-opcodes/` do, which stay as they are for tracing and for comparison.
 */

const MAX_STACK = 1024;
const TWO_256 = 1n << 256n;
const ALL_ONES = TWO_256 - 1n;

/** What pushes of a single byte push: one place for all of them, which stays in the processor's cache. */
const BYTES: readonly (bigint | undefined)[] = Array.from({ length: 256 }, (_, byte) => BigInt(byte));

/** What is done for an opcode. `OTHER`: by its entry in the table. */
const OTHER = 0;
const PUSH = 1;
const PUSH0 = 2;
const POP = 3;
const DUP = 4;
const SWAP = 5;
const JUMP = 6;
const JUMPI = 7;
const JUMPDEST = 8;
const ADD = 9;
const SUB = 10;
const MUL = 11;
const DIV = 12;
const LT = 13;
const GT = 14;
const EQ = 15;
const ISZERO = 16;
const AND = 17;
const OR = 18;
const XOR = 19;
const NOT = 20;
const SHL = 21;
const SHR = 22;
const MLOAD = 23;
const MSTORE = 24;

const KINDS: Readonly<Record<number, number>> = {
  1: ADD,
  2: MUL,
  3: SUB,
  4: DIV,
  16: LT,
  17: GT,
  20: EQ,
  21: ISZERO,
  22: AND,
  23: OR,
  24: XOR,
  25: NOT,
  27: SHL,
  28: SHR,
  80: POP,
  81: MLOAD,
  82: MSTORE,
  86: JUMP,
  87: JUMPI,
  91: JUMPDEST,
  95: PUSH0,
  ...Object.fromEntries(Array.from({ length: 32 }, (_, i) => [0x60 + i, PUSH])),
  ...Object.fromEntries(Array.from({ length: 16 }, (_, i) => [0x80 + i, DUP])),
  ...Object.fromEntries(Array.from({ length: 16 }, (_, i) => [0x90 + i, SWAP])),
};

/** An opcode, as far as the loop has to know it. */
interface Dispatched {
  readonly baseFee: number;
  readonly hot: HotOperation | undefined;
}

/** What is done for each opcode under the rules of one hardfork, and what that costs. */
export interface Dispatch<T extends Dispatched> {
  readonly operations: readonly T[];
  /** By opcode, one of the numbers above. */
  readonly kinds: Uint8Array;
  /** Of those that are done here and cost the same always; of the others the table knows. */
  readonly fees: Uint8Array;
  /** Of access to memory that is paid for. */
  readonly memoryFee: number;
}

/** @param inlined false where every operation has to be that of the table. */
export function dispatchOf<T extends Dispatched>(operations: readonly T[], inlined: boolean): Dispatch<T> {
  const kinds = new Uint8Array(256);
  const fees = new Uint8Array(256);
  if (inlined) {
    for (const [opcode, { hot, baseFee }] of operations.entries()) {
      // What the hardfork does not have yet is not hot either.
      if (hot === undefined) continue;
      kinds[opcode] = KINDS[opcode] ?? OTHER;
      if (kinds[opcode] !== OTHER && hot.price === undefined) fees[opcode] = baseFee;
    }
  }
  return { operations, kinds, fees, memoryFee: operations[0x51]?.baseFee ?? 0 };
}

/**
 * Runs until the message ends (undefined) or an operation has to be handed over, the program counter at it.
 *
 * @throws EVMError when the message fails.
 */
export function dispatch<T extends Dispatched>(frame: Frame, table: Dispatch<T>): T | undefined {
  const { operations, kinds, fees, memoryFee } = table;
  const { code, stack } = frame;
  const { pushes, destinations } = frame.analysis;
  const words = stack._store;
  const [jumpFee, jumpiFee] = [fees[0x56] as number, fees[0x57] as number];
  let { pc, gas } = frame;
  let length = stack._len;
  while (pc < frame.end) {
    const opcode = code[pc++] as number;
    gas -= fees[opcode] as number;
    if (gas < 0) outOfGas(frame, pc);
    switch (kinds[opcode]) {
      case PUSH: {
        const size = opcode - 0x5f;
        if (length >= MAX_STACK) fail(frame, pc, gas, EVMError.errorMessages.STACK_OVERFLOW);
        // Most pushes of one or two bytes say where to jump, or where in memory: no word is needed for that.
        if (size <= 2) {
          const next = kinds[code[pc + size] as number];
          if (next === JUMPI || next === JUMP || next === MLOAD || next === MSTORE) {
            const place = size === 1 ? (code[pc] as number) : ((code[pc] as number) << 8) | (code[pc + 1] as number);
            if (next === JUMPI) {
              if (length >= 1 && gas >= jumpiFee && destinations[place] === 1) {
                gas -= jumpiFee;
                length--;
                pc = words[length] === 0n ? pc + size + 1 : place;
                continue;
              }
            } else if (next === JUMP) {
              if (gas >= jumpFee && destinations[place] === 1) {
                gas -= jumpFee;
                pc = place;
                continue;
              }
            } else if (gas >= memoryFee && place + 32 <= frame.memoryBytes && place + 32 <= frame.memory.length) {
              if (next === MLOAD) {
                gas -= memoryFee;
                pc += size + 1;
                words[length++] = readWord(frame.memoryView, place);
                continue;
              }
              if (length >= 1) {
                gas -= memoryFee;
                pc += size + 1;
                length--;
                writeWord(frame.memoryView, place, words[length] as bigint);
                continue;
              }
            }
          }
        }
        const word = (size === 1 ? BYTES[code[pc] as number] : pushes[pc]) ?? pushed(frame, pc, size);
        pc += size;
        words[length++] = word;
        continue;
      }
      case PUSH0:
        if (length >= MAX_STACK) fail(frame, pc, gas, EVMError.errorMessages.STACK_OVERFLOW);
        words[length++] = 0n;
        continue;
      case POP:
        if (length < 1) underflow(frame, pc, gas);
        length--;
        continue;
      case DUP: {
        const depth = opcode - 0x7f;
        if (length < depth) underflow(frame, pc, gas);
        if (length >= MAX_STACK) fail(frame, pc, gas, EVMError.errorMessages.STACK_OVERFLOW);
        words[length] = words[length - depth] as bigint;
        length++;
        continue;
      }
      case SWAP: {
        const below = length + 0x8e - opcode;
        if (below < 0) underflow(frame, pc, gas);
        const head = words[length - 1] as bigint;
        words[length - 1] = words[below] as bigint;
        words[below] = head;
        continue;
      }
      case JUMP: {
        if (length < 1) underflow(frame, pc, gas);
        length--;
        const target = Number(words[length]);
        pc = destinations[target] === 1 ? target : badJump(frame, pc, gas, words[length] as bigint);
        continue;
      }
      case JUMPI: {
        if (length < 2) underflow(frame, pc, gas);
        length -= 2;
        if (words[length] !== 0n) {
          const target = Number(words[length + 1]);
          pc = destinations[target] === 1 ? target : badJump(frame, pc, gas, words[length + 1] as bigint);
        }
        continue;
      }
      case JUMPDEST:
        continue;
      case ADD: {
        if (length < 2) underflow(frame, pc, gas);
        length--;
        const sum = (words[length] as bigint) + (words[length - 1] as bigint);
        words[length - 1] = sum < TWO_256 ? sum : sum - TWO_256;
        continue;
      }
      case SUB: {
        if (length < 2) underflow(frame, pc, gas);
        length--;
        const difference = (words[length] as bigint) - (words[length - 1] as bigint);
        words[length - 1] = difference < 0n ? difference + TWO_256 : difference;
        continue;
      }
      case MUL: {
        if (length < 2) underflow(frame, pc, gas);
        length--;
        const product = (words[length] as bigint) * (words[length - 1] as bigint);
        words[length - 1] = product < TWO_256 ? product : BigInt.asUintN(256, product);
        continue;
      }
      case DIV: {
        if (length < 2) underflow(frame, pc, gas);
        length--;
        const divisor = words[length - 1] as bigint;
        words[length - 1] = divisor === 0n ? 0n : (words[length] as bigint) / divisor;
        continue;
      }
      case LT:
        if (length < 2) underflow(frame, pc, gas);
        length--;
        words[length - 1] = (words[length] as bigint) < (words[length - 1] as bigint) ? 1n : 0n;
        continue;
      case GT:
        if (length < 2) underflow(frame, pc, gas);
        length--;
        words[length - 1] = (words[length] as bigint) > (words[length - 1] as bigint) ? 1n : 0n;
        continue;
      case EQ:
        if (length < 2) underflow(frame, pc, gas);
        length--;
        words[length - 1] = words[length] === words[length - 1] ? 1n : 0n;
        continue;
      case ISZERO:
        if (length < 1) underflow(frame, pc, gas);
        words[length - 1] = words[length - 1] === 0n ? 1n : 0n;
        continue;
      case AND:
        if (length < 2) underflow(frame, pc, gas);
        length--;
        words[length - 1] = (words[length] as bigint) & (words[length - 1] as bigint);
        continue;
      case OR:
        if (length < 2) underflow(frame, pc, gas);
        length--;
        words[length - 1] = (words[length] as bigint) | (words[length - 1] as bigint);
        continue;
      case XOR:
        if (length < 2) underflow(frame, pc, gas);
        length--;
        words[length - 1] = (words[length] as bigint) ^ (words[length - 1] as bigint);
        continue;
      case NOT:
        if (length < 1) underflow(frame, pc, gas);
        words[length - 1] = (words[length - 1] as bigint) ^ ALL_ONES;
        continue;
      case SHL: {
        if (length < 2) underflow(frame, pc, gas);
        length--;
        const shift = words[length] as bigint;
        words[length - 1] = shift < 256n ? BigInt.asUintN(256, (words[length - 1] as bigint) << shift) : 0n;
        continue;
      }
      case SHR: {
        if (length < 2) underflow(frame, pc, gas);
        length--;
        const shift = words[length] as bigint;
        words[length - 1] = shift < 256n ? (words[length - 1] as bigint) >> shift : 0n;
        continue;
      }
      case MLOAD: {
        if (length < 1 || gas < memoryFee) break;
        const offset = Number(words[length - 1]);
        if (offset + 32 > frame.memoryBytes || offset + 32 > frame.memory.length) break;
        gas -= memoryFee;
        words[length - 1] = readWord(frame.memoryView, offset);
        continue;
      }
      case MSTORE: {
        if (length < 2 || gas < memoryFee) break;
        const offset = Number(words[length - 1]);
        if (offset + 32 > frame.memoryBytes || offset + 32 > frame.memory.length) break;
        gas -= memoryFee;
        length -= 2;
        writeWord(frame.memoryView, offset, words[length] as bigint);
        continue;
      }
    }
    const operation = operations[opcode] as T;
    const { hot } = operation;
    if (hot === undefined) {
      frame.pc = pc - 1;
      frame.gas = gas;
      stack._len = length;
      return operation;
    }
    frame.pc = pc;
    frame.gas = gas;
    stack._len = length;
    const price = hot.price === undefined ? operation.baseFee : operation.baseFee + hot.price(frame);
    if (price > gas) outOfGas(frame, pc);
    frame.gas -= price;
    hot.execute(frame);
    pc = frame.pc;
    gas = frame.gas;
    length = stack._len;
  }
  frame.pc = pc;
  frame.gas = gas;
  stack._len = length;
  return undefined;
}

function outOfGas(frame: Frame, pc: number): never {
  return fail(frame, pc, 0, EVMError.errorMessages.OUT_OF_GAS);
}

function underflow(frame: Frame, pc: number, gas: number): never {
  return fail(frame, pc, gas, EVMError.errorMessages.STACK_UNDERFLOW);
}

function fail(frame: Frame, pc: number, gas: number, message: EVMError["error"]): never {
  frame.pc = pc;
  frame.gas = gas;
  throw new EVMError(message);
}

function badJump(frame: Frame, pc: number, gas: number, target: bigint): never {
  frame.pc = pc;
  frame.gas = gas;
  return destination(frame, target) as never;
}

function pushed(frame: Frame, pc: number, size: number): bigint {
  const word = sliceToWord(frame.code, pc, size);
  frame.analysis.pushes[pc] = word;
  return word;
}
