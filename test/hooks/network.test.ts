import assert from "node:assert/strict";
import { AbiCoder, id } from "ethers";
import { definePlugin } from "hardhat/plugins";
import type { EdrNetworkUserConfig } from "hardhat/types/config";
import type { GlobalOptions } from "hardhat/types/global-options";
import type { NetworkConnection } from "hardhat/types/network";
import hardhatParallel from "../../plugin/index.ts";
import { compiledRuntime, fixtureRuntime } from "../helpers/projects.ts";

const CONSOLE = "0x000000000000000000636f6e736f6c652e6c6f67";
const RECIPIENT = "0x00000000000000000000000000000000000000cc";

async function runtime(network: Partial<EdrNetworkUserConfig>, options: Partial<GlobalOptions> = {}) {
  return await fixtureRuntime("suite", { networks: { default: { type: "edr-simulated", ...network } } }, options);
}

async function ask(connection: NetworkConnection<string>, method: string, ...params: unknown[]): Promise<unknown> {
  return await connection.provider.request({ method, params });
}

async function isParallel(connection: NetworkConnection<string>): Promise<boolean> {
  return String(await ask(connection, "web3_clientVersion")).includes("hardhat-parallel");
}

async function connect(network: Partial<EdrNetworkUserConfig> = { parallel: true }): Promise<NetworkConnection> {
  return await (await runtime(network)).network.create();
}

describe("which networks run on the parallel engine", () => {
  const cases: [title: string, parallel: EdrNetworkUserConfig["parallel"], Partial<GlobalOptions>, boolean][] = [
    ["one that is switched on", true, {}, true],
    ["one with settings", { workers: 1 }, {}, true],
    ["none that says nothing", undefined, {}, false],
    ["one that says nothing, with --parallel-stats", undefined, { parallelStats: true }, true],
    ["one that says nothing, with --parallel-stats-json", undefined, { parallelStatsJson: "record.json" }, true],
    ["none that is switched off, whatever the command line says", false, { parallelStats: true }, false],
  ];
  for (const [title, parallel, options, expected] of cases) {
    it(title, async () => {
      const hre = await runtime({ parallel }, options);
      assert.equal(await isParallel(await hre.network.create()), expected);
    });
  }

  it("keeps the choice when other settings are overridden at connection time", async () => {
    const hre = await runtime({ parallel: { workers: 1 } });
    const connection = await hre.network.create({ override: { chainId: 99 } });
    assert.equal(await isParallel(connection), true);
    assert.equal(await ask(connection, "eth_chainId"), "0x63");
  });

  it("can be chosen at connection time", async () => {
    const on = await (await runtime({})).network.create({ override: { parallel: true } });
    assert.equal(await isParallel(on), true);
    const off = await (await runtime({ parallel: true })).network.create({ override: { parallel: false } });
    assert.equal(await isParallel(off), false);
    await assert.rejects(
      (await runtime({})).network.create({ override: { parallel: { workers: -1 } } }),
      /Error in parallel\.workers: Expected a whole number of threads from 1 to 256/,
    );
  });

  it("refuses chain types that the engine does not know, also when they are chosen at connection time", async () => {
    const configured = await runtime({ parallel: true });
    await assert.rejects(configured.network.create({ chainType: "op" }), /chainType "op" is not supported/);
    const commandLine = await runtime({}, { parallelStats: true });
    await assert.rejects(commandLine.network.create({ chainType: "op" }), {
      name: "HardhatPluginError",
      message:
        'Network "default" cannot run on the parallel engine. The parallel engine executes Ethereum rules only: chainType "op" is not supported, "l1" and "generic" are. Set `parallel: false` on this network to leave it on Hardhat\'s own EVM, or change its `chainType`.',
    });
    assert.equal(await isParallel(await commandLine.network.create({ chainType: "l1" })), true);
    const off = await commandLine.network.create({ chainType: "op", override: { parallel: false } });
    assert.equal(await isParallel(off), false);
  });

  it("refuses settings that cannot be honoured when the command line asks for the engine", async () => {
    const hre = await runtime({ hardfork: "amsterdam" }, { parallelStats: true });
    await assert.rejects(
      hre.network.create(),
      /follow different drafts of it.* The latest hardfork of the engine is "osaka"\..* change its `hardfork`/,
    );
  });
});

