import { bigIntMax, bigIntMin } from "@ethereumjs/util";

/**
 * Words that depend on a field of a slot as piecewise linear functions of it: what a sum becomes once it wraps, is sign
 * extended or compared. A comparison is a function that is 0 on some pieces and 1 on the others, so that the condition
 * of a jump says for which values of the field the transaction would have gone the same way.
 */

/** Bits of a slot: `width` of them, from bit `offset` upwards. */
export interface Field {
  readonly offset: number;
  readonly width: number;
}

/** The word is `slope * m + intercept`, from 0 to 2^256 - 1, while the field m is from `low` to `high`, both included. */
export interface Piece {
  readonly low: bigint;
  readonly high: bigint;
  readonly slope: bigint;
  readonly intercept: bigint;
}

/** A word for each value of the field. The pieces cover all of its values, in order. */
export interface Curve {
  readonly kind: "curve";
  readonly field: Field;
  readonly pieces: readonly Piece[];
}

/** Values of a field, both ends included. */
export interface Interval {
  readonly low: bigint;
  readonly high: bigint;
}

type Line = Pick<Piece, "slope" | "intercept">;

/** The pieces of a result, undefined where it is no such function, or one of too many pieces. */
type Pieces = readonly Piece[] | undefined;

const WORD = 1n << 256n;
const SIGN = 1n << 255n;
const MAX_PIECES = 16;

export function sameField(a: Field, b: Field): boolean {
  return a.offset === b.offset && a.width === b.width;
}

/** The word that equals the field plus `constant`, modulo 2^256. */
export function lineOf(field: Field, constant: bigint): readonly Piece[] {
  const low = 0n;
  const high = (1n << BigInt(field.width)) - 1n;
  return wrapped({ low, high, slope: 1n, intercept: constant }, 256) as readonly Piece[];
}

/** The same word for all values of the field. */
export function flatOf(field: Field, word: bigint): readonly Piece[] {
  return [{ low: 0n, high: (1n << BigInt(field.width)) - 1n, slope: 0n, intercept: word }];
}

export function add(a: readonly Piece[], b: readonly Piece[]): Pieces {
  return combined(a, b, (range, x, y) =>
    affine(range, { slope: x.slope + y.slope, intercept: x.intercept + y.intercept }),
  );
}

export function subtract(a: readonly Piece[], b: readonly Piece[]): Pieces {
  return combined(a, b, (range, x, y) => affine(range, difference(x, y)));
}

export function multiply(a: readonly Piece[], b: readonly Piece[]): Pieces {
  return combined(a, b, (range, x, y) => {
    const [factor, other] = x.slope === 0n ? [x, y] : [y, x];
    if (factor.slope !== 0n) return undefined;
    if (other.slope !== 0n && factor.intercept > 1n) return undefined;
    const { intercept } = factor;
    return affine(range, { slope: other.slope * intercept, intercept: other.intercept * intercept });
  });
}

/** 1 where the first is less than the second. */
export function less(a: readonly Piece[], b: readonly Piece[]): Pieces {
  return combined(a, b, (range, x, y) => belowZero(range, difference(x, y)));
}

/** As `less`, for words in two's complement. */
export function signedLess(a: readonly Piece[], b: readonly Piece[]): Pieces {
  const [first, second] = [raised(a), raised(b)];
  return first === undefined || second === undefined ? undefined : less(first, second);
}

export function equal(a: readonly Piece[], b: readonly Piece[]): Pieces {
  return combined(a, b, (range, x, y) => atZero(range, difference(x, y)));
}

export function and(a: readonly Piece[], b: readonly Piece[]): Pieces {
  return combined(a, b, (range, x, y) => {
    const [mask, other] = x.slope === 0n ? [x, y] : [y, x];
    if (mask.slope !== 0n) return undefined;
    if (other.slope === 0n) return [flat(range, mask.intercept & other.intercept)];
    if (mask.intercept === 0n) return [flat(range, 0n)];
    const bits = lowBits(mask.intercept);
    return bits === undefined ? undefined : wrapped({ ...range, ...line(other) }, bits);
  });
}

