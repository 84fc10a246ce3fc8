import { ModelBlock } from "../analysis/models/block.ts";
import { selectTransactions } from "../analysis/selection.ts";
import type { RunRecord } from "../record/types.ts";
import type { BlockFindings } from "./block-findings.ts";
import type { PairFindings } from "./pairs.ts";

/**
 * The transactions of a block without deployments. A test that deploys a contract and then calls it makes every call wait
 * for the deployment: that says nothing about the contract, and is not held against it.
 */
export interface Traffic {
  readonly block: BlockFindings;
  /** Index of the function that each transaction calls. */
  readonly functions: readonly number[];
  /** These transactions as a block of their own; keys have the numbers that they have in `block`. */
  readonly model: ModelBlock;
  /** Pairs of functions that wait for each other. */
  readonly pairs: readonly PairFindings[];
}

/** The traffic of the blocks in which two or more transactions are left. */
export function trafficOf(blocks: readonly BlockFindings[], { functions }: Pick<RunRecord, "functions">): Traffic[] {
  const isDeployed = functions.map(({ name }) => isDeployment(name));
  return blocks.flatMap((block): Traffic[] => {
    const kept = block.rows.flatMap((row, position) => (isDeployed[row.function] === true ? [] : [position]));
    if (kept.length < 2) return [];
    const [whole] = block.models.blocks as [ModelBlock];
    return [
      {
        block,
        functions: kept.map((position) => block.rows[position]?.function as number),
        model: kept.length === block.transactions ? whole : modelOf(whole, kept),
        pairs: block.pairs.filter((pair) => !pair.functions.some(isDeployment)),
      },
    ];
  });
}

/** Some transactions of a block as a block of their own. @param positions In ascending order. */
export function modelOf(whole: ModelBlock, positions: readonly number[]): ModelBlock {
  return new ModelBlock(selectTransactions(whole.table, positions), (key) => whole.accountOf(key));
}

/** `Vault.constructor`, or that of a contract without a name. */
function isDeployment(name: string): boolean {
  return /(?:\.|: )constructor$/.test(name);
}
