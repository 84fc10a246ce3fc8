import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { colours } from "../plugin/report/colour.ts";
import { matrixOf } from "../plugin/report/matrix.ts";
import { renderMatrixJson } from "../plugin/report/matrix-json.ts";
import { renderMatrix } from "../plugin/report/matrix-table.ts";
import { terminalColumns } from "../plugin/report/text.ts";
import { functionsByContract } from "./contract-functions.ts";
import { loadRecords } from "./load-records.ts";
import { isPrinted, writeOutput } from "./output.ts";
import { withKnownNames } from "./unknown-names.ts";

interface MatrixArguments {
  readonly contract: string | undefined;
  readonly records: readonly string[];
  readonly json: string | undefined;
}

const matrix: NewTaskActionFunction<MatrixArguments> = async ({ contract: first, records: others, json }, hre) => {
  // No contract is called like a file: the first argument may be a record already.
  const isRecord = first?.endsWith(".json") === true;
  const contract = isRecord ? undefined : first;
  const record = await loadRecords(isRecord ? [first, ...others] : others, hre);
  const functions = await functionsByContract(hre);
  const known = [...functions.keys()];
  const found = withKnownNames(() => matrixOf(record, contract, (name) => functions.get(name) ?? [], known));
  if (json !== undefined) await writeOutput(json, renderMatrixJson(found));
  // Standard output gets one or the other: it can be piped.
  if (json === undefined || !isPrinted(json)) {
    await writeOutput(undefined, renderMatrix(found, { columns: terminalColumns(), chalk: colours() }));
  }
};

export default matrix;
