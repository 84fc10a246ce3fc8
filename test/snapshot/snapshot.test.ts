import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { canonicalise } from "../../plugin/record/canonical.ts";
import { mergeRunRecords } from "../../plugin/record/merge.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { findingsOf } from "../../plugin/report/findings.ts";
import { compareWithSnapshot } from "../../plugin/snapshot/compare.ts";
import { factsOf } from "../../plugin/snapshot/facts.ts";
import {
  parseSnapshot,
  renderSnapshot,
  type Snapshot,
  SnapshotError,
  snapshotOf,
} from "../../plugin/snapshot/snapshot.ts";
import { suites } from "../helpers/random-suites.ts";
import { type Finished, run } from "../helpers/run.ts";
import { READ, READ_WRITE, RecordBuilder, WRITE } from "../helpers/run-record.ts";
import * as records from "../report/records.ts";

const FILE = ".parallel-snapshot.json";

function snapshotFrom(record: RunRecord): Snapshot {
  return snapshotOf(factsOf(record, findingsOf(record)));
}

function compare(before: RunRecord, after: RunRecord, tolerance = 0) {
  const findings = findingsOf(after);
  return compareWithSnapshot(snapshotFrom(before), factsOf(after, findings), findings.variables, tolerance);
}

/** Deposits and withdrawals in tests of their own; each of the options is a variable that all calls of one kind meet on. */
function vault({ deposits = 0, withdrawals = 0, users = 4, hasThird = false } = {}): RunRecord {
  const suite = new RecordBuilder();
  for (const name of ["one", "two", "fees"]) {
    suite.key(name, `Vault.${name}`, { file: "contracts/Vault.sol", line: name.length });
  }
  const line = { file: "contracts/Vault.sol", line: 20, function: "Vault.deposit" };
  suite.test("takes deposits");
  for (let user = 0; user < users; user++) {
    if (user < deposits) {
      suite.send("Vault.deposit", { one: READ_WRITE }, { readAt: { one: line }, writtenAt: { one: line } });
    } else suite.send("Vault.deposit", {});
  }
  suite.test("pays out");
  const withdrawal = (user: number): Record<string, number> => (user < withdrawals ? { two: READ_WRITE } : {});
  for (let user = 0; user < users; user++) suite.send("Vault.withdraw", withdrawal(user));
  if (hasThird) {
    suite.test("takes more deposits");
    const deposit = (user: number): Record<string, number> => (user < deposits ? { one: READ_WRITE } : {});
    for (let user = 0; user < users; user++) suite.send("Vault.deposit", deposit(user));
  }
  return suite.build();
}

