import * as curves from "./curve.ts";
import { type Curve, type Piece, sameField } from "./curve.ts";
import {
  constantCurve,
  curveOf,
  cutTerm,
  fromPieces,
  isApart,
  OPAQUE,
  ones,
  placeOf,
  type ShiftedCurve,
  type Sum,
  sumOf,
  type Term,
  type Value,
} from "./value.ts";

/** A word on the stack as one slot sees it: constant, or dependent on the slot. */
export type Operand = bigint | Value;

type Rule = (a: Operand, b: Operand) => Value | undefined;
type CurveRule = (a: readonly Piece[], b: readonly Piece[]) => readonly Piece[] | undefined;

const WORD_MASK = ones(256);

/** By opcode: what becomes of two words, the topmost first. */
const BINARY: ReadonlyMap<number, Rule> = new Map<number, Rule>([
  [0x01, add],
  [0x02, multiply],
  [0x03, subtract],
  [0x04, divide],
  [0x06, remainder],
  [0x0b, signExtend],
  [0x10, byCurve(curves.less)],
  [0x11, byCurve((a, b) => curves.less(b, a))],
  [0x12, byCurve(curves.signedLess)],
  [0x13, byCurve((a, b) => curves.signedLess(b, a))],
  [0x14, byCurve(curves.equal)],
  [0x16, and],
  [0x17, or],
  [0x18, xor],
  [0x1a, byte],
  [0x1b, (count, word) => shiftLeft(word, count)],
  [0x1c, (count, word) => shiftRight(word, count)],
]);

const ISZERO = 0x15;
const NOT = 0x19;

/**
 * What the result of an operation without side effects depends on.
 *
 * @param operands the topmost word first; at least one of them depends on the slot
 * @returns undefined when the result is the same whatever the slot was
 */
export function operate(opcode: number, operands: readonly Operand[]): Value | undefined {
  const [a, b] = operands;
  if (a === undefined) return OPAQUE;
  if (opcode === ISZERO) return byCurve(curves.equal)(a, 0n);
  if (opcode === NOT) return subtract(WORD_MASK, a);
  const rule = BINARY.get(opcode);
  return rule === undefined || b === undefined ? OPAQUE : rule(a, b);
}

function add(a: Operand, b: Operand): Value | undefined {
  if (isSum(a) && isSum(b) && areApart(a, b)) return merged(a, b);
  const [sum, constant] = isSum(a) ? [a, b] : [b, a];
  if (isSum(sum) && typeof constant === "bigint") return sumOf(sum.terms, sum.constant + constant);
  return byCurve(curves.add)(a, b);
}

function subtract(a: Operand, b: Operand): Value | undefined {
  if (isSum(a) && typeof b === "bigint") return sumOf(a.terms, a.constant - b);
  return byCurve(curves.subtract)(a, b);
}

function multiply(a: Operand, b: Operand): Value | undefined {
  const [value, factor] = typeof a === "bigint" ? [b, a] : [a, b];
  if (factor === 0n) return undefined;
  const power = powerOfTwo(factor);
  return power === undefined ? byCurve(curves.multiply)(value, factor) : shiftLeft(value, power);
}

function divide(a: Operand, b: Operand): Value | undefined {
  if (b === 0n) return undefined;
  const power = powerOfTwo(b);
  return power === undefined ? OPAQUE : shiftRight(a, power);
}

function remainder(a: Operand, b: Operand): Value | undefined {
  if (b === 0n) return undefined;
  return typeof b === "bigint" && powerOfTwo(b) !== undefined ? and(a, b - 1n) : OPAQUE;
}

function signExtend(index: Operand, word: Operand): Value | undefined {
  if (typeof index !== "bigint" || typeof word === "bigint") return OPAQUE;
  if (index >= 31n) return word;
  const low = and(word, ones(Number(index + 1n) * 8));
  const curve = low && curveOf(low);
  if (low === undefined) return undefined;
  const pieces = curve && curves.signExtended(curve.pieces, Number(index + 1n) * 8);
  return curve === undefined || pieces === undefined ? OPAQUE : fromPieces(curve.field, pieces);
}

