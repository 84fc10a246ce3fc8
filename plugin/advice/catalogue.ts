import { ammReserves } from "./amm-reserves.ts";
import { erc721Enumerable } from "./erc721-enumerable.ts";
import { globalCounter } from "./global-counter.ts";
import { hotTreasury } from "./hot-treasury.ts";
import { interestIndex } from "./interest-index.ts";
import { lastAction } from "./last-action.ts";
import { pushPayments } from "./push-payments.ts";
import { readOnlyGuards } from "./read-only-guards.ts";
import { reentrancyGuard } from "./reentrancy-guard.ts";
import { relayerNonces } from "./relayer-nonces.ts";
import type { Remedy } from "./remedy.ts";
import { rewardAccumulator } from "./reward-accumulator.ts";
import { sequentialIds } from "./sequential-ids.ts";
import { sharedArray } from "./shared-array.ts";

/** All remedies; of two that fit equally well the first is the more specific one. */
export const CATALOGUE: readonly Remedy[] = [
  erc721Enumerable,
  sequentialIds,
  relayerNonces,
  rewardAccumulator,
  interestIndex,
  ammReserves,
  lastAction,
  sharedArray,
  pushPayments,
  hotTreasury,
  globalCounter,
  reentrancyGuard,
  readOnlyGuards,
];
