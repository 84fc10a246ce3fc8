import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Interface, type InterfaceAbi } from "ethers";

export interface CompiledContract {
  readonly abi: Interface;
  /** Init code, `0x`-prefixed. */
  readonly bytecode: string;
}

interface SolcOutput {
  errors?: { severity: string; formattedMessage: string }[];
  contracts?: Record<string, Record<string, { abi: InterfaceAbi; evm: { bytecode: { object: string } } }>>;
}

const compiled = new Map<string, Record<string, CompiledContract>>();

/**
 * Compiles one Solidity file with the compiler from npm, once per process.
 *
 * @returns its contracts by name.
 */
export function compileSolidity(file: URL): Record<string, CompiledContract> {
  let contracts = compiled.get(file.href);
  if (contracts === undefined) {
    contracts = compile(readFileSync(file, "utf8"));
    compiled.set(file.href, contracts);
  }
  return contracts;
}

function compile(content: string): Record<string, CompiledContract> {
  const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };
  const input = {
    language: "Solidity",
    sources: { "Source.sol": { content } },
    settings: {
      evmVersion: "cancun",
      optimizer: { enabled: true },
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as SolcOutput;
  const failure = output.errors?.find(({ severity }) => severity === "error");
  if (failure !== undefined) throw new Error(failure.formattedMessage);
  return Object.fromEntries(
    Object.entries(output.contracts?.["Source.sol"] ?? {}).map(([name, { abi, evm }]) => [
      name,
      { abi: new Interface(abi), bytecode: `0x${evm.bytecode.object}` },
    ]),
  );
}
