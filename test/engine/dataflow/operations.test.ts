import assert from "node:assert/strict";
import fc from "fast-check";
import { complement, nonZero } from "../../../plugin/engine/dataflow/curve.ts";
import { operate } from "../../../plugin/engine/dataflow/operations.ts";
import { curveOf, evaluate, UNCHANGED, type Value } from "../../../plugin/engine/dataflow/value.ts";

const WORD = 1n << 256n;
const signed = (word: bigint): bigint => BigInt.asIntN(256, word);

/** What the Yellow Paper says that operations without side effects do, the topmost word first. */
const MACHINE: Readonly<Record<number, (a: bigint, b: bigint) => bigint>> = {
  1: (a, b) => a + b,
  2: (a, b) => a * b,
  3: (a, b) => a - b,
  4: (a, b) => (b === 0n ? 0n : a / b),
  5: (a, b) => (b === 0n ? 0n : signed(a) / signed(b)),
  6: (a, b) => (b === 0n ? 0n : a % b),
  11: (a, b) => (a >= 31n ? b : BigInt.asIntN(8 * (Number(a) + 1), b)),
  16: (a, b) => (a < b ? 1n : 0n),
  17: (a, b) => (a > b ? 1n : 0n),
  18: (a, b) => (signed(a) < signed(b) ? 1n : 0n),
  19: (a, b) => (signed(a) > signed(b) ? 1n : 0n),
  20: (a, b) => (a === b ? 1n : 0n),
  21: (a) => (a === 0n ? 1n : 0n),
  22: (a, b) => a & b,
  23: (a, b) => a | b,
  24: (a, b) => a ^ b,
  25: (a) => ~a,
  26: (a, b) => (a > 31n ? 0n : (b >> (8n * (31n - a))) & 0xffn),
  27: (a, b) => (a > 255n ? 0n : b << a),
  28: (a, b) => (a > 255n ? 0n : b >> a),
  29: (a, b) => signed(b) >> (a > 255n ? 255n : a),
};
const UNARY = [21, 25];

const wordBits = fc.constantFrom(0, 1, 7, 8, 31, 32, 63, 64, 96, 127, 128, 160, 192, 248, 255, 256);
/** Constants that compilers put into code: small numbers, powers of two, masks, and their opposites. */
const constant: fc.Arbitrary<bigint> = fc
  .oneof(
    { weight: 3, arbitrary: fc.bigInt(0n, 40n) },
    { weight: 2, arbitrary: wordBits.map((bits) => (1n << BigInt(bits)) % WORD) },
    { weight: 2, arbitrary: wordBits.map((bits) => (1n << BigInt(bits)) - 1n) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(wordBits, wordBits)
        .map(([from, width]) => (((1n << BigInt(width)) - 1n) << BigInt(from)) % WORD),
    },
    { weight: 1, arbitrary: fc.bigInt(0n, WORD - 1n) },
  )
  .chain((word) => fc.constantFrom(word, word, word, WORD - 1n - word, (WORD - word) % WORD));

interface Step {
  readonly opcode: number;
  /** Numbers stand for what was computed before, the slot being 0. */
  readonly first: number;
  readonly second: number | bigint;
  readonly swapped: boolean;
}

const program: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    opcode: fc.constantFrom(...Object.keys(MACHINE).map(Number), 1, 3, 22, 22, 23, 27, 28),
    first: fc.nat(20),
    second: fc.oneof(fc.nat(20), constant),
    swapped: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8, size: "max" },
);

const slotValue = fc.oneof(
  fc.bigInt(0n, 60n),
  fc.bigInt(0n, WORD - 1n),
  constant,
  fc.tuple(constant, constant).map(([a, b]) => a ^ b),
);

type Followed = Value | bigint;

/** Runs the program on the abstract values, as for a slot that holds `slot`. */
function follow(steps: readonly Step[], slot: bigint): { readonly followed: Followed[]; readonly words: bigint[] } {
  const followed: Followed[] = [UNCHANGED];
  const words: bigint[] = [slot];
  for (const { opcode, first, second, swapped } of steps) {
    const operands = [first % words.length, second].map((operand): [Followed, bigint] =>
      typeof operand === "bigint"
        ? [operand, operand]
        : [followed[operand % words.length] as Followed, words[operand % words.length] as bigint],
    );
    if (UNARY.includes(opcode)) operands.length = 1;
    if (swapped) operands.reverse();
    const [a, b] = operands.map(([, word]) => word) as [bigint, bigint];
    const word = BigInt.asUintN(256, (MACHINE[opcode] as (a: bigint, b: bigint) => bigint)(a, b));
    const depends = operands.some(([value]) => typeof value !== "bigint");
    const value = depends
      ? operate(
          opcode,
          operands.map(([operand]) => operand),
        )
      : undefined;
    followed.push(value ?? word);
    words.push(word);
  }
  return { followed, words };
}

describe("The values that depend on a slot", () => {
  it("are what the machine computes, whatever the slot holds", () => {
    let known = 0;
    let constants = 0;
    fc.assert(
      fc.property(program, slotValue, slotValue, (steps, slot, other) => {
        const { followed } = follow(steps, slot);
        const there = follow(steps, other);
        followed.forEach((value, index) => {
          const word = there.words[index] as bigint;
          const computed = typeof value === "bigint" ? value : evaluate(value, other);
          if (typeof value === "bigint") constants++;
          else if (computed !== undefined) known++;
          if (computed !== undefined) assert.equal(computed, word, `word ${index}`);
        });
      }),
      { numRuns: 20_000 },
    );
    assert.ok(known > 20_000 && constants > 1000, `${known} known, ${constants} constant`);
  });

  it("say for which contents of the slot a jump is taken", () => {
    let taken = 0;
    let left = 0;
    fc.assert(
      fc.property(program, slotValue, slotValue, (steps, slot, other) => {
        const { followed } = follow(steps, slot);
        const there = follow(steps, other);
        followed.forEach((value, index) => {
          const curve = typeof value === "bigint" ? undefined : curveOf(value);
          const holds = curve && nonZero(curve);
          if (curve === undefined || holds === undefined) return;
          const field = BigInt.asUintN(curve.field.width, other >> BigInt(curve.field.offset));
          const within = (intervals: typeof holds) => intervals.some(({ low, high }) => low <= field && field <= high);
          const jumps = there.words[index] !== 0n;
          jumps ? taken++ : left++;
          assert.equal(within(holds), jumps);
          assert.equal(within(complement(curve.field, holds)), !jumps);
        });
      }),
      { numRuns: 10_000 },
    );
    assert.ok(taken > 5000 && left > 500, `${taken} taken, ${left} not`);
  });
});
