import assert from "node:assert/strict";
import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import { id } from "ethers";
import type { NetworkHooks } from "hardhat/types/hooks";
import type { NetworkConnection } from "hardhat/types/network";
import { unmeasured } from "../../plugin/hooks/unmeasured.ts";
import { compiledRuntime } from "../helpers/projects.ts";
import { ALICE } from "../network/helpers/both.ts";

const ETHER = "0xde0b6b3a7640000";

type Measurement = Parameters<NetworkHooks["onGasMeasurement"]>[1];

describe("gas measurements", function () {
  this.timeout(60_000);

  /** What is measured while `run` uses a network, Hardhat's own and ours; asserts that it is the same. */
  async function measuredBoth(run: (connection: NetworkConnection) => Promise<unknown>): Promise<Measurement[]> {
    const [stock, ours] = [await measured(false, run), await measured({ workers: 1 }, run)];
    assert.deepEqual(ours, stock);
    return ours;
  }

  it("are made of transactions and calls that succeed, and of nothing else", async () => {
    const found = await measuredBoth(async ({ ethers, provider }) => {
      const failing = await ethers.deployContract("Failing", [false]);
      const call = { from: ALICE, to: await failing.getAddress(), data: id("pay()").slice(0, 10), value: ETHER };
      await provider.request({ method: "eth_sendTransaction", params: [{ ...call, gas: "0x30000" }] });
      await provider.request({ method: "eth_estimateGas", params: [call] });
      await provider.request({ method: "eth_call", params: [call, "latest"] });
      await assert.rejects(failing.getFunction("custom")());
      await assert.rejects(failing.getFunction("invalidOpcode")());
    });
    assert.deepEqual(
      found.map(({ type }) => type),
      ["deployment", "function", "function"],
    );
  });

  it("count a transaction once, however often it is traced", async () => {
    const found = await measuredBoth(async ({ ethers, provider }) => {
      const failing = await ethers.deployContract("Failing", [false]);
      for (const gasLimit of [50_000n, 60_000n]) {
        const { hash } = await failing.getFunction("pay")({ value: ETHER, gasLimit });
        await provider.request({ method: "debug_traceTransaction", params: [hash] });
        await provider.request({ method: "debug_traceTransaction", params: [hash, { tracer: "callTracer" }] });
      }
      const reverted = failing.getFunction("overflow")({ gasLimit: 100_000n });
      const { transactionHash } = (await reverted.catch((error: unknown) => error)) as { transactionHash: string };
      await provider.request({ method: "debug_traceTransaction", params: [transactionHash] });
      await failing.getFunction("value")();
    });
    assert.deepEqual(
      found.map((measurement) => (measurement.type === "function" ? measurement.functionSig : measurement.type)),
      ["deployment", "pay()", "pay()", "value()"],
    );
  });

  it("of others are handed on while a transaction is traced", async () => {
    const hre = await compiledRuntime("suite");
    const seen: number[] = [];
    hre.hooks.registerHandlers("network", { onGasMeasurement: async (_, { gas }) => void seen.push(gas) });
    const measure = (gas: number) =>
      hre.hooks.runParallelHandlers("network", "onGasMeasurement", [{ gas } as Measurement]);
    await unmeasured(hre.hooks, 5n, async () => {
      await measure(4);
      await measure(5);
      await measure(5);
    });
    await measure(5);
    assert.deepEqual(seen, [4, 5, 5]);
  });

  async function measured(
    parallel: false | { workers: number },
    run: (connection: NetworkConnection) => Promise<unknown>,
  ): Promise<Measurement[]> {
    const hre = await compiledRuntime("suite", {
      plugins: [hardhatEthers],
      networks: {
        default: { type: "edr-simulated", chainType: "l1", initialDate: "2030-01-01T00:00:00Z", parallel },
      },
    });
    const found: Measurement[] = [];
    hre.hooks.registerHandlers("network", {
      onGasMeasurement: async (_, measurement) => void found.push(measurement),
    });
    const connection = await hre.network.create();
    try {
      await run(connection);
      // A last request, so that what came before has been measured.
      await connection.provider.request({ method: "eth_chainId" });
    } finally {
      await connection.close();
    }
    return found;
  }
});
