import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { definePlugin } from "hardhat/plugins";
import type { HardhatUserConfig } from "hardhat/types/config";
import hardhatParallel from "../../plugin/index.ts";
import { fixtureRuntime, SOLC } from "../helpers/projects.ts";

async function parallelOf(network: object, config: HardhatUserConfig = {}): Promise<unknown> {
  const hre = await fixtureRuntime("suite", { ...config, networks: { sim: { type: "edr-simulated", ...network } } });
  const { sim } = hre.config.networks;
  assert.equal(sim?.type, "edr-simulated");
  return sim.parallel;
}

/** The output selection of each compiler, by profile. */
async function selections(solidity: HardhatUserConfig["solidity"], plugins: HardhatUserConfig["plugins"] = []) {
  const hre = await fixtureRuntime("suite", { solidity, plugins });
  return Object.fromEntries(
    Object.entries(hre.config.solidity.profiles).map(([name, { compilers, overrides }]) => [
      name,
      [...compilers, ...Object.values(overrides)].map(({ version, settings }) => ({
        version,
        selection: settings.outputSelection,
      })),
    ]),
  );
}

describe("resolution of `parallel`", () => {
  it("uses every core and does not verify unless told otherwise", async () => {
    const defaults = { workers: availableParallelism(), verify: false, minParallelTransactions: 4 };
    assert.deepEqual(await parallelOf({ parallel: true }), defaults);
    assert.deepEqual(await parallelOf({ parallel: {} }), defaults);
  });

  it("takes what the network does not say from the top level", async () => {
    const parallel = { workers: 3, verify: true, minParallelTransactions: 5 };
    assert.deepEqual(await parallelOf({ parallel: true }, { parallel }), parallel);
    assert.deepEqual(await parallelOf({ parallel: { workers: 2, verify: false } }, { parallel }), {
      workers: 2,
      verify: false,
      minParallelTransactions: 5,
    });
    const bounded = { ...parallel, history: 100, blockHistory: 1000 };
    assert.deepEqual(await parallelOf({ parallel: true }, { parallel: bounded }), bounded);
    assert.deepEqual(await parallelOf({ parallel: { history: 7 } }, { parallel: bounded }), {
      ...bounded,
      history: 7,
    });
  });

  it("holds traffic against round figures where the config does not name its own", async () => {
    const targetOf = async (parallel: HardhatUserConfig["parallel"]) =>
      (await fixtureRuntime("suite", { parallel })).config.parallel.target;
    const defaults = { gasPerSecond: 1_000_000_000, tps: 100_000, threads: 16, model: "block-stm" };
    assert.deepEqual(await targetOf(undefined), defaults);
    assert.deepEqual(await targetOf({ target: { tps: 500, model: undefined } }), { ...defaults, tps: 500 });
  });

  it("groups transactions by test, without fixtures, where the config does not say otherwise", async () => {
    const groupingOf = async (parallel: HardhatUserConfig["parallel"]) =>
      (await fixtureRuntime("suite", { parallel })).config.parallel.grouping;
    assert.deepEqual(await groupingOf(undefined), { by: "test", fixtures: false });
    assert.deepEqual(await groupingOf({ grouping: 16 }), { by: 16, fixtures: false });
    assert.deepEqual(await groupingOf({ grouping: { by: undefined, fixtures: true } }), { by: "test", fixtures: true });
  });

  it("tells a network that is switched off from one that says nothing", async () => {
    assert.equal(await parallelOf({ parallel: false }), false);
    assert.equal(await parallelOf({}), undefined);
    assert.equal(await parallelOf({}, { parallel: { workers: 2 } }), undefined);
  });

  it("resolves Hardhat's own networks like any other", async () => {
    const hre = await fixtureRuntime("suite", {
      networks: { default: { type: "edr-simulated", parallel: { workers: 2 } } },
    });
    const { default: main, node, localhost } = hre.config.networks;
    assert.deepEqual(main?.type === "edr-simulated" && main.parallel, {
      workers: 2,
      verify: false,
      minParallelTransactions: 4,
    });
    assert.equal(node?.type === "edr-simulated" && node.parallel, undefined);
    assert.equal(localhost?.type, "http");
  });

  it("leaves the other settings of a network alone", async () => {
    const settings = { chainId: 99, gas: 100_000n, mining: { auto: false, interval: 1000 } };
    const [plain, parallel] = await Promise.all(
      [{}, { parallel: true }].map(async (extra) => {
        const hre = await fixtureRuntime("suite", {
          networks: { sim: { type: "edr-simulated", initialDate: "2024-01-01", ...settings, ...extra } },
        });
        const { parallel: _, accounts: __, ...rest } = hre.config.networks.sim as unknown as Record<string, unknown>;
        return rest;
      }),
    );
    assert.deepEqual(parallel, plain);
  });
});

