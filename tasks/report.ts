import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import { FORMAT_NAMES } from "../plugin/report/formats.ts";

/** `npx hardhat parallel report [RECORD...]`: renders a recorded run. */
export const reportTask = task(["parallel", "report"], "Report on the last test run, or on recorded ones")
  .addVariadicArgument({
    name: "records",
    description: "Files that --parallel-stats-json has written; several are merged. Default: the last test run",
    defaultValue: [],
  })
  .addOption({
    name: "format",
    description: `How the report is written: ${FORMAT_NAMES.join(", ")}`,
    defaultValue: "terminal",
  })
  .addOption({
    name: "output",
    description: "Write the report to a file; - is standard output",
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  })
  .addFlag({
    name: "noTimeline",
    description: "Leave out of the html page how the run was really executed: then the same run gives the same page",
  })
  .addFlag({
    name: "fixtures",
    description: "Count what hooks and fixtures of the tests sent, too, as if the config said so (parallel.grouping)",
  })
  .setAction(async () => import("./report-action.ts"))
  .build();
