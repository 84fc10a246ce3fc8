import { createRequire } from "node:module";
import { Interface, type InterfaceAbi } from "ethers";
import compiled from "../contracts/compiled.json" with { type: "json" };

/** A contract ready to be deployed. */
export interface CompiledContract {
  readonly abi: Interface;
  /** `0x`-prefixed creation code, without constructor arguments. */
  readonly bytecode: string;
}

/** A contract as compilers return it. */
export interface CompiledJson {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
}

export interface BenchContracts {
  /** OpenZeppelin's ERC-20. */
  readonly token: CompiledContract;
  /** Swaps on a pair of Uniswap V2. */
  readonly router: CompiledContract;
  readonly compute: CompiledContract;
  /** Undefined where the package is not installed. */
  readonly uniswap?: UniswapContracts;
}

/** Uniswap V2, as published. */
export interface UniswapContracts {
  readonly factory: CompiledContract;
  readonly pair: CompiledContract;
}

/** Where Uniswap's contracts are: under a licence of their own, so that they are not part of this package. */
export const UNISWAP = "@uniswap/v2-core";

/**
 * The contracts of the workloads.
 *
 * @param from file or URL of a module that would find Uniswap's package
 */
export function loadContracts(from: string | URL): BenchContracts {
  const { token, router, compute } = compiled;
  return {
    token: contractOf(token),
    router: contractOf(router),
    compute: contractOf(compute),
    uniswap: uniswapContracts(from),
  };
}

function uniswapContracts(from: string | URL): UniswapContracts | undefined {
  try {
    return { factory: published("UniswapV2Factory", from), pair: published("UniswapV2Pair", from) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    return undefined;
  }
}

/**
 * A contract of Uniswap V2, compiled by its authors.
 *
 * @param from see `loadContracts`
 * @throws Error with the code `MODULE_NOT_FOUND` where the package is not installed.
 */
export function published(name: string, from: string | URL): CompiledContract {
  const { abi, bytecode } = createRequire(from)(`${UNISWAP}/build/${name}.json`) as CompiledJson;
  return contractOf({ abi, bytecode: `0x${bytecode}` });
}

function contractOf({ abi, bytecode }: CompiledJson): CompiledContract {
  return { abi: new Interface(abi), bytecode };
}