describe("the compilers' output selection", () => {
  it("gains storage layouts and places of functions in every profile, and keeps what Hardhat asks for", async () => {
    const profiles = await selections(SOLC);
    assert.deepEqual(Object.keys(profiles).sort(), ["default", "production"]);
    for (const [compiler] of Object.values(profiles)) {
      const outputs = compiler?.selection["*"]["*"];
      assert.ok(outputs.includes("abi") && outputs.includes("evm.deployedBytecode.sourceMap"));
      assert.ok(outputs.includes("storageLayout") && outputs.includes("transientStorageLayout"));
      for (const code of ["bytecode", "deployedBytecode"]) {
        assert.ok(outputs.includes(`evm.${code}.sourceMap`) && outputs.includes(`evm.${code}.functionDebugData`));
      }
      assert.deepEqual(compiler?.selection["*"][""], ["ast"]);
    }
  });

  it("asks no compiler for what it does not know", async () => {
    const { default: compilers } = await selections({
      compilers: ["0.4.26", "0.5.12", "0.5.13", "0.8.4", "0.8.26"].map((version) => ({ version })),
      overrides: { "contracts/A.sol": { version: "0.8.27" } },
    });
    assert.deepEqual(
      compilers?.map(({ version, selection }) => [
        version,
        ["storageLayout", "transientStorageLayout", "evm.bytecode.functionDebugData"].filter((output) =>
          selection["*"]["*"].includes(output),
        ),
      ]),
      [
        ["0.4.26", []],
        ["0.5.12", []],
        ["0.5.13", ["storageLayout"]],
        ["0.8.4", ["storageLayout"]],
        ["0.8.26", ["storageLayout", "evm.bytecode.functionDebugData"]],
        ["0.8.27", ["storageLayout", "transientStorageLayout", "evm.bytecode.functionDebugData"]],
      ],
    );
  });

  it("keeps the selections of the user and of plugins on either side", async () => {
    const asks = (id: string, output: string) =>
      definePlugin({
        id,
        hookHandlers: {
          config: async () => ({
            default: async () => ({
              resolveUserConfig: async (userConfig, resolveVariable, next) => {
                const resolved = await next(userConfig, resolveVariable);
                for (const profile of Object.values(resolved.solidity.profiles)) {
                  for (const compiler of profile.compilers) {
                    const selection = structuredClone(compiler.settings.outputSelection);
                    selection["*"]["*"].push(output);
                    compiler.settings = { ...compiler.settings, outputSelection: selection };
                  }
                }
                return resolved;
              },
            }),
          }),
        },
      });
    const { default: compilers } = await selections(
      {
        ...SOLC,
        settings: { outputSelection: { "contracts/A.sol": { A: ["irOptimized"] }, "*": { "*": ["metadata"] } } },
      },
      [asks("before", "userdoc"), hardhatParallel, asks("after", "devdoc")],
    );
    const selection = compilers?.[0]?.selection;
    assert.deepEqual(selection["contracts/A.sol"], { A: ["irOptimized"] });
    for (const output of ["metadata", "userdoc", "devdoc", "storageLayout"])
      assert.ok(selection["*"]["*"].includes(output));
  });

  it("does not leak into the selection that Hardhat shares between compilers and environments", async () => {
    await selections(SOLC);
    const { default: compilers } = await selections({ version: "0.4.26" });
    assert.ok(!compilers?.[0]?.selection["*"]["*"].includes("storageLayout"));
  });
});
