import assert from "node:assert/strict";
import { computeAddress } from "ethers";
import type { EdrNetworkAccountsUserConfig } from "hardhat/types/config";
import { ownedAccounts } from "../../../plugin/network/defaults/accounts.ts";
import { fixtureRuntime } from "../../helpers/projects.ts";

describe("accounts of the network", () => {
  const configs: Record<string, EdrNetworkAccountsUserConfig | undefined> = {
    "Hardhat's default mnemonic": undefined,
    "a mnemonic, a path, a passphrase and an index of their own": {
      mnemonic: "  legal winner thank year wave sausage worth useful legal winner thank yellow\n",
      path: "m/44'/1'/7'/",
      passphrase: "trésor",
      initialIndex: 3,
      count: 4,
      accountsBalance: "123",
    },
    "listed keys": [
      { privateKey: `0x${"11".repeat(32)}`, balance: 5n },
      { privateKey: `0x${"22".repeat(32)}`, balance: "6" },
    ],
    "an empty list": [],
  };

  for (const [name, accounts] of Object.entries(configs)) {
    it(`are those of Hardhat for ${name}`, async () => {
      const hre = await fixtureRuntime("suite", { networks: { sim: { type: "edr-simulated", accounts } } });
      const { provider, networkConfig } = await hre.network.create("sim");
      assert.equal(networkConfig.type, "edr-simulated");
      const owned = await ownedAccounts(networkConfig.accounts);
      assert.deepEqual(
        owned.map(({ privateKey }) => computeAddress(privateKey).toLowerCase()),
        await provider.request({ method: "eth_accounts" }),
      );
      for (const { privateKey, balance } of owned) {
        const params = [computeAddress(privateKey), "latest"];
        assert.equal(BigInt((await provider.request({ method: "eth_getBalance", params })) as string), balance);
      }
    });
  }

  it("are derived once for all connections to a network", async () => {
    const hre = await fixtureRuntime("suite");
    const [first, second] = await Promise.all([hre.network.create(), hre.network.create()]);
    assert.equal(first.networkConfig.type, "edr-simulated");
    assert.equal(second.networkConfig.type, "edr-simulated");
    assert.equal(await ownedAccounts(first.networkConfig.accounts), await ownedAccounts(second.networkConfig.accounts));
  });
});
