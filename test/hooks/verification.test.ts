import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import path from "node:path";
import type { WriteSet } from "../../plugin/engine/state/types.ts";
import { WorldState } from "../../plugin/engine/state/world-state.ts";
import { replayFiles } from "../../plugin/replay/replay.ts";
import { fixtureRuntime } from "../helpers/projects.ts";

describe("a parallel network that verifies its blocks", () => {
  const apply = WorldState.prototype.apply;

  afterEach(() => {
    WorldState.prototype.apply = apply;
  });

  it("fails the request for a block that differs, and leaves the block in the project's cache to be replayed", async () => {
    const hre = await fixtureRuntime("suite", {
      networks: { default: { type: "edr-simulated", parallel: { workers: 1, verify: true } } },
    });
    const connection = await hre.network.create();
    const [from, to] = (await connection.provider.request({ method: "eth_accounts" })) as string[];
    const send = () =>
      connection.provider.request({ method: "eth_sendTransaction", params: [{ from, to, value: "0x1" }] });
    await send();

    // A fault on purpose: accounts lose what a transaction credits them with.
    WorldState.prototype.apply = function (writes: WriteSet) {
      const accounts = [...writes.accounts].filter(([, { balanceDelta = 0n }]) => balanceDelta <= 0n);
      apply.call(this, { ...writes, accounts: new Map(accounts) });
    };
    const error = await send().then(
      () => assert.fail("the block was accepted"),
      (error: Error) => error,
    );
    WorldState.prototype.apply = apply;

    assert.equal(error.name, "VerificationError");
    const [, file] = /npx hardhat parallel replay (\S+) --verify/.exec(error.message) ?? [];
    assert.ok(file !== undefined, error.message);
    try {
      assert.equal(path.dirname(file), path.join(hre.config.paths.cache, "hardhat-parallel", "blocks"));
      for await (const outcome of replayFiles([file], { workers: 1, verify: true })) {
        assert.equal(outcome.kind, "replayed", outcome.kind === "failed" ? outcome.error.stack : "");
        assert.deepEqual(outcome.differences, []);
      }
    } finally {
      await rm(file, { force: true });
    }
    assert.equal(await connection.provider.request({ method: "eth_blockNumber" }), "0x1", "the chain is as it was");
    await send();
    await connection.close();
  });
});