export function or(a: readonly Piece[], b: readonly Piece[]): Pieces {
  return bitwise(a, b, (x, y) => x | y);
}

export function xor(a: readonly Piece[], b: readonly Piece[]): Pieces {
  return bitwise(a, b, (x, y) => x ^ y);
}

/** The low `bits` bits, read in two's complement. */
export function signExtended(a: readonly Piece[], bits: number): Pieces {
  const sign = 1n << BigInt(bits - 1);
  const low = each(a, (piece) => wrapped(piece, bits));
  // Adding the sign's weight, taking the low bits and taking it away again moves the upper half below zero.
  return each(low, (piece) => {
    const lifted = wrapped({ ...piece, intercept: piece.intercept + sign }, bits);
    return each(lifted, (part) => wrapped({ ...part, intercept: part.intercept - sign }, 256));
  });
}

/** The values of the field at which the word is not zero. */
export function nonZero({ pieces }: Curve): Interval[] | undefined {
  const zero = each(pieces, (piece) => atZero(piece, piece));
  return zero?.filter(({ intercept }) => intercept === 0n).map(({ low, high }) => ({ low, high }));
}

/** The values of the field that are in none of the intervals. */
export function complement(field: Field, intervals: readonly Interval[]): Interval[] {
  const rest: Interval[] = [];
  let next = 0n;
  for (const { low, high } of intervals) {
    if (low > next) rest.push({ low: next, high: low - 1n });
    next = high + 1n;
  }
  const end = (1n << BigInt(field.width)) - 1n;
  if (next <= end) rest.push({ low: next, high: end });
  return rest;
}

/** Whether all of the interval is in the others, which are in order. */
export function covers(intervals: readonly Interval[], { low, high }: Interval): boolean {
  let next = low;
  for (const interval of intervals) {
    if (interval.low <= next && interval.high >= next) next = interval.high + 1n;
  }
  return next > high;
}

/** `n` when the word is 2^n - 1. */
function lowBits(word: bigint): number | undefined {
  return (word & (word + 1n)) === 0n ? bitLength(word) : undefined;
}

function bitLength(word: bigint): number {
  return word === 0n ? 0 : word.toString(2).length;
}

function flat({ low, high }: Interval, intercept: bigint): Piece {
  return { low, high, slope: 0n, intercept };
}

function difference(a: Line, b: Line): Line {
  return { slope: a.slope - b.slope, intercept: a.intercept - b.intercept };
}

function affine({ low, high }: Interval, line: Line): Pieces {
  return line.slope < -1n || line.slope > 1n ? undefined : wrapped({ low, high, ...line }, 256);
}

/** Every word plus 2^255: orders words as two's complement does. */
function raised(pieces: readonly Piece[]): Pieces {
  return each(pieces, (piece) => wrapped({ ...piece, intercept: piece.intercept + SIGN }, 256));
}

function bitwise(a: readonly Piece[], b: readonly Piece[], of: (x: bigint, y: bigint) => bigint): Pieces {
  return combined(a, b, (range, x, y) => {
    if (x.slope === 0n && y.slope === 0n) return [flat(range, of(x.intercept, y.intercept))];
    const [zero, other] = x.slope === 0n ? [x, y] : [y, x];
    return zero.slope === 0n && zero.intercept === 0n ? [{ ...range, ...line(other) }] : undefined;
  });
}

function line({ slope, intercept }: Line): Line {
  return { slope, intercept };
}

