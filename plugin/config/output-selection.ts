import { greaterThanOrEqual, parseVersion, type SemverVersion } from "@nomicfoundation/hardhat-utils/fast-semver";
import type { SolidityCompilerConfig, SolidityConfig } from "hardhat/types/config";

/** What Hardhat does not ask for, with the first compilers that write it; older ones must not be asked. */
const OUTPUTS: readonly { readonly output: string; readonly since: SemverVersion }[] = [
  { output: "storageLayout", since: [0, 5, 13] },
  { output: "transientStorageLayout", since: [0, 8, 27] },
  { output: "evm.bytecode.functionDebugData", since: [0, 8, 5] },
  { output: "evm.deployedBytecode.functionDebugData", since: [0, 8, 5] },
];

/**
 * Asks every compiler of every build profile for what names the slots of a report (storage layouts) and finds the lines
 * that use them (where functions begin).
 *
 * Everything is copied: Hardhat shares one default selection between all compilers, and plugins may share theirs.
 */
export function withOutputsForNames(solidity: SolidityConfig): SolidityConfig {
  const profiles = Object.entries(solidity.profiles).map(([name, profile]) => [
    name,
    {
      ...profile,
      compilers: profile.compilers.map(addOutputs),
      overrides: Object.fromEntries(
        Object.entries(profile.overrides).map(([source, compiler]) => [source, addOutputs(compiler)]),
      ),
    },
  ]);
  return { ...solidity, profiles: Object.fromEntries(profiles) };
}

function addOutputs(compiler: SolidityCompilerConfig): SolidityCompilerConfig {
  const version = parseVersion(compiler.version.split("-", 1)[0] ?? "");
  const outputs = OUTPUTS.filter(({ since }) => version !== undefined && greaterThanOrEqual(version, since));
  if (outputs.length === 0) return compiler;

  const selection = compiler.settings?.outputSelection;
  const everyContract: readonly string[] = selection?.["*"]?.["*"] ?? [];
  return {
    ...compiler,
    settings: {
      ...compiler.settings,
      outputSelection: {
        ...selection,
        "*": {
          ...selection?.["*"],
          "*": [...new Set([...everyContract, ...outputs.map(({ output }) => output)])],
        },
      },
    },
  };
}
