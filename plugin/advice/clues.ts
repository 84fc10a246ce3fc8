import type { Evidence, MemberEvidence, Moves } from "./evidence.ts";

/** Tests have odd ones out (the first mint, a withdrawal among deposits): four of five are a habit. */
const MOST = 0.8;

/** Are so many most of all? Of nothing nothing is. */
export function areMost(count: number, all: number): boolean {
  return all > 0 && count >= MOST * all;
}

/** An integer by itself: no part of a mapping or an array, so that whoever uses it meets all others there. */
export function isFixedNumber({ type, shape, name }: MemberEvidence): boolean {
  return shape === undefined && !name.includes("[*]") && isNumber(type);
}

export function isNumber(type: string | undefined): boolean {
  return type !== undefined && /^u?int/.test(type);
}

/** The only member of the variable that changed, if it is a fixed number. */
export function soleNumber({ kind, members }: Evidence): MemberEvidence | undefined {
  const [member] = members;
  return kind === "slot" && members.length === 1 && member !== undefined && isFixedNumber(member) ? member : undefined;
}

/** Does most of the waiting happen on one element, which a good part of the writers change? */
export function isHot({ hottest, writers }: Evidence): boolean {
  return hottest.share >= 0.5 && hottest.writers >= 2 && hottest.writers * 4 >= writers;
}

/**
 * The numbers in a slot on which everybody meets: variables by themselves, or parts of the one element (a pool among
 * others) that most of the waiting is on. Empty for anything else.
 */
export function sharedNumbers(evidence: Evidence): readonly MemberEvidence[] {
  const { kind, members, waits, hottest } = evidence;
  if (kind !== "slot" || waits === 0) return [];
  const numbers = members.filter(({ type, shape }) => isNumber(type) && shape !== "length");
  if (numbers.every(isFixedNumber)) return numbers;
  return isHot(evidence) && hottest.bySender === 0 ? numbers : [];
}

export function isClock({ moves }: MemberEvidence): boolean {
  return areMost(moves.clock, moves.total);
}

/** Only ever became greater, by more than one at a time. */
export function grows({ total, up, down, next, clock }: Moves): boolean {
  return total > 0 && down === 0 && clock === 0 && areMost(up, total) && !areMost(next, total);
}

/** A number that stands for an amount of each share, token or unit: what accumulators are called. */
export const PER_SHARE = /[pP]er(Share|Token|Unit|Stake|Point|LP)|\b_?acc[A-Z_]|feeGrowthGlobal|[dD]ividend/;

export const INDEX = /index|exchangeRate|\b_?chi\b|\bcumulativeRate|\brate(Accumulator|Index)/i;

/** What a market maker prices by. */
export const PRICE = /sqrtPrice|\btick\b/;

export const RESERVE = /reserve|\bpools?\b/i;

export const TOTAL = /total|supply|count|volume|raised|\bsum|num(ber)?(Of)?[A-Z]|outstanding|collected|minted|burned/i;

export const NONCE = /nonce/i;
