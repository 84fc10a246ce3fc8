import type { Artifact, ArtifactManager } from "hardhat/types/artifacts";
import {
  type ByteRange,
  bodyLength,
  type CodeMatch,
  type CodeTemplate,
  matchCreation,
  matchRuntime,
  readTemplate,
} from "./bytecode.ts";

/** What the plugin needs of `hre.artifacts`. */
export type ArtifactSource = Pick<
  ArtifactManager,
  "getAllFullyQualifiedNames" | "readArtifact" | "getAllBuildInfoIds" | "getBuildInfoPath" | "getBuildInfoOutputPath"
>;

/** A compiled contract that code was recognised as. */
export interface CompiledContract {
  /** `Token`. */
  readonly name: string;
  /** `contracts/Token.sol:Token`. */
  readonly fullyQualifiedName: string;
  readonly abi: Artifact["abi"];
  /** Where the compiler's output has it; both absent in artifacts that Hardhat did not build. */
  readonly buildInfoId?: string;
  readonly inputSourceName?: string;
}

export interface DeployableContract {
  readonly contract: CompiledContract;
  readonly runtime: CodeTemplate;
}

interface Candidate {
  readonly contract: CompiledContract;
  readonly runtime?: CodeTemplate;
  readonly creation?: CodeTemplate;
}

/** Artifacts are read this many at a time: enough to keep the disk busy, few enough not to run out of file handles. */
const CONCURRENT_READS = 32;

/** Every contract of a project, to be found by its code. */
export class ContractIndex {
  /** Every contract that has code once it is deployed, the project's own before those of packages. */
  readonly deployable: readonly DeployableContract[];
  readonly #byBodyLength = new Map<number, Candidate[]>();
  readonly #creations: Candidate[] = [];

  private constructor(candidates: readonly Candidate[]) {
    this.deployable = candidates.flatMap(({ contract, runtime }) =>
      runtime === undefined ? [] : [{ contract, runtime }],
    );
    for (const candidate of candidates) {
      if (candidate.runtime !== undefined) {
        const { bodyLength } = candidate.runtime;
        const same = this.#byBodyLength.get(bodyLength);
        if (same === undefined) this.#byBodyLength.set(bodyLength, [candidate]);
        else same.push(candidate);
      }
      if (candidate.creation !== undefined) this.#creations.push(candidate);
    }
    // Longest first: the creation code of one contract can begin with that of another only if it contains it.
    this.#creations.sort((a, b) => lengthOf(b.creation) - lengthOf(a.creation));
  }

  /** Reads all artifacts of the project. An artifact that cannot be read is left out: names are a courtesy. */
  static async load(artifacts: ArtifactSource): Promise<ContractIndex> {
    const names = [...(await artifacts.getAllFullyQualifiedNames())].sort();
    const candidates: Candidate[] = [];
    for (let at = 0; at < names.length; at += CONCURRENT_READS) {
      const chunk = names.slice(at, at + CONCURRENT_READS);
      const read = await Promise.all(chunk.map((name) => artifacts.readArtifact(name).catch(() => undefined)));
      for (const artifact of read) if (artifact !== undefined) candidates.push(readCandidate(artifact));
    }
    // The order decides between contracts with the same code: the project's own before those of packages, then by name.
    candidates.sort((a, b) => Number(isOfPackage(a.contract)) - Number(isOfPackage(b.contract)));
    return new ContractIndex(candidates);
  }

  /** The contract that deployed code is of, ignoring immutables, linked libraries and metadata. */
  findByRuntime(code: Uint8Array): CompiledContract | undefined {
    let found: CompiledContract | undefined;
    for (const { contract, runtime } of this.#byBodyLength.get(bodyLength(code)) ?? []) {
      const match: CodeMatch | undefined = runtime && matchRuntime(code, runtime);
      if (match === "exact") return contract;
      if (match === "body") found ??= contract;
    }
    return found;
  }

  /** The contract that init code (creation code and constructor arguments) creates. */
  findByCreation(initCode: Uint8Array): CompiledContract | undefined {
    return this.#creations.find(({ creation }) => creation !== undefined && matchCreation(initCode, creation))
      ?.contract;
  }
}

function lengthOf(template: CodeTemplate | undefined): number {
  return template?.bytes.length ?? 0;
}

function isOfPackage(contract: CompiledContract): boolean {
  return contract.inputSourceName?.startsWith("project/") !== true;
}

function readCandidate(artifact: Artifact): Candidate {
  const contract: CompiledContract = {
    name: artifact.contractName,
    fullyQualifiedName: `${artifact.sourceName}:${artifact.contractName}`,
    abi: artifact.abi,
    ...(artifact.buildInfoId !== undefined && { buildInfoId: artifact.buildInfoId }),
    ...(artifact.inputSourceName !== undefined && { inputSourceName: artifact.inputSourceName }),
  };
  const runtime = readTemplate(artifact.deployedBytecode ?? "", [
    ...linkedRanges(artifact.deployedLinkReferences),
    ...Object.values(artifact.immutableReferences ?? {}).flat(),
  ]);
  const creation = readTemplate(artifact.bytecode ?? "", linkedRanges(artifact.linkReferences));
  return { contract, ...(runtime && { runtime }), ...(creation && { creation }) };
}

function linkedRanges(references: Artifact["linkReferences"] | undefined): ByteRange[] {
  return Object.values(references ?? {}).flatMap((libraries) => Object.values(libraries).flat());
}
