import type { StorageAccess } from "../engine/access/types.ts";
import type { AdditionProver } from "../engine/dataflow/addition-prover.ts";
import { UnknownVersionError } from "../engine/state/world-state.ts";
import type { LocalNode } from "./local-node.ts";
import type { MinedBlock } from "./pool/miner.ts";

/** Proves of mined transactions that they only added to slots. Nothing of it is loaded before it is first asked. */
export class Additions {
  #prover: Promise<AdditionProver> | undefined;

  /**
   * Executes a transaction of a mined block once more, on the state that it was executed on.
   *
   * @returns for each of the accesses whether the transaction only added to the slot; undefined when that state is not
   *   there any more.
   */
  async prove(
    node: LocalNode,
    { block, result }: MinedBlock,
    position: number,
    accesses: readonly StorageAccess[],
  ): Promise<readonly boolean[] | undefined> {
    const outcome = result.outcomes[position];
    const record = result.record.transactions[position];
    if (outcome === undefined || record === undefined) return undefined;
    const { transaction, version } = outcome;
    const { chain, engine } = node;
    try {
      const view = engine.state.at(version);
      const environment = chain.environmentOf(block);
      this.#prover ??= createProver(node);
      const executed = { transaction, environment, blockHash: chain.blockHash, view, record };
      const verdicts = await (await this.#prover).prove(executed, accesses);
      return verdicts.map(({ adds }) => adds);
    } catch (error) {
      // The request that mined the block failed and the block was undone, or the network keeps fewer states.
      if (error instanceof UnknownVersionError) return undefined;
      throw error;
    }
  }
}

async function createProver({ config }: LocalNode): Promise<AdditionProver> {
  const { AdditionProver: Prover } = await import("../engine/dataflow/addition-prover.ts");
  const { chainId, hardfork, allowUnlimitedContractSize, transactionGasCap } = config;
  return await Prover.create({ chainId, hardfork, allowUnlimitedContractSize, transactionGasCap });
}
