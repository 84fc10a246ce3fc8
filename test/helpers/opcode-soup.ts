import fc from "fast-check";

/** A push of a small number or of a few random bytes, so that operations find something on the stack. */
const push = fc.oneof(
  { weight: 6, arbitrary: fc.nat(64).map((value) => [0x60, value]) },
  { weight: 1, arbitrary: fc.constant<number[]>([0x5f]) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.nat(255), { minLength: 1, maxLength: 32, size: "max" })
      .map((bytes) => [0x5f + bytes.length, ...bytes]),
  },
  { weight: 1, arbitrary: fc.constant<number[]>([0x7f, ...new Array<number>(32).fill(0xff)]) },
);

const between = (first: number, last: number): fc.Arbitrary<number> => fc.integer({ min: first, max: last });

/** Arithmetic, comparison, environment, memory, stack and control flow; now and then any byte at all. */
const operation: fc.Arbitrary<number[]> = fc
  .oneof(
    { weight: 6, arbitrary: between(0x01, 0x1e) },
    { weight: 6, arbitrary: between(0x30, 0x4a) },
    { weight: 4, arbitrary: fc.constantFrom(0x20, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x59, 0x5a, 0x5c, 0x5d, 0x5e) },
    { weight: 4, arbitrary: between(0x80, 0x9f) },
    { weight: 2, arbitrary: between(0xa0, 0xa4) },
    { weight: 2, arbitrary: fc.constantFrom(0x56, 0x57, 0x58, 0x5b) },
    { weight: 1, arbitrary: fc.constantFrom(0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xfa, 0xfd, 0xff) },
    { weight: 1, arbitrary: fc.nat(255) },
  )
  .map((opcode) => [opcode]);

/** Some operands, then an operation that may or may not want as many. */
const spoonful: fc.Arbitrary<number[]> = fc
  .tuple(fc.array(push, { maxLength: 4 }), operation)
  .map(([pushes, opcode]) => [...pushes.flat(), ...opcode]);

/** A jump over some bytes to a place that may or may not be a destination. */
const jump: fc.Arbitrary<number[]> = fc
  .tuple(fc.boolean(), fc.array(fc.nat(255), { maxLength: 3 }), fc.constantFrom(0, 0, 0, 1, -1))
  .map(([conditional, skipped, error]) => {
    // PC, plus what lies between it and the destination.
    const head = conditional ? [0x60, 1, 0x58, 0x60, 0, 0x01, 0x57] : [0x58, 0x60, 0, 0x01, 0x56];
    const counter = head.indexOf(0x58);
    head[counter + 2] = head.length - counter + skipped.length + error;
    return [...head, ...skipped, 0x5b];
  });

/** Bytes of code that no compiler would write: valid and invalid opcodes, stacks that run over or dry, wild jumps. */
export const opcodeSoup: fc.Arbitrary<number[]> = fc
  .array(fc.oneof({ weight: 8, arbitrary: spoonful }, { weight: 1, arbitrary: jump }), {
    minLength: 1,
    maxLength: 14,
    size: "max",
  })
  .map((parts) => parts.flat());
