import type { Hex } from "../engine/access/types.ts";
import { RunCollector, type TransactionContext } from "../record/collector.ts";
import { ChainRecorder, type RecordedBlock } from "./chain-recorder.ts";

/** Collects what one chain mines while somebody watches, apart from the record of the run. */
export class BlockWatch {
  readonly collector = new RunCollector();
  /** Whose transactions they are, by hash. */
  readonly contexts = new Map<Hex, TransactionContext | undefined>();
  readonly #recorder = new ChainRecorder(this.collector, "watched", { always: true });
  /** Additions are proven among the transactions of one test: here, among all that are watched. */
  readonly #context: TransactionContext = { test: { title: "watched" }, phase: "body" };

  /** @param codeOf Code by its hash. */
  add(block: RecordedBlock, codeOf: (codeHash: Hex) => Uint8Array | undefined): void {
    const { result, tags } = block;
    for (const [position, { hash }] of result.record.transactions.entries()) {
      this.contexts.set(hash, tags[position] as TransactionContext | undefined);
    }
    this.#recorder.addBlock(
      {
        ...block,
        ...(block.proveAdditions && { proveAdditions: block.proveAdditions }),
        tags: result.record.transactions.map(() => this.#context),
      },
      codeOf,
    );
  }

  /** To be called before the state can go back behind the blocks that were added. */
  async proveAdditions(): Promise<void> {
    await this.#recorder.proveAdditions();
  }
}
