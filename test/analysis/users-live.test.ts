import assert from "node:assert/strict";
import fc from "fast-check";
import { buildDependencies } from "../../plugin/analysis/graph.ts";
import { type BlockMetrics, blockMetrics } from "../../plugin/analysis/metrics.ts";
import { ORDERING } from "../../plugin/analysis/rules.ts";
import { tableFromRows } from "../../plugin/analysis/table.ts";
import { extrapolateUsers, type Scenario, type UserCurve } from "../../plugin/analysis/users.ts";
import type { Hex } from "../../plugin/engine/access/types.ts";
import type { BlockRow, RunRecord } from "../../plugin/record/types.ts";
import { address } from "../helpers/run-record.ts";
import { type Call, LiveChain } from "../record/live-chain.ts";
import { type CompiledProject, compile, readContract } from "../source/compile.ts";

const OBSERVED_SENDERS = 3;
const MOST_USERS = 9;
const KEEPER: Hex = "0x976ea74026e726554db657fa54763abd0c3a0aa9";

/** Who names what in a call: `name` is his own in one scenario, and that of the test in the other. */
interface Names {
  readonly own: Hex;
  readonly other: Hex;
  /** Number that is not yet used anywhere. */
  readonly number: number;
}

interface Kind {
  readonly contract: "Coin" | "Safe";
  readonly method: string;
  readonly args: (names: Names) => readonly unknown[];
  /** Is what N users would do the same whatever they name? */
  readonly certain: boolean;
}

const KINDS: readonly Kind[] = [
  { contract: "Coin", method: "transfer", args: ({ own }) => [own, 5n], certain: false },
  { contract: "Coin", method: "transferCounted", args: ({ own }) => [own, 5n], certain: false },
  { contract: "Coin", method: "transferFrom", args: ({ own, other }) => [own, other, 5n], certain: false },
  { contract: "Coin", method: "approve", args: ({ own }) => [own, 5n], certain: true },
  { contract: "Coin", method: "visit", args: () => [], certain: true },
  { contract: "Coin", method: "queue", args: () => [], certain: true },
  { contract: "Coin", method: "name", args: ({ number }) => [`the name of number ${number}`], certain: false },
  { contract: "Coin", method: "sit", args: ({ number }) => [number % 64], certain: false },
  { contract: "Safe", method: "deposit", args: () => [5n], certain: true },
  { contract: "Safe", method: "credit", args: ({ own }) => [5n, own], certain: false },
  { contract: "Safe", method: "tip", args: () => [5n], certain: true },
];

describe("What N users would do is what they do", function () {
  this.timeout(120_000);
  let project: CompiledProject;
  let chain: LiveChain;
  let at: Readonly<Record<Kind["contract"], Hex>>;
  let numbers = 0;

  before(async () => {
    project = compile({ "project/contracts/Users.sol": readContract("Users.sol") }, { optimize: true });
    chain = await LiveChain.create(project, { senders: OBSERVED_SENDERS + MOST_USERS });
    const coin = await chain.deploy("Coin");
    at = { Coin: coin, Safe: await chain.deploy("Safe", [coin, KEEPER]) };
    chain.context = { phase: "body" };
  });

  after(async () => {
    await chain.close();
    project.remove();
  });

  const newNames = (): Names => ({
    own: address(0x50_0000 + ++numbers),
    other: address(0x60_0000 + numbers),
    number: numbers,
  });

  function call({ contract, method, args }: Kind, sender: number, names: Names): Call {
    return { to: at[contract], name: contract, method, args: args(names), sender };
  }

  /** Has some accounts make the calls one by one, and then as many users at once, each naming his own or all the same. */
  async function observe(kinds: readonly Kind[], users: number): Promise<Observed> {
    chain.collector.clear();
    const named = kinds.map(newNames);
    for (const [i, kind] of kinds.entries()) {
      await chain.block([call(kind, i % OBSERVED_SENDERS, named[i] as Names)]);
    }
    const block = (namesOf: (i: number) => Names) =>
      chain.block(
        Array.from({ length: users }, (_, user) => {
          const i = user % kinds.length;
          return call(kinds[i] as Kind, OBSERVED_SENDERS + user, namesOf(i));
        }),
      );
    await block(newNames);
    await block((i) => named[i] as Names);
    const { record } = await chain.record();
    const blocks = record.blocks;
    const rows = blocks.slice(0, kinds.length).flatMap(({ transactions }) => transactions);
    return {
      record,
      curve: extrapolateUsers(rows, record.keys, { counts: [users], threads: [] }),
      own: metricsOf(record, blocks.at(-2) as BlockRow),
      same: metricsOf(record, blocks.at(-1) as BlockRow),
    };
  }

  interface Observed {
    readonly record: RunRecord;
    readonly curve: UserCurve;
    readonly own: BlockMetrics;
    readonly same: BlockMetrics;
  }

  function metricsOf({ keys }: RunRecord, { transactions }: BlockRow): BlockMetrics {
    return blockMetrics(buildDependencies(tableFromRows(transactions, keys).table, ORDERING, "last-writer"), []);
  }

  const figures = ({ conflictRate, waves }: BlockMetrics) => ({ rate: conflictRate.count, waves });

  function assertPredicted(observed: Observed, scenario: Scenario): void {
    const predicted = observed.curve.points[0]?.[scenario] as BlockMetrics;
    assert.deepEqual(figures(predicted), figures(observed[scenario]), scenario);
  }

  for (const kind of KINDS) {
    it(`for ${kind.contract}.${kind.method}, ${kind.certain ? "certainly" : "by what they name"}`, async () => {
      const observed = await observe([kind], 8);
      const { record, curve } = observed;
      const doubts = curve.doubts.map(({ key, reason }) => `${record.keys[key]?.members[0]?.name}: ${reason}`);
      assert.equal(doubts.length === 0, kind.certain, doubts.join());
      assertPredicted(observed, "own");
      assertPredicted(observed, "same");
    });
  }

  it("for any calls in any order, and any number of users", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: MOST_USERS }),
        async (kinds, users) => {
          const observed = await observe(kinds, users);
          assertPredicted(observed, "own");
          assertPredicted(observed, "same");
          const { own, same } = observed.curve.points[0] ?? {};
          if (observed.curve.doubts.length === 0) assert.equal(own, same);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("but for what is written once a block, of which it says so", async () => {
    const poke: Kind = { contract: "Coin", method: "poke", args: () => [], certain: false };
    const observed = await observe([poke], 8);
    assert.deepEqual(
      observed.curve.doubts.map(({ reason }) => reason),
      ["clock"],
    );
    assertPredicted(observed, "own");
    assert.deepEqual(figures(observed.own), { rate: 1, waves: 2 });
  });
});
