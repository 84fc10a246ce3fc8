import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";

/**
 * `npx hardhat parallel replay FILE_OR_DIR...`: executes recorded blocks on the engine, checks them against their
 * headers and reports how parallel they are. Exit code 0 when every block came out right, 1 otherwise.
 */
export const replayTask = task(["parallel", "replay"], "Execute recorded blocks in parallel and report on them")
  .addVariadicArgument({
    name: "paths",
    description: "Block files (mainnet-block-v1, JSON or gzip), or directories with *.json.gz files",
  })
  .addOption({
    name: "workers",
    description: "Threads that execute transactions; 0 takes the number of the config",
    type: ArgumentType.INT,
    defaultValue: 0,
  })
  .addFlag({
    name: "verify",
    description: "Execute every block a second time, sequentially on plain @ethereumjs/vm, and compare",
  })
  .addOption({
    name: "json",
    description: "Also write all figures to a JSON file at the specified path; - prints them instead of the table",
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  })
  .setAction(async () => import("./replay-action.ts"))
  .build();
