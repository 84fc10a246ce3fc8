import type { TestHooks } from "hardhat/types/hooks";
import { getRunStats } from "../stats/accessors.ts";
import { withPluginErrors } from "./plugin-error.ts";

const NODE_TEST = "nodejs";

export default async (): Promise<Partial<TestHooks>> => ({
  onTestRunStart: async (context, id, next) => {
    await next(context, id);
    const stats = getRunStats(context);
    if (stats === undefined) return;
    await withPluginErrors(() => stats.start());
    if (id === NODE_TEST) {
      const { followNodeTests } = await import("./node-tests.ts");
      await followNodeTests();
    }
  },

  onTestWorkerDone: async (context, id, next) => {
    await next(context, id);
    await getRunStats(context)?.save(id);
  },

  onTestRunDone: async (context, id, next) => {
    await next(context, id);
    const stats = getRunStats(context);
    if (stats === undefined) return;
    if (id === NODE_TEST) {
      const { unfollowNodeTests } = await import("./node-tests.ts");
      unfollowNodeTests();
    }
    await withPluginErrors(() => stats.finish(id));
  },
});
