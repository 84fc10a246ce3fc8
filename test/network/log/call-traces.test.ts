import assert from "node:assert/strict";
import type { EdrNetworkUserConfig } from "hardhat/types/config";
import { contract, LoggedNetwork } from "./logged-network.ts";

const QUIET: Partial<EdrNetworkUserConfig> = { loggingEnabled: false };

/** Requests of all kinds that execute something, and what was printed of them. */
async function session(
  parallel: boolean,
  verbosity: number,
  settings: Partial<EdrNetworkUserConfig>,
): Promise<readonly string[]> {
  const { abi } = await contract("Logged");
  const encode = (name: string, ...args: unknown[]) => abi.encodeFunctionData(name, args);
  const network = await LoggedNetwork.open(parallel, settings, { verbosity });
  try {
    const to = await network.deploy("Logged", 3);
    const proxy = await network.deploy("Proxy", to);
    const from = network.alice;
    const snapshot = await network.ask("evm_snapshot");
    for (const data of [encode("add(uint256)", 5), encode("custom"), encode("add(uint256,string)", 5, "a trace")]) {
      await network.send({ to, data });
      await network.send({ to: proxy, data });
      await network.ask("eth_call", { from, to, data });
      await network.ask("eth_estimateGas", { from, to, data });
    }
    await network.ask("evm_revert", snapshot);
    await network.ask("eth_call", { from, to, data: encode("logAndFail") });
    await network.ask("eth_call", { from, to, data: encode("reason") });
    await network.ask("debug_traceCall", { from, to, data: encode("count") }, "latest", {});
    await network.mine("eth_sendTransaction", { from, to, data: encode("panic", 0) });
    await network.ask("evm_setAutomine", false);
    for (const data of [encode("add(uint256)", 6), encode("custom"), encode("reason")])
      await network.send({ to, data });
    await network.mine("evm_mine");
    await network.send({ to, data: encode("logAndFail") });
    await network.mine("hardhat_mine", "0x2");
    await network.send({ to, data: encode("silent") });
    await network.ask("evm_setAutomine", true);
    await network.send({ to, data: encode("custom") });
    await network.send({ to, data: encode("logAndFail") });
    await network.send({ to, data: encode("exhaust"), gas: "0x20000" });
    await network.send({ to: from, value: "0x5" });
    await network.send({ data: "0x60006000fd" });
    await network.ask("eth_getBalance", from, "0x99");
    return network.lines;
  } finally {
    await network.close();
  }
}

describe("the calls of what is executed are printed as by Hardhat's network", () => {
  before(async () => {
    // Compiles the project, which prints.
    await (await LoggedNetwork.open(false)).close();
  });

  for (const verbosity of [2, 3, 4, 5]) {
    it(`with a verbosity of ${verbosity}`, async () => {
      const stock = await session(false, verbosity, QUIET);
      const ours = await session(true, verbosity, QUIET);
      assert.deepEqual(ours, stock);
      assert.equal(
        ours.some((line) => line.includes("Logged::custom()")),
        verbosity >= 3,
      );
    });
  }

  it("along with the log of requests", async () => {
    const stock = await session(false, 4, {});
    const ours = await session(true, 4, {});
    assert.deepEqual(ours, stock);
  });
});
