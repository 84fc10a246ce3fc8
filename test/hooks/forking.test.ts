import assert from "node:assert/strict";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { EdrNetworkUserConfig } from "hardhat/types/config";
import type { NetworkConnection } from "hardhat/types/network";
import hardhatParallel from "../../plugin/index.ts";
import { encode, startUpstream, temporaryDirectory, type Upstream } from "../network/fork/upstream.ts";

describe("a project whose network forks another chain", () => {
  let upstream: Upstream;
  let cache: Awaited<ReturnType<typeof temporaryDirectory>>;
  before(async function () {
    this.timeout(60_000);
    [upstream, cache] = await Promise.all([startUpstream(), temporaryDirectory()]);
  });
  after(async () => {
    await upstream.close();
    await cache.remove();
  });

  async function connect(network: Partial<EdrNetworkUserConfig>): Promise<NetworkConnection> {
    const runtime = await createHardhatRuntimeEnvironment({
      plugins: [hardhatParallel],
      paths: { cache: cache.path },
      networks: { default: { type: "edr-simulated", ...network } },
    });
    return await runtime.network.create();
  }

  it("runs on the parallel engine, and sends, reads and fails as on Hardhat's own", async function () {
    this.timeout(60_000);
    const forking = { url: upstream.url, blockNumber: 7 };
    const [ours, stock] = await Promise.all([
      connect({ parallel: { workers: 2, verify: true }, forking }),
      connect({ parallel: false, forking }),
    ]);
    const { coin } = upstream.contracts;
    const results = await Promise.all(
      [ours, stock].map(async (connection) => {
        const ask = (method: string, ...params: unknown[]) => connection.provider.request({ method, params });
        const [from, to] = (await ask("eth_accounts")) as string[];
        const transfer = (value: bigint) => ({ from, to: coin, data: encode("Coin", "transfer", to, value) });
        await ask("eth_sendTransaction", transfer(3n));
        const failure = await ask("eth_sendTransaction", transfer(10_000n)).then(
          () => assert.fail("it must fail"),
          ({ code, message, data }: Error & { code: unknown; data: unknown }) => ({ code, message, data }),
        );
        const { number, parentHash } = (await ask("eth_getBlockByNumber", "latest", false)) as Record<string, unknown>;
        return { failure, number, parentHash, balance: await ask("eth_call", transfer(1n)) };
      }),
    );
    assert.deepEqual(results[0], results[1]);
    assert.match(String(await ours.provider.request({ method: "web3_clientVersion" })), /hardhat-parallel/);
    await Promise.all([ours.close(), stock.close()]);
  });

  it("fills in gas prices by its own hardfork where that is older than the base fees of the other chain", async () => {
    const settings = { hardfork: "berlin", forking: { url: upstream.url } } as const;
    const [ours, stock] = await Promise.all([
      connect({ parallel: { workers: 1, verify: true }, ...settings }),
      connect({ parallel: false, ...settings }),
    ]);
    const sent = await Promise.all(
      [ours, stock].map(async ({ provider, close }) => {
        const [from, to] = (await provider.request({ method: "eth_accounts" })) as string[];
        const hash = await provider.request({ method: "eth_sendTransaction", params: [{ from, to, value: "0x1" }] });
        const shown = (await provider.request({ method: "eth_getTransactionByHash", params: [hash] })) as object;
        await close();
        return { ...shown, blockHash: null };
      }),
    );
    assert.deepEqual(sent[0], sent[1]);
  });

  it("does not fork when that is switched off", async () => {
    const connection = await connect({ parallel: true, forking: { url: "http://127.0.0.1:1", enabled: false } });
    assert.equal(await connection.provider.request({ method: "eth_blockNumber" }), "0x0");
    await connection.close();
  });
});
