import { createHash } from "node:crypto";
import { type AssembledBlock, Assembly } from "./assembly.ts";
import { compareBlocks, finishRecord } from "./canonical.ts";
import { compare } from "./row-forms.ts";
import { DEFAULT_GROUPING, type Grouping, type RunRecord } from "./types.ts";

/** Chains of different parts that have one name are told apart by this and a number. */
const CHAIN_MARK = "~";
const MARKED = new RegExp(`${CHAIN_MARK}\\d+$`);

const DIFFERENT_GROUPINGS =
  "The records that were merged group their transactions differently (parallel.grouping): here they are grouped by test.";

/** A chain of a part. */
interface Chain {
  /** Name without a mark. */
  readonly name: string;
  /** Number of the part. */
  readonly part: number;
  readonly blocks: readonly AssembledBlock[];
}

/** A part all of whose chains other parts have as well. Parts are numbered in the order in which they were added. */
export interface DuplicatePart {
  readonly part: number;
  /** One that has them. */
  readonly of: number;
}

/**
 * Joins the records of the parts of one run (worker processes, CI shards), which can be read one after the other: of a
 * part that was added, nothing but its content is kept.
 *
 * The result does not depend on the order of the parts, nor on how they were joined before. Parts name their chains
 * independently, so that chains of one name are different chains (`default`, `default~2`) unless they are the same
 * in every field: then one part was given twice, and counts once.
 */
export class RecordMerger {
  readonly #assembly = new Assembly();
  readonly #chains = new Map<string, Chain[]>();
  readonly #generators = new Set<string>();
  readonly #groupings: Grouping[] = [];
  readonly #notes = new Set<string>();
  #parts = 0;

