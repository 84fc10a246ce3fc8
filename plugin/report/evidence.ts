import type { Evidence, HottestElement, MemberEvidence } from "../advice/evidence.ts";
import { AccessFlag } from "../record/flags.ts";
import { Move } from "../record/moves.ts";
import type { KeyRow, RunRecord } from "../record/types.ts";
import type { BlockFindings } from "./block-findings.ts";
import { type MovedKey, TransactionMoves } from "./transaction-moves.ts";
import type { Variable, Variables } from "./variables.ts";

/** Counts in the making, with the same names as in `Evidence`. */
type Growing<Counts> = { -readonly [Name in keyof Counts]: Counts[Name] };

interface Tally {
  readers: number;
  writers: number;
  readingWriters: number;
  adders: number;
  restorers: number;
  opposed: number;
  arrived: number;
  toOthers: number;
  readonly reading: Set<number>;
  /** By index of the key. */
  readonly readersOf: Map<number, number>;
  readonly writing: Set<number>;
  /** By position of the member in the slot. */
  readonly moves: Growing<MemberEvidence["moves"]>[];
  /** By index of another fixed variable of the contract: how many writers changed it as well. */
  readonly companions: Map<number, number>;
  readonly hottest: Growing<HottestElement>;
}

/**
 * What a run shows of each variable that its transactions used, by index of the variable: the material of advice.
 *
 * Linear in the accesses of the blocks, times the fixed variables that one transaction changes in one contract.
 *
 * @param blocks Their transactions are what is looked at.
 */
export function gatherEvidence(
  blocks: readonly BlockFindings[],
  record: RunRecord,
  variables: Variables,
): ReadonlyMap<number, Evidence> {
  const { waits, hottest } = countWaits(blocks, record, variables);
  const tallies = new Map<number, Tally>();
  for (const block of blocks) {
    for (const row of block.rows) {
      const transaction = new TransactionMoves(row, record, variables);
      for (const [variable, keys] of Map.groupBy(transaction.keys, (moved) => moved.variable)) {
        let tally = tallies.get(variable);
        if (tally === undefined) {
          tally = newTally();
          tallies.set(variable, tally);
        }
        count(tally, keys, transaction);
        const element = hottest.get(variable)?.element;
        for (const moved of keys) {
          if (moved.writes && elementOf(moved.key) === element) countElement(tally.hottest, moved, transaction);
        }
      }
    }
  }
  const found = new Map<number, Evidence>();
  for (const [index, tally] of tallies) {
    const all = waits.get(index) ?? 0;
    const share = all === 0 ? 0 : (hottest.get(index)?.waits ?? 0) / all;
    found.set(index, evidenceOf(index, tally, all, share, tallies, variables));
  }
  return found;
}

interface Hottest {
  readonly element: string;
  readonly waits: number;
}

/** By index of the variable: the waits on it, and its element with most of them. */
function countWaits(blocks: readonly BlockFindings[], { keys }: RunRecord, variables: Variables) {
  const waits = new Map<number, number>();
  const byElement = new Map<number, Map<string, number>>();
  for (const { elements } of blocks) {
    for (const [key, count] of elements) {
      const variable = variables.ofKey[key] as number;
      waits.set(variable, (waits.get(variable) ?? 0) + count);
      const counts = byElement.get(variable) ?? new Map<string, number>();
      byElement.set(variable, counts);
      const element = elementOf(keys[key] as KeyRow);
      counts.set(element, (counts.get(element) ?? 0) + count);
    }
  }
  const hottest = new Map<number, Hottest>();
  for (const [variable, counts] of byElement) {
    for (const [element, count] of counts) {
      if (count > (hottest.get(variable)?.waits ?? 0)) hottest.set(variable, { element, waits: count });
    }
  }
  return { waits, hottest };
}

/** The same for the same element in another instance of the contract: suites deploy one for each test. */
function elementOf({ address, members }: KeyRow): string {
  return members.length === 0 ? address : members.map(({ name }) => name).join();
}

function newTally(): Tally {
  return {
    readers: 0,
    writers: 0,
    readingWriters: 0,
    adders: 0,
    restorers: 0,
    opposed: 0,
    arrived: 0,
    toOthers: 0,
    reading: new Set(),
    readersOf: new Map(),
    writing: new Set(),
    moves: [],
    companions: new Map(),
    hottest: {
      share: 0,
      writers: 0,
      up: 0,
      next: 0,
      isAccount: false,
      bySender: 0,
      byArgument: 0,
      takesPart: 0,
      othersUp: 0,
    },
  };
}

