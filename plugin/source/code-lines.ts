import type { CodeSite, Hex } from "../engine/access/types.ts";
import { type AstNode, child, children, text } from "./ast.ts";
import { type CodeUnit, CodeUnits, type Place } from "./code-units.ts";
import type { Compilation } from "./compilation.ts";
import type { CompiledContract } from "./contracts.ts";
import type { ContractFunctions } from "./functions.ts";
import type { SiteName, SourceLocation } from "./names.ts";
import { SourceMap } from "./source-map.ts";
import { type StorageUse, storageUses } from "./storage-uses.ts";

/** An access whose line is wanted. */
export interface SiteQuestion {
  readonly site: Omit<CodeSite, "codeAddress">;
  readonly use: "read" | "write";
  /** The slot was only looked up to price a write, or a write has to keep its neighbours: what writes it reads it, too. */
  readonly writesRead: boolean;
  /** What the slot holds. */
  readonly names: readonly SourceName[];
}

/** What the source calls a place in storage. */
export interface SourceName {
  /** Of `orders[17].filled`: `orders`. */
  readonly variable: string;
  /** Of `orders[17].filled`: `filled`. */
  readonly members: readonly string[];
  /** It has one slot, whatever the keys of mappings and indexes of arrays. */
  readonly isFixed: boolean;
}

/** Where going outwards from an access has led. */
interface Walk {
  readonly place?: Place;
  /** The place is not that of the access itself. */
  readonly isCaller?: boolean;
  readonly within?: CodeUnit;
}

/** An expression that may be the one which is meant. */
interface Candidate extends Place {
  readonly unit: CodeUnit;
  readonly use: StorageUse;
}

/** How many instructions on either side of an access speak for it. */
const NEAR = 2;

/**
 * The lines of one contract's source that its code comes from.
 *
 * The map of the compiler has the line of most accesses. For the others it has the whole contract, or nothing: helpers
 * that the compiler makes (all of storage, through Yul; arrays and strings, without), and what the optimiser moves
 * together. Then the line is
 *
 * 1. that of the call of the helper, which the return addresses on the stack lead to;
 * 2. where the helper was inlined, that of the only expression which uses the variable in this way, among the functions
 *    that the message can reach; of several, the one that the instructions right beside the access point to;
 * 3. else, if all of them are in one function and the slot is always the same, the first of them that reads or the last
 *    that writes, unless a condition is before it;
 * 4. else the first line of the function that all of them are in, or of the one that was called.
 *
 * A line that the map has but the message cannot reach, or that uses other variables, is that of equal code which the
 * optimiser merged with this one: it is treated like none.
 */
export class CodeLines {
  readonly #contract: CompiledContract;
  readonly #compilation: Compilation;
  readonly #functions: ContractFunctions;
  readonly #bases: readonly AstNode[];
  #creation: CodeUnit | undefined;
  readonly #maps = new Map<boolean, SourceMap | undefined>();
  readonly #reachable = new Map<CodeUnit, ReadonlySet<CodeUnit>>();
  readonly #uses = new Map<CodeUnit, readonly StorageUse[]>();

  constructor(contract: CompiledContract, compilation: Compilation, functions: ContractFunctions) {
    this.#contract = contract;
    this.#compilation = compilation;
    this.#functions = functions;
    const node = compilation.contract(contract.inputSourceName ?? "", contract.name);
    this.#bases = node === undefined ? [] : compilation.linearization(node);
  }

