import { greaterThanOrEqual, parseVersion, type SemverVersion } from "@nomicfoundation/hardhat-utils/fast-semver";
import type { SolidityCompilerConfig, SolidityConfig } from "hardhat/types/config";

/** The first compilers that write each layout; older ones must not be asked for it. */
const LAYOUTS: readonly { readonly output: string; readonly since: SemverVersion }[] = [
  { output: "storageLayout", since: [0, 5, 13] },
  { output: "transientStorageLayout", since: [0, 8, 27] },
];

/**
 * Asks every compiler of every build profile for the storage layouts that name the slots of a report.
 *
 * Everything is copied: Hardhat shares one default selection between all compilers, and plugins may share theirs.
 */
export function withStorageLayout(solidity: SolidityConfig): SolidityConfig {
  const profiles = Object.entries(solidity.profiles).map(([name, profile]) => [
    name,
    {
      ...profile,
      compilers: profile.compilers.map(addLayouts),
      overrides: Object.fromEntries(
        Object.entries(profile.overrides).map(([source, compiler]) => [source, addLayouts(compiler)]),
      ),
    },
  ]);
  return { ...solidity, profiles: Object.fromEntries(profiles) };
}

function addLayouts(compiler: SolidityCompilerConfig): SolidityCompilerConfig {
  const version = parseVersion(compiler.version.split("-", 1)[0] ?? "");
  const outputs = LAYOUTS.filter(({ since }) => version !== undefined && greaterThanOrEqual(version, since));
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
