import type { BlockRecord, StorageAccess } from "../engine/access/types.ts";
import { AdditionProver } from "../engine/dataflow/addition-prover.ts";
import type { WorldState } from "../engine/state/world-state.ts";
import type { BlockInput, BlockResult, EngineOptions, TransactionOutcome } from "../engine/types.ts";
import { AdditionCandidates } from "../record/addition-candidates.ts";

/**
 * The record of a block, with the additions in it: transactions that read and changed a slot which another one changed
 * too are executed once more.
 *
 * @param state that the block has just been executed on; back to before the block, nothing of it is forgotten.
 */
export async function withAdditions(
  { record, outcomes }: BlockResult,
  { environment, blockHash }: BlockInput,
  state: WorldState,
  options: Pick<EngineOptions, "chainId" | "hardfork" | "allowUnlimitedContractSize" | "transactionGasCap">,
): Promise<BlockRecord> {
  const { transactions } = record;
  const candidates = new AdditionCandidates<number>();
  const found = transactions.flatMap(({ storage }, position) => candidates.add(position, storage));
  if (found.length === 0) return record;
  const prover = await AdditionProver.create(options);
  const added = new Set<StorageAccess>();
  for (const { owner, accesses } of found) {
    const { transaction, version, succeeded, gasUsed } = outcomes[owner] as TransactionOutcome;
    const executed = { transaction, environment, blockHash, view: state.at(version), record: { succeeded, gasUsed } };
    const verdicts = await prover.prove(executed, accesses);
    for (const [index, { adds }] of verdicts.entries()) if (adds) added.add(accesses[index] as StorageAccess);
  }
  return {
    ...record,
    transactions: transactions.map((transaction) => ({
      ...transaction,
      storage: transaction.storage.map((access) => (added.has(access) ? { ...access, adds: true } : access)),
    })),
  };
}