describe("The snapshot of a run", () => {
  it("is one line a fact, sorted, with names and figures and nothing else", () => {
    assert.equal(
      renderSnapshot(snapshotFrom(vault({ deposits: 3 }))),
      [
        "{",
        '  "format": "hardhat-parallel-snapshot",',
        "",
        '  "speedup on 8 threads, in pays out (test/Vault.ts)": 4,',
        "",
        '  "speedup on 8 threads, in takes deposits (test/Vault.ts)": 1.33,',
        "",
        '  "waits on Vault.one: Vault.deposit × itself, in takes deposits (test/Vault.ts)": 2,',
        "",
        '  "version": 1',
        "}",
        "",
      ].join("\n"),
    );
  });

  it("has no addresses, hashes or block numbers, whatever has no name", () => {
    for (const make of Object.values(records)) {
      const text = renderSnapshot(snapshotFrom(make()));
      // Selectors of functions without a name have eight digits.
      assert.doesNotMatch(text, /0x[0-9a-fA-F]+\.|0x[0-9a-fA-F]{9,}|block \d/);
    }
  });

  it("is read as it was written", () => {
    for (const make of Object.values(records)) {
      const snapshot = snapshotFrom(make());
      assert.deepEqual(parseSnapshot(renderSnapshot(snapshot), FILE), snapshot);
    }
  });

  it("does not depend on the order of shards", () => {
    fc.assert(
      fc.property(suites, suites, (one, other) => {
        const text = (parts: readonly RunRecord[]) => renderSnapshot(snapshotFrom(mergeRunRecords(parts)));
        assert.equal(text([one, other]), text([other, one]));
      }),
      { numRuns: 100 },
    );
  });

  it("is refused when it is damaged, foreign or of another version, with what to do", () => {
    const good = renderSnapshot(snapshotFrom(vault({ deposits: 3 })));
    const [, format, , first = ""] = good.split("\n");
    for (const [text, expected] of [
      ["", /this is not JSON/],
      [good.slice(0, -20), /this is not JSON/],
      ["[]", /no snapshot of hardhat-parallel/],
      ["null", /no snapshot of hardhat-parallel/],
      [good.replace("-snapshot", "-run"), /no snapshot of hardhat-parallel/],
      [
        good.replace('"version": 1', '"version": 2'),
        /version 2 .* 1 is expected\. It is of a newer hardhat-parallel: update/,
      ],
      [
        good.replace('"version": 1', '"version": 0'),
        /version 0 .*\. Write it again with `npx hardhat parallel check --update`/,
      ],
      [good.replace(": 4,", ': "4",'), /"speedup on 8 threads, in pays out \(test\/Vault\.ts\)" is "4", and no number/],
      [good.replace(`${format}\n`, `${format}\n${first}\n`), /two lines are about "speedup on 8 threads, in pays out/],
      [
        good.replace(`${first}\n`, `<<<<<<< HEAD\n${first}\n=======\n>>>>>>> theirs\n`),
        /git has left a merge conflict/,
      ],
    ] as const) {
      assert.throws(
        () => parseSnapshot(text, FILE),
        (error) =>
          error instanceof SnapshotError && error.message.startsWith(`${FILE}: `) && expected.test(error.message),
        text,
      );
    }
  });
});

describe("A run beside a snapshot", () => {
  it("has nothing new, grown or slower beside its own snapshot, in whatever order it was recorded", () => {
    fc.assert(
      fc.property(suites, (record) => {
        const { facts, ...changes } = compare(record, canonicalise(record));
        const nothing = { worse: [], slower: [], better: [], faster: [], added: [], absent: [] };
        assert.deepEqual(changes, nothing);
        assert.equal(facts, snapshotFrom(record).size);
      }),
      { numRuns: 200 },
    );
  });

  it("does not mind who deploys what he calls in the test itself", () => {
    const deploying = (isDeploying: boolean) => {
      const suite = new RecordBuilder().key("owner", "Vault.owner").key("code", "code of Vault").test("takes deposits");
      if (isDeploying) suite.send("Vault.constructor", { owner: WRITE, code: WRITE }, { gas: 900_000 });
      for (let user = 0; user < 4; user++) suite.send("Vault.deposit", { owner: READ, code: READ });
      return suite.build();
    };
    assert.equal(renderSnapshot(snapshotFrom(deploying(true))), renderSnapshot(snapshotFrom(deploying(false))));
    assert.deepEqual(compare(deploying(false), deploying(true)).worse, []);
  });

  it("shows a conflict that is new with its lines and its cost", () => {
    const { worse, slower } = compare(vault(), vault({ deposits: 4 }));
    assert.equal(worse.length, 1);
    const [change = assert.fail()] = worse;
    assert.equal(change.change, "new");
    assert.equal(change.variable.name, "Vault.one");
    assert.deepEqual(change.functions, ["Vault.deposit", "Vault.deposit"]);
    assert.deepEqual([change.before, change.waits], [0, 3]);
    assert.equal(change.places[0]?.read?.line, 20);
    assert.deepEqual(change.speedup, { threads: 8, before: 4, now: 1, without: 4 });
    assert.deepEqual(slower, [], "that the test is slower follows from it");
  });

  it("shows one that has grown, and puts what costs most speedup first", () => {
    const { worse } = compare(vault({ deposits: 3, users: 8 }), vault({ deposits: 4, withdrawals: 8, users: 8 }));
    assert.deepEqual(
      worse.map(({ change, variable, before, waits }) => [change, variable.name, before, waits]),
      [
        ["new", "Vault.two", 0, 7],
        ["grown", "Vault.one", 2, 3],
      ],
    );
  });

  it("lets figures be worse by the tolerance, and by no more", () => {
    const [before, after] = [vault({ deposits: 11, users: 12 }), vault({ deposits: 12, users: 12 })];
    assert.equal(compare(before, after, 0.05).worse.length, 1);
    assert.equal(compare(before, after, 0.1).worse.length, 0);
    fc.assert(
      fc.property(suites, suites, fc.double({ min: 0, max: 2, noNaN: true }), (one, other, tolerance) => {
        const strict = compare(one, other, 0);
        const loose = compare(one, other, tolerance);
        const named = (changes: typeof strict) =>
          new Set(
            changes.worse.flatMap(({ variable, functions, tests }) =>
              tests.map(({ title }) => [variable.name, ...functions, title].join()),
            ),
          );
        for (const name of named(loose)) assert.ok(named(strict).has(name), name);
      }),
      { numRuns: 100 },
    );
  });

  it("takes a new test with a known conflict for what it is, and a new conflict in a new test for new", () => {
    const known = compare(vault({ deposits: 4 }), vault({ deposits: 4, hasThird: true }));
    assert.deepEqual([known.worse, known.added], [[], ["takes more deposits (test/Vault.ts)"]]);
    const fresh = compare(vault(), vault({ deposits: 4, hasThird: true }));
    assert.deepEqual(
      fresh.worse.map(({ tests }) => tests.map(({ title }) => title)),
      [["takes deposits (test/Vault.ts)", "takes more deposits (test/Vault.ts)"]],
    );
  });

  it("mentions what is better, and tests that the run did not have", () => {
    const better = compare(vault({ deposits: 4, withdrawals: 4 }), vault({ deposits: 3 }));
    assert.deepEqual([better.worse, better.slower], [[], []]);
    assert.deepEqual(better.better, [
      { name: "Vault.two: Vault.withdraw × itself, in pays out (test/Vault.ts)", before: 3, waits: 0 },
      { name: "Vault.one: Vault.deposit × itself, in takes deposits (test/Vault.ts)", before: 3, waits: 2 },
    ]);
    assert.deepEqual(
      better.faster.map(({ title, before, now }) => [title, before, now]),
      [
        ["pays out (test/Vault.ts)", 1, 4],
        ["takes deposits (test/Vault.ts)", 1, 1.33],
      ],
    );
    const partial = compare(vault({ deposits: 4, hasThird: true }), vault({ deposits: 4 }));
    assert.deepEqual(partial.absent, ["takes more deposits (test/Vault.ts)"]);
    assert.deepEqual(partial.better, [], "a test that was not run has no fewer conflicts");
  });

  it("shows a test that got slower though none of its conflicts grew", () => {
    const chain = (gas: number) => {
      const suite = new RecordBuilder().key("one", "Vault.one").test("takes deposits");
      for (let user = 0; user < 4; user++)
        suite.send("Vault.deposit", user < 2 ? { one: READ_WRITE } : {}, { gas: user < 2 ? gas : 50_000 });
      return suite.build();
    };
    const { worse, slower } = compare(chain(50_000), chain(500_000));
    assert.deepEqual(worse, []);
    assert.deepEqual(slower, [
      { title: "takes deposits (test/Vault.ts)", file: "test/Vault.ts", threads: 8, before: 2, now: 1.1 },
    ]);
  });
});

describe("Git on the snapshots of two branches", function () {
  this.timeout(60_000);
  let directory: string;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "snapshot-merge-"));
  });

  after(() => rm(directory, { recursive: true, force: true }));

  async function git(...args: readonly string[]): Promise<Finished> {
    const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    return await run("git", [...identity, ...args], directory);
  }

  async function commit(record: RunRecord, attributes?: string): Promise<void> {
    await writeFile(path.join(directory, FILE), renderSnapshot(snapshotFrom(record)));
    if (attributes !== undefined) await writeFile(path.join(directory, ".gitattributes"), attributes);
    const added = await git("add", ".");
    const committed = await git("commit", "-q", "-m", "snapshot");
    assert.equal(added.code + committed.code, 0, added.stderr + committed.stdout + committed.stderr);
  }

  /** Merges two branches from a common base. */
  async function merge(base: RunRecord, ours: RunRecord, theirs: RunRecord, attributes?: string): Promise<Finished> {
    await rm(directory, { recursive: true, force: true });
    directory = await mkdtemp(path.join(tmpdir(), "snapshot-merge-"));
    await git("init", "-q", "-b", "main");
    await commit(base, attributes);
    await git("checkout", "-q", "-b", "theirs");
    await commit(theirs);
    await git("checkout", "-q", "main");
    await commit(ours);
    return await git("merge", "-q", "theirs");
  }

  async function merged(): Promise<string> {
    return await readFile(path.join(directory, FILE), "utf8");
  }

  it("merges changes of different facts into the snapshot of both", async () => {
    const base = vault({ deposits: 3, withdrawals: 3, users: 8, hasThird: true });
    const { code, stdout, stderr } = await merge(
      base,
      vault({ deposits: 4, withdrawals: 3, users: 8, hasThird: true }),
      vault({ deposits: 3, withdrawals: 5, users: 8, hasThird: true }),
    );
    assert.equal(code, 0, stdout + stderr);
    const both = vault({ deposits: 4, withdrawals: 5, users: 8, hasThird: true });
    assert.equal(await merged(), renderSnapshot(snapshotFrom(both)));
  });

  it("merges new facts of both beside each other with the attribute that the documentation names", async () => {
    const docs = await readFile(new URL("../../docs/ci.md", import.meta.url), "utf8");
    const attribute = `${FILE} merge=union\n`;
    assert.ok(docs.includes(attribute), "docs/ci.md names it");
    const { code, stdout, stderr } = await merge(
      vault({ users: 8 }),
      vault({ deposits: 4, users: 8 }),
      vault({ withdrawals: 5, users: 8 }),
      attribute,
    );
    assert.equal(code, 0, stdout + stderr);
    const both = vault({ deposits: 4, withdrawals: 5, users: 8 });
    assert.deepEqual(parseSnapshot(await merged(), FILE), snapshotFrom(both));
  });

  it("leaves one fact that both changed to the next check, which refuses it", async () => {
    const attribute = `${FILE} merge=union\n`;
    const of = (deposits: number) => vault({ deposits, users: 8 });
    assert.equal((await merge(of(3), of(4), of(5), attribute)).code, 0);
    await assert.rejects(
      async () => parseSnapshot(await merged(), FILE),
      /two lines are about "speedup on 8 threads, in takes/,
    );
    assert.notEqual((await merge(of(3), of(4), of(5))).code, 0);
    await assert.rejects(async () => parseSnapshot(await merged(), FILE), /git has left a merge conflict in it/);
  });
});
