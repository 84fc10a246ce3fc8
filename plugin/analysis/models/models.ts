import { bal } from "./bal.ts";
import { blockStm } from "./block-stm.ts";
import { delta } from "./delta.ts";
import { ideal } from "./ideal.ts";
import { locks } from "./locks.ts";
import type { ExecutionModel } from "./model.ts";
import { shards } from "./shards.ts";
import type { ModelName } from "./target.ts";
import { twoPhase } from "./two-phase.ts";

/** All models that reports show, in the order of `MODEL_NAMES`. */
export const MODELS: readonly ExecutionModel[] = [ideal, blockStm, delta, twoPhase, locks, bal, shards()];

/** @returns undefined where there is none of that name. */
export function modelNamed(name: ModelName): ExecutionModel;
export function modelNamed(name: string): ExecutionModel | undefined;
export function modelNamed(name: string): ExecutionModel | undefined {
  return MODELS.find((model) => model.name === name);
}
