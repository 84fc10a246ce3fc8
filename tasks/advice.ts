import { task } from "hardhat/config";

/** `npx hardhat parallel advice [ID]`: lists the remedies, or prints one with code before and after it. */
export const adviceTask = task(["parallel", "advice"], "Explain what makes transactions wait, and what helps")
  .addPositionalArgument({
    name: "remedy",
    description: "Name of a remedy, as the report shows it: global-counter. Default: list all of them",
    defaultValue: "",
  })
  .setAction(async () => import("./advice-action.ts"))
  .build();
