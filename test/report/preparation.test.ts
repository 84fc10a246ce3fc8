import assert from "node:assert/strict";
import type { RunRecord } from "../../plugin/record/types.ts";
import { findingsOf } from "../../plugin/report/findings.ts";
import { preparationSentence } from "../../plugin/report/preparation-words.ts";
import { READ_WRITE, RecordBuilder } from "../helpers/run-record.ts";
import * as records from "./records.ts";

function withFixtures(record: RunRecord): RunRecord {
  return { ...record, grouping: { by: "test", fixtures: true } };
}

describe("What the report leaves out", () => {
  it("is listed by fixtures and hooks of each suite, and what is outside tests", () => {
    const suite = { suite: "Vault", file: "test/Vault.ts" };
    const deployed = { function: "Vault.constructor", transactions: 1 };
    assert.deepEqual(findingsOf(records.prepared()).preparations, [
      {
        by: "fixture",
        ...suite,
        times: 1,
        transactions: 4,
        failed: 0,
        gas: 1_050_000,
        calls: [{ function: "Vault.deposit", transactions: 3 }, deployed],
        conflicting: 3,
        variables: ["Vault.totalAssets"],
      },
      {
        by: "hook",
        ...suite,
        times: 3,
        transactions: 3,
        failed: 1,
        gas: 150_000,
        calls: [{ function: "Vault.grant", transactions: 3 }],
        conflicting: 0,
        variables: [],
      },
      {
        by: "outside",
        times: 1,
        transactions: 1,
        failed: 0,
        gas: 900_000,
        calls: [deployed],
        conflicting: 0,
        variables: [],
      },
    ]);
  });

  it("is all that the totals count as sent elsewhere, whatever is grouped", () => {
    for (const make of Object.values(records)) {
      for (const record of [make(), withFixtures(make())]) {
        const { totals, preparations } = findingsOf(record);
        const listed = preparations.reduce((sum, { transactions }) => sum + transactions, 0);
        assert.equal(listed, totals.elsewhere);
      }
    }
  });

  it("meets only what it was sent together with: one test's hooks are no block with those of the next", () => {
    const suite = new RecordBuilder().key("a", "C.a").key("b", "C.b");
    for (const title of ["first", "second"]) {
      suite.test(title).send("C.prepare", { a: READ_WRITE, b: READ_WRITE }, { phase: "hook" });
    }
    suite.test("third");
    for (const key of ["a", "b", "b"]) suite.send("C.prepare", { [key]: READ_WRITE }, { phase: "hook" });
    const [hooks] = findingsOf(suite.build()).preparations;
    assert.deepEqual([hooks?.times, hooks?.conflicting, hooks?.variables], [3, 2, ["C.b"]]);
  });

  it("is said in a sentence, with what it would do and how to count it", () => {
    const record = records.prepared();
    assert.equal(
      preparationSentence(findingsOf(record)),
      "Left out, as they only prepare: 4 of fixtures, 3 of hooks, 1 outside tests (2.1M gas); among themselves 3 would " +
        "conflict, most on Vault.totalAssets. npx hardhat parallel report --fixtures counts them.",
    );
    assert.equal(
      preparationSentence(findingsOf(withFixtures(record))),
      "Left out, as they only prepare: 1 outside tests (900K gas); among themselves none would conflict.",
    );
    assert.equal(preparationSentence(findingsOf(records.singles())), undefined);
  });
});
