import { readFile } from "node:fs/promises";
import type { Artifact } from "hardhat/types/artifacts";
import type { ArtifactSource } from "./contracts.ts";

interface CompiledBytecode {
  readonly object?: string;
  readonly linkReferences?: Artifact["linkReferences"];
  readonly immutableReferences?: NonNullable<Artifact["immutableReferences"]>;
}

interface CompiledContract {
  readonly abi?: Artifact["abi"];
  readonly evm?: { readonly bytecode?: CompiledBytecode; readonly deployedBytecode?: CompiledBytecode };
}

type Outputs = Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>;

/**
 * The artifacts of a project, and with them the contracts that some of its sources import.
 *
 * Hardhat writes artifacts of the files only that it is told to build. When single test files are named, the contracts
 * that they test have none, or those of an earlier build; but the output of the compiler has them.
 *
 * @param sourceNames Of the files that were built: `test/Bank.t.sol`.
 */
export function withImports(artifacts: ArtifactSource, sourceNames: ReadonlySet<string>): ArtifactSource {
  let imported: Promise<ReadonlyMap<string, Artifact>> | undefined;
  const load = () => {
    imported ??= importsOf(artifacts, sourceNames);
    return imported;
  };
  return {
    getAllFullyQualifiedNames: async () => {
      return new Set([...(await artifacts.getAllFullyQualifiedNames()), ...(await load()).keys()]);
    },
    readArtifact: async (name) => ((await load()).get(name) ?? (await artifacts.readArtifact(name))) as never,
    getAllBuildInfoIds: () => artifacts.getAllBuildInfoIds(),
    getBuildInfoPath: (id) => artifacts.getBuildInfoPath(id),
    getBuildInfoOutputPath: (id) => artifacts.getBuildInfoOutputPath(id),
  };
}

/** By a name that no artifact of Hardhat's has: the compiler's name of the source, and that of the contract. */
async function importsOf(
  artifacts: ArtifactSource,
  sourceNames: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Artifact>> {
  const known = new Map<string, Artifact>();
  const builds = new Set<string>();
  for (const name of await artifacts.getAllFullyQualifiedNames()) {
    const artifact = await artifacts.readArtifact(name).catch(() => undefined);
    if (artifact === undefined) continue;
    known.set(`${artifact.inputSourceName}:${artifact.contractName}`, artifact);
    if (sourceNames.has(artifact.sourceName) && artifact.buildInfoId !== undefined) builds.add(artifact.buildInfoId);
  }
  const found = new Map<string, Artifact>();
  for (const buildInfoId of [...builds].sort()) {
    for (const [source, contracts] of Object.entries(await outputsOf(artifacts, buildInfoId))) {
      for (const [contractName, output] of Object.entries(contracts)) {
        const name = `${source}:${contractName}`;
        const artifact = artifactOf(contractName, source, buildInfoId, output);
        const isKnown = known.get(name)?.deployedBytecode === artifact.deployedBytecode;
        if (!isKnown && !found.has(name)) found.set(name, artifact);
      }
    }
  }
  return found;
}

/** Nothing when there is no output, or a broken one: names are a courtesy. */
async function outputsOf(artifacts: ArtifactSource, buildInfoId: string): Promise<Outputs> {
  const file = await artifacts.getBuildInfoOutputPath(buildInfoId);
  if (file === undefined) return {};
  try {
    const { output } = JSON.parse(await readFile(file, "utf8")) as { output?: { contracts?: Outputs } };
    return output?.contracts ?? {};
  } catch {
    return {};
  }
}

function artifactOf(contractName: string, source: string, buildInfoId: string, output: CompiledContract): Artifact {
  const { abi = [], evm: { bytecode, deployedBytecode } = {} } = output;
  return {
    _format: "hh3-artifact-1",
    contractName,
    sourceName: source,
    abi,
    bytecode: `0x${bytecode?.object ?? ""}`,
    deployedBytecode: `0x${deployedBytecode?.object ?? ""}`,
    linkReferences: bytecode?.linkReferences ?? {},
    deployedLinkReferences: deployedBytecode?.linkReferences ?? {},
    immutableReferences: deployedBytecode?.immutableReferences ?? {},
    buildInfoId,
    inputSourceName: source,
  };
}
