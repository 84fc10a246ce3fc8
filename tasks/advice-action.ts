import { HardhatPluginError } from "hardhat/plugins";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { CATALOGUE } from "../plugin/advice/catalogue.ts";
import { MEASURED } from "../plugin/advice/measured.ts";
import { colours } from "../plugin/report/colour.ts";
import { renderCatalogue, renderRemedy } from "../plugin/report/remedy-text.ts";
import { terminalColumns } from "../plugin/report/text.ts";
import { writeOutput } from "./output.ts";

interface AdviceArguments {
  readonly remedy: string;
}

const advice: NewTaskActionFunction<AdviceArguments> = async ({ remedy: id }) => {
  const options = { columns: terminalColumns(), chalk: colours() };
  if (id === "") {
    await writeOutput(undefined, renderCatalogue(CATALOGUE, options));
    return;
  }
  const remedy = CATALOGUE.find((candidate) => candidate.id === id.toLowerCase());
  if (remedy === undefined) {
    const mend = `Use one of: ${CATALOGUE.map((known) => known.id).join(", ")}.`;
    throw new HardhatPluginError("hardhat-parallel", `There is no remedy called ${id}. ${mend}`);
  }
  await writeOutput(undefined, renderRemedy(remedy, MEASURED.get(remedy.id) ?? [], options));
};

export default advice;
