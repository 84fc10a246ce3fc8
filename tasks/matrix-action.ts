import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { colours } from "../plugin/report/colour.ts";
import { matrixOf } from "../plugin/report/matrix.ts";
import { renderMatrixJson } from "../plugin/report/matrix-json.ts";
import { renderMatrix } from "../plugin/report/matrix-table.ts";
import { terminalColumns } from "../plugin/report/text.ts";
import { changingFunctions } from "../plugin/source/functions.ts";
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

/** What can be called of each compiled contract, by its name; of contracts of one name, of all of them. */
async function functionsByContract({ artifacts }: HardhatRuntimeEnvironment): Promise<Map<string, readonly string[]>> {
  const functions = new Map<string, readonly string[]>();
  for (const qualifiedName of [...(await artifacts.getAllFullyQualifiedNames())].sort()) {
    const { contractName, abi, bytecode } = await artifacts.readArtifact(qualifiedName);
    // Interfaces and abstract contracts have no code to be called.
    if (bytecode === "0x") continue;
    functions.set(contractName, [...new Set([...(functions.get(contractName) ?? []), ...changingFunctions(abi)])]);
  }
  return functions;
}
