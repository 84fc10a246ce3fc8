import { createBlock } from "@ethereumjs/block";
import { ConsensusType } from "@ethereumjs/common";
import { createVM, runBlock } from "@ethereumjs/vm";
import { createPlainCommon } from "../hardforks.ts";
import { TransactionState } from "../state/transaction-state.ts";
import type { WorldState } from "../state/world-state.ts";
import { collectWrites } from "../state/write-set.ts";

/**
 * Moves the funds of the DAO to its refund contract (EIP-779).
 *
 * The list of its 116 accounts is inside `runBlock` and nowhere to be imported from, so an empty block is run for it:
 * under this hardfork, and without a reward, moving the funds is all that such a block does.
 */
export async function applyDaoFork(state: WorldState): Promise<void> {
  const common = createPlainCommon({ chainId: 1n, hardfork: "dao" });
  common.consensusType = () => ConsensusType.ProofOfStake;
  const extraData = Buffer.from("dao-hard-fork");
  const block = createBlock(
    { header: { number: 1_920_000n, extraData } },
    { common, skipConsensusFormatValidation: true },
  );
  const transactionState = new TransactionState(state);
  const vm = await createVM({ common, stateManager: transactionState.asStateManager() });
  await runBlock(vm, { block, generate: true, skipBlockValidation: true });
  state.apply(collectWrites(transactionState));
}
