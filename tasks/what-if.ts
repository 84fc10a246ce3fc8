import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";

/** `npx hardhat parallel what-if [RECORD...]`: what each variable's conflicts cost, and what is best done about them first. */
export const whatIfTask = task(["parallel", "what-if"], "Say what it would gain if nobody waited on some variables")
  .addVariadicArgument({
    name: "records",
    description: "Files that --parallel-stats-json has written; several are merged. Default: the last test run",
    defaultValue: [],
  })
  .addOption({
    name: "remove",
    description: "Variables on which nobody shall wait, separated by commas: Token.totalSupply,Token.balances",
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  })
  .addOption({
    name: "removeFunction",
    description: "Functions that shall not be called, separated by commas: Token.count",
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  })
  .addOption({
    name: "threads",
    description: "Number of threads whose speedup is worked out",
    type: ArgumentType.INT,
    defaultValue: 8,
  })
  .addOption({
    name: "model",
    description: "How the threads execute: ideal, block-stm, delta, two-phase, locks, bal or shards",
    defaultValue: "ideal",
  })
  .addOption({
    name: "json",
    description: "Also write the answer to a JSON file at the specified path; - prints it instead",
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  })
  .setAction(async () => import("./what-if-action.ts"))
  .build();
