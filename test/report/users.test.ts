import assert from "node:assert/strict";
import { findingsOf } from "../../plugin/report/findings.ts";
import { READ_WRITE, RecordBuilder } from "../helpers/run-record.ts";
import { hotVariable, manyUsers } from "./records.ts";

describe("Findings of N users", () => {
  it("are those of the tests in which they would hinder each other most, worst first", () => {
    const { users } = findingsOf(manyUsers());
    assert.deepEqual(
      users.map(({ subject, calls }) => [subject.title, calls]),
      [
        ["deposits into one total", 2],
        ["pays himself", 1],
        ["pays a friend, and looks at the total", 2],
      ],
    );
  });

  it("name the variables and functions on which they depend", () => {
    const { users } = findingsOf(manyUsers());
    const doubts = users.map((user) => user.doubts.map((doubt) => [doubt.variable.name, doubt.function, doubt.reason]));
    assert.deepEqual(doubts, [
      [],
      [["Vault.balances[*]", "Vault.pay", "ambiguous"]],
      [["Vault.balances[*]", "Vault.pay", "argument"]],
    ]);
  });

  it("look at tests of a single transaction, too", () => {
    const { tests, users } = findingsOf(manyUsers());
    assert.ok(!tests.some(({ subject }) => subject.title === "pays himself"));
    assert.equal(users.find(({ subject }) => subject.title === "pays himself")?.points.at(-1)?.same.waves, 1024);
  });

  it("are none where nobody traced the keys", () => {
    assert.deepEqual(findingsOf(hotVariable()).users, []);
  });

  it("are worked out for ten tests at most", () => {
    const suite = new RecordBuilder().key("total", "Vault.total");
    for (let test = 0; test < 30; test++) {
      suite.test(`test ${test}`).send("Vault.count", { total: READ_WRITE }, { origins: { total: "f" } });
    }
    assert.deepEqual(
      findingsOf(suite.build()).users.map(({ subject }) => subject.title),
      Array.from({ length: 10 }, (_, test) => `test ${test}`),
    );
  });
});