  add(part: RunRecord): void {
    const number = this.#parts++;
    for (const generator of part.generator.split(", ")) this.#generators.add(generator);
    this.#groupings.push(part.grouping ?? DEFAULT_GROUPING);
    for (const note of part.notes ?? []) this.#notes.add(note);
    for (const [chain, blocks] of Map.groupBy(this.#assembly.add(part), (block) => block.chain)) {
      const name = chain.replace(MARKED, "");
      const same = this.#chains.get(name) ?? [];
      same.push({ name, part: number, blocks });
      this.#chains.set(name, same);
    }
  }

  /** Nothing can be added from then on. */
  finish(): { readonly record: RunRecord; readonly duplicates: readonly DuplicatePart[] } {
    const assembly = this.#assembly;
    const all = [...this.#chains.values()].flat();
    assembly.settle(all.flatMap(({ blocks }) => blocks));
    const kept: AssembledBlock[] = [];
    const twins: Twin[] = [];
    for (const chains of this.#chains.values()) {
      const { distinct, twins: ofName } = tellApart(chains, assembly);
      for (const twin of ofName) twins.push(twin);
      distinct.forEach(({ name, blocks }, i) => {
        const chain = i === 0 ? name : `${name}${CHAIN_MARK}${i + 1}`;
        for (const block of blocks) {
          block.chain = chain;
          kept.push(block);
        }
      });
    }
    const grouping = commonGrouping(this.#groupings);
    const notes = [...this.#notes, ...(grouping === undefined ? [DIFFERENT_GROUPINGS] : [])];
    const generator = [...this.#generators].sort().join(", ");
    const record = finishRecord(assembly, kept, { generator, notes, ...(grouping !== undefined && { grouping }) });
    return { record, duplicates: duplicateParts(all, twins) };
  }
}

/** Joins records that are all at hand. @param parts At least one. */
export function mergeRunRecords(parts: Iterable<RunRecord>): RunRecord {
  const merger = new RecordMerger();
  for (const part of parts) merger.add(part);
  return merger.finish().record;
}

/** A chain that is the same as one of another part, or of the same one. */
interface Twin {
  readonly chain: Chain;
  readonly of: Chain;
}

/** Sorts chains of one name by what happened on them, without those that are there twice. */
function tellApart(
  chains: readonly Chain[],
  assembly: Assembly,
): { readonly distinct: readonly Chain[]; readonly twins: readonly Twin[] } {
  const distinct: Chain[] = [];
  const twins: Twin[] = [];
  // The hashes of blocks depend on the clock: they tell a second run from the same one, but must not order chains
  // that differ in more.
  const whole = (chain: Chain) => `${digest(chain, assembly, withAccesses)} ${digestOfHashes(chain)}`;
  // Accesses are most of a record, and what called what for how much gas tells almost all chains apart.
  for (const alike of sortedGroups(chains, (chain) => digest(chain, assembly, withoutAccesses))) {
    for (const [chain, ...same] of sortedGroups(alike, whole)) {
      if (chain === undefined) continue;
      distinct.push(chain);
      for (const twin of same) twins.push({ chain: twin, of: chain });
    }
  }
  return { distinct, twins };
}

/** Groups of one text, in the order of their texts. A single element needs none. */
function sortedGroups<Element>(
  elements: readonly Element[],
  textOf: (element: Element) => string,
): readonly (readonly Element[])[] {
  if (elements.length === 1) return [elements];
  return [...Map.groupBy(elements, textOf)].sort(([a], [b]) => compare(a, b)).map(([, group]) => group);
}

type Transaction = AssembledBlock["transactions"][number];

const withoutAccesses = ({ hash, from, function: called, phase, succeeded, gas }: Transaction): unknown[] => {
  return [hash, from, called, phase, succeeded, gas];
};

const withAccesses = (transaction: Transaction): unknown[] => {
  return [...withoutAccesses(transaction), transaction.accesses];
};

/** Of what happened on a chain with settled blocks. */
function digest({ blocks }: Chain, assembly: Assembly, describe: (transaction: Transaction) => unknown): string {
  const content = createHash("sha256");
  const nameOf = testNames(assembly);
  for (const { number, branch, transactions } of blocks.toSorted(compareBlocks)) {
    const rows = transactions.map((row) => [describe(row), row.test === undefined ? null : nameOf(row.test)]);
    content.update(JSON.stringify([branch, number, rows]));
  }
  return content.digest("hex");
}

function digestOfHashes({ blocks }: Chain): string {
  const hashes = createHash("sha256");
  for (const { hash } of blocks.toSorted(compareBlocks)) hashes.update(`${hash} `);
  return hashes.digest("hex");
}

/** Tests have numbers of their own part: in a chain, those of one title are numbered as they come. */
function testNames(assembly: Assembly): (test: number) => string {
  const names = new Map<number, string>();
  const counts = new Map<string, number>();
  return (test) => {
    const known = names.get(test);
    if (known !== undefined) return known;
    const row = JSON.stringify(assembly.test(test));
    const count = (counts.get(row) ?? 0) + 1;
    counts.set(row, count);
    const name = `${row} ${count}`;
    names.set(test, name);
    return name;
  };
}

/** Parts of which nothing is left but what others have as well. */
function duplicateParts(chains: readonly Chain[], twins: readonly Twin[]): DuplicatePart[] {
  const doubled = new Set(twins.map(({ chain }) => chain));
  const kept = new Set(chains.filter((chain) => !doubled.has(chain)).map(({ part }) => part));
  const found = new Map<number, number>();
  for (const { chain, of } of twins)
    if (!kept.has(chain.part) && !found.has(chain.part)) found.set(chain.part, of.part);
  return [...found].sort(([a], [b]) => a - b).map(([part, of]) => ({ part, of }));
}

/** @returns undefined where the parts do not agree */
function commonGrouping([first = DEFAULT_GROUPING, ...others]: readonly Grouping[]): Grouping | undefined {
  const agree = others.every(({ by, fixtures }) => by === first.by && fixtures === first.fixtures);
  return agree ? first : undefined;
}
