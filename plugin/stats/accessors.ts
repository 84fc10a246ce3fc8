import type { HookContext, HookManager } from "hardhat/types/hooks";
import type { RunStats } from "./run-stats.ts";

/**
 * The statistics of each runtime environment. The environment and the contexts of its hooks are different objects
 * that share one hook manager.
 */
const statistics = new WeakMap<HookManager, RunStats>();

type Environment = Pick<HookContext, "hooks">;

/** Undefined unless the options or the config put some network on the parallel engine. */
export function getRunStats({ hooks }: Environment): RunStats | undefined {
  return statistics.get(hooks);
}

export function setRunStats({ hooks }: Environment, stats: RunStats): void {
  statistics.set(hooks, stats);
}
