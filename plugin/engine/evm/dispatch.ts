import { EVMError } from "@ethereumjs/evm";
import type { Dispatch, Dispatched } from "./dispatch-table.ts";
import { type Frame, MAX_STACK } from "./hot-opcodes/frame.ts";
import { destination, pushed } from "./hot-opcodes/stack.ts";
import { PAGE, PAGE_BITS } from "./jump-destinations.ts";
import { ALL_ONES, readWord, TWO_256, writeWord } from "./words.ts";

/**
 * The lever `dispatch`: the operations that make up nine tenths of what contracts execute, in one loop that keeps the
 * program counter, the gas and the height of the stack in variables of its own.
 *
 * The loop of the interpreter calls each operation through a field that is another function each time, which the
 * compiler can neither inline nor predict, and every one of them loads and stores what the one before has just stored.
 * The operations here do what those of `hot-opcodes/` do, which stay as they are for tracing and for comparison.
 */

/** What pushes of a single byte push: one place for all of them, which stays in the processor's cache. */
const BYTES: readonly (bigint | undefined)[] = Array.from({ length: 256 }, (_, byte) => BigInt(byte));

const MLOAD = 0x51;
const MSTORE = 0x52;
const JUMP = 0x56;
const JUMPI = 0x57;
/** Is found at no place of `BYTES`. */
const BEHIND_CODE = 256;

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
  const jumpFee = fees[JUMP] as number;
  const jumpiFee = fees[JUMPI] as number;
  let { pc, gas } = frame;
  let length = stack._len;
  while (pc < frame.end) {
    const opcode = code[pc++] as number;
    gas -= fees[opcode] as number;
    if (gas < 0) outOfGas(frame, pc);
    // Numbers, not names: only for these V8 makes a table of the cases before it optimises.
    switch (kinds[opcode]) {
      // PUSH
      case 0x60: {
        const size = opcode - 0x5f;
        if (length >= MAX_STACK) fail(frame, pc, gas, EVMError.errorMessages.STACK_OVERFLOW);
        // Most pushes of one or two bytes say where to jump, or where in memory: no word is needed for that.
        if (size <= 2) {
          const next = kinds[code[pc + size] ?? 0];
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
        const known = size === 1 ? BYTES[code[pc] ?? BEHIND_CODE] : pushes[pc >> PAGE_BITS]?.[pc & (PAGE - 1)];
        const word = known ?? pushed(frame, pc, size);
        pc += size;
        words[length++] = word;
        continue;
      }
      // PUSH0
      case 0x5f:
        if (length >= MAX_STACK) fail(frame, pc, gas, EVMError.errorMessages.STACK_OVERFLOW);
        words[length++] = 0n;
        continue;
      // POP
      case 0x50:
        if (length < 1) underflow(frame, pc, gas);
        length--;
        continue;
      // DUP
      case 0x80: {
        const depth = opcode - 0x7f;
        if (length < depth) underflow(frame, pc, gas);
        if (length >= MAX_STACK) fail(frame, pc, gas, EVMError.errorMessages.STACK_OVERFLOW);
        words[length] = words[length - depth] as bigint;
        length++;
        continue;
      }
      // SWAP
      case 0x90: {
        const below = length + 0x8e - opcode;
        if (below < 0) underflow(frame, pc, gas);
        const head = words[length - 1] as bigint;
        words[length - 1] = words[below] as bigint;
        words[below] = head;
        continue;
      }
      // JUMP
      case 0x56: {
        if (length < 1) underflow(frame, pc, gas);
        length--;
        const target = Number(words[length]);
        pc = destinations[target] === 1 ? target : badJump(frame, pc, gas, words[length] as bigint);
        continue;
      }
      // JUMPI
      case 0x57: {
        if (length < 2) underflow(frame, pc, gas);
        length -= 2;
        if (words[length] !== 0n) {
          const target = Number(words[length + 1]);
          pc = destinations[target] === 1 ? target : badJump(frame, pc, gas, words[length + 1] as bigint);
        }
        continue;
      }
      // JUMPDEST
      case 0x5b:
        continue;
      // ADD
      case 0x01: {
        if (length < 2) underflow(frame, pc, gas);
        length--;
        const sum = (words[length] as bigint) + (words[length - 1] as bigint);
        words[length - 1] = sum < TWO_256 ? sum : sum - TWO_256;
        continue;
      }
      // SUB
      case 0x03: {
        if (length < 2) underflow(frame, pc, gas);
        length--;
        const difference = (words[length] as bigint) - (words[length - 1] as bigint);
        words[length - 1] = difference < 0n ? difference + TWO_256 : difference;
        continue;
      }
      // MUL
      case 0x02: {
        if (length < 2) underflow(frame, pc, gas);
        length--;
        const product = (words[length] as bigint) * (words[length - 1] as bigint);
        words[length - 1] = product < TWO_256 ? product : BigInt.asUintN(256, product);
        continue;
      }
      // DIV
      case 0x04: {
        if (length < 2) underflow(frame, pc, gas);
        length--;
        const divisor = words[length - 1] as bigint;
        words[length - 1] = divisor === 0n ? 0n : (words[length] as bigint) / divisor;
        continue;
      }
      // LT
      case 0x10:
        if (length < 2) underflow(frame, pc, gas);
        length--;
        words[length - 1] = (words[length] as bigint) < (words[length - 1] as bigint) ? 1n : 0n;
        continue;
      // GT
      case 0x11:
        if (length < 2) underflow(frame, pc, gas);
        length--;
        words[length - 1] = (words[length] as bigint) > (words[length - 1] as bigint) ? 1n : 0n;
        continue;
      // EQ
      case 0x14:
        if (length < 2) underflow(frame, pc, gas);
        length--;
        words[length - 1] = words[length] === words[length - 1] ? 1n : 0n;
        continue;
      // ISZERO
      case 0x15:
        if (length < 1) underflow(frame, pc, gas);
        words[length - 1] = words[length - 1] === 0n ? 1n : 0n;
        continue;
      // AND
      case 0x16:
        if (length < 2) underflow(frame, pc, gas);
        length--;
        words[length - 1] = (words[length] as bigint) & (words[length - 1] as bigint);
        continue;
      // OR
      case 0x17:
        if (length < 2) underflow(frame, pc, gas);
        length--;
        words[length - 1] = (words[length] as bigint) | (words[length - 1] as bigint);
        continue;
      // XOR
      case 0x18:
        if (length < 2) underflow(frame, pc, gas);
        length--;
        words[length - 1] = (words[length] as bigint) ^ (words[length - 1] as bigint);
        continue;
      // NOT
      case 0x19:
        if (length < 1) underflow(frame, pc, gas);
        words[length - 1] = (words[length - 1] as bigint) ^ ALL_ONES;
        continue;
      // SHL
      case 0x1b: {
        if (length < 2) underflow(frame, pc, gas);
        length--;
        const shift = words[length] as bigint;
        words[length - 1] = shift < 256n ? BigInt.asUintN(256, (words[length - 1] as bigint) << shift) : 0n;
        continue;
      }
      // SHR
      case 0x1c: {
        if (length < 2) underflow(frame, pc, gas);
        length--;
        const shift = words[length] as bigint;
        words[length - 1] = shift < 256n ? (words[length - 1] as bigint) >> shift : 0n;
        continue;
      }
      // MLOAD
      case 0x51: {
        if (length < 1 || gas < memoryFee) break;
        const offset = Number(words[length - 1]);
        if (offset + 32 > frame.memoryBytes || offset + 32 > frame.memory.length) break;
        gas -= memoryFee;
        words[length - 1] = readWord(frame.memoryView, offset);
        continue;
      }
      // MSTORE
      case 0x52: {
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