/** @param keys Those of one variable. */
function count(tally: Tally, keys: readonly MovedKey[], transaction: TransactionMoves): void {
  const { row, credited } = transaction;
  const written = keys.filter(({ writes }) => writes);
  if (written.length === 0) {
    if (keys.some((moved) => has(moved, AccessFlag.TOUCHED))) tally.restorers++;
    if (!keys.some((moved) => has(moved, AccessFlag.READ))) return;
    tally.readers++;
    tally.reading.add(row.function);
    for (const { index } of keys) tally.readersOf.set(index, (tally.readersOf.get(index) ?? 0) + 1);
    return;
  }
  tally.writers++;
  tally.writing.add(row.function);
  if (written.some((moved) => has(moved, AccessFlag.READ))) tally.readingWriters++;
  if (written.every((moved) => has(moved, AccessFlag.ADDS))) tally.adders++;
  if (written.some((moved) => transaction.isOpposed(moved))) tally.opposed++;
  if (written.some((moved) => moved.key.kind === "balance" && has(moved, AccessFlag.CREDIT))) tally.arrived++;
  const own = new Set(written.map(({ key }) => key.address));
  if ([...credited].some((account) => !own.has(account) && account !== row.from)) tally.toOthers++;
  const companions = written.flatMap((moved) => (moved.isFixed ? transaction.companionsOf(moved) : []));
  for (const variable of new Set(companions.map((companion) => companion.variable))) {
    tally.companions.set(variable, (tally.companions.get(variable) ?? 0) + 1);
  }
  for (const { access } of written) countMoves(tally.moves, access.moves ?? "");
}

function has({ access }: MovedKey, flag: number): boolean {
  return (access.flags & flag) !== 0;
}

function countMoves(moves: Tally["moves"], letters: string): void {
  for (let position = 0; position < letters.length; position++) {
    const letter = letters[position];
    let member = moves[position];
    if (member === undefined) {
      member = { total: 0, next: 0, asKey: 0, up: 0, down: 0, clock: 0 };
      moves[position] = member;
    }
    if (letter === Move.NONE) continue;
    member.total++;
    if (letter === Move.NEXT_AS_KEY) member.asKey++;
    if (letter === Move.NEXT || letter === Move.NEXT_AS_KEY) member.next++;
    if (letter === Move.NEXT || letter === Move.NEXT_AS_KEY || letter === Move.MORE) member.up++;
    if (letter === Move.LESS) member.down++;
    if (letter === Move.CLOCK) member.clock++;
  }
}

function countElement(hottest: Tally["hottest"], moved: MovedKey, transaction: TransactionMoves): void {
  const { key, access, up } = moved;
  const account = key.members[0]?.account;
  hottest.writers++;
  if (up) hottest.up++;
  if (access.moves === Move.NEXT || access.moves === Move.NEXT_AS_KEY) hottest.next++;
  // The first part of the origin is that of the contract: the others are those of the keys.
  if (
    access.origin
      ?.split(",")
      .slice(1)
      .some((part) => part.includes("a"))
  )
    hottest.byArgument++;
  if (transaction.raisesOthers(moved)) hottest.othersUp++;
  if (account === undefined) return;
  hottest.isAccount = true;
  if (account === transaction.row.from) hottest.bySender++;
  if (account !== key.address && transaction.changed.has(account)) hottest.takesPart++;
}

function evidenceOf(
  index: number,
  tally: Tally,
  waits: number,
  share: number,
  tallies: ReadonlyMap<number, Tally>,
  variables: Variables,
): Evidence {
  const variable = variables.all[index] as Variable;
  const { readers, writers, readingWriters, adders, restorers, opposed, arrived, toOthers, reading, writing } = tally;
  const companions = [...tally.companions].filter(([, times]) => times * 2 >= writers);
  return {
    kind: variable.kind,
    members: membersOf(variable, tally),
    readers,
    readersOfOne: [...tally.readersOf.values()].reduce((most, count) => Math.max(most, count), 0),
    writers,
    readingWriters,
    adders,
    restorers,
    readersAreOthers: [...reading].every((id) => !writing.has(id)),
    waits,
    hottest: { ...tally.hottest, share },
    opposed,
    companions: companions.flatMap(([other]) => {
      const moves = tallies.get(other);
      return moves === undefined ? [] : membersOf(variables.all[other] as Variable, moves);
    }),
    payments: { arrived, toOthers },
  };
}

const NO_MOVES: MemberEvidence["moves"] = { total: 0, next: 0, asKey: 0, up: 0, down: 0, clock: 0 };

/** The members that changed; all of them where none did. */
function membersOf({ members }: Variable, { moves }: Tally): readonly MemberEvidence[] {
  const found = members.map(({ name, type, shape, declaredIn }, position): MemberEvidence => {
    const known = { ...(type && { type }), ...(shape && { shape }), ...(declaredIn && { declaredIn }) };
    return { name: name.slice(name.indexOf(".") + 1), ...known, moves: moves[position] ?? NO_MOVES };
  });
  const changed = found.filter((member) => member.moves.total > 0);
  return changed.length > 0 ? changed : found;
}
