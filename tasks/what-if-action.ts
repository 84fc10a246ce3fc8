import { HardhatPluginError } from "hardhat/plugins";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { MODELS } from "../plugin/analysis/models/models.ts";
import { colours } from "../plugin/report/colour.ts";
import { terminalColumns } from "../plugin/report/text.ts";
import { answerWhatIf } from "../plugin/report/what-if.ts";
import { renderWhatIfJson } from "../plugin/report/what-if-json.ts";
import { renderWhatIf } from "../plugin/report/what-if-table.ts";
import { loadRecords } from "./load-records.ts";
import { isPrinted, writeOutput } from "./output.ts";
import { withKnownNames } from "./unknown-names.ts";

interface WhatIfArguments {
  readonly records: readonly string[];
  readonly remove: string | undefined;
  readonly removeFunction: string | undefined;
  readonly threads: number;
  readonly model: string;
  readonly json: string | undefined;
}

const MOST_THREADS = 1024;

const whatIf: NewTaskActionFunction<WhatIfArguments> = async (
  { records, remove, removeFunction, threads, model: modelName, json },
  hre,
) => {
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS) {
    const problem = `--threads ${threads} is no number of threads. Use a whole number from 1 to ${MOST_THREADS}.`;
    throw new HardhatPluginError("hardhat-parallel", problem);
  }
  const model = MODELS.find(({ name }) => optionOf(name) === modelName);
  if (model === undefined) {
    const mend = `Use one of: ${MODELS.map(({ name }) => optionOf(name)).join(", ")}.`;
    throw new HardhatPluginError("hardhat-parallel", `--model ${modelName} is no execution model. ${mend}`);
  }
  const record = await loadRecords(records, hre);
  const answer = withKnownNames(() =>
    answerWhatIf(record, {
      ...(remove !== undefined && { remove }),
      ...(removeFunction !== undefined && { removeFunctions: removeFunction }),
      threads,
      model,
    }),
  );
  if (json !== undefined) await writeOutput(json, renderWhatIfJson(answer));
  // Standard output gets one or the other: it can be piped.
  if (json === undefined || !isPrinted(json)) {
    await writeOutput(undefined, renderWhatIf(answer, { columns: terminalColumns(), chalk: colours() }));
  }
};

export default whatIf;

/** Reports write `shards(n)`, which a shell would not take. */
function optionOf(model: string): string {
  return model.replace(/\(.*$/, "");
}