describe("a connection to a parallel network", () => {
  it("answers concurrent requests as Hardhat's network does, in the same order", async () => {
    const answers = async (parallel: boolean) => {
      const connection = await connect({ parallel });
      const [from] = (await ask(connection, "eth_accounts")) as string[];
      const transaction = { from, to: RECIPIENT, value: "0x1" };
      return await Promise.all([
        ask(connection, "eth_blockNumber"),
        ask(connection, "eth_sendTransaction", { ...transaction }),
        ask(connection, "eth_getBalance", RECIPIENT),
        ask(connection, "eth_sendTransaction", { ...transaction, gas: "0x5208" }),
        ask(connection, "eth_estimateGas", { ...transaction }),
        ask(connection, "eth_sendTransaction", { ...transaction, gas: "0x5209" }),
        ask(connection, "eth_getTransactionCount", from),
      ]);
    };
    assert.deepEqual(await answers(true), await answers(false));
  });

  it("leaves the caller's parameters as they are", async () => {
    const connection = await connect();
    const params = [{ to: RECIPIENT, value: "0x1" }];
    const before = structuredClone(params);
    await connection.provider.request({ method: "eth_sendTransaction", params });
    await connection.provider.request({ method: "eth_call", params });
    assert.deepEqual(params, before);
  });

  it("is a chain of its own", async () => {
    const hre = await runtime({ parallel: true });
    const [first, second] = await Promise.all([hre.network.create(), hre.network.create()]);
    await ask(first, "hardhat_mine", "0x5");
    assert.equal(await ask(first, "eth_blockNumber"), "0x5");
    assert.equal(await ask(second, "eth_blockNumber"), "0x0");
    assert.equal(await ask(await hre.network.getOrCreate(), "eth_blockNumber"), "0x0");
  });

  it("emits the events of subscriptions, and of going back to a snapshot", async () => {
    const connection = await connect();
    const events: unknown[] = [];
    connection.provider.on("message", ({ data }) => events.push(data.subscription));
    connection.provider.on("notification", ({ subscription }) => events.push(subscription));
    connection.provider.on("hardhatNetworkRevertSnapshot", () => events.push("reverted"));
    const id = await ask(connection, "eth_subscribe", "newHeads");
    const snapshot = await ask(connection, "evm_snapshot");
    await ask(connection, "evm_mine");
    await ask(connection, "evm_revert", snapshot);
    assert.deepEqual(events, [id, id, "reverted"]);
  });

  it("answers nothing after it was closed", async () => {
    const connection = await connect();
    await ask(connection, "evm_mine");
    await connection.close();
    await assert.rejects(ask(connection, "eth_blockNumber"), /HHE/);
  });

  it("goes on with its chain while it is being closed, and is closed once", async () => {
    const connection = await connect();
    await ask(connection, "evm_mine");
    // Whoever closes it waits for what is being answered.
    const mining = Array.from({ length: 5 }, () => ask(connection, "evm_mine"));
    const closing = [connection.close(), connection.close()];
    await mining[0];
    assert.equal(await ask(connection, "eth_blockNumber"), "0x6");
    await Promise.all([...mining, ...closing]);
  });

  it("can be closed before it was used", async () => {
    await (await connect()).close();
  });

  it("lets plugins that are listed after this one see its requests, not those listed before", async () => {
    const watcher = (id: string, seen: string[]) =>
      definePlugin({
        id,
        hookHandlers: {
          network: async () => ({
            default: async () => ({
              onRequest: async (context, connection, request, next) => {
                seen.push(request.method);
                return await next(context, connection, request);
              },
            }),
          }),
        },
      });
    const before: string[] = [];
    const after: string[] = [];
    const plugins = [watcher("before", before), hardhatParallel, watcher("after", after)];
    const networks = { default: { type: "edr-simulated", parallel: true } } as const;
    const connection = await (await fixtureRuntime("suite", { plugins, networks })).network.create();
    await ask(connection, "eth_blockNumber");
    assert.deepEqual({ before, after }, { before: [], after: ["eth_blockNumber"] });
  });

  it("prints what contracts log in blocks that are mined by the clock", async () => {
    const connection = await connect({
      parallel: true,
      mining: { auto: false, interval: 50 },
      allowBlocksWithSameTimestamp: true,
    });
    const [from] = (await ask(connection, "eth_accounts")) as string[];
    const log = id("log(string)").slice(0, 10) + AbiCoder.defaultAbiCoder().encode(["string"], ["hello"]).slice(2);
    const printed = new Promise<string>((resolve) => {
      const original = console.log;
      console.log = (line: string) => {
        console.log = original;
        resolve(line);
      };
    });
    await ask(connection, "eth_sendTransaction", { from, to: CONSOLE, data: log, gas: "0x30000" });
    assert.equal(await printed, "hello");
    await connection.close();
  });

  it("prints once what a contract logs in a transaction that is traced", async () => {
    const connection = await connect({ parallel: true });
    const [from] = (await ask(connection, "eth_accounts")) as string[];
    const log = id("log(string)").slice(0, 10) + AbiCoder.defaultAbiCoder().encode(["string"], ["traced"]).slice(2);
    const original = console.log;
    const printed: unknown[] = [];
    console.log = (line: unknown) => void printed.push(line);
    try {
      const hash = await ask(connection, "eth_sendTransaction", { from, to: CONSOLE, data: log, gas: "0x30000" });
      const trace = await ask(connection, "debug_traceTransaction", hash, { tracer: "callTracer" });
      assert.equal((trace as { input: string }).input, log);
    } finally {
      console.log = original;
    }
    assert.deepEqual(printed, ["traced"]);
    await connection.close();
  });

  it("closes the connections that it refuses", async () => {
    const hre = await runtime({ hardfork: "amsterdam" }, { parallelStats: true });
    const closed: string[] = [];
    hre.hooks.registerHandlers("network", {
      closeConnection: async (context, connection, next) => {
        closed.push(connection.networkName);
        await next(context, connection);
      },
    });
    await assert.rejects(hre.network.create());
    assert.deepEqual(closed, ["default"]);
  });

  it("honours the accounts, the sender and the gas settings of its config", async () => {
    const connection = await connect({
      parallel: true,
      accounts: { mnemonic: "legal winner thank year wave sausage worth useful legal winner thank yellow", count: 3 },
      from: "0x58a57ed9d8d624cbd12e2c467d34787555bb1b25",
      gas: 54_321,
      gasPrice: 5_000_000_000,
      initialBaseFeePerGas: 7,
      coinbase: RECIPIENT,
      initialDate: "2031-05-06T07:08:09Z",
    });
    assert.equal(((await ask(connection, "eth_accounts")) as string[]).length, 3);
    const hash = await ask(connection, "eth_sendTransaction", { to: RECIPIENT });
    const { from, gas, gasPrice } = (await ask(connection, "eth_getTransactionByHash", hash)) as Record<string, string>;
    assert.deepEqual(
      { from, gas: Number(gas), gasPrice: Number(gasPrice) },
      { from: "0x58a57ed9d8d624cbd12e2c467d34787555bb1b25", gas: 54_321, gasPrice: 5_000_000_000 },
    );
    const genesis = (await ask(connection, "eth_getBlockByNumber", "0x0", false)) as Record<string, string>;
    assert.equal(Number(genesis.timestamp), Date.parse("2031-05-06T07:08:09Z") / 1000);
    assert.equal(genesis.baseFeePerGas, "0x7");
    const block = (await ask(connection, "eth_getBlockByNumber", "latest", false)) as Record<string, string>;
    assert.equal(block.miner, RECIPIENT);
  });
});

