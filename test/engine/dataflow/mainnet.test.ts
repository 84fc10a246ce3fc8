import assert from "node:assert/strict";
import { join } from "node:path";
import type { StorageAccess } from "../../../plugin/engine/access/types.ts";
import { AdditionProver } from "../../../plugin/engine/dataflow/addition-prover.ts";
import { Engine } from "../../../plugin/engine/engine.ts";
import type { TransactionOutcome } from "../../../plugin/engine/types.ts";
import { AdditionCandidates } from "../../../plugin/record/addition-candidates.ts";
import { readBlockFile } from "../../../plugin/replay/block-file.ts";
import { blockInput, loadPreState } from "../../../plugin/replay/engine-input.ts";
import { inWords, Repetition } from "../../helpers/additions.ts";
import { describeWithCorpora } from "../../helpers/corpora.ts";

/** Number of the block, and how many of the slots that several transactions changed were only added to, how often. */
const BLOCKS = [
  { number: 4370000, adds: 12 },
  { number: 8038679, adds: 17 },
  { number: 15050000, adds: 9 },
  { number: 19426587, adds: 3 },
  { number: 21872325, adds: 30 },
  { number: 22615247, adds: 4 },
];
/** Any value; in the fields that are added to, the test makes room for the sum. */
const RANDOM = 0x9e37_79b9_7f4a_7c15n * 0x0101_0101_0101_0101_0101_0101_0101_0101_0101_0101_0101_0101n;

describeWithCorpora("Proofs of addition in mainnet blocks", function (corpora) {
  this.timeout(120_000);

  for (const { number, adds } of BLOCKS) {
    it(`hold when the transactions of block ${number} are executed with other contents of the slots`, async () => {
      const file = join(corpora, `mainnet/blocks/${number}.json.gz`);
      const block = await readBlockFile(file);
      const rules = { chainId: 1n, hardfork: block.hardfork, allowUnlimitedContractSize: false };
      const engine = await Engine.create({ ...rules, workers: 1, verify: false, minParallelTransactions: 2 });
      loadPreState(file, block, engine.state);
      const { environment, blockHash, ...input } = blockInput(file, block, engine.common);
      const { record, outcomes } = await engine.executeBlock({ environment, blockHash, ...input });

      const candidates = new AdditionCandidates<number>();
      const found = record.transactions.flatMap(({ storage }, position) => candidates.add(position, storage));
      const prover = await AdditionProver.create(rules);
      const repetition = await Repetition.create(rules);
      let proven = 0;
      for (const { owner, accesses } of found) {
        const { transaction, version } = outcomes[owner] as TransactionOutcome;
        const executed = record.transactions[owner];
        assert.ok(executed !== undefined);
        const once = { transaction, environment, blockHash, view: engine.state.at(version), record: executed };
        const verdicts = await prover.prove(once, accesses);
        for (const [index, verdict] of verdicts.entries()) {
          assert.notEqual(inWords(verdict), "executed differently");
          if (!verdict.adds) continue;
          proven++;
          // Not zero: transactions may lack the gas that filling an empty slot takes.
          for (const value of [1n, RANDOM]) {
            await repetition.check(once, executed, accesses[index] as StorageAccess, verdict.additions, value);
          }
        }
      }
      await engine.close();
      assert.ok(proven >= adds, `${proven} proven`);
    });
  }
});
