import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Interface, type InterfaceAbi } from "ethers";

const require = createRequire(import.meta.url);
const ROOT = new URL("../../../", import.meta.url);

/** A contract ready to be deployed. */
export interface CompiledContract {
  readonly abi: Interface;
  /** `0x`-prefixed creation code, without constructor arguments. */
  readonly bytecode: string;
}

export interface BenchContracts {
  /** OpenZeppelin's ERC-20. */
  readonly token: CompiledContract;
  /** Uniswap V2, as published. */
  readonly factory: CompiledContract;
  readonly pair: CompiledContract;
  readonly router: CompiledContract;
  readonly compute: CompiledContract;
}

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Record<string, Record<string, { abi: InterfaceAbi; evm: { bytecode: { object: string } } }>>;
}

/** Compiles the contracts of the workloads with the npm package `solc`; takes a few seconds. */
export function loadContracts(): BenchContracts {
  const token = "examples/common/TestToken.sol";
  const router = "examples/dex/contracts/Router.sol";
  const compute = "bench/engine/contracts/Compute.sol";
  const output = compile([token, router, compute]);
  const pick = (file: string, name: string): CompiledContract => {
    const contract = output.contracts[file]?.[name];
    if (contract === undefined) {
      throw new Error(`The compiler did not return ${name} of ${file}.`);
    }
    return { abi: new Interface(contract.abi), bytecode: `0x${contract.evm.bytecode.object}` };
  };
  return {
    token: pick(token, "TestToken"),
    router: pick(router, "Router"),
    compute: pick(compute, "Compute"),
    factory: published("UniswapV2Factory"),
    pair: published("UniswapV2Pair"),
  };
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

/** A contract of Uniswap V2, compiled by its authors. */
export function published(name: string): CompiledContract {
  const json = require(`@uniswap/v2-core/build/${name}.json`) as { abi: InterfaceAbi; bytecode: string };
  return { abi: new Interface(json.abi), bytecode: `0x${json.bytecode}` };
}
