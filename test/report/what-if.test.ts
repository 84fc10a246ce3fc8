import assert from "node:assert/strict";
import { Chalk } from "chalk";
import { MODELS } from "../../plugin/analysis/models/models.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { UnknownNameError } from "../../plugin/report/names.ts";
import { answerWhatIf, type WhatIfAnswer, type WhatIfQuestion } from "../../plugin/report/what-if.ts";
import { renderWhatIfJson } from "../../plugin/report/what-if-json.ts";
import { renderWhatIf } from "../../plugin/report/what-if-table.ts";
import { assertGolden } from "../helpers/golden.ts";
import { address, READ, READ_WRITE, RecordBuilder } from "../helpers/run-record.ts";
import * as records from "./records.ts";

function ask(record: RunRecord, question: Partial<WhatIfQuestion> = {}): WhatIfAnswer {
  return answerWhatIf(record, { threads: 8, ...question });
}

function render(answer: WhatIfAnswer, columns: number): string {
  return renderWhatIf(answer, { columns, chalk: new Chalk({ level: 0 }) });
}

/** Three counters: every call uses the first, half of them the second, two the third. */
function counters(): RunRecord {
  const suite = new RecordBuilder().key("a", "C.a").key("b", "C.b").key("c", "C.c").test("counts");
  for (let sent = 0; sent < 8; sent++) {
    suite.send(sent < 6 ? "C.count" : "C.reset", {
      a: READ_WRITE,
      ...(sent % 2 === 0 && { b: READ_WRITE }),
      ...(sent >= 6 && { c: READ_WRITE }),
    });
  }
  return suite.build();
}

