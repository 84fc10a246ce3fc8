import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Artifact } from "hardhat/types/artifacts";
import type { ArtifactSource } from "../../plugin/source/contracts.ts";

const require = createRequire(import.meta.url);

const COMPILERS = {
  current: "solc",
  "0.8.19": "solc-0.8.19",
  "0.7.6": "solc-0.7.6",
  "0.5.16": "solc-0.5.16",
} as const;

const CODES = ["evm.bytecode", "evm.deployedBytecode"];
const HARDHAT_OUTPUTS = [
  "abi",
  ...CODES.flatMap((code) => [`${code}.object`, `${code}.sourceMap`, `${code}.linkReferences`]),
  "evm.deployedBytecode.immutableReferences",
];
const PLUGIN_OUTPUTS = ["storageLayout", ...CODES.map((code) => `${code}.functionDebugData`)];

export interface CompileOptions {
  readonly compiler?: keyof typeof COMPILERS;
  readonly optimize?: boolean;
  readonly viaIR?: boolean;
  readonly remappings?: readonly string[];
  /** As a project that was compiled before the plugin was installed. */
  readonly withoutLayout?: boolean;
  /** As artifacts of another tool: no build info. */
  readonly withoutBuildInfo?: boolean;
}

export interface CompiledProject {
  readonly artifacts: ArtifactSource;
  artifact(name: string): Artifact;
  /** Runtime code as the compiler wrote it. */
  runtime(name: string): Uint8Array;
  /** The compiler's output for a contract. */
  // biome-ignore lint/suspicious/noExplicitAny: the output of the compiler
  output(name: string): any;
  remove(): void;
}

/** A contract of the tests. */
export function readContract(name: string): string {
  return readFileSync(new URL(`./contracts/${name}`, import.meta.url), "utf8");
}

/** 1-based line on which `text` stands in a source for the first time. */
export function lineOf(source: string, text: string): number {
  const at = source.indexOf(text);
  if (at === -1) throw new Error(`Not in the source: ${text}`);
  return source.slice(0, at).split("\n").length;
}

/**
 * Compiles with the npm packages of solc, and puts the result where Hardhat would.
 *
 * @param sources By the names that Hardhat gives to solc: `project/contracts/Zoo.sol`, `npm/lib@1.0.0/Lib.sol`.
 */
export function compile(sources: Readonly<Record<string, string>>, options: CompileOptions = {}): CompiledProject {
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(sources).map(([name, content]) => [name, { content }])),
    settings: {
      optimizer: { enabled: options.optimize ?? false, runs: 200 },
      ...(options.viaIR && { viaIR: true }),
      remappings: options.remappings ?? [],
      outputSelection: {
        "*": {
          "*": [...HARDHAT_OUTPUTS, ...(options.withoutLayout ? [] : PLUGIN_OUTPUTS)],
          "": ["ast"],
        },
      },
    },
  };
  const output = JSON.parse(require(COMPILERS[options.compiler ?? "current"]).compile(JSON.stringify(input)));
  const errors = (output.errors ?? []).filter((error: { severity: string }) => error.severity === "error");
  if (errors.length > 0)
    throw new Error(errors.map((e: { formattedMessage: string }) => e.formattedMessage).join("\n"));

  const directory = mkdtempSync(join(tmpdir(), "hardhat-parallel-source-"));
  const buildInfo = join(directory, "build.json");
  const buildInfoOutput = join(directory, "build.output.json");
  writeFileSync(buildInfo, JSON.stringify({ _format: "hh3-sol-build-info-1", id: "build", input }));
  writeFileSync(buildInfoOutput, JSON.stringify({ _format: "hh3-sol-build-info-output-1", id: "build", output }));

  const artifacts = new Map<string, Artifact>();
  const outputs = new Map<string, unknown>();
  for (const [inputSourceName, contracts] of Object.entries(output.contracts)) {
    // biome-ignore lint/suspicious/noExplicitAny: the output of the compiler
    for (const [contractName, compiled] of Object.entries<any>(contracts as object)) {
      const sourceName = inputSourceName.replace(/^project\//, "").replace(/^npm\/(.*?)@[^/]*\//, "$1/");
      outputs.set(contractName, compiled);
      artifacts.set(`${sourceName}:${contractName}`, {
        _format: "hh3-artifact-1",
        contractName,
        sourceName,
        abi: compiled.abi,
        bytecode: `0x${compiled.evm.bytecode.object}`,
        linkReferences: compiled.evm.bytecode.linkReferences,
        deployedBytecode: `0x${compiled.evm.deployedBytecode.object}`,
        deployedLinkReferences: compiled.evm.deployedBytecode.linkReferences,
        immutableReferences: compiled.evm.deployedBytecode.immutableReferences,
        ...(!options.withoutBuildInfo && { buildInfoId: "build", inputSourceName }),
      });
    }
  }
  const find = (name: string): Artifact => {
    const found = [...artifacts.values()].find((artifact) => artifact.contractName === name);
    if (found === undefined) throw new Error(`No contract ${name}`);
    return found;
  };
  return {
    artifacts: {
      getAllFullyQualifiedNames: async () => new Set(artifacts.keys()),
      readArtifact: async (name: string) => artifacts.get(name) as never,
      getBuildInfoPath: async () => buildInfo,
      getBuildInfoOutputPath: async () => buildInfoOutput,
      getAllBuildInfoIds: async () => new Set(["build"]),
    },
    artifact: find,
    runtime: (name) =>
      Buffer.from(
        find(name)
          .deployedBytecode.slice(2)
          .replace(/__.{38}/g, "0".repeat(40)),
        "hex",
      ),
    output: (name) => outputs.get(name),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
