import { type AstNode, child, children, number, text, typeIdentifier, walk } from "./ast.ts";
import type { AstLayouter } from "./ast-layout.ts";
import type { Compilation } from "./compilation.ts";
import { evaluateConstant, namespaceSlot, toWord } from "./constants.ts";
import type { LayoutField } from "./storage-layout.ts";

/** A constant below this is a number, not a place in storage that nothing else can reach. */
const SMALLEST_HASH = 1n << 128n;

/**
 * Storage that contracts keep apart from their state variables, at positions that are hashes:
 *
 * 1. structs annotated `@custom:storage-location erc7201:<id>` (ERC-7201);
 * 2. structs returned by functions that point them to a constant (the storage library of ERC-2535, and others);
 * 3. single slots whose position is a constant (ERC-1967: `IMPLEMENTATION_SLOT`).
 *
 * @returns Fields at their absolute slots, ascending. Found in the whole compilation: a hash cannot be met by chance.
 */
export function findNamespaces(compilation: Compilation, layouter: AstLayouter): readonly LayoutField[] {
  const bySlot = new Map<bigint, LayoutField>();
  const add = (field: LayoutField): void => {
    if (!bySlot.has(field.slot)) bySlot.set(field.slot, field);
  };
  for (const struct of compilation.declarations("StructDefinition")) {
    const id = annotatedNamespace(struct, compilation);
    if (id !== undefined) add(structField(namespaceSlot(Buffer.from(id, "utf8")), struct, layouter, compilation));
  }
  const positions = findPositions(compilation);
  for (const definition of compilation.declarations("FunctionDefinition")) {
    const struct = returnedStruct(definition, compilation);
    if (struct === undefined) continue;
    const position = referencedPosition(definition, positions);
    if (position !== undefined) add(structField(position, struct, layouter, compilation));
  }
  for (const [id, slot] of positions) {
    const constant = compilation.declaration(id);
    const place = placeOf(constant, compilation);
    layouter.types.set("t_bytes32", { kind: "value", bytes: 32, value: { kind: "bytes", size: 32 } });
    add({ label: constant?.name ?? "", type: "t_bytes32", slot, offset: 0, ...place });
  }
  return [...bySlot.values()].sort((a, b) => (a.slot < b.slot ? -1 : 1));
}

function structField(slot: bigint, struct: AstNode, layouter: AstLayouter, compilation: Compilation): LayoutField {
  const place = placeOf(struct, compilation);
  const scope = compilation.declaration(number(struct, "scope"));
  const library = text(scope, "contractKind") === "library" ? scope?.name : undefined;
  const type = layouter.struct(struct);
  return { label: struct.name ?? "", type, slot, offset: 0, ...place, ...(library !== undefined && { library }) };
}

function placeOf(node: AstNode | undefined, compilation: Compilation): Pick<LayoutField, "source" | "declaredIn"> {
  const source = compilation.locate(node);
  const scope = compilation.declaration(number(node, "scope"));
  const declaredIn = scope?.nodeType === "ContractDefinition" ? scope.name : undefined;
  return { ...(source && { source }), ...(declaredIn !== undefined && { declaredIn }) };
}

function annotatedNamespace(struct: AstNode, compilation: Compilation): string | undefined {
  const documentation = text(child(struct, "documentation"), "text") ?? text(struct, "documentation");
  // Compilers before 0.8.20 leave the comments of structs out of the AST.
  const comment = documentation ?? /(?:\/\/\/|\*)[^{};]*$/.exec(compilation.textBefore(struct, 2000))?.[0] ?? "";
  return /@custom:storage-location\s+erc7201:(\S+)/.exec(comment)?.[1];
}

/** Constants that are positions, by AST identifier. */
function findPositions(compilation: Compilation): Map<number, bigint> {
  const positions = new Map<number, bigint>();
  for (const declaration of compilation.declarations("VariableDeclaration")) {
    if (declaration.constant !== true || !/^t_(bytes32|uint256)$/.test(typeIdentifier(declaration))) continue;
    const value = evaluateConstant(child(declaration, "value"), compilation);
    if (value !== undefined && value >= SMALLEST_HASH) positions.set(declaration.id ?? -1, value);
  }
  return positions;
}

/** The struct that a function returns a storage pointer to. */
function returnedStruct(definition: AstNode, compilation: Compilation): AstNode | undefined {
  const [returned, ...others] = children(child(definition, "returnParameters"), "parameters");
  if (others.length > 0 || text(returned, "storageLocation") !== "storage") return undefined;
  const typeName = child(returned, "typeName");
  const reference =
    number(typeName, "referencedDeclaration") ?? number(child(typeName, "pathNode"), "referencedDeclaration");
  const declaration = compilation.declaration(reference);
  return declaration?.nodeType === "StructDefinition" ? declaration : undefined;
}

/** The one position that a function with inline assembly mentions. */
function referencedPosition(definition: AstNode, positions: ReadonlyMap<number, bigint>): bigint | undefined {
  const mentioned = new Set<bigint>();
  let assembly = false;
  walk(child(definition, "body"), (node) => {
    if (node.nodeType === "InlineAssembly") {
      assembly = true;
      for (const reference of children(node, "externalReferences")) mention(number(reference, "declaration"));
    }
    if (node.nodeType === "Identifier") mention(number(node, "referencedDeclaration"));
  });
  return assembly && mentioned.size === 1 ? [...mentioned][0] : undefined;

  function mention(id: number | undefined): void {
    const position = id === undefined ? undefined : positions.get(id);
    if (position !== undefined) mentioned.add(position);
  }
}

/**
 * Names of constants that a contract inherits or has, by their 32-byte value, for keys such as roles: `MINTER_ROLE`.
 *
 * @param contracts Most derived first.
 */
export function findNamedValues(contracts: readonly AstNode[], compilation: Compilation): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const contract of contracts) {
    for (const declaration of children(contract, "nodes")) {
      if (declaration.constant !== true || typeIdentifier(declaration) !== "t_bytes32") continue;
      const value = evaluateConstant(child(declaration, "value"), compilation);
      if (value !== undefined && !names.has(toWord(value))) names.set(toWord(value), declaration.name ?? "");
    }
  }
  return names;
}