describe("What if", () => {
  it("ranks what is to be done, each step with all before it done", () => {
    const { before, after, steps } = ask(counters());
    assert.deepEqual(after, before);
    assert.equal(before.speedup, 1);
    assert.deepEqual(
      steps.map((step) => [step.variables.map(({ variable }) => variable.name), step.before, step.after, step.suite]),
      [
        // The four calls that use C.b, and the last one, which follows the fourth on C.c: five of eight in a line.
        [["C.a"], 1, 1.6, 1.6],
        [["C.b"], 1.6, 4, 4],
        [["C.c"], 4, 8, 8],
      ],
    );
  });

  it("removes what is named first, and shows what remains", () => {
    const { before, after, steps, removed } = ask(counters(), { remove: "C.a" });
    assert.deepEqual([before.speedup, after.speedup], [1, 1.6]);
    assert.deepEqual(
      removed.variables.map(({ name }) => name),
      ["C.a"],
    );
    assert.deepEqual(
      steps.map(({ variables, suite }) => [variables[0]?.variable.name, suite]),
      [
        ["C.b", 4],
        ["C.c", 8],
      ],
    );
    assert.equal(ask(counters(), { remove: "C.a, C.b ,C.c" }).after.speedup, 8);
  });

  it("equals the analysis of a run that never used the variable", () => {
    const suite = new RecordBuilder().key("b", "C.b").key("c", "C.c").test("counts");
    for (let sent = 0; sent < 8; sent++) {
      suite.send("C.count", { ...(sent % 2 === 0 && { b: READ_WRITE }), ...(sent >= 6 && { c: READ_WRITE }) });
    }
    for (const model of MODELS) {
      for (const threads of [1, 3, 8]) {
        const removed = ask(counters(), { remove: "C.a", threads, model });
        assert.equal(removed.after.speedup, ask(suite.build(), { threads, model }).after.speedup, model.name);
      }
    }
  });

  it("deletes the calls of functions", () => {
    const { before, after } = ask(counters(), { removeFunctions: "C.reset" });
    assert.deepEqual([before.transactions, after.transactions], [8, 6]);
    assert.equal(ask(counters(), { removeFunctions: "C.reset,C.count" }).after.transactions, 0);
  });

  it("knows a variable by one of the names that share its slot, without its keys, and as the report prints it", () => {
    for (const remove of ["Pair.reserve0", "Pair.reserve1", "Pair.reserve0, reserve1", "Pair.blockTimestampLast"]) {
      const { removed } = ask(records.packedVariables(), { remove });
      assert.deepEqual(
        removed.variables.map(({ name }) => name),
        ["Pair.reserve0, reserve1"],
        remove,
      );
    }
    assert.equal(ask(records.noConflict(), { remove: "Vault.balances" }).removed.variables.length, 1);
  });

  it("takes all overloads of a function for one, unless their types are named", () => {
    const suite = new RecordBuilder().key("a", "C.a").test("moves");
    for (const name of ["C.move(address,uint256)", "C.move(uint256)", "C.moved"]) suite.send(name, { a: READ_WRITE });
    const removed = (removeFunctions: string) => ask(suite.build(), { removeFunctions }).removed.functions;
    assert.deepEqual(removed("C.move"), ["C.move(address,uint256)", "C.move(uint256)"]);
    assert.deepEqual(removed("C.move(address,uint256)"), ["C.move(address,uint256)"]);
    assert.deepEqual(removed("C.move(uint256),C.moved"), ["C.move(uint256)", "C.moved"]);
  });

  it("suggests the nearest names for a wrong one", () => {
    const refusal = (question: Partial<WhatIfQuestion>) => {
      try {
        ask(records.hotVariable(), question);
      } catch (error) {
        assert.ok(error instanceof UnknownNameError, String(error));
        return error.message;
      }
      throw new assert.AssertionError({ message: "The name was accepted" });
    };
    assert.equal(
      refusal({ remove: "Vault.totalasets" }),
      'No variable "Vault.totalasets" in the record. Did you mean "Vault.totalAssets"?',
    );
    assert.equal(
      refusal({ removeFunctions: "Vault.deposits" }),
      'No function "Vault.deposits" in the record. Did you mean "Vault.deposit"?',
    );
    assert.throws(
      () => ask(records.empty(), { remove: "x" }),
      /No variable "x" in the record\. The record has no variables\./,
    );
  });

  it("puts variables that gain only together into one step", () => {
    const { steps } = ask(records.togetherOnly());
    assert.deepEqual(
      steps.map(({ variables }) => variables.map(({ variable }) => variable.name)),
      [["Vault.totalAssets", "Vault.totalSupply"]],
    );
  });

  const { empty, hostileNames, hotVariable, manyTests, manyUsers, noConflict, togetherOnly, unknownContracts } =
    records;
  const agreed = { counters, empty, hostileNames, hotVariable, manyTests, manyUsers };
  for (const [name, make] of Object.entries({ ...agreed, noConflict, togetherOnly, unknownContracts })) {
    it(`prints ${name} as agreed`, () => {
      assertGolden(import.meta.url, `what-if-${name}`, render(ask(make()), 80));
    });
  }

  for (const [name, make] of Object.entries(records)) {
    it(`keeps the lines of ${name} within the columns of the terminal`, () => {
      const text = render(ask(make()), 80);
      for (const line of [...text.split("\n"), ...render(ask(make()), 200).split("\n")]) {
        assert.ok(line.length <= 200);
      }
      for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
    });
  }

  it("prints what was removed as agreed", () => {
    const answer = ask(records.hotVariable(), { remove: "Vault.totalAssets", removeFunctions: "Vault.approve" });
    assertGolden(import.meta.url, "what-if-removed", render(answer, 80));
  });

  it("says of a deployment that it is one", () => {
    const suite = new RecordBuilder()
      .row("code", { kind: "code", address: address(7), contract: "Vault", members: [] })
      .test("deploys");
    suite.send("Vault.constructor", { code: READ_WRITE }).send("Vault.touch", { code: READ });
    suite.send("Vault.touch", { code: READ });
    assert.match(
      render(ask(suite.build()), 80),
      /1\. code of Vault .*\n +deployed by its test: contracts that a fixture/,
    );
  });

  it("says the same as JSON", () => {
    const answer = ask(records.hotVariable(), { remove: "Vault.balances" });
    const value = JSON.parse(renderWhatIfJson(answer));
    assert.equal(value.format, "hardhat-parallel-what-if");
    assert.equal(value.version, 1);
    assert.deepEqual(value.removed, { variables: ["Vault.balances[*]"], functions: [] });
    assert.equal(value.before.speedup, answer.before.speedup);
    assert.deepEqual(value.steps[0].variables, [
      { name: "Vault.totalAssets", source: { file: "contracts/Vault.sol", line: 12 }, waiting: 37 },
    ]);
    assert.equal(value.steps[0].where.title, "Vault takes deposits from many users");
  });
});