  /** @returns undefined when neither the map nor the called function tells anything. */
  find(question: SiteQuestion): SiteName | undefined {
    const { site } = question;
    const map = this.#map(site.creation);
    if (map === undefined) return undefined;
    const entries = this.#entries(site.creation, site.selector);
    const reachable = this.#reachableFromAll(entries, site.creation);
    const { place, isCaller = false, ...inner } = this.#walk(map, site);
    const within = inner.within && reachable?.has(inner.within) !== false ? inner.within : undefined;
    const scope = within === undefined ? reachable : this.#reachableFrom(within, false);
    const candidates = this.#candidates(question, scope ?? new Set());
    if (place !== undefined && !this.#isOther(place, isCaller && !map.tellsHelpers, question, reachable, candidates)) {
      return this.#siteAt(place, site.creation);
    }
    const near = map.around(site.pc, NEAR).flatMap((mapping) => this.#units.placeOf(mapping) ?? []);
    const isAliased = this.#isAliased(question, scope ?? new Set(), candidates);
    return (isAliased ? undefined : this.#choose(question, candidates, near)) ?? siteOf(within ?? onlyOne(entries));
  }

  /**
   * Is the place that of other code, which the optimiser found to be equal and kept instead? Or does it call a function
   * of the source that could be taken for a helper?
   */
  #isOther(
    place: Place,
    mayCallFunction: boolean,
    { names }: SiteQuestion,
    reachable: ReadonlySet<CodeUnit> | undefined,
    candidates: readonly Candidate[],
  ): boolean {
    const { unit } = place;
    if (unit === undefined || reachable === undefined) return false;
    if (!reachable.has(unit)) return true;
    if (candidates.length === 0) return false;
    const there = this.#usesOf(unit).filter(({ node }) => isSame({ source: this.#compilation.locate(node) }, place));
    return (mayCallFunction || there.length > 0) && !there.some((use) => names.some((name) => isUseOf(use, name)));
  }

  /**
   * Goes from the access outwards, from helper to caller, to the first instruction that has a place in the source.
   *
   * @returns that place; or the function of the source that the access is in without having a place of its own.
   */
  #walk(map: SourceMap, { pc, callers = [] }: SiteQuestion["site"]): Walk {
    let at = pc;
    const calls = callers.map((caller) => caller - 1).filter((position) => map.isCall(position));
    for (;;) {
      const mapping = map.at(at);
      const place = mapping && this.#units.placeOf(mapping);
      if (place !== undefined) return { place, isCaller: at !== pc };
      const helper = map.functionAt(at);
      const within = this.#units.unitOf(this.#compilation.declaration(helper?.astId));
      if (within !== undefined) return { within };
      // Before the call of the helper there are ways back from calls that are still to come: `f(g(x))` pushes that of f first.
      const call = calls.findIndex((position) => map.targetOf(position) === helper?.entryPoint);
      if (helper === undefined || call === -1) return {};
      at = calls[call] as number;
      calls.splice(0, call + 1);
    }
  }