function and(a: Operand, b: Operand): Value | undefined {
  const [sum, mask] = typeof a === "bigint" ? [b, a] : [a, b];
  if (isShifted(sum) && typeof mask === "bigint") {
    const low = and(sum.curve, mask >> sum.count);
    return low && shiftLeft(low, sum.count);
  }
  if (!isSum(sum) || typeof mask !== "bigint") return byCurve(curves.and)(a, b);
  return masked(sum, mask) ?? byCurve(curves.and)(a, b);
}

function or(a: Operand, b: Operand): Value | undefined {
  return joined(a, b) ?? byCurve(curves.or)(a, b);
}

function xor(a: Operand, b: Operand): Value | undefined {
  return joined(a, b) ?? byCurve(curves.xor)(a, b);
}

function byte(index: Operand, word: Operand): Value | undefined {
  if (typeof index !== "bigint") return OPAQUE;
  if (index > 31n) return undefined;
  const shifted = shiftRight(word, 248n - index * 8n);
  return shifted === undefined ? undefined : and(shifted, 0xffn);
}

function shiftLeft(word: Operand, count: Operand): Value | undefined {
  if (typeof count !== "bigint") return OPAQUE;
  if (count > 255n) return undefined;
  if (typeof word === "bigint") return OPAQUE;
  if (count === 0n) return word;
  if (word.kind === "curve") return { kind: "shifted curve", curve: word, count };
  if (word.kind !== "sum") return OPAQUE;
  const shift = Number(count);
  const terms = word.terms.flatMap((term) => {
    const kept = Math.min(term.width, 256 - shift - term.shift);
    const low = kept <= 0 ? undefined : cutTerm(term, 0, kept);
    return low === undefined ? [] : [{ ...low, shift: low.shift + shift }];
  });
  return sumOf(terms, word.constant << count);
}

function shiftRight(word: Operand, count: Operand): Value | undefined {
  if (typeof count !== "bigint") return OPAQUE;
  if (count > 255n) return undefined;
  if (!isSum(word)) return count === 0n && typeof word !== "bigint" ? word : OPAQUE;
  const shift = Number(count);
  const high = cutSum(word, shift, 256);
  return high === undefined ? OPAQUE : sumOf(high.terms, high.constant);
}

type Bits = Pick<Sum, "terms" | "constant">;

/** The bits of the mask, where they stand. Undefined when they are no sum. */
function masked(sum: Sum, mask: bigint): Value | undefined {
  const terms: Term[] = [];
  let constant = 0n;
  for (const { from, to } of runsOf(mask)) {
    const bits = cutSum(sum, from, to);
    if (bits === undefined) return undefined;
    terms.push(...bits.terms.map((term) => ({ ...term, shift: term.shift + from })));
    constant |= bits.constant << BigInt(from);
  }
  return sumOf(terms, constant);
}

/** The bits from `from` up to `to` (not included), moved to the lowest place. Undefined when they are no sum. */
function cutSum(sum: Sum, from: number, to: number): Bits | undefined {
  const [place, width] = [BigInt(from), to - from];
  const below = { terms: sum.terms.filter(({ shift }) => shift < from), constant: sum.constant & ones(from) };
  // Nothing may be carried into the bits.
  if (!isApart({ kind: "sum", ...below })) return undefined;
  const straddling = below.terms.some((term) => term.shift + term.width > from);
  if (straddling && !isApart(sum)) return undefined;
  const terms: Term[] = [];
  for (const term of sum.terms) {
    const [first, last] = [Math.max(from - term.shift, 0), Math.min(to - term.shift, term.width)];
    if (first >= last) continue;
    const part = cutTerm(term, first, last);
    if (part === undefined) return undefined;
    terms.push({ ...part, shift: part.shift - from });
  }
  return withoutOverflow({ terms, constant: (sum.constant >> place) & ones(width) }, width);
}

