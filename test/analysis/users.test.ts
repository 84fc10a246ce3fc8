import assert from "node:assert/strict";
import fc from "fast-check";
import { ORDERING } from "../../plugin/analysis/rules.ts";
import { TableBuilder } from "../../plugin/analysis/table.ts";
import { extrapolateUsers, type Scenario, USER_COUNTS } from "../../plugin/analysis/users.ts";
import { AccessFlag } from "../../plugin/record/flags.ts";
import type { AccessRow, KeyRow, TransactionRow } from "../../plugin/record/types.ts";
import { naiveDependencies, naiveLongest } from "../helpers/naive-analysis.ts";
import { address, READ, READ_WRITE, word } from "../helpers/run-record.ts";

const KEYS: readonly KeyRow[] = Array.from({ length: 6 }, (_, i) => ({
  kind: "slot",
  address: address(1),
  slot: word(i),
  members: [],
}));

function call(...accesses: readonly AccessRow[]): TransactionRow {
  const phase = "body" as const;
  return { hash: word(1), from: address(2), function: 0, phase, succeeded: true, gas: "100", accesses };
}

const access = (key: number, flags: number, origin?: string, moves?: string): AccessRow => ({
  key,
  flags,
  ...(origin !== undefined && { origin }),
  ...(moves !== undefined && { moves }),
});

/** Conflict rates in percent for 1, 2, 4 and 8 users; two rows where it depends on what they name. */
function rates(...rows: readonly TransactionRow[]): number[][] {
  const { points, doubts } = extrapolateUsers(rows, KEYS, { counts: [1, 2, 4, 8], threads: [] });
  const of = (scenario: Scenario) => points.map((point) => Math.round(point[scenario].conflictRate.count * 100));
  const [own, same] = [of("own"), of("same")];
  if (doubts.length === 0) assert.deepEqual(own, same);
  return doubts.length === 0 ? [own] : [own, same];
}

