import fc from "fast-check";

/**
 * Random bytecode that does with three slots what compilers write, and what they do not: additions, checked and not,
 * whole and of packed fields, through memory, in loops and other messages; and in between whatever makes the value seen.
 */
export interface SlotProgram {
  readonly code: Uint8Array;
  /** Code of the contract that the program delegates to. */
  readonly inner: Uint8Array;
}

/** Where the second contract is. */
export const INNER = 0x1a1a;
export const SLOTS = [0, 1, 2] as const;

type Bytes = readonly number[];

const STOP = 0x00;
const [ADD, SUB, AND, OR, NOT, SHL, SHR] = [0x01, 0x03, 0x16, 0x17, 0x19, 0x1b, 0x1c];
const [LT, GT, EQ, ISZERO] = [0x10, 0x11, 0x14, 0x15];
const [POP, MLOAD, MSTORE, SLOAD, SSTORE] = [0x50, 0x51, 0x52, 0x54, 0x55];
const [DUP1, DUP2, SWAP1] = [0x80, 0x81, 0x90];

function push(value: bigint | number): Bytes {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
  return value === 0 || value === 0n ? [0x5f] : [0x5f + bytes.length, ...bytes];
}

const load = (slot: number): Bytes => [...push(slot), SLOAD];
const store = (slot: number): Bytes => [...push(slot), SSTORE];
/** Reverts if the topmost word is not zero: otherwise jumps over the REVERT. */
const REVERT_IF: Bytes = [ISZERO, 0x58, ...push(8), ADD, 0x57, 0x5f, 0x5f, 0xfd, 0x5b];
const mask = (width: number): bigint => (1n << BigInt(width)) - 1n;

const slot = fc.constantFrom(...SLOTS);
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt(1n, 300n) },
  { weight: 1, arbitrary: fc.bigInt(1n, 1n << 62n) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1n << 128n, (1n << 64n) | 1n) },
);
const field = fc.constantFrom(
  { offset: 0, width: 256 },
  { offset: 0, width: 128 },
  { offset: 128, width: 128 },
  { offset: 64, width: 64 },
  { offset: 0, width: 8 },
  { offset: 8, width: 160 },
);

/** Some bytes that leave a word on the stack. */
const word: fc.Arbitrary<Bytes> = fc.letrec<{ word: Bytes }>((tie) => ({
  word: fc.oneof(
    { maxDepth: 3, depthIdentifier: "word" },
    { weight: 3, arbitrary: amount.map(push) },
    { weight: 3, arbitrary: slot.map(load) },
    { weight: 1, arbitrary: fc.constantFrom<Bytes>([0x33], [0x43], [0x5f, 0x35], [0x5f, MLOAD], [...push(32), MLOAD]) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(tie("word"), tie("word"), fc.constantFrom(ADD, ADD, ADD, SUB, AND, OR, LT, GT, EQ, 0x02, 0x04, 0x18))
        .map(([a, b, opcode]) => [...a, ...b, opcode]),
    },
    { weight: 1, arbitrary: tie("word").map((a) => [...a, ISZERO]) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie("word"), fc.constantFrom(1, 8, 64, 128), fc.constantFrom(SHL, SHR))
        .map(([a, count, opcode]) => [...a, ...push(count), opcode]),
    },
  ),
})).word;

/** `slot.field += amount`, or `-=`, as compilers write it. */
const addition: fc.Arbitrary<Bytes> = fc
  .record({ slot, field, amount, checked: fc.boolean(), subtracts: fc.nat(5).map((n) => n === 0) })
  .map(({ slot, field: { offset, width }, amount, checked, subtracts }) => {
    const ones = mask(width);
    const summand = amount & ones;
    const old: Bytes = [...load(slot), ...push(offset), SHR, ...push(ones), AND];
    const sum: Bytes = [...push(summand), DUP2, subtracts ? SUB : ADD];
    const check: Bytes =
      width === 256 ? [DUP2, DUP2, subtracts ? GT : LT, ...REVERT_IF] : [DUP1, ...push(ones), LT, ...REVERT_IF];
    const merged: Bytes = [...push(ones), AND, ...push(offset), SHL];
    const rest: Bytes = [...load(slot), ...push(ones << BigInt(offset)), NOT, AND, OR];
    return [...old, ...sum, ...(checked ? check : []), ...merged, ...rest, ...store(slot), POP];
  });

