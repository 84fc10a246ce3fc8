import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";

/** `npx hardhat parallel matrix [Contract] [RECORD...]`: function x function: never, same key, always. */
export const matrixTask = task(["parallel", "matrix"], "Say which functions of a contract can run in parallel")
  .addPositionalArgument({
    name: "contract",
    description: "Name of a contract. Default: all that were called",
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  })
  .addVariadicArgument({
    name: "records",
    description: "Files that --parallel-stats-json has written; several are merged. Default: the last test run",
    defaultValue: [],
  })
  .addOption({
    name: "json",
    description: "Also write the matrix to a JSON file at the specified path; - prints it instead",
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  })
  .setAction(async () => import("./matrix-action.ts"))
  .build();
