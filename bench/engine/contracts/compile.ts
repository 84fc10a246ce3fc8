import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { CompiledJson } from "../workloads/contracts.ts";

const require = createRequire(import.meta.url);
const ROOT = new URL("../../../", import.meta.url);

/** File and name of each contract in compiled.json. */
const SOURCES = {
  token: ["examples/common/TestToken.sol", "TestToken"],
  router: ["examples/dex/contracts/Router.sol", "Router"],
  compute: ["bench/engine/contracts/Compute.sol", "Compute"],
} as const;

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Record<string, Record<string, { abi: object[]; evm: { bytecode: { object: string } } }>>;
}

/**
 * What compiled.json holds, from the sources, with the npm package `solc`; takes a few seconds.
 *
 * @throws Error with what the compiler says when they do not compile.
 */
export function compileContracts(): Record<keyof typeof SOURCES, CompiledJson> {
  const output = compile(Object.values(SOURCES).map(([file]) => file));
  const compiled = Object.entries(SOURCES).map(([key, [file, name]]) => {
    const contract = output.contracts[file]?.[name];
    if (contract === undefined) throw new Error(`The compiler did not return ${name} of ${file}.`);
    return [key, { abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` }];
  });
  return Object.fromEntries(compiled);
}

function compile(files: readonly string[]): CompilerOutput {
  // Loaded here because it takes a second: 9 MB of WebAssembly.
  const solc = require("solc") as {
    compile(input: string, callbacks: { import(path: string): { contents: string } | { error: string } }): string;
  };
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(files.map((file) => [file, { content: readFileSync(new URL(file, ROOT), "utf8") }])),
    settings: {
      evmVersion: "osaka",
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
    },
  };
  const findImport = (path: string) => ({ contents: readFileSync(require.resolve(path), "utf8") });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImport })) as CompilerOutput;
  const errors = output.errors?.filter((error) => error.severity === "error") ?? [];
  if (errors.length > 0) {
    throw new Error(
      `The benchmark's contracts do not compile:\n${errors.map((error) => error.formattedMessage).join("\n")}`,
    );
  }
  return output;
}
