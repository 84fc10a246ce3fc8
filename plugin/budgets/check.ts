import type { RunRecord } from "../record/types.ts";
import { type BudgetFindings, type BudgetOrigin, type BudgetRule, causesOf } from "../report/check.ts";
import type { Findings } from "../report/findings.ts";
import { variablesNamed } from "../report/named-variables.ts";
import { nearestNames, UnknownNameError } from "../report/names.ts";
import { compareText } from "../report/pairs.ts";
import { groupVariables, type Variables } from "../report/variables.ts";
import { BudgetError, type BudgetProblem, renderOrigin } from "./errors.ts";
import { holdAgainst, type Verdict } from "./limits.ts";
import { BUDGET_RULES, type BudgetRequest, EVERY_BLOCK, EVERY_TEST, ONE_TEST } from "./requests.ts";
import { type Target, Targets } from "./targets.ts";
import type { Budget } from "./types.ts";

/**
 * Holds budgets against a run.
 *
 * @param callable Names of functions that the project has: one that no test calls is told from a misspelt one.
 * @returns one result for each limit and target: exceeded ones first, worst first, then by name.
 * @throws BudgetError for budgets that could not fail: those that name what the run does not have, or nothing to measure.
 */
export function checkBudgets(
  record: RunRecord,
  findings: Findings,
  requests: readonly BudgetRequest[],
  callable: readonly string[] = [],
): BudgetFindings[] {
  const checker = new Checker(record, findings, callable);
  const results = [...checker.checkBlocks(requests), ...checker.checkCalls(requests)];
  if (checker.problems.length > 0) throw new BudgetError(checker.problems);
  return results.sort(
    (a, b) =>
      b.excess - a.excess ||
      compareText(a.subject.name, b.subject.name) ||
      compareText(a.subject.file ?? "", b.subject.file ?? "") ||
      BUDGET_RULES.indexOf(a.limit.rule) - BUDGET_RULES.indexOf(b.limit.rule) ||
      compareText(renderOrigin(a.origin), renderOrigin(b.origin)),
  );
}

/** Limits of several budgets, each with the one that it is from. */
type Layers = readonly BudgetRequest[];

class Checker {
  readonly problems: BudgetProblem[] = [];
  readonly #findings: Findings;
  readonly #targets: Targets;
  readonly #variables: Variables;
  readonly #callable: readonly string[];
  /** Limits for which the run has nothing to measure, of the request that is being checked. */
  #unmeasured: (BudgetProblem & { readonly rule: BudgetRule })[] = [];

  constructor(record: RunRecord, findings: Findings, callable: readonly string[]) {
    this.#findings = findings;
    this.#targets = new Targets(record, findings);
    this.#variables = groupVariables(record);
    this.#callable = callable;
  }

