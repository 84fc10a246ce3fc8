import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";

/** `npx hardhat parallel bench`: how fast the engine is here, side by side with others in one run. */
export const benchTask = task(
  ["parallel", "bench"],
  "Measure the engine against plain @ethereumjs/vm and Hardhat's own network",
)
  .addOption({
    name: "only",
    description: "Measure only the workloads whose names contain this text",
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  })
  .addOption({
    name: "rounds",
    description: "How often each workload is measured; 0 takes the usual number",
    type: ArgumentType.INT,
    defaultValue: 0,
  })
  .addOption({
    name: "json",
    description: "Also write the comparisons to a JSON file at the specified path; - prints them instead of the tables",
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  })
  .setAction(async () => import("./bench-action.ts"))
  .build();
