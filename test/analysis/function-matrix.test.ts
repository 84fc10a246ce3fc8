import assert from "node:assert/strict";
import { functionMatrix } from "../../plugin/analysis/function-matrix.ts";
import { AccessFlag } from "../../plugin/record/flags.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { address, READ, READ_WRITE, RecordBuilder, WRITE } from "../helpers/run-record.ts";

/** Keys are variables of their own, unless their names are those of one mapping. */
function suite(): RecordBuilder {
  return new RecordBuilder()
    .key("total", "Vault.total")
    .key("price", "Vault.price")
    .key("alice", "Vault.shares[*]", undefined, "Vault.shares[alice]")
    .key("bob", "Vault.shares[*]", undefined, "Vault.shares[bob]")
    .key("desk", "Vault.shares[*]", undefined, "Vault.shares[DESK]")
    .key("bar", "Vault.shares[*]", undefined, "Vault.shares[BAR]");
}

/** Relations of all pairs in words: `deposit × withdraw: always on Vault.total`. */
function relations(record: RunRecord): string[] {
  const variables = [...new Set(record.keys.map((key) => key.members[0]?.variable ?? key.kind))];
  const variableOf = record.keys.map((key) => variables.indexOf(key.members[0]?.variable ?? key.kind));
  const { pairs, functions } = functionMatrix(
    record,
    record.functions.map((_, index) => index),
    variableOf,
  );
  const nameOf = (row: number) => record.functions[functions[row]?.function ?? -1]?.name;
  return pairs.map(({ functions: [one, other], relation, causes }) => {
    const on = causes.map((cause) => {
      return `${variables[cause.variable]}${cause.relation === relation ? "" : ` (${cause.relation})`}${cause.sameSender ? " of the sender" : ""}`;
    });
    return `${nameOf(one)} × ${nameOf(other)}: ${relation}${on.length > 0 ? ` on ${on.join(", ")}` : ""}`;
  });
}

describe("The matrix of functions", () => {
  it("finds what always conflicts: a fixed slot that one changes and the other reads", () => {
    const record = suite()
      .send("deposit", { total: READ_WRITE }, { origins: { total: "f" } })
      .send("look", { total: READ }, { origins: { total: "f" } })
      .build();
    assert.deepEqual(relations(record), [
      "deposit × deposit: always on Vault.total",
      "deposit × look: always on Vault.total",
      "look × look: never",
    ]);
  });

  it("compares calls that never met in a test, of other branches and of fixtures", () => {
    const record = suite()
      .test("one")
      .send("deposit", { total: READ_WRITE }, { origins: { total: "f" }, phase: "fixture" })
      .revert()
      .test("two")
      .send("look", { total: READ }, { origins: { total: "f" } })
      .build();
    assert.ok(relations(record).includes("deposit × look: always on Vault.total"));
  });

  it("adds up what different calls of one function do", () => {
    const record = suite()
      .send("set", { price: READ }, { origins: { price: "f" } })
      .send("set", { price: WRITE }, { origins: { price: "f" } })
      .build();
    assert.deepEqual(relations(record), ["set × set: always on Vault.price"]);
  });

  it("finds what conflicts only on the same key, also between different keys of the tests", () => {
    const record = suite()
      .send("pay", { bob: READ_WRITE }, { origins: { bob: "f,a0" } })
      .send("touch", { alice: READ_WRITE }, { origins: { alice: "f,s" } })
      .build();
    assert.deepEqual(relations(record), [
      "pay × pay: same-key on Vault.shares[*]",
      "pay × touch: same-key on Vault.shares[*]",
      "touch × touch: same-key on Vault.shares[*] of the sender",
    ]);
  });

  it("tells constant keys from each other, and from keys that callers name", () => {
    const record = suite()
      .send("queue", { desk: READ_WRITE }, { origins: { desk: "f,f" } })
      .send("drink", { bar: READ_WRITE }, { origins: { bar: "f,f" } })
      .send("pay", { bob: READ_WRITE }, { origins: { bob: "f,a0" } })
      .build();
    assert.deepEqual(relations(record), [
      "queue × queue: always on Vault.shares[*]",
      "queue × drink: never",
      "drink × drink: always on Vault.shares[*]",
      "queue × pay: same-key on Vault.shares[*]",
      "drink × pay: same-key on Vault.shares[*]",
      "pay × pay: same-key on Vault.shares[*]",
    ]);
  });

  it("takes a plain variable of a contract that the caller names for a key, too", () => {
    const record = suite()
      .send("swap", { total: READ_WRITE }, { origins: { total: "a0" } })
      .build();
    assert.deepEqual(relations(record), ["swap × swap: same-key on Vault.total"]);
  });

  it("goes by the shape of the variable where nobody traced the key", () => {
    const record = suite().send("deposit", { total: READ_WRITE, alice: READ_WRITE }).build();
    assert.deepEqual(relations(record), ["deposit × deposit: always on Vault.total, Vault.shares[*] (same-key)"]);
  });

  it("leaves out what orders nothing: prices of stores, blind additions of ether, and what senders pay", () => {
    const record = suite()
      .row("ether", { kind: "balance", address: address(1), members: [] })
      .row("purse", { kind: "balance", address: address(2), members: [] })
      .send(
        "tip",
        { total: AccessFlag.GAS_ONLY | WRITE, ether: AccessFlag.CREDIT | WRITE, purse: READ_WRITE },
        { origins: { total: "f", ether: "f", purse: "s" } },
      )
      .build();
    assert.deepEqual(relations(record), ["tip × tip: never"]);
  });

  it("counts the calls, also those that failed", () => {
    const record = suite().send("deposit", {}).send("deposit", {}, { failed: true }).build();
    assert.deepEqual(functionMatrix(record, [0], []).functions, [{ function: 0, calls: 2 }]);
  });
});
