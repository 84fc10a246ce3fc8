import { readFile } from "node:fs/promises";
import { AbiCoder, keccak256 } from "ethers";
import type { Hex } from "../engine/access/types.ts";
import type { CodeTemplate } from "./bytecode.ts";
import { CodeBook } from "./code-book.ts";
import type { ArtifactSource } from "./contracts.ts";

/** `ContractNames[]` of `contracts/parallel/Names.sol`. */
export const CONTRACT_NAMES =
  "tuple(bytes32 codeHash, uint256 codeLength, tuple(uint256 start, uint256 length)[] masks, string name, " +
  "bytes4[] selectors, string[] functions, uint256[] slots, string[] variables)[]";

/** Solidity tests that assert on conflicts import this source, under the name of our package or of a copy of it. */
const LIBRARY = '/ParallelTest.sol"';

/**
 * The names of all contracts of a project, for the messages of `ParallelTest.sol`.
 *
 * @param artifacts Of the compiled project.
 * @returns ABI-encoded `ContractNames[]`; undefined when no test of the project asks for it.
 */
export async function encodeContractNames(artifacts: ArtifactSource): Promise<Hex | undefined> {
  if (!(await importsLibrary(artifacts))) return undefined;
  const rows = [];
  for (const { name, runtime, functions, storage } of await new CodeBook(artifacts).all()) {
    const variables = [...(storage?.fixedVariables() ?? [])];
    const selectors = [...functions.bySelector];
    rows.push({
      codeHash: keccak256(masked(runtime)),
      codeLength: runtime.bytes.length,
      masks: runtime.holes.map(({ start, length }) => ({ start, length })),
      name,
      selectors: selectors.map(([selector]) => selector),
      functions: selectors.map(([, named]) => named.name),
      slots: variables.map(([slot]) => slot),
      variables: variables.map(([, labels]) => labels.join(", ")),
    });
  }
  return AbiCoder.defaultAbiCoder().encode([CONTRACT_NAMES], [rows]) as Hex;
}

async function importsLibrary(artifacts: ArtifactSource): Promise<boolean> {
  for (const id of await artifacts.getAllBuildInfoIds()) {
    const file = await artifacts.getBuildInfoPath(id);
    if (file !== undefined && (await readFile(file, "utf8")).includes(LIBRARY)) return true;
  }
  return false;
}

function masked({ bytes, holes }: CodeTemplate): Uint8Array {
  const code = Uint8Array.from(bytes);
  for (const { start, length } of holes) code.fill(0, start, start + length);
  return code;
}
