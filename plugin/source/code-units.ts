import { type AstNode, child, children, number, text, typeIdentifier, walk } from "./ast.ts";
import { type Compilation, spanOf } from "./compilation.ts";
import type { SourceLocation } from "./names.ts";
import type { Mapping } from "./source-map.ts";

/** What code belongs to: a function, constructor or modifier, or a state variable (its getter, its initial value). */
export interface CodeUnit {
  readonly node: AstNode;
  /** `Token._transfer`; a function outside contracts has its own name alone. */
  readonly name: string;
  /** Where its definition begins. */
  readonly source: SourceLocation;
  /** The contract that declares it. */
  readonly contract: AstNode | undefined;
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly unit: CodeUnit;
}

/** A place in the source, as far as a source map tells. */
export interface Place {
  readonly source: SourceLocation;
  /** The innermost unit around it; undefined between the units of a contract, as in arguments for a base constructor. */
  readonly unit: CodeUnit | undefined;
}

/** The functions of one run of the compiler, by their place and by the names that they use. */
export class CodeUnits {
  readonly #compilation: Compilation;
  readonly #spans = new Map<number, Span[]>();
  readonly #contracts = new Map<number, Omit<Span, "unit">[]>();
  readonly #units = new Map<AstNode, CodeUnit>();
  readonly #byName = new Map<string, CodeUnit[]>();
  readonly #used = new Map<AstNode, ReadonlySet<string>>();

  static of(compilation: Compilation): CodeUnits {
    let units = known.get(compilation);
    if (units === undefined) {
      units = new CodeUnits(compilation);
      known.set(compilation, units);
    }
    return units;
  }

  private constructor(compilation: Compilation) {
    this.#compilation = compilation;
    const inContracts = new Set<AstNode>();
    for (const contract of compilation.declarations("ContractDefinition")) {
      const [start, length, file] = spanOf(contract);
      append(this.#contracts, file, { start, end: start + length });
      for (const node of children(contract, "nodes")) {
        inContracts.add(node);
        if (isUnit(node)) this.#add(node, contract);
      }
    }
    for (const node of compilation.declarations("FunctionDefinition")) {
      if (!inContracts.has(node)) this.#add(node, undefined);
    }
    for (const spans of this.#spans.values()) spans.sort((a, b) => a.start - b.start);
  }

  #add(node: AstNode, contract: AstNode | undefined): void {
    const source = this.#compilation.locate(node);
    if (source === undefined) return;
    const own = specialName(node) ?? node.name ?? "";
    const unit = { node, name: contract === undefined ? own : `${contract.name}.${own}`, source, contract };
    const [start, length, file] = spanOf(node);
    append(this.#spans, file, { start, end: start + length, unit });
    if (!isStateVariable(node)) append(this.#byName, own, unit);
    this.#units.set(node, unit);
  }

  unitOf(node: AstNode | undefined): CodeUnit | undefined {
    return node && this.#units.get(node);
  }

  /**
   * The place that a mapping points to, when that is a part of a unit: code that a compiler made for a whole contract or
   * function, or out of no source at all, has no place.
   */
  placeOf({ start, length, file }: Mapping): Place | undefined {
    const source = this.#compilation.locateAt(file, start);
    if (source === undefined) return undefined;
    const spans = this.#spans.get(file) ?? [];
    const { unit } = spans.findLast((span) => span.start <= start && start + length <= span.end) ?? {};
    if (unit === undefined) return this.#isInContract(file, start, start + length) ? { source, unit } : undefined;
    if (unit.node.nodeType === "VariableDeclaration") return { source, unit };
    const isWhole = [unit.node, child(unit.node, "body")].some((node) => {
      const [wholeStart, wholeLength] = spanOf(node);
      return start === wholeStart && length === wholeLength;
    });
    return isWhole ? undefined : { source, unit };
  }

  #isInContract(file: number, start: number, end: number): boolean {
    return (this.#contracts.get(file) ?? []).some(
      (span) => span.start <= start && end <= span.end && end - start < span.end - span.start,
    );
  }

  /**
   * The units that may run once some of them do: those whose names they use, and so on. Names stand for every function
   * of that name, so that overrides and functions in variables are among them; some are that can never run.
   *
   * @param contracts Contracts whose functions can be meant, besides libraries and functions outside contracts.
   */
  reachable(from: readonly CodeUnit[], contracts: readonly AstNode[]): ReadonlySet<CodeUnit> {
    const found = new Set(from);
    const scope = new Set(contracts);
    for (const unit of found) {
      for (const name of this.#namesUsedBy(unit.node)) {
        for (const other of this.#byName.get(name) ?? []) {
          const { contract } = other;
          if (contract === undefined || scope.has(contract) || text(contract, "contractKind") === "library") {
            found.add(other);
          }
        }
      }
    }
    return found;
  }

  #namesUsedBy(node: AstNode): ReadonlySet<string> {
    let names = this.#used.get(node);
    if (names === undefined) {
      names = namesUsedBy(node, this.#compilation);
      this.#used.set(node, names);
    }
    return names;
  }
}

const known = new WeakMap<Compilation, CodeUnits>();

function isUnit(node: AstNode): boolean {
  const { nodeType } = node;
  return nodeType === "FunctionDefinition" || nodeType === "ModifierDefinition" || isStateVariable(node);
}

function isStateVariable(node: AstNode): boolean {
  return node.nodeType === "VariableDeclaration" && node.stateVariable === true;
}

/** Of functions that have no name of their own. */
function specialName(node: AstNode): string | undefined {
  const kind = text(node, "kind");
  if (kind === "constructor" || node.isConstructor === true) return "constructor";
  return node.name === "" && node.nodeType === "FunctionDefinition" ? (kind ?? "fallback") : undefined;
}

const CALLABLE: readonly string[] = ["FunctionDefinition", "ModifierDefinition"];

/** A call of another contract runs in a message of its own; that of a library's function on a contract does not. */
function isExternal(access: AstNode, compilation: Compilation): boolean {
  if (!typeIdentifier(child(access, "expression")).startsWith("t_contract$")) return false;
  const declaration = compilation.declaration(number(access, "referencedDeclaration"));
  const scope = compilation.declaration(number(declaration, "scope"));
  return scope !== undefined && text(scope, "contractKind") !== "library";
}

function namesUsedBy(node: AstNode, compilation: Compilation): ReadonlySet<string> {
  const names = new Set<string>();
  walk(node, (inner) => {
    if (inner.nodeType === "MemberAccess" && isExternal(inner, compilation)) return;
    // `function` is of an operator that a function stands behind (`using {add as +} for Fixed`).
    for (const field of ["referencedDeclaration", "function"]) {
      const used = compilation.declaration(number(inner, field));
      if (used?.name && used.nodeType !== undefined && CALLABLE.includes(used.nodeType)) names.add(used.name);
    }
  });
  return names;
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
