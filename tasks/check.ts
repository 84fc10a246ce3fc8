import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import { CHECK_FORMAT_NAMES } from "../plugin/report/check-formats.ts";

/**
 * `npx hardhat parallel check [RECORD...]`: holds a run against the budgets of the project and the committed snapshot.
 * Exit code 0 when all is well, 1 when a budget is exceeded or something is worse than in the snapshot, 2 when that
 * could not be told.
 */
export const checkTask = task(["parallel", "check"], "Check a test run against budgets and the committed snapshot")
  .addVariadicArgument({
    name: "records",
    description: "Files that --parallel-stats-json has written; several are merged. Default: the last test run",
    defaultValue: [],
  })
  .addFlag({
    name: "update",
    description: "Write the snapshot from this run. Without it, nothing is written",
  })
  .addOption({
    name: "tolerance",
    description: "Share by which figures may be worse than in the snapshot: 0.05 or 5%",
    // Read by the task itself: what Hardhat refuses ends with exit code 1.
    defaultValue: "0.05",
  })
  .addOption({
    name: "format",
    description: `How the result is written: ${CHECK_FORMAT_NAMES.join(", ")}`,
    defaultValue: "terminal",
  })
  .addOption({
    name: "output",
    description: "Write the result to a file; - is standard output",
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  })
  .addOption({
    name: "json",
    description: "Also write the result to a JSON file at the specified path; - prints it instead",
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  })
  .addFlag({
    name: "noCompile",
    description: "Don't compile the project before reading the budgets in its comments",
  })
  .setAction(async () => import("./check-action.ts"))
  .build();
