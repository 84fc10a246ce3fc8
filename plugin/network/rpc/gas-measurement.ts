import { UnknownVersionError } from "../../engine/state/world-state.ts";
import type { MeasureGas } from "../failures/failure.ts";
import type { LocalNode } from "../local-node.ts";
import type { MinedBlock } from "../pool/miner.ts";
import { executedTransaction } from "./transaction-failure.ts";

/** Hands the transactions that were mined and succeeded to whoever measures their gas. */
export class GasMeasurement {
  readonly #measure: MeasureGas;
  #unmeasured: MinedBlock[] = [];

  constructor(measure: MeasureGas) {
    this.#measure = measure;
  }

  add(mined: MinedBlock): void {
    this.#unmeasured.push(mined);
  }

  /** To be called between executions, before the state can go back behind the blocks. */
  async measure(node: LocalNode): Promise<void> {
    const blocks = this.#unmeasured;
    this.#unmeasured = [];
    for (const block of blocks) {
      for (const outcome of block.result.outcomes) {
        if (!outcome.succeeded) continue;
        try {
          await this.#measure(await executedTransaction(node, block, outcome, true));
        } catch (error) {
          // The request that mined the block failed, and the block was undone.
          if (!(error instanceof UnknownVersionError)) throw error;
        }
      }
    }
  }
}