describe("errors of a parallel network", () => {
  /** Reverts with the block's base fee, which is another one where Hardhat's own network repeats a transaction. */
  const BASE_FEE_REVERT = "0x485f5260205ffd";

  it("have the fields of Hardhat's where the failure could not be explained", async () => {
    const connection = await connect();
    await ask(connection, "hardhat_setCode", RECIPIENT, BASE_FEE_REVERT);
    const error = await rejection(ask(connection, "eth_sendTransaction", { to: RECIPIENT, gas: "0x30000" }));
    const { baseFeePerGas, transactions } = (await ask(connection, "eth_getBlockByNumber", "latest", false)) as {
      baseFeePerGas: string;
      transactions: string[];
    };
    const data = `0x${baseFeePerGas.slice(2).padStart(64, "0")}`;
    assert.deepEqual(
      { ...error, name: error.name, message: error.message },
      {
        name: "SolidityError",
        message: `VM Exception while processing transaction: reverted with an unrecognized custom error (return data: ${data})`,
        code: 3,
        data,
        transactionHash: transactions[0],
      },
    );
    assert.match(error.stack ?? "", /^SolidityError: VM Exception/);
  });

  for (const hardfork of ["byzantium", "istanbul", "berlin", "london", "merge", "shanghai", "prague", "osaka"]) {
    it(`are explained by Hardhat's own network under the rules of ${hardfork}`, async () => {
      const connection = await connect({ parallel: { verify: true }, hardfork });
      await ask(connection, "hardhat_mine", "0x3");
      await ask(connection, "hardhat_setCode", RECIPIENT, "0x60006000fd");
      const error = await rejection(ask(connection, "eth_sendTransaction", { to: RECIPIENT, gas: "0x30000" }));
      assert.equal(error.message, "Transaction reverted without a reason string");
      assert.match(error.stack ?? "", /at <UnrecognizedContract>\.<unknown> \(0x00/);
    });
  }

  it("are explained on a network that mines on its own", async () => {
    const connection = await connect({ parallel: true, mining: { auto: true, interval: 1000 } });
    await ask(connection, "hardhat_setCode", RECIPIENT, "0x60006000fd");
    for (const blocks of ["0x1", "0x20"]) {
      const error = await rejection(ask(connection, "eth_sendTransaction", { to: RECIPIENT, gas: "0x30000" }));
      assert.match(error.stack ?? "", /at <UnrecognizedContract>\.<unknown> \(0x00/);
      await ask(connection, "hardhat_mine", blocks);
    }
    await connection.close();
  });

  it("are those that a JSON-RPC server of Hardhat's network sends", async () => {
    const hardhat = await serverErrors(false);
    assert.ok(hardhat.length === 4 && hardhat.every((error) => error !== undefined));
    assert.deepEqual(await serverErrors(true), hardhat);
  });

  async function serverErrors(parallel: boolean): Promise<unknown[]> {
    const hre = await compiledRuntime("suite", { networks: { node: { type: "edr-simulated", parallel } } });
    const server = await hre.network.createServer("node", "127.0.0.1");
    const { address, port } = await server.listen();
    const post = async (method: string, params: unknown[]): Promise<{ result?: unknown; error?: unknown }> => {
      const response = await fetch(`http://${address}:${port}`, {
        method: "POST",
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      });
      return (await response.json()) as { result?: unknown; error?: unknown };
    };
    try {
      const { bytecode } = await hre.artifacts.readArtifact("Failing");
      const data = `${bytecode}${"1".padStart(64, "0")}`;
      const { result: accounts } = await post("eth_accounts", []);
      const [from] = accounts as string[];
      const requests: [string, unknown[]][] = [
        ["eth_sendTransaction", [{ from, data, gas: "0x300000" }]],
        ["eth_call", [{ from, data }]],
        ["eth_sendTransaction", [{ from: RECIPIENT, to: RECIPIENT, gas: "0x5208" }]],
        ["eth_noSuchMethod", []],
      ];
      const errors = [];
      for (const [method, params] of requests) errors.push((await post(method, params)).error);
      return errors;
    } finally {
      await server.close();
    }
  }
});

async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("It did not fail");
}
