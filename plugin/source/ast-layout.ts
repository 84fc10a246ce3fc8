import { type AstNode, child, children, number, text, typeIdentifier } from "./ast.ts";
import type { Compilation } from "./compilation.ts";
import { evaluateConstant } from "./constants.ts";
import {
  type LayoutField,
  type LayoutType,
  readValueType,
  type StorageLayout,
  slotsOf,
  spanOf,
} from "./storage-layout.ts";

/**
 * Lays out variables from their declarations, by the rules of the Solidity docs, "Layout of State Variables in
 * Storage". Needed for what the compiler's own layout leaves out: structs that no state variable has (ERC-7201
 * namespaces), and contracts compiled without `storageLayout` or by solc before 0.5.13.
 */
export class AstLayouter {
  readonly types = new Map<string, LayoutType>();
  readonly #compilation: Compilation;

  constructor(compilation: Compilation) {
    this.#compilation = compilation;
  }

  /** The layout of a contract with all it inherits; undefined when its base slot cannot be evaluated. */
  contract(contract: AstNode): StorageLayout | undefined {
    const specifier = child(child(contract, "storageLayout"), "baseSlotExpression");
    const base = specifier === undefined ? 0n : evaluateConstant(specifier, this.#compilation);
    if (base === undefined) return undefined;
    const variables = this.#compilation
      .linearization(contract)
      .toReversed()
      .flatMap((base) => children(base, "nodes").filter(isStored));
    const { fields } = this.#place(variables);
    return { fields: fields.map((field) => ({ ...field, slot: field.slot + base })), types: this.types };
  }

  /** The type of a struct: an identifier in `types`. */
  struct(definition: AstNode): string {
    const id = `t_struct(${definition.name})${definition.id}_storage`;
    if (!this.types.has(id)) {
      // Known before its members are laid out, since a mapping in it may lead back to it.
      this.types.set(id, { kind: "struct", members: [], slots: 1n });
      const { fields, slots } = this.#place(children(definition, "members"));
      this.types.set(id, { kind: "struct", members: fields, slots });
    }
    return id;
  }

  /** Puts variables one behind the other: values share a slot while they fit, structs and arrays begin a new one. */
  #place(variables: readonly AstNode[]): { fields: LayoutField[]; slots: bigint } {
    const fields: LayoutField[] = [];
    let slot = 0n;
    let offset = 0;
    for (const variable of variables) {
      const type = this.#type(child(variable, "typeName"));
      const layout = this.types.get(type);
      const size = layout?.kind === "value" ? layout.bytes : 32;
      if (offset > 0 && offset + size > 32) {
        slot += 1n;
        offset = 0;
      }
      fields.push({ label: variable.name ?? "", type, slot, offset, ...(variable.id && { astId: variable.id }) });
      offset += size;
      if (layout?.kind !== "value") {
        slot += spanOf(layout);
        offset = 0;
      }
    }
    return { fields, slots: slot + (offset > 0 ? 1n : 0n) };
  }

  #type(name: AstNode | undefined): string {
    switch (name?.nodeType) {
      case "Mapping": {
        const key = this.#type(child(name, "keyType"));
        const value = this.#type(child(name, "valueType"));
        return this.#add(`t_mapping(${key},${value})`, { kind: "mapping", key, value });
      }
      case "ArrayTypeName":
        return this.#arrayType(name);
      case "FunctionTypeName": {
        const bytes = text(name, "visibility") === "external" ? 24 : 8;
        return this.#add(`t_function${bytes}`, { kind: "value", bytes, value: { kind: "function" } });
      }
      case "UserDefinedTypeName":
        return this.#userType(name);
      default:
        return this.#elementaryType(typeIdentifier(name));
    }
  }

  #arrayType(name: AstNode): string {
    const element = this.#type(child(name, "baseType"));
    const length = /\$(\d+)_(?:storage|memory|calldata)(?:_ptr)?$/.exec(typeIdentifier(name))?.[1];
    if (length === undefined) {
      return this.#add(`t_array(${element})dyn_storage`, { kind: "dynamic-array", element });
    }
    const type = this.types.get(element);
    const size = type?.kind === "value" ? type.bytes : 32;
    const count = BigInt(length);
    const slots = size > 16 ? count * spanOf(type) : slotsOf(32n * ceilDivide(count, BigInt(Math.floor(32 / size))));
    return this.#add(`t_array(${element})${length}_storage`, { kind: "array", element, length: count, slots });
  }

  #userType(name: AstNode): string {
    const reference = number(name, "referencedDeclaration") ?? number(child(name, "pathNode"), "referencedDeclaration");
    const declaration = this.#compilation.declaration(reference);
    if (declaration?.nodeType === "StructDefinition") return this.struct(declaration);
    if (declaration?.nodeType === "EnumDefinition") {
      const members = this.#compilation.enumMembers(reference ?? -1) ?? [];
      return this.#add(`t_enum(${declaration.name})${reference}`, {
        kind: "value",
        // One byte since 0.8; before, as many as the members need, which is one byte too up to 256 members.
        bytes: members.length > 256 ? 2 : 1,
        value: { kind: "enum", members },
      });
    }
    if (declaration?.nodeType === "UserDefinedValueTypeDefinition") {
      return this.#elementaryType(typeIdentifier(child(declaration, "underlyingType")));
    }
    return this.#elementaryType("t_address");
  }

  #elementaryType(id: string): string {
    if (/^t_(string|bytes)_/.test(id)) {
      const text = id.startsWith("t_string");
      return this.#add(text ? "t_string_storage" : "t_bytes_storage", { kind: "bytes", text });
    }
    return this.#add(id, { kind: "value", bytes: sizeOf(id), value: readValueType(id, this.#compilation) });
  }

  #add(id: string, type: LayoutType): string {
    if (!this.types.has(id)) this.types.set(id, type);
    return id;
  }
}

/** Does a member of a contract take place in its storage? */
function isStored(node: AstNode): boolean {
  return (
    node.nodeType === "VariableDeclaration" &&
    node.stateVariable !== false &&
    node.constant !== true &&
    text(node, "mutability") !== "immutable" &&
    text(node, "storageLocation") !== "transient"
  );
}

function sizeOf(id: string): number {
  const bits = /^t_u?int(\d+)$/.exec(id)?.[1];
  if (bits !== undefined) return Number(bits) / 8;
  const bytes = /^t_bytes(\d+)$/.exec(id)?.[1];
  if (bytes !== undefined) return Number(bytes);
  if (id === "t_bool") return 1;
  return id.startsWith("t_address") || id.startsWith("t_contract") ? 20 : 32;
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}
