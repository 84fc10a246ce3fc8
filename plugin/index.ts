import { globalFlag, globalOption, overrideTask } from "hardhat/config";
import { definePlugin } from "hardhat/plugins";
import { ArgumentType } from "hardhat/types/arguments";

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
    test: () => import("./hooks/test.ts"),
  },
  tasks: [
    overrideTask("test")
      .setAction(() => import("../tasks/test.ts"))
      .build(),
  ],
});
