import { bigIntMax, bigIntMin } from "@ethereumjs/util";
import { type Curve, type Field, flatOf, lineOf, type Piece, wordAt } from "./curve.ts";

/**
 * How a word depends on the value that a slot had before the transaction.
 *
 * Each slot is looked at for itself, as if everything else were constant: a word that depends on two slots has two such
 * values.
 */
export type Value = Sum | Curve | ShiftedCurve | Opaque;

/** A field of the slot with something added, modulo 2^width, placed `shift` bits up: `((field + delta) mod 2^width) << shift`. */
export interface Term extends Field {
  readonly delta: bigint;
  readonly shift: number;
}

/** The sum of the terms and a constant, modulo 2^256. The terms share no bit and are in order of their shifts. */
export interface Sum {
  readonly kind: "sum";
  readonly terms: readonly Term[];
  readonly constant: bigint;
}

/** The curve's words, `count` bits up, modulo 2^256: on its way to its place among other fields. */
export interface ShiftedCurve {
  readonly kind: "shifted curve";
  readonly curve: Curve;
  readonly count: bigint;
}

/** Depends on the slot in a way that is none of the others. */
export interface Opaque {
  readonly kind: "opaque";
}

export const OPAQUE: Opaque = { kind: "opaque" };

/** The slot as it was before the transaction. */
export const UNCHANGED: Sum = { kind: "sum", terms: [{ offset: 0, width: 256, delta: 0n, shift: 0 }], constant: 0n };

const WORD_MASK = (1n << 256n) - 1n;

/** `width` ones. */
export function ones(width: number): bigint {
  return (1n << BigInt(width)) - 1n;
}

/** The bits of the word that the term is in. */
export function placeOf({ shift, width }: Term): bigint {
  return ones(width) << BigInt(shift);
}

/** Constants that are taken into the terms where that makes the same word; undefined for a word without terms. */
export function sumOf(terms: readonly Term[], constant: bigint): Sum | undefined {
  const [only] = terms;
  if (only === undefined) return undefined;
  const rest = constant & WORD_MASK;
  if (terms.length > 1 || only.shift + only.width < 256) return { kind: "sum", terms, constant: rest };
  // What is added to the topmost bits wraps as the word does, and below them there is nothing to carry from.
  const shift = BigInt(only.shift);
  const delta = (only.delta + (rest >> shift)) & ones(only.width);
  return { kind: "sum", terms: [{ ...only, delta }], constant: rest & ones(only.shift) };
}

/** Whether each bit belongs to the constant or to one term, so that the sum can be cut into bits. */
export function isApart({ terms, constant }: Sum): boolean {
  return terms.every((term) => (constant & placeOf(term)) === 0n);
}

/**
 * The bits from `from` up to `to` (not included) of a term, where they stand. Undefined when they depend on a carry
 * from the bits below.
 */
export function cutTerm(term: Term, from: number, to: number): Term | undefined {
  const below = BigInt(from);
  if ((term.delta & ones(from)) !== 0n) return undefined;
  const width = to - from;
  return {
    offset: term.offset + from,
    width,
    delta: (term.delta >> below) & ones(width),
    shift: term.shift + from,
  };
}

/** The value as a function of a single field; undefined when it depends on several, or in an unknown way. */
export function curveOf(value: Value): Curve | undefined {
  if (value.kind === "curve") return value;
  if (value.kind !== "sum" || value.terms.length !== 1) return undefined;
  const { constant, terms } = value;
  const { offset, width, delta, shift } = terms[0] as Term;
  if (shift !== 0) return undefined;
  const field = { offset, width };
  const size = 1n << BigInt(width);
  // From here on the term is the field plus delta - 2^width.
  const turn = size - delta;
  const pieces: Piece[] = [];
  for (const piece of lineOf(field, constant + delta)) {
    if (piece.low < turn) pieces.push({ ...piece, high: bigIntMin(piece.high, turn - 1n) });
  }
  for (const piece of lineOf(field, constant + delta - size)) {
    if (piece.high >= turn) pieces.push({ ...piece, low: bigIntMax(piece.low, turn) });
  }
  return { kind: "curve", field, pieces };
}

/** A function of a field in its simplest form: undefined when it is constant, a sum where it is one. */
export function fromPieces(field: Field, pieces: readonly Piece[]): Value | undefined {
  const [first] = pieces;
  if (first === undefined) return OPAQUE;
  if (pieces.length === 1 && first.slope === 0n) return undefined;
  if (pieces.every(({ slope }) => slope === 1n)) {
    const size = 1n << BigInt(field.width);
    const delta = modulo(first.intercept, size);
    const term = { ...field, delta, shift: 0 };
    const isTerm = pieces.every(
      ({ low, high, intercept }) =>
        modulo(intercept, size) === delta && low + intercept >= 0n && high + intercept < size,
    );
    if (isTerm) return sumOf([term], 0n);
    if (pieces.length === 1) return sumOf([{ ...term, delta: 0n }], first.intercept);
  }
  return { kind: "curve", field, pieces };
}

/** A constant as a function of the field. */
export function constantCurve(field: Field, word: bigint): Curve {
  return { kind: "curve", field, pieces: flatOf(field, word) };
}

/** The word for a value of the slot; undefined where that is not known. */
export function evaluate(value: Value, slot: bigint): bigint | undefined {
  const fieldAt = ({ offset, width }: Field): bigint => (slot >> BigInt(offset)) & ones(width);
  if (value.kind === "opaque") return undefined;
  if (value.kind === "curve") return wordAt(value, fieldAt(value.field));
  if (value.kind === "shifted curve") {
    return (wordAt(value.curve, fieldAt(value.curve.field)) << value.count) & WORD_MASK;
  }
  let word = value.constant;
  for (const term of value.terms) word += ((fieldAt(term) + term.delta) & ones(term.width)) << BigInt(term.shift);
  return word & WORD_MASK;
}

function modulo(number: bigint, size: bigint): bigint {
  const rest = number % size;
  return rest < 0n ? rest + size : rest;
}
