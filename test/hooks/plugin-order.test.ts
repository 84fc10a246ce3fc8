import assert from "node:assert/strict";
import { once } from "node:events";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { definePlugin } from "hardhat/plugins";
import { pluginsNeverAsked, type warnOfPluginOrder } from "../../plugin/hooks/plugin-order.ts";
import hardhatParallel from "../../plugin/index.ts";
import { fixtureRuntime } from "../helpers/projects.ts";

/** A plugin that counts the requests it sees. */
function counter(id: string) {
  const seen: string[] = [];
  const plugin = definePlugin({
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
  return { plugin, seen };
}

async function runtime(plugins: Parameters<typeof definePlugin>[0][], parallel = true) {
  return await fixtureRuntime("suite", { plugins, networks: { default: { type: "edr-simulated", parallel } } });
}

describe("the order of plugins", () => {
  it("decides who sees the requests of a parallel network", async () => {
    const [before, after] = [counter("before"), counter("after")];
    const hre = await runtime([before.plugin, hardhatParallel, after.plugin]);
    const connection = await hre.network.create();
    await connection.provider.request({ method: "eth_chainId" });
    await connection.close();
    assert.deepEqual([before.seen, after.seen], [[], ["eth_chainId"]]);
    assert.deepEqual(await pluginsNeverAsked(hre.config.plugins), ["before"]);
  });

  it("does not matter for the plugins of Hardhat's toolbox", async () => {
    const hre = await runtime([hardhatToolboxMochaEthers, hardhatParallel]);
    assert.deepEqual(await pluginsNeverAsked(hre.config.plugins), []);
  });

  it("does not matter for plugins whose handlers cannot be made", async () => {
    const broken = definePlugin({
      id: "broken",
      hookHandlers: { network: () => Promise.reject(new Error("no such module")) },
    });
    assert.deepEqual(await pluginsNeverAsked([broken, hardhatParallel]), []);
  });

  it("is warned of once where a plugin is passed over", async () => {
    const plugins = [counter("my-signer").plugin, counter("my-counter").plugin, hardhatParallel];
    const warning = once(process, "warning");
    // Whoever was warned in this process already is not warned again: the module is loaded anew.
    const fresh = (await import(`../../plugin/hooks/plugin-order.ts?${Date.now()}`)) as {
      warnOfPluginOrder: typeof warnOfPluginOrder;
    };
    await fresh.warnOfPluginOrder(plugins);
    const [{ name, message }] = await warning;
    assert.equal(name, "HardhatParallelWarning");
    assert.equal(
      message,
      'Handlers of network requests are never asked for networks on the parallel engine when their plugin is listed before hardhat-parallel: "my-signer", "my-counter". Put hardhatParallel first: `plugins: [hardhatParallel, ...]`.',
    );
    const later: unknown[] = [];
    const listen = (other: unknown) => later.push(other);
    process.on("warning", listen);
    await fresh.warnOfPluginOrder(plugins);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", listen);
    assert.deepEqual(later, []);
  });
});
