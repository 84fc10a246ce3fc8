import type { StorageAccess } from "../engine/access/types.ts";
import type { ProveAdditions } from "../engine/dataflow/addition-prover.ts";
import { AdditionCandidates, type Candidate } from "../record/addition-candidates.ts";
import type { CollectedTransaction, TestIdentity } from "../record/collector.ts";

/** A transaction in a mined block. */
interface Executed {
  readonly transaction: CollectedTransaction;
  readonly position: number;
  readonly prove: ProveAdditions;
  proved: boolean;
}

/**
 * Has it proven which transactions of a chain only added to slots that others changed too, in the same block or in the
 * same test.
 *
 * That is done as soon as the second one has come, because the states that they were executed on disappear with the
 * next `evm_revert`; and only for such transactions, since each is executed once more.
 */
export class AdditionProofs {
  /** Of the transactions of the running test. */
  #inTest = new AdditionCandidates<Executed>();
  #test: TestIdentity | undefined;
  #branch = 0;
  #waiting: Candidate<Executed>[] = [];

  /** @param storage of each transaction of the block. */
  addBlock(
    branch: number,
    transactions: readonly CollectedTransaction[],
    storage: readonly (readonly StorageAccess[])[],
    prove: ProveAdditions,
  ): void {
    const inBlock = transactions.length > 1 ? new AdditionCandidates<Executed>() : undefined;
    for (const [position, transaction] of transactions.entries()) {
      const accesses = storage[position] ?? [];
      const executed: Executed = { transaction, position, prove, proved: false };
      this.#waiting.push(...(inBlock?.add(executed, accesses) ?? []));
      const { test, phase } = transaction.context;
      if (test === undefined || phase !== "body") continue;
      if (test !== this.#test || branch !== this.#branch) this.#inTest = new AdditionCandidates();
      this.#test = test;
      this.#branch = branch;
      this.#waiting.push(...this.#inTest.add(executed, accesses));
    }
  }

  /** To be called before the state can go back behind the blocks that were added. */
  async prove(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { owner, accesses } of waiting) {
      if (owner.proved) continue;
      owner.proved = true;
      const proofs = await owner.prove(owner.position, accesses);
      const added = accesses.filter((_, index) => proofs?.[index] === true);
      if (added.length > 0) owner.transaction.accesses.markAdditions(added);
    }
  }
}
