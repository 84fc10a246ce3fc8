import type { Address } from "@ethereumjs/util";
import { wordToSlot } from "../evm/words.ts";
import { addressToKey } from "../state/keys.ts";
import type { FollowedSlots } from "./followed-slots.ts";
import { operate } from "./operations.ts";
import type { ShadowFrame } from "./shadow-frame.ts";
import type { Refusal } from "./verdict.ts";
import { bySlot, opaqueWord, type Word } from "./word.ts";

/** An operation that is about to run, with what it finds on the stack, the topmost word first. */
export interface Step {
  readonly opcode: number;
  readonly frame: ShadowFrame;
  readonly slots: FollowedSlots;
  readonly height: number;
  readonly words: readonly (Word | undefined)[];
  /** The account whose storage the code works on. */
  readonly address: Address;
  /** What the machine has on its stack. */
  readonly operands: readonly bigint[];
}

/** What an operation does to what depends on followed slots. */
export interface Effect {
  readonly pops: number;
  /** Words that it looks at; `pops` unless set. */
  readonly reaches?: number;
  /** Where none of these words depends on a slot, it matters all the same: ever, or if the memory depends on one. */
  readonly also?: "ever" | "memory";
  /** @returns what its result depends on, if it has one. */
  readonly apply: (step: Step) => Word | undefined;
}

/** Operands that must not depend on a slot, by position from the top. */
function refuse({ slots, words }: Step, refusal: Refusal, from = 0, to = words.length): void {
  slots.refuse(words.slice(from, to), refusal);
}

/** Memory that leaves the frame. @param offset position of the operand that says where, @param length how much. */
export function refuseMemory({ slots, frame, operands }: Step, refusal: Refusal, offset: number, length: number): void {
  if (frame.memory.isConstant || operands[length] === 0n) return;
  slots.refuse([frame.memory.dependencies(Number(operands[offset]), Number(operands[length]))], refusal);
}

/** Computes a word from words. */
function pure(pops: number): Effect {
  const apply = ({ opcode, words, operands }: Step): Word | undefined =>
    bySlot(words, (values) =>
      operate(
        opcode,
        values.map((value, index) => value ?? (operands[index] as bigint)),
      ),
    );
  return { pops, apply };
}

/** Does nothing with its operands but what nobody may see. */
function leaving(pops: number, refusal: Refusal, memory?: readonly [offset: number, length: number]): Effect {
  return {
    pops,
    ...(memory !== undefined && { also: "memory" as const }),
    apply: (step) => {
      refuse(step, refusal);
      if (memory !== undefined) refuseMemory(step, refusal, ...memory);
      return undefined;
    },
  };
}

/** Writes constant bytes to memory. */
function copying(pops: number, offset: number, length: number): Effect {
  return {
    pops,
    also: "memory",
    apply: (step) => {
      refuse(step, "used as a position");
      const { frame, operands } = step;
      if (operands[length] !== 0n) frame.memory.clear(Number(operands[offset]), Number(operands[length]));
      return undefined;
    },
  };
}

function duplicate(depth: number): Effect {
  return {
    pops: 0,
    reaches: depth + 1,
    apply: ({ frame, height }) => {
      frame.set(height + 1, 0, frame.at(height, depth));
      return undefined;
    },
  };
}

function swap(depth: number): Effect {
  return {
    pops: 0,
    reaches: depth + 1,
    apply: ({ frame, height }) => {
      const [top, other] = [frame.at(height, 0), frame.at(height, depth)];
      frame.set(height, 0, other);
      frame.set(height, depth, top);
      return undefined;
    },
  };
}

/** Operations of memory. */
const MEMORY: readonly (readonly [number, Effect])[] = [
  // KECCAK256
  [
    0x20,
    {
      pops: 2,
      also: "memory",
      apply: (step) => {
        refuse(step, "used as a position");
        const { frame, operands } = step;
        const [offset, length] = operands;
        return length === 0n ? undefined : frame.memory.dependencies(Number(offset), Number(length));
      },
    },
  ],
  // MLOAD
  [
    0x51,
    {
      pops: 1,
      also: "memory",
      apply: (step) => {
        refuse(step, "used as a position");
        return step.frame.memory.loadWord(Number(step.operands[0]));
      },
    },
  ],
  // MSTORE
  [
    0x52,
    {
      pops: 2,
      also: "memory",
      apply: (step) => {
        refuse(step, "used as a position", 0, 1);
        step.frame.memory.storeWord(Number(step.operands[0]), step.words[1]);
        return undefined;
      },
    },
  ],
  // MSTORE8: a byte of a word is no sum any more.
  [
    0x53,
    {
      pops: 2,
      also: "memory",
      apply: (step) => {
        refuse(step, "used as a position", 0, 1);
        step.frame.memory.storeByte(Number(step.operands[0]), opaqueWord([step.words[1]]));
        return undefined;
      },
    },
  ],
  // MCOPY
  [
    0x5e,
    {
      pops: 3,
      also: "memory",
      apply: (step) => {
        refuse(step, "used as a position");
        const [to, from, length] = step.operands.map(Number) as [number, number, number];
        if (length > 0) step.frame.memory.copy(to, from, length);
        return undefined;
      },
    },
  ],
  // CALLDATACOPY, CODECOPY, EXTCODECOPY, RETURNDATACOPY
  [0x37, copying(3, 0, 2)],
  [0x39, copying(3, 0, 2)],
  [0x3c, copying(4, 1, 3)],
  [0x3e, copying(3, 0, 2)],
];

