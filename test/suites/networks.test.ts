import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { expect } from "chai";
import type { EdrNetworkUserConfig } from "hardhat/types/config";
import { startUpstream, type Upstream } from "../network/fork/upstream.ts";
import { BothEngines, outcome, type Scenario, scenarios } from "./helpers/both-engines.ts";

const STRANGER = "0x00000000000000000000000000000000000000cc";
const GWEI = 10n ** 9n;

// biome-ignore lint/suspicious/noExplicitAny: the contracts' types are generated for each project
type Any = any;

/** Functions of `Failing` that fail, and their arguments. */
const FAILURES: readonly (readonly [name: string, ...values: unknown[]])[] = [
  ["reason", 1n],
  ["custom"],
  ["panic", 0n],
  ["overflow"],
  ["silent"],
  ["invalidOpcode"],
  ["create"],
];

/** What the tools are asked to do on every network. */
const COMMON: Readonly<Record<string, Scenario>> = {
  "show all kinds of failures": async ({ ethers, provider }) => {
    const failing: Any = await ethers.deployContract("Failing", [false]);
    const seen: unknown[] = [];
    for (const [name, ...values] of FAILURES) {
      for (const call of [failing[name].staticCall, failing[name].estimateGas]) {
        seen.push(await outcome(async () => String(await call(...values))));
      }
      const send = async (overrides: object) => (await failing[name].send(...values, overrides)).hash;
      seen.push(await outcome(() => send({})), await outcome(() => send({ gasLimit: 200_000n })));
    }
    seen.push(await outcome(async () => (await ethers.deployContract("Failing", [true])).target));
    return [seen, await provider.request({ method: "eth_blockNumber" })];
  },
  "tell matchers what failed": async ({ ethers, provider }) => {
    const failing: Any = await ethers.deployContract("Failing", [false]);
    const custom = (result: unknown) => expect(result).to.be.revertedWithCustomError(failing, "Custom");
    const seen = [
      await outcome(() => custom(failing.custom.staticCall())),
      await outcome(() => custom(failing.custom.estimateGas())),
      await outcome(() => custom(failing.custom.send({ gasLimit: 200_000n }))),
    ];
    await provider.request({ method: "evm_setAutomine", params: [false] });
    const sent = await failing.reason(1n, { gasLimit: 200_000n });
    await provider.request({ method: "evm_mine" });
    seen.push(await outcome(() => expect(sent).to.be.revertedWith("too small")), await outcome(() => sent.wait()));
    return seen.map((found) => ("error" in found ? found : "as expected"));
  },
  "fill in what transactions lack": async ({ ethers }) => {
    const [signer]: Any[] = await ethers.getSigners();
    const seen: unknown[] = [];
    for (const fields of [{}, { gasPrice: 10n * GWEI }, { maxFeePerGas: 10n * GWEI }, { gasLimit: 50_000n }]) {
      const send = async () => {
        const { gasLimit, gasPrice, maxFeePerGas, type, hash } = await signer.sendTransaction({
          to: STRANGER,
          value: 1n,
          ...fields,
        });
        return [gasLimit, gasPrice, maxFeePerGas, type, hash];
      };
      seen.push(await outcome(send));
    }
    return seen;
  },
  "delegate an account": async ({ ethers }) => {
    const [alice, bob]: Any[] = await ethers.getSigners();
    const authorization = await alice.authorize(await alice.populateAuthorization({ address: bob.address }));
    const delegate = async () =>
      (await bob.sendTransaction({ to: bob, authorizationList: [authorization] })).toJSON().hash;
    return [await outcome(delegate), await ethers.provider.getCode(alice)];
  },
  "change balances": async ({ ethers, networkHelpers }) => {
    const [alice]: Any[] = await ethers.getSigners();
    await networkHelpers.setNextBlockBaseFeePerGas(GWEI);
    const pay = () => alice.sendTransaction({ to: STRANGER, value: 5n, gasLimit: 21_000n });
    await expect(pay).to.changeEtherBalances(ethers, [alice, STRANGER], [-5n, 5n]);
    await networkHelpers.mine(3);
    return [await ethers.provider.getBalance(alice), await ethers.provider.getTransactionCount(alice)];
  },
};

const NETWORKS: Readonly<Record<string, (upstream: Upstream) => Partial<EdrNetworkUserConfig>>> = {
  "where calls and transactions may fail": () => ({ throwOnCallFailures: false, throwOnTransactionFailures: false }),
  "with fixed gas and price": () => ({ gas: 2_000_000, gasPrice: 20n * GWEI }),
  "with more gas than estimated, and a sender": () => ({
    gas: "auto",
    gasMultiplier: 1.5,
    from: "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
  }),
  "of blocks with less gas": () => ({ blockGasLimit: 3_000_000 }),
  "that forks another": ({ url }) => ({ forking: { url } }),
};

describe("networks of other settings, with the tools", function () {
  this.timeout(120_000);
  let upstream: Upstream;
  before(async () => {
    upstream = await startUpstream();
  });
  after(() => upstream.close());

  for (const [name, settings] of Object.entries(NETWORKS)) {
    describe(`one ${name}`, () => {
      let engines: BothEngines;
      before(async () => {
        engines = await BothEngines.create([hardhatToolboxMochaEthers], settings(upstream));
      });
      scenarios(() => engines, "value", COMMON);
    });
  }
});
