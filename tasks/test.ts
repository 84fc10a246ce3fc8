import type { TaskOverrideActionFunction } from "hardhat/types/tasks";
import { withPluginErrors } from "../plugin/hooks/plugin-error.ts";
import { getRunStats } from "../plugin/stats/accessors.ts";

/** `hardhat test` runs several test runners: the report comes once, after all of them. */
const testWithStats: TaskOverrideActionFunction = async (args, hre, runSuper) => {
  const stats = getRunStats(hre);
  if (stats === undefined) return await runSuper(args);
  return await withPluginErrors(() => stats.reportOnce(() => runSuper(args)));
};

export default testWithStats;
