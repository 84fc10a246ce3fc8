import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import hardhatToolboxViem from "@nomicfoundation/hardhat-toolbox-viem";
import { buildModule } from "@nomicfoundation/ignition-core";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { BothEngines, type Scenario, scenarios } from "./helpers/both-engines.ts";

const STRANGER = "0x00000000000000000000000000000000000000cc";

// biome-ignore lint/suspicious/noExplicitAny: both kinds of contracts, of ethers and of viem
type Any = any;

/** Contracts that need each other, calls in an order, an event that is read, and ether that is sent. */
const everything = buildModule("Everything", (m) => {
  const supply = m.getParameter("supply", 1_000n);
  const token = m.contract("Token", [supply]);
  const outer = m.contract("Outer");
  const proxy = m.contract("Proxy", [outer]);
  const proxied = m.contractAt("Outer", proxy, { id: "Proxied" });
  const first = m.call(token, "transfer", [STRANGER, 5n]);
  const amount = m.readEventArgument(first, "Transfer", "amount");
  const second = m.call(token, "transfer", [outer, amount], { id: "again", after: [first] });
  m.call(proxied, "replace", [], { after: [second] });
  m.send("gift", STRANGER, 7n);
  const balance = m.staticCall(token, "balanceOf", [STRANGER], 0, { after: [second] });
  m.call(token, "mint", [STRANGER, balance]);
  return { token, outer, proxy, proxied };
});

const addressless = buildModule("Addressless", (m) => ({ outer: m.contract("Outer") }));

const failingConstructor = buildModule("FailingConstructor", (m) => ({ failing: m.contract("Failing", [true]) }));

const failingCall = buildModule("FailingCall", (m) => {
  const failing = m.contract("Failing", [false]);
  m.call(failing, "reason", [1n]);
  return { failing };
});

const failingRead = buildModule("FailingRead", (m) => {
  const failing = m.contract("Failing", [false]);
  m.staticCall(failing, "custom", []);
  return { failing };
});

function deploying(
  module: Any,
  read: (contracts: Any, connection: Any) => Promise<unknown> = async () => {},
): Scenario {
  return async (connection) => {
    const contracts = await (connection as Any).ignition.deploy(module, {
      parameters: { Everything: { supply: 500n } },
    });
    return await read(contracts, connection);
  };
}

const TOOLBOXES: Readonly<
  Record<string, { plugin: HardhatPlugin; read(contract: Any, name: string, args: unknown[]): Promise<unknown> }>
> = {
  ethers: { plugin: hardhatToolboxMochaEthers, read: (contract, name, args) => contract[name](...args) },
  viem: { plugin: hardhatToolboxViem, read: (contract, name, args) => contract.read[name](args) },
};

for (const [name, { plugin, read }] of Object.entries(TOOLBOXES)) {
  describe(`ignition with ${name}, on both networks`, function () {
    this.timeout(120_000);
    let engines: BothEngines;
    before(async () => {
      engines = await BothEngines.create([plugin]);
    });

    scenarios(() => engines, "value", {
      "deploys a module": deploying(everything, async ({ token, outer, proxy }, { provider }) => {
        const address = (contract: Any): string => contract.target ?? contract.address;
        const block = await provider.request({ method: "eth_blockNumber", params: [] });
        const gift = await provider.request({ method: "eth_getBalance", params: [STRANGER, "latest"] });
        return [
          [token, outer, proxy].map(address),
          await read(token, "totalSupply", []),
          await read(token, "balanceOf", [STRANGER]),
          gift,
          block,
        ];
      }),
      "deploys to addresses that do not depend on the sender": async (connection) => {
        const { ignition, provider } = connection as Any;
        const [, , defaultSender] = await provider.request({ method: "eth_accounts" });
        const strategyConfig = { salt: `0x${"5a".repeat(32)}` };
        const deployed = await ignition.deploy(addressless, { strategy: "create2", strategyConfig, defaultSender });
        return [deployed.outer.target ?? deployed.outer.address, await provider.request({ method: "eth_blockNumber" })];
      },
      "deploys a module twice": async (connection) => {
        const { ignition, provider } = connection as Any;
        await ignition.deploy(everything);
        await ignition.deploy(everything);
        return await provider.request({ method: "eth_blockNumber", params: [] });
      },
    });

    scenarios(() => engines, "error", {
      "shows a constructor that fails": deploying(failingConstructor),
      "shows a call that fails": deploying(failingCall),
      "shows a read that fails": deploying(failingRead),
    });
  });
}
