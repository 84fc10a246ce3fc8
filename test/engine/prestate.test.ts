import assert from "node:assert/strict";
import fc from "fast-check";
import { Engine } from "../../plugin/engine/engine.ts";
import { failedExecutions } from "../../plugin/engine/prestate.ts";
import type { CallInput, CallResult } from "../../plugin/engine/types.ts";
import { deployPrograms, programBlock, programChains } from "../helpers/bytecode-programs.ts";
import { engineOptions } from "../helpers/random-blocks.ts";

type Prestate = CallResult["prestate"];

describe("The state before a transaction that failed", function () {
  this.timeout(300_000);

  it("has whatever its repetition looks up or changes", async () => {
    let failed = 0;
    await fc.assert(
      fc.asyncProperty(programChains({ blocks: 1, transactions: 5 }), async ({ hardfork, contracts, blocks }) => {
        const engine = await Engine.create(engineOptions({ hardfork }));
        deployPrograms(engine, contracts);
        for (const [index, block] of blocks.entries()) {
          const input = programBlock(engine, block, BigInt(index + 1));
          const { outcomes } = await engine.executeBlock(input);
          for (const outcome of outcomes) {
            const { transaction, version, succeeded } = outcome;
            const prestate = failedExecutions.get(outcome)?.prestate;
            assert.equal(prestate === undefined, succeeded);
            if (prestate === undefined) continue;
            failed++;
            const { environment, blockHash } = input;
            const repetition: CallInput = {
              environment,
              transaction,
              version,
              blockHash,
              skipBalance: true,
              skipNonce: true,
            };
            checkHolds(prestate(), (await engine.call(repetition)).prestate);
          }
        }
        await engine.close();
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 200) },
    );
    assert.ok(failed > 0);
  });
});

/** What the access recorder looked up besides may be there too. */
function checkHolds(known: Prestate, needed: Prestate): void {
  for (const [address, { slots, ...account }] of needed) {
    const { slots: knownSlots = new Map(), ...knownAccount } = known.get(address) ?? {};
    assert.deepEqual(knownAccount, account);
    for (const [slot, value] of slots) assert.equal(knownSlots.get(slot), value);
  }
}
