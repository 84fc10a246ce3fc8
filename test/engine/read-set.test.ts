import assert from "node:assert/strict";
import fc from "fast-check";
import { Engine } from "../../plugin/engine/engine.ts";
import { VmTransactionExecutor } from "../../plugin/engine/executor.ts";
import { addressToKey, keyToHex, valueToHex, wordToSlotKey } from "../../plugin/engine/state/keys.ts";
import { findStaleRead } from "../../plugin/engine/state/validate.ts";
import type { WorldState } from "../../plugin/engine/state/world-state.ts";
import { deployPrograms, programBlock, programChain } from "../helpers/bytecode-programs.ts";
import { PLACES_OF_PROGRAMS } from "../helpers/program-places.ts";
import { engineOptions } from "../helpers/random-blocks.ts";
import { writtenOut } from "../helpers/written-out.ts";

const nuisance = fc.record({
  kind: fc.constantFrom("balance", "much balance", "nonce", "slot", "code", "remove"),
  place: fc.nat(PLACES_OF_PROGRAMS.length - 1),
  slot: fc.nat(2),
  value: fc.nat(3),
});

const nuisances = fc.array(nuisance, { minLength: 1, maxLength: 3 });

// Before Byzantium nothing is executed on any other state than the one it is committed to.
const hardfork = fc.constantFrom("byzantium", "istanbul", "london", "shanghai", "cancun", "osaka");

type Nuisance = typeof nuisance extends fc.Arbitrary<infer T> ? T : never;

/** Something that another transaction might have done in between. */
function disturb(state: WorldState, { kind, place, slot, value }: Nuisance): void {
  const key = addressToKey(PLACES_OF_PROGRAMS[place] as (typeof PLACES_OF_PROGRAMS)[number]);
  const balance = state.account(key)?.balance ?? 0n;
  const most = 2n ** 256n - 1n - BigInt(value);
  if (kind === "balance") state.setBalance(key, balance < most ? balance + BigInt(value) : most);
  if (kind === "much balance") state.setBalance(key, most);
  // No transaction lowers a nonce.
  if (kind === "nonce") state.setNonce(key, (state.account(key)?.nonce ?? 0n) + BigInt(value));
  if (kind === "slot" && state.account(key) !== undefined) {
    state.setStorage(key, wordToSlotKey(BigInt(slot)), Uint8Array.of(value));
  }
  if (kind === "code") state.setCode(key, Uint8Array.of(0x60, value));
  if (kind === "remove")
    state.apply({ accounts: new Map([[key, { exists: false, wiped: true }]]), slots: new Map(), codes: new Map() });
}

function describeState(state: WorldState): object {
  return Object.fromEntries(
    [...state.accounts()].map(([key, account]) => [
      keyToHex(key),
      {
        ...account,
        storage: Object.fromEntries(
          [...state.storage(key)].map(([slot, value]) => [keyToHex(slot), valueToHex(value)]),
        ),
      },
    ]),
  );
}

describe("The read set of an execution", function () {
  this.timeout(300_000);

  it("is all that it depends on: where every read holds, executing again changes nothing", async () => {
    let valid = 0;
    let stale = 0;
    await fc.assert(
      fc.asyncProperty(hardfork, programChain, nuisances, async (hardfork, chain, nuisances) => {
        const engine = await Engine.create(engineOptions({ hardfork }));
        deployPrograms(engine, chain.contracts);
        const [block] = chain.blocks;
        assert.ok(block !== undefined);
        const input = programBlock(engine, block, 1n);
        const executor = await VmTransactionExecutor.create(engineOptions({ hardfork }));
        executor.beginBlock(input.environment, input.blockHash);
        for (const transaction of input.transactions) {
          const guess = await executor.execute(transaction, engine.state);
          for (const nuisance of nuisances) disturb(engine.state, nuisance);
          if (findStaleRead(engine.state, guess) !== undefined) {
            stale++;
            continue;
          }
          valid++;
          const truth = await executor.execute(transaction, engine.state);
          assert.deepEqual(writtenOut(truth.outcome), writtenOut(guess.outcome));
          const before = engine.state.version;
          engine.state.apply(guess.writes);
          const guessed = describeState(engine.state);
          engine.state.revertTo(before);
          engine.state.apply(truth.writes);
          assert.deepEqual(guessed, describeState(engine.state));
        }
        await engine.close();
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 400) },
    );
    assert.ok(valid > 20 && stale > 20, `${valid} valid, ${stale} stale`);
  });
});
