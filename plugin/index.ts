import { emptyTask, globalFlag, globalOption, overrideTask } from "hardhat/config";
import { definePlugin } from "hardhat/plugins";
import { ArgumentType } from "hardhat/types/arguments";
import { adviceTask } from "../tasks/advice.ts";
import { benchTask } from "../tasks/bench.ts";
import { checkTask } from "../tasks/check.ts";
import { matrixTask } from "../tasks/matrix.ts";
import { replayTask } from "../tasks/replay.ts";
import { reportTask } from "../tasks/report.ts";
import { whatIfTask } from "../tasks/what-if.ts";

export type * from "./type-extensions.ts";

export default definePlugin({
  id: "hardhat-parallel",
  npmPackage: "hardhat-parallel",
  globalOptions: [
    globalFlag({
      name: "parallelStats",
      description: "Runs the tests on the parallel engine and reports which transactions conflicted",
    }),
    globalOption({
      name: "parallelStatsJson",
      description: "Writes what the parallel engine recorded during the tests to a JSON file at the specified path",
      type: ArgumentType.FILE_WITHOUT_DEFAULT,
      defaultValue: undefined,
    }),
  ],
  hookHandlers: {
    config: () => import("./hooks/config.ts"),
    hre: () => import("./hooks/hre.ts"),
    network: () => import("./hooks/network.ts"),
    test: () => import("./hooks/test.ts"),
  },
  tasks: [
    emptyTask(["parallel"], "Execute blocks on the parallel engine and report what conflicted").build(),
    adviceTask,
    benchTask,
    checkTask,
    matrixTask,
    replayTask,
    reportTask,
    whatIfTask,
    overrideTask(["test", "solidity"])
      .setAction(() => import("../tasks/solidity-test.ts"))
      .build(),
    overrideTask("node")
      .setAction(() => import("../tasks/node.ts"))
      .build(),
    overrideTask("test")
      .setAction(() => import("../tasks/test.ts"))
      .build(),
  ],
});
