import assert from "node:assert/strict";
import { findingsOf } from "../../plugin/report/findings.ts";
import { READ, READ_WRITE, RecordBuilder, WRITE } from "../helpers/run-record.ts";
import * as records from "./records.ts";

describe("findings", () => {
  it("count transactions in conflict, waiting ones, waves and the critical path of a test", () => {
    const suite = new RecordBuilder().key("a", "C.a").key("b", "C.b").test("four transactions");
    suite.send("C.setA", { a: WRITE }, { gas: 30_000 });
    suite.send("C.useA", { a: READ, b: READ_WRITE }, { gas: 40_000 });
    suite.send("C.useB", { b: READ_WRITE }, { gas: 50_000 });
    suite.send("C.idle", {}, { gas: 20_000 });

    const [test] = findingsOf(suite.build()).tests;

    assert.equal(test?.transactions, 4);
    assert.equal(test?.conflicting, 3);
    assert.equal(test?.waiting, 2);
    assert.equal(test?.waves, 3);
    assert.deepEqual(test?.criticalPath, { gas: 120_000, share: 120 / 140, transactions: 3 });
    assert.equal(test?.ceiling, 140 / 120);
    assert.deepEqual(
      [...(test?.speedup ?? [])],
      [2, 4, 8, 16].map((threads) => [threads, 140 / 120]),
    );
  });

  it("take together what the record says, and say so", () => {
    const suite = new RecordBuilder().key("a", "C.a").key("b", "C.b");
    suite.test("prepares").send("C.setUp", { b: WRITE }, { phase: "fixture" }).send("C.add", { a: READ_WRITE });
    suite.test("adds").send("C.add", { a: READ_WRITE });
    suite.revert().test("adds again").send("C.add", { a: READ_WRITE }).send("C.use", { b: READ });
    const grouped = findingsOf({ ...suite.build(), grouping: { by: "file", fixtures: true } });

    assert.deepEqual(
      grouped.tests.map(({ subject, transactions, waves }) => [subject.title, subject.part, transactions, waves]),
      [
        ["test/Vault.ts", 1, 3, 2],
        ["test/Vault.ts", 2, 2, 1],
      ],
    );
    assert.deepEqual([grouped.totals.inTests, grouped.totals.elsewhere, grouped.totals.comparableTests], [5, 0, 1]);
    assert.match(grouped.notes[0] ?? "", /the transactions of each file, together with those of hooks and fixtures/);
    assert.deepEqual(findingsOf(suite.build()).notes, []);
  });

  it("name the pairs of functions that wait, with the variable and the kinds of conflict", () => {
    const suite = new RecordBuilder().key("a", "C.a").test("pairs");
    suite.send("C.write", { a: WRITE }).send("C.add", { a: READ_WRITE }).send("C.add", { a: READ_WRITE });
    suite.send("C.read", { a: READ });

    const { tests, variables } = findingsOf(suite.build());

    assert.deepEqual(
      tests[0]?.pairs.map(({ functions, kinds, waits }) => [functions.join(" × "), kinds.rmw, kinds.raw, waits]),
      [
        ["C.add × C.add", 1, 0, 1],
        ["C.add × C.read", 0, 1, 1],
        ["C.add × C.write", 1, 0, 1],
      ],
    );
    assert.deepEqual(variables[0]?.edges, { raw: 1, rmw: 2, "gas-only": 0, waw: 0, war: 0, commutative: 0 });
  });

  it("know blind writes that meet, but let nobody wait for them", () => {
    const suite = new RecordBuilder()
      .key("a", "C.a")
      .test("blind")
      .send("C.set", { a: WRITE })
      .send("C.set", { a: WRITE });

    const { tests, variables } = findingsOf(suite.build());

    assert.equal(tests[0]?.conflicting, 0);
    assert.deepEqual(tests[0]?.pairs, []);
    assert.deepEqual(variables, []);
    assert.equal(tests[0]?.variables.get(0)?.pairs[0]?.kinds.waw, 1);
  });

  it("rank variables by what removing each gains once those before it are removed", () => {
    const { variables } = findingsOf(records.togetherOnly());

    assert.deepEqual(
      variables.map(({ variable, gain }) => [variable.name, gain?.before.ceiling, gain?.after.ceiling]),
      [
        ["Vault.totalAssets", 1, 8],
        ["Vault.totalSupply", 1, 8],
      ],
    );
    const indexes = variables.map(({ variable }) => variable.index);
    assert.deepEqual(
      variables.map(({ gain }) => gain?.group),
      [indexes, indexes],
    );
    assert.equal(variables[1]?.gain?.alone.ceiling, 8);
  });

  it("count a variable over all tests in which transactions wait on it", () => {
    const suite = new RecordBuilder().key("a", "C.a").key("b", "C.b");
    for (const title of ["one", "two"])
      suite.test(title).send("C.add", { a: READ_WRITE }).send("C.add", { a: READ_WRITE });
    suite.test("three").send("C.look", { a: READ }).send("C.look", { a: READ, b: READ });

    const [finding] = findingsOf(suite.build()).variables;

    assert.deepEqual([finding?.tests, finding?.blocks, finding?.waiting, finding?.conflicting], [2, 0, 2, 4]);
  });

  it("keep transactions of fixtures out of the test that they prepare", () => {
    const { tests, totals } = findingsOf(records.hotVariable());

    assert.equal(tests[0]?.transactions, 40);
    assert.equal(totals.inTests, 42);
    assert.equal(totals.elsewhere, 1);
  });

  it("never let transactions meet across an evm_revert", () => {
    const suite = new RecordBuilder().key("a", "C.a").test("two ways");
    suite.send("C.add", { a: READ_WRITE }).send("C.add", { a: READ_WRITE });
    suite.revert().send("C.add", { a: READ_WRITE }).send("C.add", { a: READ_WRITE }).send("C.add", { a: READ_WRITE });

    const { tests, totals } = findingsOf(suite.build());

    assert.deepEqual(
      tests.map(({ subject, transactions }) => [subject.title, subject.part, transactions]),
      [
        ["two ways", 2, 3],
        ["two ways", 1, 2],
      ],
    );
    assert.equal(totals.comparableTests, 1);
  });

  it("know a real block that is one of the tests, and count its conflicts once", () => {
    const suite = new RecordBuilder().key("a", "C.a").test("mines its transactions at once");
    suite.block(() => suite.send("C.add", { a: READ_WRITE }).send("C.add", { a: READ_WRITE }));

    const { tests, blocks, variables } = findingsOf(suite.build());

    assert.equal(tests.length, 1);
    assert.equal(blocks[0]?.subject.isInTest, "whole");
    assert.deepEqual([variables[0]?.waiting, variables[0]?.tests, variables[0]?.blocks], [1, 1, 0]);
  });

  it("report real blocks that belong to no test", () => {
    const suite = new RecordBuilder().key("a", "C.a");
    suite.block(() => suite.send("C.add", { a: READ_WRITE }).send("C.add", { a: READ_WRITE }));

    const { blocks, variables, totals } = findingsOf(suite.build());

    assert.equal(blocks[0]?.subject.title, "block 1");
    assert.deepEqual([variables[0]?.tests, variables[0]?.blocks], [0, 1]);
    assert.equal(totals.blocksWithConflicts, 1);
  });

  it("hold the protocol's accounting apart from what contracts do", () => {
    const { tests, variables } = findingsOf(records.protocolOnly());

    assert.deepEqual(variables, []);
    assert.equal(tests[0]?.conflicting, 0);
    assert.deepEqual(tests[0]?.protocol, { edges: 6, conflicting: 4, waves: 4, ceiling: 1 });
  });

  it("name a shared slot by the variables in it that changed", () => {
    const [finding] = findingsOf(records.packedVariables()).variables;

    assert.equal(finding?.variable.name, "Pair.reserve0, reserve1");
    assert.deepEqual(finding?.variable.source, { file: "contracts/Pair.sol", line: 30 });
    assert.deepEqual(
      finding?.variable.members.map(({ name, changed }) => [name, changed]),
      [
        ["Pair.reserve0", true],
        ["Pair.reserve1", true],
        ["Pair.blockTimestampLast", false],
      ],
    );
    assert.deepEqual(
      finding?.elements.map(({ waits }) => waits),
      [3, 1],
    );
  });

  it("put waiting for a deployment behind all that an author can change", () => {
    const suite = new RecordBuilder().key("a", "C.a");
    suite.row("code", { kind: "code", address: "0x00000000000000000000000000000000000000aa", members: [] });
    suite.test("deploys").send("C.constructor", { code: WRITE });
    for (let sent = 0; sent < 5; sent++) suite.send("C.idle", { code: READ });
    suite.send("C.add", { a: READ_WRITE, code: READ }).send("C.add", { a: READ_WRITE, code: READ });

    const { variables } = findingsOf(suite.build());

    assert.deepEqual(
      variables.map(({ variable }) => variable.kind),
      ["slot", "code"],
    );
  });

  it("say where the earlier transaction of a conflict wrote and the later one read, of every test and over all", () => {
    const suite = new RecordBuilder().key("a", "C.a");
    const site = (line: number, name: string) => ({ a: { file: "C.sol", line, function: name } });
    const set = { readAt: site(10, "C.set"), writtenAt: site(11, "C.set") };
    const add = { readAt: site(20, "C._add"), writtenAt: site(21, "C._add") };
    for (const title of ["first", "second"]) {
      suite.test(title).send("C.set", { a: WRITE }, set);
      for (let sent = 0; sent < 3; sent++) suite.send("C.add", { a: READ_WRITE }, add);
      // Behind a writer, but nobody waits: what is overwritten unread needs no line.
      suite.send("C.set", { a: WRITE }, set);
    }

    const { tests, variables } = findingsOf(suite.build());

    const between = (waits: number, read: object, written: object) => [{ ...read, ...written, waits }];
    const added = { read: add.readAt.a };
    for (const [pairs, times] of [
      [tests[0]?.pairs, 1],
      [tests[1]?.pairs, 1],
      [variables[0]?.pairs, 2],
    ] as const) {
      assert.deepEqual(
        pairs?.map(({ functions, places }) => [functions.join(" × "), places]),
        [
          ["C.add × C.add", between(2 * times, added, { written: add.writtenAt.a })],
          ["C.add × C.set", between(times, added, { written: set.writtenAt.a })],
        ],
      );
    }
  });

  it("tell how the blocks ran, apart from all figures", () => {
    const { execution } = findingsOf(records.failing());

    assert.deepEqual(execution, {
      blocks: 2,
      parallelBlocks: 1,
      parallelTransactions: 5,
      threads: 4,
      aborts: { "stale-read": 1, "worker-lost": 0, invalid: 0 },
      sequential: { disabled: 0, small: 1, hardfork: 0, unavailable: 0, unprofitable: 0 },
      // Two results of 50,000 gas that stood, in 90 and 85 microseconds; the one thrown away does not count.
      gasPerSecond: Math.round((100_000 / 175) * 1_000_000),
    });
  });

  it("are the same for the same record", () => {
    assert.deepEqual(findingsOf(records.manyTests()), findingsOf(records.manyTests()));
  });
});