  /** The expressions that use the slot in the way that is asked for. */
  #candidates({ use, writesRead, names }: SiteQuestion, scope: ReadonlySet<CodeUnit>): readonly Candidate[] {
    const all = [...scope].flatMap((unit) =>
      this.#usesOf(unit)
        .filter((candidate) => names.some((name) => isUseOf(candidate, name)))
        .flatMap((candidate) => {
          const source = this.#compilation.locate(candidate.node);
          return source === undefined ? [] : [{ source, unit, use: candidate }];
        }),
    );
    const writes = all.filter((candidate) => candidate.use.writes);
    if (use === "write") return writes;
    // Who writes a part of a slot, or an array, reads it as well, though the source does not say so.
    const reads = all.filter((candidate) => candidate.use.reads || (writesRead && candidate.use.writes));
    return reads.length > 0 ? reads : writes;
  }

  /** Does a pointer lead to the variable? What is done through it is not among the candidates, unless it has a member. */
  #isAliased({ names }: SiteQuestion, scope: ReadonlySet<CodeUnit>, candidates: readonly Candidate[]): boolean {
    if (candidates.some((candidate) => candidate.use.isMember)) return false;
    return [...scope].some((unit) =>
      this.#usesOf(unit).some((use) => use.points && names.some((name) => isUseOf(use, name))),
    );
  }

  /** The line of the expression that is meant, where that is certain; of its function, where only that is. */
  #choose(
    { site: { creation }, use, names }: SiteQuestion,
    candidates: readonly Candidate[],
    near: readonly Place[],
  ): SiteName | undefined {
    const lines = distinct(candidates);
    if (lines.length === 1) return this.#siteAt(lines[0] as Candidate, creation);
    const pointedTo = lines.filter((line) => near.some((place) => isSame(line, place)));
    if (pointedTo.length === 1) return this.#siteAt(pointedTo[0] as Candidate, creation);
    const units = new Set(candidates.map(({ unit }) => unit));
    if (units.size !== 1) return undefined;
    const isOneSlot = names.every(({ isFixed }) => isFixed) && candidates.every((candidate) => !candidate.use.isMember);
    const inOrder = candidates.toSorted((a, b) => a.source.line - b.source.line);
    const outermost = inOrder.at(use === "read" ? 0 : -1);
    return isOneSlot && outermost?.use.isCertain ? this.#siteAt(outermost, creation) : siteOf([...units][0]);
  }

  #siteAt({ source, unit }: Place, creation: boolean): SiteName {
    // Initial values of state variables, and arguments for base constructors, are part of the constructor.
    const isInitial = creation && (unit === undefined || unit.node.nodeType === "VariableDeclaration");
    const name = isInitial ? `${(unit?.contract ?? this.#bases[0])?.name}.constructor` : unit?.name;
    return { ...source, ...(name !== undefined && { function: name }) };
  }

  /** The function that a message with the selector calls: several where the source does not tell, none if it is unknown. */
  #entries(creation: boolean, selector: Hex | undefined): readonly CodeUnit[] {
    if (creation) {
      this.#creation ??= this.#constructorOf();
      return this.#creation === undefined ? [] : [this.#creation];
    }
    const { bySelector, receive, fallback } = this.#functions;
    const called = selector && (bySelector.get(selector)?.definition ?? this.#libraryFunction(selector));
    // Without a selector, input of one to three bytes is for `fallback`, none at all for `receive`.
    const others = selector === undefined ? [receive?.definition, fallback?.definition] : [fallback?.definition];
    return (called ? [called] : others).flatMap((definition) => this.#units.unitOf(definition) ?? []);
  }

  /** Functions of libraries can have types that are no ABI types: their selectors stand in the source's AST only. */
  #libraryFunction(selector: Hex): AstNode | undefined {
    const members = this.#bases.flatMap((base) => children(base, "nodes"));
    return members.find((member) => text(member, "functionSelector") === selector.slice(2));
  }

  #constructorOf(): CodeUnit | undefined {
    const [contract] = this.#bases;
    const own = children(contract, "nodes").find((node) => text(node, "kind") === "constructor");
    const source = this.#compilation.locate(contract);
    if (contract === undefined || source === undefined) return undefined;
    return this.#units.unitOf(own) ?? { node: contract, name: `${contract.name}.constructor`, source, contract };
  }

  #reachableFromAll(entries: readonly CodeUnit[], creation: boolean): ReadonlySet<CodeUnit> | undefined {
    if (entries.length === 0) return undefined;
    return new Set(entries.flatMap((entry) => [...this.#reachableFrom(entry, creation)]));
  }

  #reachableFrom(entry: CodeUnit, creation: boolean): ReadonlySet<CodeUnit> {
    let reachable = this.#reachable.get(entry);
    if (reachable === undefined) {
      const initial = creation ? this.#bases.flatMap((base) => children(base, "nodes").filter(runsAtCreation)) : [];
      const from = [entry, ...initial.flatMap((node) => this.#units.unitOf(node) ?? [])];
      reachable = this.#units.reachable(from, this.#bases);
      this.#reachable.set(entry, reachable);
    }
    return reachable;
  }

  get #units(): CodeUnits {
    return CodeUnits.of(this.#compilation);
  }

  #usesOf(unit: CodeUnit): readonly StorageUse[] {
    let uses = this.#uses.get(unit);
    if (uses === undefined) {
      uses = storageUses(unit.node, this.#compilation);
      this.#uses.set(unit, uses);
    }
    return uses;
  }

  #map(creation: boolean): SourceMap | undefined {
    if (!this.#maps.has(creation)) {
      const { inputSourceName = "", name } = this.#contract;
      const kind = creation ? "bytecode" : "deployedBytecode";
      const bytecode = this.#compilation.bytecode(inputSourceName, name, kind);
      this.#maps.set(creation, bytecode && SourceMap.read(bytecode));
    }
    return this.#maps.get(creation);
  }
}

function runsAtCreation(node: AstNode): boolean {
  if (node.nodeType === "VariableDeclaration") return node.constant !== true && child(node, "value") !== undefined;
  return text(node, "kind") === "constructor";
}

function onlyOne<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

function isUseOf(use: StorageUse, { variable, members }: SourceName): boolean {
  return use.isMember ? members.includes(use.name) : use.name === variable;
}

function isSame({ source: a }: { readonly source: SourceLocation | undefined }, { source: b }: Place): boolean {
  return a?.line === b.line && a.file === b.file;
}

function distinct(places: readonly Candidate[]): readonly Candidate[] {
  return places.filter((place, index) => places.findIndex((other) => isSame(place, other)) === index);
}

function siteOf(unit: CodeUnit | undefined): SiteName | undefined {
  return unit && { ...unit.source, function: unit.name };
}