const statement: fc.Arbitrary<Bytes> = fc.oneof(
  { weight: 12, arbitrary: addition },
  { weight: 3, arbitrary: fc.tuple(slot, amount).map(([s, a]) => [...load(s), ...push(a), ADD, ...store(s)]) },
  { weight: 3, arbitrary: fc.tuple(word, slot).map(([value, s]) => [...value, ...store(s)]) },
  // Through memory, whole and in part.
  {
    weight: 2,
    arbitrary: fc
      .tuple(slot, amount, fc.constantFrom(0, 32, 40))
      .map(([s, a, at]) => [
        ...[...load(s), ...push(at), MSTORE],
        ...[...push(at), MLOAD, ...push(a), ADD, ...store(s)],
      ]),
  },
  { weight: 1, arbitrary: fc.tuple(word, fc.nat(40)).map(([value, at]) => [...value, ...push(at), MSTORE]) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(40), fc.nat(40), fc.constantFrom(0, 32, 33))
      .map(([to, from, length]) => [...push(length), ...push(from), ...push(to), 0x5e]),
  },
  { weight: 1, arbitrary: word.map((value) => [...value, ...REVERT_IF]) },
  { weight: 1, arbitrary: word.map((value) => [...value, 0x5f, MSTORE, ...push(32), 0x5f, 0xa0]) },
  { weight: 1, arbitrary: word.map((value) => [...value, 0x5f, MSTORE, ...push(32), 0x5f, 0x20, POP]) },
  { weight: 1, arbitrary: fc.tuple(word, word).map(([a, b]) => [...a, ...b, SWAP1, POP, POP]) },
);

/** DELEGATECALL, also with some memory, and with its success looked at. */
const delegation: fc.Arbitrary<Bytes> = fc
  .tuple(fc.constantFrom(0, 32), fc.boolean())
  .map(([length, looks]) => [
    ...[0x5f, 0x5f, ...push(length), 0x5f, ...push(INNER), 0x5a, 0xf4],
    ...(looks ? [ISZERO, ...REVERT_IF] : [POP]),
  ]);

const ending: fc.Arbitrary<Bytes> = fc.oneof(
  { weight: 6, arbitrary: fc.constant([STOP]) },
  { weight: 1, arbitrary: fc.constant([...push(32), 0x5f, 0xf3]) },
);
const innerEnding = fc.oneof(
  { weight: 3, arbitrary: ending },
  { weight: 1, arbitrary: fc.constant<Bytes>([0x5f, 0x5f, 0xfd]) },
);

/** Several statements, now and then in a loop that counts down on the stack. */
function body(one: fc.Arbitrary<Bytes>, maxLength: number): fc.Arbitrary<Bytes> {
  return fc.tuple(fc.array(one, { minLength: 1, maxLength, size: "max" }), fc.nat(5)).map(([statements, rounds]) => {
    const bytes = statements.flat();
    if (rounds < 4) return bytes;
    // The counter, JUMPDEST, the statements, counter - 1, and back while it is not zero.
    const head: Bytes = [...push(rounds - 2), 0x5b];
    const tail: Bytes = [...push(1), SWAP1, SUB, DUP1, ...push(head.length - 1), 0x57, POP];
    return [...head, ...bytes, ...tail];
  });
}

export const slotProgram: fc.Arbitrary<SlotProgram> = fc
  .tuple(
    body(fc.oneof({ weight: 14, arbitrary: statement }, { weight: 1, arbitrary: delegation }), 4),
    ending,
    // Only one level: contracts that call each other until there is no gas left depend on the price of an SSTORE.
    body(statement, 2),
    innerEnding,
  )
  .map(([outer, end, inner, innerEnd]) => ({
    code: Uint8Array.from([...outer, ...end]),
    inner: Uint8Array.from([...inner, ...innerEnd]),
  }));

/** Contents of a slot: nothing, a little in each of several fields, or anything. */
export const slotContent: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt(0n, 500n),
  fc
    .tuple(fc.bigInt(0n, 90n), fc.bigInt(0n, 1n << 40n), fc.bigInt(0n, 1n << 70n))
    .map(([low, middle, high]) => low | (middle << 64n) | (high << 128n)),
  fc.bigInt(0n, (1n << 256n) - 1n),
);
