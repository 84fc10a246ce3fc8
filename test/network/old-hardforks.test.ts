import assert from "node:assert/strict";
import type { ExecutionRecord } from "../../plugin/engine/access/types.ts";
import { LocalNetwork } from "../../plugin/network/local-network.ts";
import { BOB, localSettings, PRIVATE_KEYS, transaction } from "./helpers/both.ts";

/** Executes a block of one transfer of each account on a network of that hardfork, with worker threads at hand. */
async function executionOn(hardfork: string): Promise<ExecutionRecord> {
  let execution: ExecutionRecord | undefined;
  const settings = { ...localSettings({ hardfork, mining: { auto: false, interval: 0 } }), workers: 2, verify: true };
  const network = await LocalNetwork.create(
    { ...settings, minParallelTransactions: 2 },
    {
      onBlock: ({ result }) => {
        execution = result.record.execution;
        assert.equal(result.outcomes.length, PRIVATE_KEYS.length);
      },
    },
  );
  try {
    const accounts = (await network.request("eth_accounts")) as string[];
    for (const from of accounts) {
      await network.request("eth_sendTransaction", [
        transaction({ from, to: BOB, value: "0x1", gasPrice: "0x77359400" }),
      ]);
    }
    await network.request("evm_mine");
    assert.ok(execution !== undefined);
    return execution;
  } finally {
    await network.close();
  }
}

describe("a local network of a hardfork before Byzantium", () => {
  for (const hardfork of ["chainstart", "homestead", "dao", "tangerineWhistle", "spuriousDragon"]) {
    it(`executes its blocks one by one, and the record says that the hardfork is why (${hardfork})`, async () => {
      const { mode, reason, threads } = await executionOn(hardfork);
      assert.deepEqual({ mode, reason, threads }, { mode: "sequential", reason: "hardfork", threads: 1 });
    });
  }

  it("differs in that from later ones", async () => {
    assert.notEqual((await executionOn("byzantium")).reason, "hardfork");
  });
});
