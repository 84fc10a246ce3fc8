import assert from "node:assert/strict";
import { requestsOfComments } from "../../plugin/budgets/comments.ts";
import { BudgetError } from "../../plugin/budgets/errors.ts";
import type { Budget } from "../../plugin/budgets/types.ts";

/** What comments on `Vault.deposit` say, from line 10 on. */
function annotation(texts: readonly string[], targets: readonly string[] = ["Vault.deposit"]) {
  return {
    targets,
    tags: texts.map((text, index) => ({ text, source: { file: "contracts/Vault.sol", line: 10 + index } })),
  };
}

function read(...texts: readonly string[]): Budget | undefined {
  return requestsOfComments([annotation(texts)])[0]?.budget;
}

function problem(texts: readonly string[], targets?: readonly string[]): string {
  try {
    requestsOfComments([annotation(texts, targets)]);
  } catch (error) {
    assert.ok(error instanceof BudgetError, String(error));
    return error.message;
  }
  return assert.fail("nothing was refused");
}

describe("Budgets in comments", () => {
  it("say the same as those of the config", () => {
    for (const [text, budget] of [
      ["no-conflicts", { maxConflictRate: 0 }],
      ["max-conflict-rate 0.1", { maxConflictRate: 0.1 }],
      ["max-conflict-rate 12.5%", { maxConflictRate: 0.125 }],
      ["min-speedup 3 on 8 threads", { minSpeedup: { value: 3, threads: 8 } }],
      [
        "min-speedup 1.5x on 1024 threads under block-stm",
        { minSpeedup: { value: 1.5, threads: 1024, model: "block-stm" } },
      ],
      ["max-critical-path-share 50%", { maxCriticalPathShare: 0.5 }],
      [
        "no-conflicts-with Vault.move(address,uint256), Token",
        { noConflictsWith: ["Vault.move(address,uint256)", "Token"] },
      ],
    ] as const) {
      assert.deepEqual(read(text), budget);
    }
  });

  it("add up, line by line", () => {
    assert.deepEqual(read("no-conflicts", "allow Token.totalSupply, Token.balances", "allow ether balance of Vault"), {
      maxConflictRate: 0,
      allow: ["Token.totalSupply", "Token.balances", "ether balance of Vault"],
    });
  });

  it("know the line of each limit", () => {
    const [request] = requestsOfComments([annotation(["no-conflicts", "allow Vault.x"])]);
    assert.deepEqual(request?.originOf("allow"), { kind: "comment", file: "contracts/Vault.sol", line: 11 });
    assert.deepEqual(request?.originOf(), { kind: "comment", file: "contracts/Vault.sol", line: 10 });
  });

  it("are refused with their line and how to write them where they are malformed", () => {
    for (const [text, message] of [
      [
        "no-conflict",
        /^contracts\/Vault\.sol:10: "no-conflict" is no budget\. Did you mean "no-conflicts"\? Use one of:\n/,
      ],
      [
        "",
        /^contracts\/Vault\.sol:10: @custom:parallel says nothing\. Use one of:\n {2}@custom:parallel no-conflicts\n/,
      ],
      ["no-conflicts, please", /"no-conflicts," is no budget/],
      [
        "no-conflicts please",
        /"no-conflicts please" is not understood\. Write it like this: @custom:parallel no-conflicts$/,
      ],
      ["max-conflict-rate 10", /Write it like this: @custom:parallel max-conflict-rate 0\.1$/],
      ["max-conflict-rate a lot", /is not understood/],
      ["min-speedup 3", /Write it like this: @custom:parallel min-speedup 3 on 8 threads/],
      ["min-speedup 0.5 on 8 threads", /is not understood/],
      ["min-speedup 3 on 4000 threads", /is not understood/],
      ["min-speedup 3 on 8 threads under block-stn", /is not understood/],
      ["no-conflicts-with Vault.redeem,", /is not understood/],
      ["allow", /Write it like this: @custom:parallel allow Token\.totalSupply/],
    ] as const) {
      assert.match(problem([text]), message);
    }
  });

  it("are refused where they limit nothing, or the same twice", () => {
    assert.match(problem(["allow Vault.x"]), /^contracts\/Vault\.sol:10: only "allow" is no budget/);
    assert.match(
      problem(["no-conflicts", "max-conflict-rate 0.1"]),
      /^contracts\/Vault\.sol:11: "max-conflict-rate 0\.1" limits what a line above it does already/,
    );
    assert.match(
      problem(["no-conflicts"], []),
      /^contracts\/Vault\.sol:10: no transaction can call what this comment stands on/,
    );
  });
});
