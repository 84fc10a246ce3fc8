import type { Hex } from "../engine/access/types.ts";
import { type CodeTemplate, delegateTarget } from "./bytecode.ts";
import { CodeLines } from "./code-lines.ts";
import { Compilation } from "./compilation.ts";
import { ContractStorage } from "./contract-storage.ts";
import { type ArtifactSource, type CompiledContract, ContractIndex } from "./contracts.ts";
import { type ContractFunctions, describeFunctions } from "./functions.ts";

/** What a piece of code is. */
export type DescribedCode =
  /** It only runs the code of another account: a minimal proxy (EIP-1167), a delegation (EIP-7702). */
  { readonly kind: "delegate"; readonly target: Hex } | DescribedContract;

export interface DescribedContract {
  readonly kind: "contract";
  readonly name: string;
  readonly functions: ContractFunctions;
  /** Absent when there is no output of the compiler for the contract. */
  readonly storage?: ContractStorage;
  readonly lines?: CodeLines;
}

/** What is known of code by its hash. Artifacts and compiler outputs are read when code first needs them, and kept. */
export class CodeBook {
  readonly #artifacts: ArtifactSource;
  #index: Promise<ContractIndex> | undefined;
  readonly #compilations = new Map<string, Promise<Compilation | undefined>>();
  readonly #contracts = new Map<string, DescribedContract>();
  readonly #codes = new Map<Hex, DescribedCode | undefined>();

  constructor(artifacts: ArtifactSource) {
    this.#artifacts = artifacts;
  }

  /** Looks codes up, so that `get` knows them. */
  async learn(codes: Iterable<readonly [Hex, Uint8Array]>): Promise<void> {
    for (const [hash, code] of codes) {
      if (!this.#codes.has(hash)) this.#codes.set(hash, await this.#describe(code));
    }
  }

  /** @returns undefined for code that is of no contract of the project. */
  get(codeHash: Hex): DescribedCode | undefined {
    return this.#codes.get(codeHash);
  }

  /** Every contract of the project that has code once it is deployed. */
  async all(): Promise<(DescribedContract & { readonly runtime: CodeTemplate })[]> {
    const { deployable } = await this.#contractIndex();
    const described: (DescribedContract & { readonly runtime: CodeTemplate })[] = [];
    for (const { contract, runtime } of deployable) described.push({ ...(await this.#contract(contract)), runtime });
    return described;
  }

  async #describe(code: Uint8Array): Promise<DescribedCode | undefined> {
    if (code.length === 0) return undefined;
    const target = delegateTarget(code);
    if (target !== undefined) return { kind: "delegate", target };
    const index = await this.#contractIndex();
    const contract = index.findByRuntime(code) ?? index.findByCreation(code);
    return contract && (await this.#contract(contract));
  }

  #contractIndex(): Promise<ContractIndex> {
    this.#index ??= ContractIndex.load(this.#artifacts);
    return this.#index;
  }

  async #contract(contract: CompiledContract): Promise<DescribedContract> {
    let described = this.#contracts.get(contract.fullyQualifiedName);
    if (described === undefined) {
      described = await this.#describeContract(contract);
      this.#contracts.set(contract.fullyQualifiedName, described);
    }
    return described;
  }

  async #describeContract(contract: CompiledContract): Promise<DescribedContract> {
    const compilation = await this.#compilation(contract.buildInfoId);
    const storage = compilation && ContractStorage.describe(contract, compilation);
    const functions = describeFunctions(contract, compilation);
    return {
      kind: "contract",
      name: contract.name,
      functions,
      ...(storage && { storage }),
      ...(compilation && { lines: new CodeLines(contract, compilation, functions) }),
    };
  }

  #compilation(id: string | undefined): Promise<Compilation | undefined> {
    if (id === undefined) return Promise.resolve(undefined);
    let compilation = this.#compilations.get(id);
    if (compilation === undefined) {
      compilation = Compilation.load(this.#artifacts, id);
      this.#compilations.set(id, compilation);
    }
    return compilation;
  }
}
