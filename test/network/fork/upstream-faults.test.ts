import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { LocalNetworkConfig } from "../../../plugin/network/config.ts";
import { LocalNetwork } from "../../../plugin/network/local-network.ts";
import { ALICE, BOB, localSettings, NOBODY, transaction } from "../helpers/both.ts";
import { encode, startUpstream, temporaryDirectory, type Upstream, UpstreamProxy } from "./upstream.ts";

const RETRIES = { attempts: 4, firstDelay: 1 };
/** So many blocks after it, no reorganisation reaches a block any more. */
const FINAL = 128;

describe("The upstream of a fork", () => {
  let upstream: Upstream;
  let proxy: UpstreamProxy;
  before(async function () {
    this.timeout(60_000);
    upstream = await startUpstream();
    await upstream.request("hardhat_mine", `0x${FINAL.toString(16)}`);
  });
  beforeEach(async () => {
    proxy = await UpstreamProxy.before(upstream.url);
  });
  afterEach(() => proxy.close());
  after(() => upstream.close());

  const fork = (forking: Partial<LocalNetworkConfig["forking"]> = {}): Promise<LocalNetwork> =>
    LocalNetwork.create({ ...localSettings(), forking: { url: proxy.url, retries: RETRIES, ...forking } });

  async function using<Result>(network: Promise<LocalNetwork>, use: (network: LocalNetwork) => Promise<Result>) {
    const opened = await network;
    try {
      return await use(opened);
    } finally {
      await opened.close();
    }
  }

  const supply = (network: LocalNetwork) =>
    network.request("eth_call", [{ to: upstream.contracts.coin, data: encode("Coin", "totalSupply") }, "pending"]);

  it("is forked at the last block that no reorganisation reaches", async () => {
    const latest = Number(await upstream.request("eth_blockNumber"));
    await using(fork(), async (network) => {
      assert.equal(Number(await network.request("eth_blockNumber")), latest - FINAL);
    });
  });

  it("may be slow", async () => {
    proxy.interfere = () => ({ milliseconds: 20 });
    await using(fork(), async (network) => assert.equal(BigInt(String(await supply(network))), 3000n));
  });

  for (const [title, interference] of [
    ["be out of order", { status: 503 }],
    ["limit how often it is asked", { status: 429 }],
    ["answer with a page of HTML", { body: "<html>busy</html>" }],
    ["answer without result", { body: "{}" }],
  ] as const) {
    it(`may ${title} for a while`, async () => {
      await using(fork(), async (network) => {
        let failures = 0;
        proxy.interfere = () => (failures++ % RETRIES.attempts < RETRIES.attempts - 1 ? interference : undefined);
        assert.equal(BigInt(String(await supply(network))), 3000n);
        assert.ok(failures >= RETRIES.attempts);
      });
    });
  }

  for (const [title, interference, why] of [
    ["is out of order for good", { status: 502 }, /HTTP status 502 \(4 attempts\).*whether the service is up/],
    ["refuses the key", { status: 401 }, /HTTP status 401\. Check the key/],
    ["is no JSON-RPC endpoint", { body: "hello" }, /it is no JSON \(4 attempts\).*that of a JSON-RPC endpoint/],
    [
      "does not keep the state",
      { body: JSON.stringify({ jsonrpc: "2.0", id: null, error: { code: -32000, message: "missing trie node" } }) },
      /"missing trie node" \(code -32000\).*archive node/,
    ],
  ] as const) {
    it(`is named, and the mend, when it ${title}`, async () => {
      await using(fork({ url: `${proxy.url}/v1/secret-key?token=abc` }), async (network) => {
        const before = await network.request("eth_getBlockByNumber", ["latest", true]);
        proxy.interfere = () => interference;
        const request = transaction({ to: upstream.contracts.coin, data: encode("Coin", "mint", NOBODY, 1n) });
        await assert.rejects(network.request("eth_sendTransaction", [request]), (error: Error & { code?: number }) => {
          assert.match(error.message, why);
          assert.match(
            error.message,
            /^eth_\w+(, eth_\w+)* failed at 127\.0\.0\.1:\d+, which this network is forked from/,
          );
          assert.doesNotMatch(error.message, /secret|token/);
          assert.equal(error.code, -32000);
          return true;
        });
        // Nothing has happened, and the same request succeeds when the upstream is well again.
        assert.deepEqual(await network.request("eth_getBlockByNumber", ["latest", true]), before);
        proxy.interfere = () => undefined;
        await network.request("eth_sendTransaction", [request]);
      });
    });
  }

  it("is named when it cannot be reached", async () => {
    await proxy.close();
    await assert.rejects(fork(), /^UpstreamError|eth_chainId, eth_blockNumber failed at .*ECONNREFUSED.*forking\.url/);
  });

  it("need not understand several requests at once", async () => {
    proxy.interfere = (methods) => (methods.length > 1 ? { status: 400 } : undefined);
    await using(fork(), async (network) => assert.equal(BigInt(String(await supply(network))), 3000n));
  });

  for (const [title, method, result] of [
    ["a balance", "eth_getBalance", '"lots"'],
    ["a code", "eth_getCode", '"0x123"'],
    ["a slot", "eth_getStorageAt", "17"],
    ["a block", "eth_getBlockByNumber", '{"number":"0x1"}'],
    ["a receipt", "eth_getTransactionReceipt", '{"logs":7}'],
  ] as const) {
    it(`is not believed in ${title} that makes no sense`, async () => {
      // One request at a time, so that the answer is that of the method.
      proxy.interfere = (methods) => (methods.length > 1 ? { status: 400 } : undefined);
      await using(fork(), async (network) => {
        proxy.interfere = (methods) => {
          return methods[0] === method ? { body: `{"jsonrpc":"2.0","id":ID,"result":${result}}` } : undefined;
        };
        const look = async () => {
          await network.request("eth_getStorageAt", [upstream.contracts.coin, "0x0"]);
          await network.request("eth_getBlockByNumber", ["0x3", false]);
          await network.request("eth_getTransactionReceipt", [upstream.transactions[1]?.[0]]);
        };
        await assert.rejects(look(), new RegExp(`${method} failed at .*its answer makes no sense`));
      });
    });
  }

  it("refuses blocks that it does not have yet, and URLs that are none", async () => {
    await assert.rejects(fork({ blockNumber: 100_000n }), /with block 100000 but the current block is \d+/);
    await assert.rejects(fork({ url: "somewhere" }), /no URL of HTTP/);
  });

  it("need not be there again for what was asked for once, by several networks and processes at a time", async function () {
    this.timeout(60_000);
    const directory = await temporaryDirectory();
    try {
      const forking = { blockNumber: BigInt(upstream.blocks.length - 1), cacheDirectory: directory.path };
      const look = async (network: LocalNetwork) => [
        await supply(network),
        await network.request("eth_getBlockByNumber", ["latest", true]),
        await network.request("eth_getBlockByNumber", ["0x2", true]),
        await network.request("eth_getTransactionReceipt", [upstream.transactions[2]?.[0]]),
        await network.request("eth_getTransactionCount", [ALICE]),
        await network.request("eth_getLogs", [{ fromBlock: "0x1" }]),
      ];
      const expected = await using(fork(forking), look);
      const child = fileURLToPath(new URL("./look-at-fork.ts", import.meta.url));
      const arguments_ = [child, proxy.url, String(forking.blockNumber), directory.path, upstream.contracts.coin];
      const run = promisify(execFile);
      const [networks, processes] = await Promise.all([
        Promise.all([1, 2, 3].map(() => using(fork(forking), look))),
        Promise.all([1, 2].map(() => run(process.execPath, arguments_))),
      ]);
      for (const answers of networks) assert.deepEqual(answers, expected);
      for (const { stdout } of processes) assert.equal(stdout.trim(), String(expected[0]));
      await proxy.close();
      assert.deepEqual(await using(fork(forking), look), expected);
      const files = (await readdir(directory.path, { recursive: true, withFileTypes: true })).filter((entry) =>
        entry.isFile(),
      );
      for (const file of files) {
        assert.match(file.name, /^[0-9a-f]{62}\.json$/, "nothing is left over");
        assert.doesNotThrow(async () => JSON.parse(await readFile(join(file.parentPath, file.name), "utf8")));
      }
    } finally {
      await directory.remove();
    }
  });

  it("is asked again where the cache is spoilt", async () => {
    const directory = await temporaryDirectory();
    try {
      const forking = { blockNumber: BigInt(upstream.blocks.length - 1), cacheDirectory: directory.path };
      const expected = await using(fork(forking), supply);
      const entries = await readdir(directory.path, { recursive: true, withFileTypes: true });
      for (const entry of entries) if (entry.isFile()) await writeFile(join(entry.parentPath, entry.name), '{"ans');
      assert.equal(await using(fork(forking), supply), expected);
    } finally {
      await directory.remove();
    }
  });

  it("is cached only where no reorganisation reaches", async () => {
    const directory = await temporaryDirectory();
    try {
      const blockNumber = BigInt(String(await upstream.request("eth_blockNumber"))) - BigInt(FINAL) + 1n;
      await using(fork({ blockNumber, cacheDirectory: directory.path }), async (network) => {
        await supply(network);
        await network.request("eth_getBalance", [BOB, "0x2"]);
      });
      assert.deepEqual(await readdir(directory.path), []);
    } finally {
      await directory.remove();
    }
  });
});