/** The low `bits` bits of the words of a piece whose line may leave the range of words; slope -1, 0 or 1. */
function wrapped({ low, high, slope, intercept }: Piece, bits: number): Pieces {
  const size = 1n << BigInt(bits);
  const ends = [slope * low + intercept, slope * high + intercept];
  const [least, most] = slope < 0n ? ends.reverse() : ends;
  const first = floorDivide(least as bigint, size);
  const last = floorDivide(most as bigint, size);
  if (last - first >= BigInt(MAX_PIECES)) return undefined;
  const pieces: Piece[] = [];
  for (let turn = first; turn <= last; turn++) {
    const from = turn * size - intercept;
    const to = from + size - 1n;
    const range = slope === 0n ? { low, high } : slope > 0n ? { low: from, high: to } : { low: -to, high: -from };
    pieces.push({
      low: bigIntMax(range.low, low),
      high: bigIntMin(range.high, high),
      slope,
      intercept: intercept - turn * size,
    });
  }
  return slope < 0n ? pieces.reverse() : pieces;
}

/** 1 where the line is below zero. */
function belowZero({ low, high }: Interval, { slope, intercept }: Line): Piece[] {
  if (slope === 0n) return [flat({ low, high }, intercept < 0n ? 1n : 0n)];
  if (slope > 0n) return split({ low, high }, -floorDivide(intercept, slope) - 1n, 1n, 0n);
  return split({ low, high }, floorDivide(intercept, -slope), 0n, 1n);
}

/** 1 where the line is zero. */
function atZero({ low, high }: Interval, { slope, intercept }: Line): Piece[] {
  if (slope === 0n) return [flat({ low, high }, intercept === 0n ? 1n : 0n)];
  const root = divides(slope, intercept) ? -intercept / slope : undefined;
  if (root === undefined || root < low || root > high) return [flat({ low, high }, 0n)];
  return split({ low, high }, root - 1n, 0n, 1n).flatMap((piece) =>
    piece.intercept === 1n ? split(piece, root, 1n, 0n) : [piece],
  );
}

/** One word up to and with `last`, another one behind it. */
function split({ low, high }: Interval, last: bigint, before: bigint, behind: bigint): Piece[] {
  if (last < low) return [flat({ low, high }, behind)];
  if (last >= high) return [flat({ low, high }, before)];
  return [flat({ low, high: last }, before), flat({ low: last + 1n, high }, behind)];
}

function divides(divisor: bigint, number: bigint): boolean {
  return number % divisor === 0n;
}

function floorDivide(number: bigint, divisor: bigint): bigint {
  const quotient = number / divisor;
  return number < 0n && !divides(divisor, number) ? quotient - 1n : quotient;
}

/** Applies the operation wherever a piece of one meets a piece of the other. */
function combined(
  a: readonly Piece[],
  b: readonly Piece[],
  operation: (range: Interval, a: Piece, b: Piece) => Pieces,
): Pieces {
  const found: Piece[] = [];
  let [i, j] = [0, 0];
  for (let low = 0n; i < a.length && j < b.length; ) {
    const [x, y] = [a[i] as Piece, b[j] as Piece];
    const high = bigIntMin(x.high, y.high);
    const pieces = operation({ low, high }, x, y);
    if (pieces === undefined) return undefined;
    found.push(...pieces);
    if (x.high === high) i++;
    if (y.high === high) j++;
    low = high + 1n;
  }
  return joined(found);
}

function each(pieces: Pieces, operation: (piece: Piece) => Pieces): Pieces {
  if (pieces === undefined) return undefined;
  const found: Piece[] = [];
  for (const piece of pieces) {
    const parts = operation(piece);
    if (parts === undefined) return undefined;
    found.push(...parts);
  }
  return joined(found);
}

/** Makes one piece of neighbours on one line. */
function joined(pieces: readonly Piece[]): Pieces {
  const found: Piece[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (last?.slope === piece.slope && last.intercept === piece.intercept) {
      found[found.length - 1] = { ...last, high: piece.high };
    } else {
      found.push(piece);
    }
  }
  return found.length > MAX_PIECES ? undefined : found;
}

/** The word at a value of the field. */
export function wordAt({ pieces }: Curve, value: bigint): bigint {
  const piece = pieces.find(({ high }) => value <= high) as Piece;
  return (piece.slope * value + piece.intercept) % WORD;
}