  /** Tests and real blocks: what is said of one test goes before what is said of all. */
  checkBlocks(requests: readonly BudgetRequest[]): BudgetFindings[] {
    const named = (name: string) => requests.filter(({ names }) => names.includes(name));
    const [everyBlock, everyTest] = [named(EVERY_BLOCK), named(EVERY_TEST)];
    const [tests, blocks] = [this.#targets.tests(), this.#targets.blocks()];
    const oneTest = requests.filter(({ names }) => names.some((name) => name.startsWith(ONE_TEST)));
    for (const { names, originOf } of oneTest) {
      const title = (names[0] as string).slice(ONE_TEST.length);
      if (this.#targets.titles.has(title)) continue;
      const nearest = nearestNames(title, this.#targets.titles).map((known) => `"${ONE_TEST}${known}"`);
      const mend = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(" or ")}?`;
      this.#problem(originOf(), `no test of this run is called "${title}" and sends two or more transactions.${mend}`);
    }
    const nothing = "no test of this run sent two or more transactions, deployments apart";
    if (tests.length === 0) for (const { originOf } of everyTest) this.#problem(originOf(), `${nothing}.`);
    if (tests.length + blocks.length === 0) {
      for (const { originOf } of everyBlock) this.#problem(originOf(), `${nothing}, and no block holds two or more.`);
    }
    const layersOf = new Map<string, Layers>();
    const results: BudgetFindings[] = [];
    for (const target of tests) {
      const title = target.portions[0]?.traffic.block.subject.title ?? "";
      let layers = layersOf.get(title);
      if (layers === undefined) {
        layers = [...everyBlock, ...everyTest, ...oneTest.filter(({ names }) => names.includes(ONE_TEST + title))];
        layersOf.set(title, layers);
      }
      results.push(...this.#check(target, layers));
    }
    for (const target of blocks) results.push(...this.#check(target, everyBlock));
    return results;
  }

  /** Contracts and functions: each budget stands for itself. */
  checkCalls(requests: readonly BudgetRequest[]): BudgetFindings[] {
    return requests.flatMap((request) => {
      const { names, originOf } = request;
      if (names.some((name) => name === EVERY_BLOCK || name === EVERY_TEST || name.startsWith(ONE_TEST))) return [];
      const targets = names.flatMap((name) => this.#targets.calls(name) ?? []);
      if (targets.length === 0) this.#problem(originOf(), this.#unknown(names[0] as string));
      const results = targets.flatMap((target) => this.#check(target, [request]));
      // Of several contracts that inherit a budget, one at least must be able to exceed it.
      for (const { rule, origin, message } of this.#unmeasured) {
        if (!results.some(({ limit }) => limit.rule === rule)) this.#problem(origin, message);
      }
      this.#unmeasured = [];
      return results;
    });
  }

  #unknown(name: string): string {
    const isThere = this.#callable.some((known) => {
      return known === name || known.startsWith(`${name}.`) || known.startsWith(`${name}(`);
    });
    if (isThere) return `no test of this run calls ${name}: the budget could not fail. Call it in a test.`;
    const nearest = nearestNames(name, [...this.#targets.names, ...this.#callable]).map((known) => `"${known}"`);
    const mend = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(" or ")}?`;
    return `there is no contract or function "${name}".${mend}`;
  }

  /** @param layers The last one that has a field decides on it. */
  #check(target: Target, layers: Layers): BudgetFindings[] {
    const layerOf = (field: keyof Budget) => layers.findLast(({ budget }) => budget[field] !== undefined);
    const allowed = this.#allowed(layerOf("allow"));
    const results: BudgetFindings[] = [];
    for (const rule of BUDGET_RULES) {
      const layer = layerOf(rule);
      if (layer === undefined) continue;
      const origin = layer.originOf(rule);
      const verdict = this.#hold(target, layer.budget, rule, (variable) => allowed.has(variable), origin);
      if (verdict === undefined) continue;
      const { limit, actual, excess, pairs } = verdict;
      const causes = causesOf(pairs, this.#findings.variables);
      results.push({ subject: target.subject, origin, limit, actual, passed: excess === 0, excess, causes });
    }
    return results;
  }

  #hold(
    target: Target,
    budget: Budget,
    rule: BudgetRule,
    isAllowed: (variable: number) => boolean,
    origin: BudgetOrigin,
  ): Verdict | undefined {
    const isBlock = target.subject.kind === "test" || target.subject.kind === "block";
    if (rule === "noConflictsWith" && !this.#knowsPartners(target, budget.noConflictsWith ?? [], isBlock, origin)) {
      return undefined;
    }
    const verdict = holdAgainst(target, budget, rule, isAllowed, (names) => this.#targets.owner(names));
    if (verdict === undefined) {
      const { name } = target.subject;
      const what =
        rule === "maxConflictRate" ? `a test calls ${name} beside anything else` : `any test calls ${name} twice`;
      this.#unmeasured.push({ rule, origin, message: `there is nothing to measure before ${what}.` });
    }
    return verdict;
  }

  #knowsPartners({ portions, subject }: Target, partners: readonly string[], isBlock: boolean, origin: BudgetOrigin) {
    let isMeasurable = true;
    for (const partner of partners) {
      const theirs = this.#targets.calls(partner);
      if (theirs === undefined) {
        this.#problem(origin, this.#unknown(partner));
        isMeasurable = false;
        continue;
      }
      const meets = portions.some(({ traffic, members }) => {
        const other = theirs.portions.find((portion) => portion.traffic === traffic)?.members ?? [];
        return other.some((position) => members.some((member) => member !== position));
      });
      if (isBlock || meets) continue;
      const message = `no test of this run calls both ${subject.name} and ${partner}: the budget could not fail.`;
      this.#unmeasured.push({ rule: "noConflictsWith", origin, message });
      isMeasurable = false;
    }
    return isMeasurable;
  }

  #allowed(layer: BudgetRequest | undefined): ReadonlySet<number> {
    const found = new Set<number>();
    for (const name of layer?.budget.allow ?? []) {
      try {
        for (const { index } of variablesNamed(name, this.#variables)) found.add(index);
      } catch (error) {
        if (!(error instanceof UnknownNameError)) throw error;
        this.#problem((layer as BudgetRequest).originOf("allow"), lowerFirst(error.message));
      }
    }
    return found;
  }

  /** Once, however many tests a budget is for. */
  #problem(origin: BudgetOrigin, message: string): void {
    const isKnown = this.problems.some(
      (known) => known.message === message && renderOrigin(known.origin) === renderOrigin(origin),
    );
    if (!isKnown) this.problems.push({ origin, message });
  }
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
