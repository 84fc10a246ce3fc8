import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { changingFunctions } from "../plugin/source/functions.ts";

/** What can be called of each compiled contract, by its name; of contracts of one name, of all of them. */
export async function functionsByContract({
  artifacts,
}: Pick<HardhatRuntimeEnvironment, "artifacts">): Promise<Map<string, readonly string[]>> {
  const functions = new Map<string, readonly string[]>();
  for (const qualifiedName of [...(await artifacts.getAllFullyQualifiedNames())].sort()) {
    const { contractName, abi, bytecode } = await artifacts.readArtifact(qualifiedName);
    // Interfaces and abstract contracts have no code to be called.
    if (bytecode === "0x") continue;
    functions.set(contractName, [...new Set([...(functions.get(contractName) ?? []), ...changingFunctions(abi)])]);
  }
  return functions;
}
