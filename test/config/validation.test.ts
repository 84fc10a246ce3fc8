import assert from "node:assert/strict";
import type { HardhatUserConfig } from "hardhat/types/config";
import { validateParallelConfig } from "../../plugin/config/validation.ts";
import { fixtureRuntime, type NetworkUserConfigs } from "../helpers/projects.ts";

function errorsOf(config: unknown): { path: string; message: string }[] {
  return validateParallelConfig(config as HardhatUserConfig).map(({ path, message }) => ({
    path: path.join("."),
    message,
  }));
}

function errorsOfNetwork(network: object, rest: object = {}): { path: string; message: string }[] {
  return errorsOf({ networks: { sim: { type: "edr-simulated", ...network } }, ...rest });
}

describe("validation of `parallel` in the config", () => {
  it("accepts everything that is documented", () => {
    for (const parallel of [
      true,
      false,
      {},
      { workers: 1 },
      { workers: 8, verify: true, minParallelTransactions: 4, history: 1, blockHistory: 256 },
    ]) {
      assert.deepEqual(errorsOfNetwork({ parallel }), []);
    }
    assert.deepEqual(errorsOf({ parallel: { workers: 2, verify: true } }), []);
    const target = { gasPerSecond: 2.5e8, tps: 5000, threads: 64, model: "shards(n)" };
    assert.deepEqual(errorsOf({ parallel: { target } }), []);
    assert.deepEqual(errorsOf({ parallel: { target: {} } }), []);
  });

  it("accepts each way of grouping, and says what they are to a wrong one", () => {
    const by = ["test", "describe", "file", 2, 16] as const;
    for (const grouping of [...by, {}, ...by.map((one) => ({ by: one, fixtures: true }))]) {
      assert.deepEqual(errorsOf({ parallel: { grouping } }), []);
    }
    const expected =
      'Expected "test", "describe", "file" or a whole number of transactions from 2 up, or an object with one of these as `by` and true or false as `fixtures`.';
    for (const [grouping, got] of [
      ["suite", "'suite'"],
      [1, "1"],
    ] as const) {
      assert.deepEqual(errorsOf({ parallel: { grouping } }), [
        { path: "parallel.grouping", message: `${expected} Got ${got}.` },
      ]);
    }
    assert.deepEqual(errorsOf({ parallel: { grouping: { fixture: true } } }), [
      {
        path: "parallel.grouping.fixture",
        message: 'Unknown option "fixture". Did you mean "fixtures"? Known options: by, fixtures.',
      },
    ]);
  });

  it("says what each part of the target should be, and where it belongs", () => {
    const target = { gasPerSecond: 0, tps: "100k", threads: 2000, model: "block-stn", thread: 1 };
    const models = "ideal, block-stm, delta, two-phase, locks, bal, shards(n)";
    assert.deepEqual(errorsOf({ parallel: { target } }), [
      {
        path: "parallel.target.gasPerSecond",
        message:
          "Expected the gas that one thread executes in a second, a number above 0 such as 1_000_000_000. Got 0.",
      },
      { path: "parallel.target.tps", message: "Expected a number of transactions a second above 0. Got '100k'." },
      { path: "parallel.target.threads", message: "Expected a whole number of threads from 1 to 1024. Got 2000." },
      { path: "parallel.target.model", message: `Expected an execution model: ${models}. Got 'block-stn'.` },
      {
        path: "parallel.target.thread",
        message: 'Unknown option "thread". Did you mean "threads"? Known options: gasPerSecond, tps, threads, model.',
      },
    ]);
    assert.deepEqual(errorsOf({ parallel: { target: 100_000 } }), [
      { path: "parallel.target", message: "Expected an object with gasPerSecond, tps, threads and model. Got 100000." },
    ]);
    assert.deepEqual(errorsOfNetwork({ parallel: { target: { tps: 1 } } }), [
      {
        path: "networks.sim.parallel.target",
        message:
          'Unknown option "target". Known options: workers, verify, minParallelTransactions, history, blockHistory.',
      },
    ]);
  });

  it("accepts budgets for everything that they can be for", () => {
    const budgets = {
      block: { minSpeedup: { threads: 8, value: 3 }, maxCriticalPathShare: 0.5 },
      test: { minSpeedup: { threads: 8, value: 4, model: "block-stm" } },
      "test: Vault takes deposits": { allow: ["Vault.totalAssets"] },
      Vault: { maxConflictRate: 0 },
      "Vault.deposit": { noConflictsWith: ["Vault.redeem", "Token"], maxConflictRate: 1, allow: ["Token.balances"] },
    };
    assert.deepEqual(errorsOf({ parallel: { budgets } }), []);
    assert.deepEqual(errorsOf({ parallel: { budgets: {} } }), []);
  });

  it("says what is wrong with a budget, and where", () => {
    const limits = "an object with maxConflictRate, minSpeedup, maxCriticalPathShare or noConflictsWith";
    for (const [budgets, path, message] of [
      [{ A: { maxConflictRate: 10 } }, "A.maxConflictRate", /^Expected a share from 0 to 1: .*\. Got 10\.$/],
      [{ A: { maxConflictRat: 0.1 } }, "A.maxConflictRat", /^Unknown option .*Did you mean "maxConflictRate"\?/],
      [{ A: { minSpeedup: 3 } }, "A.minSpeedup", /^Expected an object with threads and value, .*\. Got 3\.$/],
      [
        { A: { minSpeedup: { threads: 8 } } },
        "A.minSpeedup.value",
        /^Expected a factor from 1 up: .*\. Got undefined\.$/,
      ],
      [{ A: { minSpeedup: { threads: 0, value: 3 } } }, "A.minSpeedup.threads", /^Expected a whole number of threads/],
      [{ A: { noConflictsWith: [] } }, "A.noConflictsWith", /^Expected a list with the name of a function or contract/],
      [{ A: { maxConflictRate: 0, allow: [1] } }, "A.allow.0", /^Expected the name of a variable: .*\. Got 1\.$/],
      [{ A: { allow: ["A.b"] } }, "A", new RegExp(`^Expected ${limits}\\. Got \\{ allow: \\[ 'A.b' \\] \\}\\.$`)],
      [{ A: {} }, "A", new RegExp(`^Expected ${limits}\\. Got \\{\\}\\.$`)],
      [{ block: { allow: ["A.b"] } }, "block", /^Expected an object with/],
    ] as const) {
      const errors = errorsOf({ parallel: { budgets } });
      assert.deepEqual(
        errors.map((error) => error.path),
        [`parallel.budgets.${path}`],
      );
      assert.match(errors[0]?.message ?? "", message);
    }
    assert.match(
      errorsOf({ parallel: { budgets: 3 } })[0]?.message ?? "",
      /^Expected an object with budgets by name: "block"/,
    );
    assert.match(errorsOfNetwork({ parallel: { budgets: {} } })[0]?.message ?? "", /^Unknown option "budgets"/);
  });

  it("names the field and the range when the number of workers is not a positive whole number", () => {
    for (const [workers, shown] of [
      [-1, "-1"],
      [0, "0"],
      [1.5, "1.5"],
      [257, "257"],
      ["4", "'4'"],
      [4n, "4n"],
      [Number.NaN, "NaN"],
    ]) {
      assert.deepEqual(errorsOfNetwork({ parallel: { workers } }), [
        {
          path: "networks.sim.parallel.workers",
          message: `Expected a whole number of threads from 1 to 256; leave it out to use every core. Got ${shown}.`,
        },
      ]);
    }
  });

  it("says what the other settings should be", () => {
    assert.deepEqual(errorsOf({ parallel: { verify: "yes", minParallelTransactions: -5 } }), [
      { path: "parallel.verify", message: "Expected true or false. Got 'yes'." },
      {
        path: "parallel.minParallelTransactions",
        message: "Expected a whole number of transactions from 1 up. Got -5.",
      },
    ]);
    for (const [history, shown] of [
      [0, "0"],
      [2.5, "2.5"],
      ["all", "'all'"],
    ]) {
      const message = `Expected a whole number of blocks from 1 up; leave it out to keep all. Got ${shown}.`;
      assert.deepEqual(errorsOfNetwork({ parallel: { history } }), [
        { path: "networks.sim.parallel.history", message },
      ]);
    }
    for (const blockHistory of [255, 300.5]) {
      const message = `Expected a whole number of blocks from 256 up; leave it out to keep all. Got ${blockHistory}.`;
      assert.deepEqual(errorsOfNetwork({ parallel: { blockHistory } }), [
        { path: "networks.sim.parallel.blockHistory", message },
      ]);
    }
  });

  it("suggests the nearest option for an unknown one, and lists those there are", () => {
    assert.deepEqual(errorsOfNetwork({ parallel: { worker: 4 } }), [
      {
        path: "networks.sim.parallel.worker",
        message:
          'Unknown option "worker". Did you mean "workers"? Known options: workers, verify, minParallelTransactions, history, blockHistory.',
      },
    ]);
    assert.deepEqual(errorsOf({ parallel: { networking: {} } }), [
      {
        path: "parallel.networking",
        message:
          'Unknown option "networking". Known options: workers, verify, minParallelTransactions, history, blockHistory, target, grouping, budgets.',
      },
    ]);
  });

  it("refuses values of another type", () => {
    assert.deepEqual(errorsOfNetwork({ parallel: "yes" }), [
      { path: "networks.sim.parallel", message: "Expected true, false or an object with settings. Got 'yes'." },
    ]);
    assert.deepEqual(errorsOf({ parallel: true }), [
      { path: "parallel", message: "Expected an object with the defaults of the parallel engine. Got true." },
    ]);
  });

  it("refuses a network that is not simulated, unless it is switched off there", () => {
    const http = { type: "http", url: "http://localhost:8545" };
    const [error, ...rest] = errorsOf({ networks: { live: { ...http, parallel: true } } });
    assert.equal(error?.path, "networks.live.parallel");
    assert.match(error?.message ?? "", /cannot run a network of type "http"\. Remove `parallel` here, or use/);
    assert.deepEqual(rest, []);
    assert.deepEqual(errorsOf({ networks: { live: { ...http, parallel: false } } }), []);
  });

  it("refuses what the engine cannot honour yet, naming the setting and the mend", () => {
    for (const [network, field] of [
      [{ chainType: "op" }, "chainType"],
      [{ hardfork: "amsterdam" }, "hardfork"],
    ] as const) {
      const [error, ...rest] = errorsOfNetwork({ parallel: true, ...network });
      assert.equal(error?.path, "networks.sim.parallel");
      assert.match(
        error?.message ?? "",
        new RegExp(`Set \`parallel: false\` on this network, or change its \`${field}\``),
      );
      assert.deepEqual(rest, []);
      assert.deepEqual(errorsOfNetwork({ parallel: false, ...network }), []);
      assert.deepEqual(errorsOfNetwork(network), []);
    }
    assert.deepEqual(errorsOfNetwork({ parallel: true, forking: { url: "http://localhost" } }), []);
  });

  it("sees the default chain type of the project", () => {
    assert.match(errorsOfNetwork({ parallel: true }, { defaultChainType: "op" })[0]?.message ?? "", /chainType "op"/);
    assert.deepEqual(errorsOfNetwork({ parallel: true, chainType: "l1" }, { defaultChainType: "op" }), []);
  });

  it("stops Hardhat from loading the config, with the path of the field in the message", async () => {
    await assert.rejects(
      fixtureRuntime("suite", { networks: { default: { type: "edr-simulated", parallel: { workers: -1 } } } }),
      /config\.networks\.default\.parallel\.workers: Expected a whole number of threads from 1 to 256/,
    );
    await assert.rejects(
      fixtureRuntime("suite", {
        networks: { default: { type: "edr-simulated", parallel: { wrokers: 1 } } } as unknown as NetworkUserConfigs,
      }),
      /config\.networks\.default\.parallel\.wrokers: Unknown option "wrokers"\. Did you mean "workers"\?/,
    );
  });
});
