import assert from "node:assert/strict";
import type { EdrNetworkUserConfig } from "hardhat/types/config";
import type { NetworkConnection } from "hardhat/types/network";
import { RequestDefaults } from "../../../plugin/network/defaults/request-defaults.ts";
import type { RpcRequester, TransactionParams } from "../../../plugin/network/defaults/requester.ts";
import { fixtureRuntime } from "../../helpers/projects.ts";

const RECIPIENT = "0x00000000000000000000000000000000000000cc";
/** Calls an account with a code of INVALID, with 1/64 of the gas held back, and succeeds: the inner call always runs out of gas. */
const BURNS_BELOW = "0x5f5f5f5f5f305af15000";

interface Network {
  readonly connection: NetworkConnection;
  readonly defaults: RequestDefaults;
  readonly ask: RpcRequester;
}

async function network(config: Partial<EdrNetworkUserConfig>): Promise<Network> {
  const hre = await fixtureRuntime("suite", { networks: { sim: { type: "edr-simulated", ...config } } });
  const connection = await hre.network.create({ network: "sim" });
  const ask: RpcRequester = (method, params) =>
    connection.provider.request({ method, params: structuredClone([...params]) });
  const resolved = connection.networkConfig;
  assert.equal(resolved.type, "edr-simulated");
  return { connection, ask, defaults: new RequestDefaults(resolved, connection.provider as object, ask) };
}

/** Fields that Hardhat itself filled in, of a transaction that it mined. */
async function filledByHardhat({ ask }: Network, tx: TransactionParams): Promise<TransactionParams> {
  const snapshot = await ask("evm_snapshot", []);
  const hash = await ask("eth_sendTransaction", [{ ...tx }]);
  const { from, gas, gasPrice, maxFeePerGas, maxPriorityFeePerGas } = (await ask("eth_getTransactionByHash", [
    hash,
  ])) as TransactionParams;
  await ask("evm_revert", [snapshot]);
  return maxFeePerGas === undefined ? { from, gas, gasPrice } : { from, gas, maxFeePerGas, maxPriorityFeePerGas };
}

describe("defaults of requests", () => {
  const configs: Record<string, Partial<EdrNetworkUserConfig>> = {
    "automatic everything": {},
    "a fixed gas limit": { gas: 123_456 },
    "a fixed gas price": { gasPrice: 20_000_000_000 },
    "a gas multiplier": { gasMultiplier: 1.5 },
    "a multiplier beyond the block's gas limit": { gasMultiplier: 300, blockGasLimit: 1_000_000 },
    "a sender": { from: "0x70997970c51812dc3a010c7d01b50e0d17dc79c8" },
    "a hardfork without base fee": { hardfork: "berlin" },
    "another base fee": { initialBaseFeePerGas: 77n },
  };
  const transactions: Record<string, TransactionParams> = {
    "nothing given": { to: RECIPIENT, value: "0x1" },
    "data to run": { data: "0x6001600055" },
    "a gas limit": { to: RECIPIENT, gas: "0x30000" },
    "a gas price": { to: RECIPIENT, gasPrice: "0xba43b7400" },
    "a maximum fee": { to: RECIPIENT, maxFeePerGas: "0xba43b7400" },
    "a priority fee above the suggested maximum": { to: RECIPIENT, maxPriorityFeePerGas: "0xba43b7400" },
    "both fees": { to: RECIPIENT, maxFeePerGas: "0xba43b7400", maxPriorityFeePerGas: "0x5" },
    "a sender of its own": { from: "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc", to: RECIPIENT },
  };

  for (const [name, config] of Object.entries(configs)) {
    it(`equal Hardhat's with ${name}`, async () => {
      const net = await network(config);
      for (const [given, tx] of Object.entries(transactions)) {
        const has1559 = "maxFeePerGas" in tx || "maxPriorityFeePerGas" in tx;
        if (has1559 && (config.hardfork !== undefined || config.gasPrice !== undefined)) continue;
        const expected = await filledByHardhat(net, tx);
        const before = structuredClone(tx);
        const [completed] = (await net.defaults.apply("eth_sendTransaction", [tx])) as [TransactionParams];
        const { from, gas, gasPrice, maxFeePerGas, maxPriorityFeePerGas } = completed;
        assert.deepEqual(
          maxFeePerGas === undefined ? { from, gas, gasPrice } : { from, gas, maxFeePerGas, maxPriorityFeePerGas },
          expected,
          given,
        );
        assert.deepEqual(tx, before, "the caller's object is left alone");
      }
    });
  }

  it("complete calls and estimations with a sender only", async () => {
    const { defaults, ask } = await network({});
    const [first] = (await ask("eth_accounts", [])) as string[];
    for (const method of ["eth_call", "eth_estimateGas"]) {
      assert.deepEqual(await defaults.apply(method, [{ to: RECIPIENT }, "latest"]), [
        { to: RECIPIENT, from: first },
        "latest",
      ]);
    }
    assert.equal(defaults.covers("eth_call"), true);
    assert.equal(defaults.covers("eth_sendRawTransaction"), false);
  });

  it("leave malformed parameters to the network, which words the error", async () => {
    const { defaults } = await network({});
    for (const params of [[], [null], ["0x12"]]) {
      assert.deepEqual(await defaults.apply("eth_sendTransaction", params), params);
    }
  });

  it("throw the error of the estimation, so that a failing transaction is not mined", async () => {
    const { defaults, ask } = await network({});
    await assert.rejects(defaults.apply("eth_sendTransaction", [{ data: "0x5f5ffd" }]), {
      name: "SolidityError",
      message: "Transaction reverted without a reason string",
    });
    assert.equal(await ask("eth_blockNumber", []), "0x0");
  });

  it("fall back to the network's own gas limit when an inner call always runs out of gas", async () => {
    for (const config of [{}, { blockGasLimit: 5_000_000 }, { blockGasLimit: false as const }]) {
      const net = await network(config);
      await net.ask("hardhat_setCode", [RECIPIENT, BURNS_BELOW]);
      await assert.rejects(net.ask("eth_estimateGas", [{ to: RECIPIENT }]), /an internal call runs out of gas/);
      const expected = await filledByHardhat(net, { to: RECIPIENT });
      const [{ gas }] = (await net.defaults.apply("eth_sendTransaction", [{ to: RECIPIENT }])) as [TransactionParams];
      assert.equal(gas, expected.gas);
    }
  });

  it("say what to do on a network without accounts", async () => {
    const { defaults } = await network({ accounts: [] });
    await assert.rejects(
      defaults.apply("eth_sendTransaction", [{ to: RECIPIENT, gas: "0x30000" }]),
      /the network has no accounts\. Add `accounts` to its config, or give the transaction a `from`/,
    );
    assert.deepEqual(await defaults.apply("eth_call", [{ to: RECIPIENT }]), [{ to: RECIPIENT }]);
  });
});
