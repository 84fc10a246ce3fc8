import { FunctionFragment, type ParamType } from "ethers";
import type { Hex } from "../engine/access/types.ts";
import { type AstNode, child, children, text } from "./ast.ts";
import type { Compilation } from "./compilation.ts";
import type { CompiledContract } from "./contracts.ts";
import type { SourceLocation } from "./names.ts";

export interface NamedFunction {
  /** `transfer`; with its types where the contract has several of that name: `safeTransferFrom(address,address,uint256)`. */
  readonly name: string;
  readonly source?: SourceLocation;
  /** Its definition; of the getter of a public variable, the variable. */
  readonly definition?: AstNode;
}

/** The entry points of a contract. */
export interface ContractFunctions {
  readonly bySelector: ReadonlyMap<Hex, NamedFunction>;
  /** Where it is declared: the contract itself when it has no constructor of its own. */
  readonly constructorSource?: SourceLocation;
  readonly receive?: NamedFunction;
  readonly fallback?: NamedFunction;
}

interface AbiItem {
  readonly type?: string;
  readonly name?: string;
}

/**
 * Reads the functions of a contract from its ABI, and their lines from the sources where these are known.
 */
export function describeFunctions(contract: CompiledContract, compilation?: Compilation): ContractFunctions {
  const node = compilation?.contract(contract.inputSourceName ?? "", contract.name);
  const members = node === undefined ? [] : (compilation?.linearization(node) ?? []).flatMap(entryPoints);
  const locate = (found: AstNode | undefined) => {
    const source = compilation?.locate(found);
    return found && source && { source, definition: found };
  };
  const fragments = readFragments(contract.abi);
  const names = countNames(fragments);
  const bySelector = new Map<Hex, NamedFunction>();
  for (const fragment of fragments) {
    const selector = fragment.selector as Hex;
    bySelector.set(selector, { name: nameOf(fragment, names), ...locate(findDefinition(members, selector, fragment)) });
  }
  const special = (kind: "receive" | "fallback"): { [name: string]: NamedFunction } =>
    contract.abi.some((item: AbiItem) => item.type === kind)
      ? { [kind]: { name: kind, ...locate(members.find((member) => isSpecial(member, kind))) } }
      : {};
  const ownConstructor = children(node, "nodes").find((member) => text(member, "kind") === "constructor");
  const constructorSource = compilation?.locate(ownConstructor ?? node);
  return {
    bySelector,
    ...(constructorSource && { constructorSource }),
    ...special("receive"),
    ...special("fallback"),
  };
}

/** Names of the functions that a transaction can change something by: those of `describeFunctions`, without views. */
export function changingFunctions(abi: readonly unknown[]): readonly string[] {
  const fragments = readFragments(abi);
  const names = countNames(fragments);
  return fragments.filter((fragment) => !fragment.constant).map((fragment) => nameOf(fragment, names));
}

function countNames(fragments: readonly FunctionFragment[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const { name } of fragments) names.set(name, (names.get(name) ?? 0) + 1);
  return names;
}

/** With its types where the contract has several of that name. */
function nameOf(fragment: FunctionFragment, names: ReadonlyMap<string, number>): string {
  return (names.get(fragment.name) ?? 0) > 1 ? fragment.format("sighash") : fragment.name;
}

function readFragments(abi: readonly unknown[]): FunctionFragment[] {
  const fragments: FunctionFragment[] = [];
  for (const item of abi as readonly AbiItem[]) {
    if (item.type !== "function") continue;
    try {
      fragments.push(FunctionFragment.from(item));
    } catch {
      // The ABI of a library can have types that are not ABI types (storage pointers); nobody sends transactions to it.
    }
  }
  return fragments;
}

/** What can be called from outside: functions and the getters of public variables. */
function entryPoints(contract: AstNode): readonly AstNode[] {
  return children(contract, "nodes").filter(
    (node) =>
      node.nodeType === "FunctionDefinition" ||
      (node.nodeType === "VariableDeclaration" && text(node, "visibility") === "public"),
  );
}

/** The definition that a call of the selector reaches: of several overrides, that of the most derived contract. */
function findDefinition(members: readonly AstNode[], selector: Hex, fragment: FunctionFragment): AstNode | undefined {
  // `functionSelector` stands in the AST since solc 0.6.
  const exact = members.find((member) => text(member, "functionSelector") === selector.slice(2));
  return (
    exact ?? members.find((member) => text(member, "functionSelector") === undefined && hasShape(member, fragment))
  );
}

function hasShape(member: AstNode, fragment: FunctionFragment): boolean {
  if (member.name !== fragment.name) return false;
  if (member.nodeType === "VariableDeclaration") return true;
  const parameters = children(child(member, "parameters"), "parameters");
  return (
    parameters.length === fragment.inputs.length &&
    parameters.every((parameter, i) => couldBe(parameter, fragment.inputs[i] as ParamType))
  );
}

/** Tells overloads apart by elementary types; names of contracts, enums and structs differ from their ABI types. */
function couldBe(parameter: AstNode, type: ParamType): boolean {
  const declared = text(child(parameter, "typeDescriptions"), "typeString") ?? "";
  const [elementary] = declared.split(" ");
  return !/^(u?int|bytes|string|bool|address)\d*(\[\d*\])*$/.test(elementary ?? "") || elementary === type.type;
}

function isSpecial(member: AstNode, kind: "receive" | "fallback"): boolean {
  return text(member, "kind") === kind;
}
