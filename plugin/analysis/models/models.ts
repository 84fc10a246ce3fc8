import { bal } from "./bal.ts";
import { blockStm } from "./block-stm.ts";
import { delta } from "./delta.ts";
import { ideal } from "./ideal.ts";
import { locks } from "./locks.ts";
import type { ExecutionModel } from "./model.ts";
import { shards } from "./shards.ts";
import { twoPhase } from "./two-phase.ts";

/** All models that reports show, in their order. */
export const MODELS: readonly ExecutionModel[] = [ideal, blockStm, delta, twoPhase, locks, bal, shards()];

/** @returns undefined where there is none of that name. */
export function modelNamed(name: string): ExecutionModel | undefined {
  return MODELS.find((model) => model.name === name);
}
