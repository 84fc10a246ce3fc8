import type { BlockRecord, Hex } from "../engine/access/types.ts";
import type { ProveAdditions } from "../engine/dataflow/addition-prover.ts";
import type { RunCollector, TransactionContext } from "../record/collector.ts";
import type { Grouping } from "../record/types.ts";
import { AdditionProofs } from "./addition-proofs.ts";

/** A mined block: `BlockEvent` of a `LocalNetwork` whose requests were tagged with `currentTransactionContext`. */
export interface RecordedBlock {
  readonly result: {
    readonly record: BlockRecord;
    readonly outcomes?: readonly { readonly transaction: { readonly tx: { readonly data: Uint8Array } } }[];
  };
  readonly branch: number;
  readonly tags: readonly unknown[];
  readonly proveAdditions?: ProveAdditions;
}

export interface ChainRecorderOptions {
  readonly always?: boolean;
  readonly grouping?: Grouping;
}

/** Takes the blocks of one chain into the record of the run. */
export class ChainRecorder {
  readonly #collector: RunCollector;
  readonly #additions: AdditionProofs;
  readonly #always: boolean;
  /** Unique within the run. */
  readonly name: string;

  /** @param options `always`: keep blocks outside test runs, too. `grouping`: of the reports. */
  constructor(collector: RunCollector, name: string, { always = false, grouping }: ChainRecorderOptions = {}) {
    this.#collector = collector;
    this.#additions = new AdditionProofs(grouping);
    this.#always = always;
    this.name = name;
  }

  /**
   * Outside test runs nothing is kept unless told: nobody would report it, and `hardhat node` runs for days.
   *
   * @param codeOf Code by its hash, such as `LocalNetwork.codeOf`.
   */
  addBlock(
    { result, branch, tags, proveAdditions }: RecordedBlock,
    codeOf: (codeHash: Hex) => Uint8Array | undefined,
  ): void {
    // Hardhat's test tasks set it, and worker processes inherit it.
    if (!this.#always && process.env.HH_TEST !== "true") return;
    const contexts = tags.map((tag): TransactionContext => (tag as TransactionContext | undefined) ?? OUTSIDE);
    const inputOf = (position: number) => result.outcomes?.[position]?.transaction.tx.data;
    const { record } = result;
    const collected = this.#collector.addBlock({ chain: this.name, branch, record, contexts, codeOf, inputOf });
    if (proveAdditions === undefined) return;
    const storage = record.transactions.map((transaction) => transaction.storage);
    this.#additions.addBlock(branch, collected, storage, proveAdditions);
  }

  /** To be called before the state can go back behind the blocks that were added. */
  async proveAdditions(): Promise<void> {
    await this.#additions.prove();
  }
}

const OUTSIDE: TransactionContext = { phase: "hook" };
