import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { getAddress } from "ethers";
import { isOrdering } from "../../plugin/analysis/conflicts.ts";
import type { ConflictKind } from "../../plugin/analysis/types.ts";
import type { Hex } from "../../plugin/engine/access/types.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { findingsOf } from "../../plugin/report/findings.ts";
import { groupVariables } from "../../plugin/report/variables.ts";
import { renderAccount } from "../../plugin/source/render.ts";
import { type CompiledProject, type CompileOptions, compile } from "../source/compile.ts";
import { Marks } from "./marks.ts";
import { type Mined, Stage } from "./stage.ts";

/**
 * What two functions do on one variable:
 *
 * 1. the slot or field, `Token.balances[{1}]`, where they always meet on the same; else the variable, `Token.balances[*]`
 * 2. edges of each kind, `rmw 2, war 1`
 * 3. the functions, in alphabetical order; one where both are the same: `Token.transfer`, `Price.get × Price.set`
 * 4. the lines between which transactions wait for each other, by their marks: `2 up` (written and read at lines marked
 *    `up`), `1 set>get` (written at `set`, read at `get`)
 *
 * `{1}` is signer 1, `{Token}` what was deployed as `Token`; `{Proxy:Token}` the same where it is labelled as `Token`.
 */
export type Expected = readonly [where: string, kinds: string, functions: string, ...places: string[]];

export interface GoldenCase {
  readonly title: string;
  readonly play: (stage: Stage) => Promise<void>;
  /** Everything that happens between the transactions, and nothing else. */
  readonly found: readonly Expected[];
  /** Waits on each element; to be left out where each row of `found` is about one. */
  readonly elements?: Readonly<Record<string, number>>;
  /** 1 unless set: all at once. */
  readonly waves?: number;
  /** Transactions that wait; 0 unless set. */
  readonly waiting?: number;
  /** Transactions that fail; 0 unless set. */
  readonly failed?: number;
  /** Edges that only accounting makes; 0 unless set. */
  readonly protocol?: number;
  /**
   * Lines that are not to be had through Yul, where the optimiser leaves the access without a place of its own and several
   * lines could be meant: then it is the first line of their function.
   */
  readonly throughYul?: Readonly<Record<string, string>>;
  /** How the transactions are mined, where it matters. */
  readonly mined?: Mined;
}

interface Variant {
  readonly title: string;
  readonly options: CompileOptions;
  readonly mined: Mined;
}

/** Each case is played as compiled in each of these ways. */
export const VARIANTS: readonly Variant[] = [
  { title: "without optimiser, each in a block of its own", options: {}, mined: "apart" },
  { title: "with optimiser, in one block", options: { optimize: true }, mined: "together" },
  { title: "through Yul, in one block", options: { optimize: true, viaIR: true }, mined: "together" },
];

/** Plays all cases on the contracts of a file, and compares what is found with what must be. */
export function describeGolden(
  title: string,
  file: string,
  cases: readonly GoldenCase[],
  variants: readonly Variant[] = VARIANTS,
): void {
  const source = readFileSync(new URL(`./contracts/${file}`, import.meta.url), "utf8");
  const marks = new Marks({ [`contracts/${file}`]: source });
  for (const variant of variants) {
    describe(`${title}, ${variant.title}`, () => {
      let project: CompiledProject;
      const stages = new Map<Mined, Stage>();

      before(() => {
        project = compile({ [`project/contracts/${file}`]: source }, variant.options);
      });
      after(async () => {
        for (const stage of stages.values()) await stage.close();
        project.remove();
      });

      for (const expected of cases) {
        it(expected.title, async () => {
          const mined = expected.mined ?? variant.mined;
          const stage = stages.get(mined) ?? (await Stage.create(project, mined));
          stages.set(mined, stage);
          stage.begin(expected.title);
          await expected.play(stage);
          const outcome = found(await stage.record(), stage.names, marks);
          assert.deepEqual(outcome, wanted(expected, stage.sent, variant.options));
        });
      }
    });
  }
}

interface Outcome {
  readonly transactions: number;
  readonly found: readonly Expected[];
  readonly elements: Readonly<Record<string, number>>;
  readonly waves: number;
  readonly waiting: number;
  readonly failed: number;
  readonly protocol: number;
}

