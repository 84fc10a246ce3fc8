import assert from "node:assert/strict";
import fc from "fast-check";
import type { StorageAccess } from "../../../plugin/engine/access/types.ts";
import { AdditionProver } from "../../../plugin/engine/dataflow/addition-prover.ts";
import { wordToShortBytes } from "../../../plugin/engine/evm/words.ts";
import { addressToKey, wordToSlotKey } from "../../../plugin/engine/state/keys.ts";
import { changedSlots, inWords, Repetition } from "../../helpers/additions.ts";
import { addressOf, SingleTransactions } from "../../helpers/single-transactions.ts";
import { INNER, SLOTS, slotContent, slotProgram } from "../../helpers/slot-programs.ts";

const OPTIONS = { chainId: 31337n, hardfork: "osaka", allowUnlimitedContractSize: false };
const CONTRACT = addressOf(0xc0de);
const RUNS = Number(process.env.FUZZ_RUNS ?? 2000);

describe("Proofs of addition in random programs", function () {
  this.timeout(600_000);

  it("hold: with other contents of the slot the transaction comes to the same and adds the same", async () => {
    const chain = await SingleTransactions.create({ verify: false });
    const prover = await AdditionProver.create(OPTIONS);
    const repetition = await Repetition.create(OPTIONS);
    const verdictsSeen = new Map<string, number>();
    const contents = fc.tuple(slotContent, slotContent, slotContent);
    await fc.assert(
      fc.asyncProperty(slotProgram, contents, slotContent, async ({ code, inner }, before, other) => {
        chain.deploy(CONTRACT, code);
        chain.deploy(addressOf(INNER), inner);
        for (const slot of SLOTS) {
          chain.engine.state.setStorage(
            addressToKey(CONTRACT),
            wordToSlotKey(BigInt(slot)),
            wordToShortBytes(before[slot] as bigint),
          );
        }
        const transaction = chain.transaction({ to: CONTRACT });
        const environment = chain.environment();
        const { outcomes, record } = await chain.block([transaction], { environment });
        const [[outcome], [executed]] = [outcomes, record.transactions];
        assert.ok(outcome !== undefined && executed !== undefined);
        const view = chain.engine.state.at(outcome.version);
        const once = { transaction, environment, blockHash: () => undefined, view, record: executed };
        const accesses = changedSlots(executed);
        const verdicts = await prover.prove(once, accesses);
        for (const [index, verdict] of verdicts.entries()) {
          const words = inWords(verdict);
          verdictsSeen.set(words, (verdictsSeen.get(words) ?? 0) + 1);
          // The abstract values must be those of the machine in every program.
          assert.notEqual(words, "executed differently");
          if (!verdict.adds) continue;
          for (const value of [other, 0n]) {
            await repetition.check(once, executed, accesses[index] as StorageAccess, verdict.additions, value);
          }
        }
      }),
      { numRuns: RUNS },
    );
    const seen = (words: string): number => verdictsSeen.get(words) ?? 0;
    const kinds = [...verdictsSeen].map(([words, count]) => `${count} ${words}`).join(", ");
    assert.ok(seen("adds") > RUNS / 10, kinds);
    for (const words of ["branched on", "logged", "passed on", "stored elsewhere", "not added to", "returned"]) {
      assert.ok(seen(words) > 0, kinds);
    }
    if (process.env.FUZZ_RUNS !== undefined) console.log(kinds);
  });
});
