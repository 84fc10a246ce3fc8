import type { StorageAccess } from "../engine/access/types.ts";
import type { AdditionProver, ProveAdditions } from "../engine/dataflow/addition-prover.ts";
import type { ExecutedOn } from "../engine/dataflow/executed-on.ts";
import { UnknownVersionError } from "../engine/state/world-state.ts";
import type { LocalNode } from "./local-node.ts";
import type { MinedBlock } from "./pool/miner.ts";

interface Sent extends Omit<ExecutedOn, "view" | "blockHash"> {
  /** Version of the state just before it. */
  readonly version: number;
}

/** Proves of mined transactions that they only added to slots. Nothing of it is loaded before it is first asked. */
export class Additions {
  #prover: Promise<AdditionProver> | undefined;

  /** What executes transactions of a mined block once more. It keeps no more of the block than that takes. */
  of(node: LocalNode, { block, result }: MinedBlock): ProveAdditions {
    const environment = node.chain.environmentOf(block);
    const sent = result.outcomes.map(({ transaction, version, succeeded, gasUsed }) => {
      return { transaction, environment, version, record: { succeeded, gasUsed } };
    });
    return async (position, accesses) => {
      const one = sent[position];
      return one === undefined ? undefined : await this.#prove(node, one, accesses);
    };
  }

  async #prove(
    node: LocalNode,
    { version, ...sent }: Sent,
    accesses: readonly StorageAccess[],
  ): Promise<readonly boolean[] | undefined> {
    const { chain, engine } = node;
    try {
      const view = engine.state.at(version);
      this.#prover ??= createProver(node);
      const executed = { ...sent, blockHash: chain.blockHash, view };
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