describe("What N users would do", () => {
  it("meets on a fixed slot however many they are, as soon as they are two", () => {
    assert.deepEqual(rates(call(access(0, READ_WRITE, "f"))), [[0, 100, 100, 100]]);
  });

  it("never meets on what belongs to each sender", () => {
    assert.deepEqual(rates(call(access(0, READ_WRITE, "f,s"))), [[0, 0, 0, 0]]);
    assert.deepEqual(rates(call(access(0, READ_WRITE, "f,a0,s"))), [[0, 0, 0, 0]]);
    assert.deepEqual(rates(call(access(0, READ_WRITE, "s"))), [[0, 0, 0, 0]]);
  });

  it("is a band where an argument chooses the key: everybody his own, or all the same", () => {
    const band = [
      [0, 0, 0, 0],
      [0, 100, 100, 100],
    ];
    assert.deepEqual(rates(call(access(0, READ_WRITE, "f,a0"))), band);
    assert.deepEqual(rates(call(access(0, READ_WRITE, "f,"))), band);
    assert.deepEqual(rates(call(access(0, READ_WRITE, "f,sa1"))), band);
    assert.deepEqual(rates(call(access(0, READ_WRITE, "a0"))), band);
    assert.deepEqual(rates(call(access(0, READ_WRITE))), band, "without origins nothing is known");
  });

  it("is certain where nobody changes what the argument chooses", () => {
    assert.deepEqual(rates(call(access(0, READ, "f,a0"), access(1, READ_WRITE, "f,s"))), [[0, 0, 0, 0]]);
  });

  it("keeps what the calls of different users have to do with each other", () => {
    const [update, look] = [call(access(0, READ_WRITE, "f")), call(access(0, READ, "f"))];
    const [quiet] = [call(access(1, READ_WRITE, "f,s"))];
    assert.deepEqual(rates(update, look, quiet, quiet), [[0, 100, 50, 50]]);
  });

  it("says why it is not certain", () => {
    const { doubts } = extrapolateUsers(
      [
        call(
          access(0, READ_WRITE, "f,a0"),
          access(1, READ_WRITE, "f,"),
          access(2, READ_WRITE, "f,sa0"),
          access(3, READ_WRITE, "f", ".t"),
          access(4, READ_WRITE, "f", "+"),
          access(5, READ_WRITE, "f,s"),
        ),
      ],
      KEYS,
      { counts: [2], threads: [] },
    );
    assert.deepEqual(
      doubts.map(({ key, reason }) => [key, reason]),
      [
        [0, "argument"],
        [1, "unknown"],
        [2, "ambiguous"],
        [3, "clock"],
      ],
    );
  });

  it("takes the time of the block for written once, or by everybody", () => {
    const { points } = extrapolateUsers([call(access(0, READ_WRITE, "f", "t"))], KEYS, { counts: [8], threads: [] });
    assert.deepEqual([points[0]?.own.waves, points[0]?.same.waves], [2, 8]);
  });

  it("gives a speedup that grows with the users who do not meet, and none to those who do", () => {
    const counts = [1, 4, 64];
    const speedup = (origin: string) =>
      extrapolateUsers([call(access(0, READ_WRITE, origin))], KEYS, { counts, threads: [8] }).points.map(({ own }) =>
        own.speedup.get(8),
      );
    assert.deepEqual(speedup("f,s"), [1, 4, 8]);
    assert.deepEqual(speedup("f"), [1, 1, 1]);
  });

  it("goes up to 1,024 users by doubling", () => {
    const { points } = extrapolateUsers([call(access(0, READ_WRITE, "f"))], KEYS);
    assert.deepEqual(
      points.map(({ users }) => users),
      USER_COUNTS,
    );
    assert.equal(USER_COUNTS.at(-1), 1024);
    assert.deepEqual(extrapolateUsers([], KEYS), { points: [], doubts: [] });
  });

  it("is the analysis of the block that the users would send, written out key by key", () => {
    const part = fc.constantFrom("s", "f", "a0", "", "sa1", "a0f");
    const accesses = fc.uniqueArray(
      fc.record({
        key: fc.nat(KEYS.length - 1),
        flags: fc.constantFrom(READ, READ_WRITE, AccessFlag.WRITE | AccessFlag.NET, AccessFlag.GAS_ONLY),
        origin: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join()),
      }),
      { selector: ({ key }) => key, maxLength: 4 },
    );
    const rows = fc.array(
      accesses.map((list) => call(...list)),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 7 }), (calls, users) => {
        const { points } = extrapolateUsers(calls, KEYS, { counts: [users], threads: [] });
        for (const scenario of ["own", "same"] as const) {
          const expected = written(calls, users, scenario);
          const found = points[0]?.[scenario];
          assert.equal(Math.round((found?.conflictRate.count ?? 0) * users), expected.conflicting);
          assert.equal(found?.waves, expected.waves);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** The block with each key written out as text: the parts as they would be for the user. */
function written(calls: readonly TransactionRow[], users: number, scenario: Scenario) {
  const builder = new TableBuilder();
  const numbers = new Map<string, number>();
  for (let user = 0; user < users; user++) {
    builder.transaction(1);
    for (const { key, flags, origin = "" } of calls[user % calls.length]?.accesses ?? []) {
      const parts = origin.split(",").map((letters) => {
        if (letters === "f") return "fixed";
        return letters === "s" || scenario === "own" ? `of user ${user}` : "as in the test";
      });
      // Where every part is as in the test, so is the key; "fixed" and "as in the test" are one and the same value.
      const id = parts.some((text) => text.startsWith("of user")) ? `${key} of user ${user}` : String(key);
      const number = numbers.get(id) ?? builder.key(true);
      numbers.set(id, number);
      builder.access(number, flags);
    }
  }
  const dependsOn = naiveDependencies(builder.build(), ORDERING, "last-writer");
  const conflicting = new Set(dependsOn.flatMap((sources, tx) => (sources.size > 0 ? [tx, ...sources] : [])));
  return { conflicting: conflicting.size, waves: naiveLongest(dependsOn, () => 1) };
}
