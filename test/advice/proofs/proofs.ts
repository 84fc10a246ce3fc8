import type { Proof } from "../proof.ts";
import { ammReservesProof } from "./amm-reserves.ts";
import { erc721EnumerableProof } from "./erc721-enumerable.ts";
import { globalCounterProof } from "./global-counter.ts";
import { hotTreasuryProof } from "./hot-treasury.ts";
import { interestIndexProof } from "./interest-index.ts";
import { lastActionProof } from "./last-action.ts";
import { pushPaymentsProof } from "./push-payments.ts";
import { readOnlyGuardsProof } from "./read-only-guards.ts";
import { reentrancyGuardProof } from "./reentrancy-guard.ts";
import { relayerNoncesProof } from "./relayer-nonces.ts";
import { rewardAccumulatorProof } from "./reward-accumulator.ts";
import { sequentialIdsProof } from "./sequential-ids.ts";
import { sharedArrayProof } from "./shared-array.ts";

/** One for each remedy. */
export const PROOFS: readonly Proof[] = [
  erc721EnumerableProof,
  sequentialIdsProof,
  relayerNoncesProof,
  rewardAccumulatorProof,
  interestIndexProof,
  ammReservesProof,
  lastActionProof,
  sharedArrayProof,
  pushPaymentsProof,
  hotTreasuryProof,
  globalCounterProof,
  reentrancyGuardProof,
  readOnlyGuardsProof,
];