function wanted(expected: GoldenCase, transactions: number, { viaIR, optimize }: CompileOptions): Outcome {
  const { elements, waves = 1, waiting = 0, failed = 0, protocol = 0, throughYul = {} } = expected;
  const places = new Set(expected.found.flatMap(([, , , ...lines]) => lines));
  assert.ok(
    Object.keys(throughYul).every((place) => places.has(place)),
    "throughYul stands for places of `found`",
  );
  const inVariant = (place: string) => (viaIR && optimize ? (throughYul[place] ?? place) : place);
  const rows = expected.found.map(
    ([where, kinds, functions, ...lines]): Expected => [where, kinds, functions, ...lines.map(inVariant)],
  );
  const waits = elements === undefined ? waitsOf(rows) : Object.entries(elements);
  return { transactions, found: sorted(rows), elements: fromSorted(waits), waves, waiting, failed, protocol };
}

function found(record: RunRecord, names: ReadonlyMap<Hex, string>, marks: Marks): Outcome {
  const [block, ...others] = findingsOf(record).tests;
  assert.ok(block !== undefined && others.length === 0, "one virtual block");
  const variables = groupVariables(record);
  const inWords = wordsFor(names);
  const rows = [...block.variables].flatMap(([index, { pairs }]) =>
    pairs.map(({ element, kinds, functions: [first, second], places }): Expected => {
      const where = inWords(element ?? (variables.all[index]?.name as string));
      const edges = Object.entries(kinds).flatMap(([kind, count]) => (count > 0 ? [`${kind} ${count}`] : []));
      const lines = places.map(({ read, written, waits }) => {
        const [from, to] = [marks.nameOf("write", written), marks.nameOf("read", read)];
        return `${waits} ${from === to ? to : `${from}>${to}`}`;
      });
      return [where, edges.join(", "), inWords(first === second ? first : `${first} × ${second}`), ...lines];
    }),
  );
  const elements = [...block.elements].map(
    ([key, count]) => [inWords(variables.elements[key] as string), count] as const,
  );
  return {
    transactions: block.transactions,
    found: sorted(rows),
    elements: fromSorted(elements),
    waves: block.waves,
    waiting: block.waiting,
    failed: block.failed,
    protocol: block.protocol.edges,
  };
}

/** Waits on each element, where each row is about one. */
function waitsOf(rows: readonly Expected[]): ReadonlyMap<string, number> {
  const waits = new Map<string, number>();
  for (const [where, kinds] of rows) {
    for (const [kind, edges] of kinds.split(", ").map((text) => text.split(" "))) {
      if (isOrdering(kind as ConflictKind)) waits.set(where, (waits.get(where) ?? 0) + Number(edges));
    }
  }
  return waits;
}

function sorted(rows: readonly Expected[]): readonly Expected[] {
  return rows
    .map(
      ([where, kinds, functions, ...places]): Expected => [
        where,
        kinds.split(", ").sort().join(", "),
        functions,
        ...places.toSorted(),
      ],
    )
    .sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

function fromSorted(entries: Iterable<readonly [string, number]>): Readonly<Record<string, number>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const ACCOUNT = /( at )?(0x[0-9a-fA-F]{4}\.\.\.[0-9a-fA-F]{4})(?: \(([^)]*)\))?/g;

/** Puts the names of expectations for addresses: `{1}`, `{Token}`. */
function wordsFor(names: ReadonlyMap<Hex, string>): (text: string) => string {
  const byShort = new Map([...names].map(([address, name]) => [renderAccount(getAddress(address) as Hex, {}), name]));
  return (text) =>
    text.replace(ACCOUNT, (whole, at: string | undefined, short: string, label: string | undefined) => {
      const name = byShort.get(short);
      if (name === undefined) return whole;
      // A variable is said to be at its contract's address, which goes without saying where there is one contract.
      if (at !== undefined) return text.startsWith(`${name}.`) ? "" : `${at}{${name}}`;
      const plain = name.replace(/#\d+$/, "");
      return label === (/^\d+$/.test(name) ? `signer ${name}` : plain) ? `{${name}}` : `{${name}:${label ?? ""}}`;
    });
}