function numberOf({ slots, address, operands }: Step): number | undefined {
  return slots.numberOf(addressToKey(address), wordToSlot(operands[0] as bigint));
}

const LOAD: Effect = {
  pops: 1,
  also: "ever",
  apply: (step) => {
    refuse(step, "used as a position");
    const number = numberOf(step);
    return number === undefined ? undefined : step.slots.load(number);
  },
};

const STORE: Effect = {
  pops: 2,
  also: "ever",
  apply: (step) => {
    refuse(step, "used as a position", 0, 1);
    step.slots.store(numberOf(step), step.words[1], step.operands[1] as bigint);
    return undefined;
  },
};

function range(first: number, last: number, effect: (opcode: number) => Effect): [number, Effect][] {
  return Array.from({ length: last - first + 1 }, (_, index) => [first + index, effect(first + index)]);
}

const NOTHING: Effect = { pops: 0, apply: () => undefined };

/**
 * By opcode. The operations that start messages are the tracer's; any other that is not here is unknown.
 */
export const EFFECTS: ReadonlyMap<number, Effect> = new Map<number, Effect>([
  // STOP, INVALID, and what puts a constant on the stack
  ...[0x00, 0xfe, 0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x58, 0x59, 0x5a, 0x5b].map(
    (opcode): [number, Effect] => [opcode, NOTHING],
  ),
  ...range(0x41, 0x48, () => NOTHING),
  [0x4a, NOTHING],
  [0x4b, NOTHING],
  ...range(0x5f, 0x7f, () => NOTHING),
  // Arithmetic, comparison, bits
  ...range(0x01, 0x07, () => pure(2)),
  ...range(0x08, 0x09, () => pure(3)),
  // EXP costs more for a longer exponent.
  [0x0a, leaving(2, "priced")],
  [0x0b, pure(2)],
  ...range(0x10, 0x14, () => pure(2)),
  [0x15, pure(1)],
  ...range(0x16, 0x18, () => pure(2)),
  [0x19, pure(1)],
  ...range(0x1a, 0x1d, () => pure(2)),
  [0x1e, pure(1)],
  // CALLDATALOAD, BLOCKHASH, BLOBHASH
  [0x35, pure(1)],
  [0x40, pure(1)],
  [0x49, pure(1)],
  // BALANCE, EXTCODESIZE, EXTCODEHASH
  [0x31, leaving(1, "used as a position")],
  [0x3b, leaving(1, "used as a position")],
  [0x3f, leaving(1, "used as a position")],
  ...MEMORY,
  // POP
  [0x50, { pops: 1, apply: () => undefined }],
  // JUMP
  [0x56, leaving(1, "branched on")],
  // JUMPI
  [
    0x57,
    {
      pops: 2,
      apply: (step) => {
        refuse(step, "branched on", 0, 1);
        step.slots.branch(step.words[1], step.operands[1] as bigint);
        return undefined;
      },
    },
  ],
  // SLOAD, SSTORE
  [0x54, LOAD],
  [0x55, STORE],
  // TLOAD, TSTORE
  [0x5c, leaving(1, "used as a position")],
  [0x5d, leaving(2, "stored elsewhere")],
  ...range(0x80, 0x8f, (opcode) => duplicate(opcode - 0x80)),
  ...range(0x90, 0x9f, (opcode) => swap(opcode - 0x8f)),
  // LOG0 to LOG4
  ...range(0xa0, 0xa4, (opcode) => leaving(opcode - 0xa0 + 2, "logged", [0, 1])),
  // RETURN, REVERT
  [0xf3, leaving(2, "returned", [0, 1])],
  [0xfd, leaving(2, "returned", [0, 1])],
  // SELFDESTRUCT
  [0xff, leaving(1, "passed on")],
]);
