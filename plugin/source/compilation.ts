import { readFile } from "node:fs/promises";
import { type AstNode, child, children, text } from "./ast.ts";
import type { ArtifactSource } from "./contracts.ts";
import type { SourceLocation } from "./names.ts";
import { SourceFile } from "./source-location.ts";
import type { CompiledBytecode } from "./source-map.ts";
import type { TypeFacts } from "./storage-layout.ts";

interface CompilerOutput {
  readonly sources?: Readonly<Record<string, { readonly id?: number; readonly ast?: AstNode }>>;
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, CompiledContractOutput>>>>;
}

interface CompiledContractOutput {
  readonly storageLayout?: unknown;
  readonly evm?: { readonly bytecode?: CompiledBytecode; readonly deployedBytecode?: CompiledBytecode };
}

interface CompilerInput {
  readonly sources?: Readonly<Record<string, { readonly content?: string }>>;
}

/** One run of the compiler: its sources, their declarations and where they stand. */
export class Compilation implements TypeFacts {
  readonly #files = new Map<number, SourceFile>();
  readonly #declarations = new Map<number, AstNode>();
  readonly #contracts = new Map<string, AstNode>();
  readonly #output: CompilerOutput;

  constructor(input: CompilerInput, output: CompilerOutput) {
    this.#output = output;
    for (const [name, { id, ast }] of Object.entries(output.sources ?? {})) {
      if (id !== undefined) this.#files.set(id, new SourceFile(name, input.sources?.[name]?.content ?? ""));
      this.#declare(ast, name);
    }
  }

  /** Reads the two files that Hardhat writes for a run of the compiler; undefined when either is missing or broken. */
  static async load(artifacts: ArtifactSource, buildInfoId: string): Promise<Compilation | undefined> {
    const [inputPath, outputPath] = await Promise.all([
      artifacts.getBuildInfoPath(buildInfoId),
      artifacts.getBuildInfoOutputPath(buildInfoId),
    ]);
    if (inputPath === undefined || outputPath === undefined) return undefined;
    try {
      const [input, output] = await Promise.all([readFile(inputPath, "utf8"), readFile(outputPath, "utf8")]);
      return new Compilation(JSON.parse(input).input ?? {}, JSON.parse(output).output ?? {});
    } catch {
      return undefined;
    }
  }

  /** The nodes that can be referred to: contracts, their members, the members of structs. */
  #declare(node: AstNode | undefined, source: string): void {
    if (node === undefined) return;
    if (node.id !== undefined) this.#declarations.set(node.id, node);
    if (node.nodeType === "ContractDefinition") this.#contracts.set(`${source}:${node.name}`, node);
    for (const field of ["nodes", "members"]) for (const inner of children(node, field)) this.#declare(inner, source);
  }

  contract(inputSourceName: string, name: string): AstNode | undefined {
    return this.#contracts.get(`${inputSourceName}:${name}`);
  }

  /** Bytecode of a contract with its source map: the code that it has, or that of its creation. */
  bytecode(inputSourceName: string, name: string, kind: "deployedBytecode" | "bytecode"): CompiledBytecode | undefined {
    return this.#output.contracts?.[inputSourceName]?.[name]?.evm?.[kind];
  }

  /** solc's `storageLayout` of a contract, unchecked; undefined when it was not asked for. */
  storageLayout(inputSourceName: string, name: string): unknown {
    return this.#output.contracts?.[inputSourceName]?.[name]?.storageLayout;
  }

  declaration(id: number | undefined): AstNode | undefined {
    return id === undefined ? undefined : this.#declarations.get(id);
  }

  /** All declarations of a kind (`nodeType`), in the order of the sources. */
  declarations(nodeType: string): readonly AstNode[] {
    return [...this.#declarations.values()].filter((node) => node.nodeType === nodeType);
  }

  /** All declarations that have a comment of documentation, in the order of the sources. */
  documented(): readonly AstNode[] {
    return [...this.#declarations.values()].filter((node) => child(node, "documentation") !== undefined);
  }

  /** The contract and those it inherits from, most derived first. */
  linearization(contract: AstNode): readonly AstNode[] {
    const ids = contract.linearizedBaseContracts;
    if (!Array.isArray(ids)) return [contract];
    return ids.map((id) => this.#declarations.get(id)).filter((node): node is AstNode => node !== undefined);
  }

  locate(node: AstNode | undefined): SourceLocation | undefined {
    const [start, , file] = spanOf(node);
    return this.locateAt(file, start);
  }

  /** @param file Index of a source. */
  locateAt(file: number, start: number): SourceLocation | undefined {
    return this.#files.get(file)?.locate(start);
  }

  /** Source text that stands before a node, up to `length` bytes. */
  textBefore(node: AstNode, length: number): string {
    const [start, , file] = spanOf(node);
    return this.#files.get(file)?.text(start - length, start) ?? "";
  }

  /** Source text of a node. */
  textOf(node: AstNode): string {
    const [start, length, file] = spanOf(node);
    return this.#files.get(file)?.text(start, start + length) ?? "";
  }

  enumMembers(astId: number): readonly string[] | undefined {
    const node = this.#declarations.get(astId);
    if (node?.nodeType !== "EnumDefinition") return undefined;
    return children(node, "members").map((member) => text(member, "name") ?? "");
  }

  underlyingType(astId: number): string | undefined {
    const node = this.#declarations.get(astId);
    const underlying = node?.underlyingType as AstNode | undefined;
    return node?.nodeType === "UserDefinedValueTypeDefinition" ? identifierOf(underlying) : undefined;
  }
}

function identifierOf(type: AstNode | undefined): string | undefined {
  const descriptions = type?.typeDescriptions as { typeIdentifier?: string } | undefined;
  return descriptions?.typeIdentifier;
}

/** Start, length and file of a node, the first two in bytes; not a number where the node has no place. */
export function spanOf(node: AstNode | undefined): readonly [start: number, length: number, file: number] {
  const [start = Number.NaN, length = Number.NaN, file = Number.NaN] = (node?.src ?? "").split(":").map(Number);
  return [start, length, file];
}
