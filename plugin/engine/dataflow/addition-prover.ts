import type { StorageAccess } from "../access/types.ts";
import { type ExecutorOptions, VmTransactionExecutor } from "../executor.ts";
import type { BlockEnvironment } from "../types.ts";
import type { ExecutedOn } from "./executed-on.ts";
import { FollowedSlots } from "./followed-slots.ts";
import { ProofMemory } from "./proof-memory.ts";
import { Tracer } from "./tracer.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Executes a transaction of a block once more, on the state that it was executed on.
 *
 * @param position of the transaction in the block.
 * @returns for each of the accesses whether the transaction only added to the slot; undefined when that state is not
 *   there any more.
 */
export type ProveAdditions = (
  position: number,
  accesses: readonly StorageAccess[],
) => Promise<readonly boolean[] | undefined>;

/**
 * Proves that transactions only added to slots, by executing them once more and following what became of the slots'
 * values (`docs/definitions.md`, "Only adding").
 *
 * The proof is of the executed trace: had the slot had another value that the additions do not carry out of the range
 * of its type, then the transaction would have taken the same way, come to the same result (gas apart) and added the
 * same.
 */
export class AdditionProver {
  readonly #executor: VmTransactionExecutor;
  readonly #tracer: Tracer;
  readonly #memory = new ProofMemory();
  #environment: BlockEnvironment | undefined;

  private constructor(executor: VmTransactionExecutor, tracer: Tracer) {
    this.#executor = executor;
    this.#tracer = tracer;
  }

  /**
   * @param options those of the engine that executed the transactions.
   * @throws UnknownHardforkError
   */
  static async create(options: Omit<ExecutorOptions, "levers" | "recordAccesses">): Promise<AdditionProver> {
    const tracer = new Tracer();
    const unrecorded = { ...options, recordAccesses: false };
    return new AdditionProver(await VmTransactionExecutor.create(unrecorded, tracer), tracer);
  }

  /**
   * @param accesses the slots in question, with their values before and after the transaction.
   * @returns a verdict for each of them.
   * @throws UnknownVersionError when the view is of a state that is not kept any more.
   */
  async prove(executed: ExecutedOn, accesses: readonly StorageAccess[]): Promise<readonly Verdict[]> {
    const { environment, blockHash, transaction, view, record } = executed;
    const recalled = this.#memory.recall(executed, accesses);
    if (recalled !== undefined) return recalled;
    if (this.#environment !== environment) {
      this.#executor.beginBlock(environment, blockHash);
      this.#environment = environment;
    }
    const slots = new FollowedSlots(accesses);
    this.#tracer.begin(slots);
    try {
      const execution = await this.#executor.execute(transaction, view, { unrecorded: true });
      const { outcome } = execution;
      const isSame =
        outcome.kind === "executed" && outcome.succeeded === record.succeeded && outcome.gasUsed === record.gasUsed;
      if (!isSame) slots.refuseAll("executed differently");
      const verdicts = slots.verdicts();
      if (isSame) this.#memory.keep(executed, execution, accesses, verdicts);
      return verdicts;
    } finally {
      this.#tracer.end();
    }
  }
}
