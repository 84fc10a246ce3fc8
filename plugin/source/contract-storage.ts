import type { Hex } from "../engine/access/types.ts";
import { type AstNode, text } from "./ast.ts";
import { AstLayouter } from "./ast-layout.ts";
import type { Compilation } from "./compilation.ts";
import type { CompiledContract } from "./contracts.ts";
import { fixedVariables } from "./fixed-variables.ts";
import { constantWords, foldedHashes, HASH_BUDGETS } from "./folded-hashes.ts";
import { findNamedValues, findNamespaces } from "./namespaces.ts";
import type { PreimageIndex } from "./preimages.ts";
import { findSlot, type SlotMember } from "./slot-names.ts";
import { type LayoutField, readStorageLayout, type StorageLayout } from "./storage-layout.ts";

/** The storage of one contract: what its slots hold, and at which line that is declared. */
export class ContractStorage {
  /** A library has no storage of its own: it works on that of its callers. */
  readonly isLibrary: boolean;
  readonly #layout: StorageLayout;
  readonly #namedValues: ReadonlyMap<string, string>;
  readonly #constants: () => readonly bigint[];
  readonly #found = new WeakMap<PreimageIndex, Map<Hex, readonly SlotMember[]>>();
  readonly #folded = new Map<number, PreimageIndex>();

  /** @returns undefined when the compilation does not know the contract. */
  static describe(contract: CompiledContract, compilation: Compilation): ContractStorage | undefined {
    const { inputSourceName = "", name } = contract;
    const node = compilation.contract(inputSourceName, name);
    const compiled = readStorageLayout(compilation.storageLayout(inputSourceName, name), compilation);
    if (node === undefined && compiled === undefined) return undefined;
    return new ContractStorage(node, compiled, compilation);
  }

  private constructor(node: AstNode | undefined, compiled: StorageLayout | undefined, compilation: Compilation) {
    const bases = node === undefined ? [] : compilation.linearization(node);
    const layouter = new AstLayouter(compilation);
    const own = compiled ?? (node && layouter.contract(node));
    const fields = describeFields(own?.fields ?? [], bases, compilation);
    this.isLibrary = text(node, "contractKind") === "library";
    this.#layout = {
      fields: [...fields, ...findNamespaces(compilation, layouter)].sort(bySlot),
      types: new Map([...layouter.types, ...(own?.types ?? [])]),
    };
    this.#namedValues = findNamedValues(bases, compilation);
    this.#constants = () => constantWords(bases, compilation);
  }

  /** What a slot holds, lowest byte first; empty when unknown. Answers are kept: `preimages` must be complete. */
  find(slot: Hex, preimages: PreimageIndex): readonly SlotMember[] {
    let known = this.#found.get(preimages);
    if (known === undefined) {
      known = new Map();
      this.#found.set(preimages, known);
    }
    let found = known.get(slot);
    if (found === undefined) {
      found = this.#search(slot, preimages);
      known.set(slot, found);
    }
    return found;
  }

  /** Names of all state variables: `Token.totalSupply`. */
  variableNames(contract: string): readonly string[] {
    return this.#layout.fields.map(({ label, library = contract }) => `${library}.${label}`);
  }

  /** See `fixed-variables.ts`. */
  fixedVariables(): ReadonlyMap<bigint, readonly string[]> {
    return fixedVariables(this.#layout);
  }

  #search(slot: Hex, preimages: PreimageIndex): readonly SlotMember[] {
    let found = findSlot(this.#layout, slot, [preimages]);
    for (const budget of HASH_BUDGETS) {
      if (found.length === 0) found = findSlot(this.#layout, slot, [preimages, this.#foldedHashes(budget)]);
    }
    return found;
  }

  /** The name of a constant of this contract: `MINTER_ROLE`. */
  constantName(value: Hex): string | undefined {
    return this.#namedValues.get(value);
  }

  #foldedHashes(budget: number): PreimageIndex {
    let hashes = this.#folded.get(budget);
    if (hashes === undefined) {
      hashes = foldedHashes(this.#layout, this.#constants(), budget);
      this.#folded.set(budget, hashes);
    }
    return hashes;
  }
}

/**
 * Adds the places of the declarations. Variables of the same name (private ones of several base contracts) are told
 * apart by the contract that declares them: `Ownable._owner`.
 */
function describeFields(
  fields: readonly LayoutField[],
  bases: readonly AstNode[],
  compilation: Compilation,
): readonly LayoutField[] {
  const seen = new Map<string, number>();
  for (const { label } of fields) seen.set(label, (seen.get(label) ?? 0) + 1);
  return fields.map((field) => {
    const declaration = compilation.declaration(field.astId);
    const source = compilation.locate(declaration);
    const base = bases.find(({ id }) => id === declaration?.scope);
    const label = (seen.get(field.label) ?? 0) > 1 && base ? `${base.name}.${field.label}` : field.label;
    return { ...field, label, ...(source && { source }), ...(base?.name !== undefined && { declaredIn: base.name }) };
  });
}

function bySlot(a: LayoutField, b: LayoutField): number {
  if (a.slot !== b.slot) return a.slot < b.slot ? -1 : 1;
  return a.offset - b.offset;
}
