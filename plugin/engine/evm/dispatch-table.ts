import type { HotOperation } from "./hot-opcodes/frame.ts";

/** By its entry in the table. No opcode that `dispatch` does itself has this number. */
const OTHER = 0;

/** Opcodes that `dispatch` does itself; those that differ only in a number by the first of them. */
const KINDS: ReadonlyMap<number, number> = new Map([
  ...[0x01, 0x02, 0x03, 0x04, 0x10, 0x11, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1b, 0x1c].map(itself),
  ...[0x50, 0x51, 0x52, 0x56, 0x57, 0x5b, 0x5f].map(itself),
  ...Array.from({ length: 32 }, (_, i) => [0x60 + i, 0x60] as const),
  ...Array.from({ length: 16 }, (_, i) => [0x80 + i, 0x80] as const),
  ...Array.from({ length: 16 }, (_, i) => [0x90 + i, 0x90] as const),
]);

function itself(opcode: number): readonly [opcode: number, kind: number] {
  return [opcode, opcode];
}

/** An opcode, as far as the loop has to know it. */
export interface Dispatched {
  readonly baseFee: number;
  readonly hot: HotOperation | undefined;
}

/** What is done for each opcode under the rules of one hardfork, and what that costs. */
export interface Dispatch<T extends Dispatched> {
  readonly operations: readonly T[];
  /** By opcode: see `KINDS`. */
  readonly kinds: Uint8Array;
  /** Of those that `dispatch` does itself and that cost the same always; of the others the table knows. */
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
      kinds[opcode] = KINDS.get(opcode) ?? OTHER;
      if (kinds[opcode] !== OTHER && hot.price === undefined) fees[opcode] = baseFee;
    }
  }
  return { operations, kinds, fees, memoryFee: operations[0x51]?.baseFee ?? 0 };
}
