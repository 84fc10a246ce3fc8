import type { StorageAccess } from "../engine/access/types.ts";
import type { ProveAdditions } from "../engine/dataflow/addition-prover.ts";
import { AdditionCandidates, type Candidate } from "../record/addition-candidates.ts";
import type { CollectedTransaction, TransactionContext } from "../record/collector.ts";
import { DEFAULT_GROUPING, type Grouping } from "../record/types.ts";

/** A transaction in a mined block. */
interface Executed {
  readonly transaction: CollectedTransaction;
  readonly position: number;
  readonly prove: ProveAdditions;
  proved: boolean;
}

/**
 * Has it proven which transactions of a chain only added to slots that others changed too, in the same block or in the
 * same virtual block: in the same test, unless tests are grouped otherwise.
 *
 * That is done as soon as the second one has come, because the states that they were executed on disappear with the
 * next `evm_revert`; and only for such transactions, since each is executed once more.
 */
export class AdditionProofs {
  readonly #grouping: Grouping;
  /** Of the transactions of this branch, by what makes their virtual block. */
  readonly #inGroup = new Map<unknown, AdditionCandidates<Executed>>();
  #branch = 0;
  #waiting: Candidate<Executed>[] = [];

  /** @param grouping Which transactions the reports take for one block. */
  constructor(grouping: Grouping = DEFAULT_GROUPING) {
    this.#grouping = grouping;
  }

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
      if (branch !== this.#branch) this.#inGroup.clear();
      this.#branch = branch;
      this.#waiting.push(...(this.#groupOf(transaction.context)?.add(executed, accesses) ?? []));
    }
  }

  /** Undefined for what is in no virtual block. */
  #groupOf({ test, phase }: TransactionContext): AdditionCandidates<Executed> | undefined {
    const { by, fixtures } = this.#grouping;
    if (test === undefined || (phase !== "body" && !fixtures)) return undefined;
    const group = by === "test" ? test : JSON.stringify([test.file, by === "describe" ? test.suite : undefined]);
    // So many in a row are counted when all is over, as some may turn out to belong to a fixture: any two may meet.
    const key = typeof by === "number" ? by : group;
    let candidates = this.#inGroup.get(key);
    if (candidates === undefined) {
      // A test that another one follows is over, but a suite goes on after those within it.
      if (by === "test") this.#inGroup.clear();
      candidates = new AdditionCandidates();
      this.#inGroup.set(key, candidates);
    }
    return candidates;
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