/** The low bits of a sum that has been cut to them, and may have run over them before. */
function withoutOverflow(bits: Bits, width: number): Bits | undefined {
  const { terms, constant } = bits;
  const [term] = terms;
  if (isApart({ kind: "sum", ...bits })) return bits;
  if (terms.length > 1 || term === undefined || term.shift !== 0) return undefined;
  if (term.width === width) return { terms: [{ ...term, delta: (term.delta + constant) & ones(width) }], constant: 0n };
  return constant + ones(term.width) <= ones(width) ? bits : undefined;
}

/** Two words of which each bit is zero in at least one: their sum, and their OR and XOR as well. */
function joined(a: Operand, b: Operand): Value | undefined {
  const [sum, other] = isSum(a) ? [a, b] : [b, a];
  if (!isSum(sum) || !isApart(sum)) return undefined;
  if (typeof other === "bigint") {
    const free = sum.terms.every((term) => (other & placeOf(term)) === 0n) && (other & sum.constant) === 0n;
    return free ? sumOf(sum.terms, sum.constant + other) : undefined;
  }
  return isSum(other) && isApart(other) && areApart(sum, other) ? merged(sum, other) : undefined;
}

/** Whether no bit of the word belongs to both: neither to two terms, nor to a term and a constant, nor to two constants. */
function areApart(a: Sum, b: Sum): boolean {
  const bitsOf = ({ terms, constant }: Sum) => terms.reduce((bits, term) => bits | placeOf(term), constant);
  return (bitsOf(a) & bitsOf(b)) === 0n;
}

function merged(a: Sum, b: Sum): Value | undefined {
  const terms: Term[] = [];
  for (const term of [...a.terms, ...b.terms].sort((x, y) => x.shift - y.shift)) {
    const last = terms.at(-1);
    // Two neighbours of the slot that are neighbours again and were left alone are one.
    if (
      last !== undefined &&
      last.delta === 0n &&
      term.delta === 0n &&
      last.offset + last.width === term.offset &&
      last.shift + last.width === term.shift
    ) {
      terms[terms.length - 1] = { ...last, width: last.width + term.width };
    } else {
      terms.push(term);
    }
  }
  return sumOf(terms, a.constant + b.constant);
}

function byCurve(rule: CurveRule): Rule {
  return (a, b) => {
    const [first, second] = asCurves(a, b);
    if (first === undefined || second === undefined || !sameField(first.field, second.field)) return OPAQUE;
    const pieces = rule(first.pieces, second.pieces);
    return pieces === undefined ? OPAQUE : fromPieces(first.field, pieces);
  };
}

function asCurves(a: Operand, b: Operand): [Curve | undefined, Curve | undefined] {
  const first = typeof a === "bigint" ? undefined : curveOf(a);
  const second = typeof b === "bigint" ? undefined : curveOf(b);
  if (typeof a === "bigint") return [second && constantCurve(second.field, a), second];
  if (typeof b === "bigint") return [first, first && constantCurve(first.field, b)];
  return [first, second];
}

function isSum(operand: Operand): operand is Sum {
  return typeof operand !== "bigint" && operand.kind === "sum";
}

function isShifted(operand: Operand): operand is ShiftedCurve {
  return typeof operand !== "bigint" && operand.kind === "shifted curve";
}

function powerOfTwo(word: Operand): bigint | undefined {
  if (typeof word !== "bigint" || word === 0n || (word & (word - 1n)) !== 0n) return undefined;
  return BigInt(word.toString(2).length - 1);
}

/** The runs of ones in a word, each from its lowest bit up to the first zero above it. */
function runsOf(word: bigint): { readonly from: number; readonly to: number }[] {
  const runs: { from: number; to: number }[] = [];
  const bits = [...word.toString(2)].reverse();
  for (let at = 0; at < bits.length; ) {
    const from = bits.indexOf("1", at);
    if (from < 0) break;
    const zero = bits.indexOf("0", from);
    const to = zero < 0 ? bits.length : zero;
    runs.push({ from, to });
    at = to;
  }
  return runs;
}
