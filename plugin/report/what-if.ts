import { ModelBlock } from "../analysis/models/block.ts";
import { ideal } from "../analysis/models/ideal.ts";
import type { ExecutionModel } from "../analysis/models/model.ts";
import { tableFromRows } from "../analysis/table.ts";
import type { KeyRow, RunRecord } from "../record/types.ts";
import type { BlockFindings, Subject } from "./block-findings.ts";
import { type Findings, findingsOf } from "./findings.ts";
import { namesOf, variablesNamed } from "./named-variables.ts";
import { splitNames, UnknownNameError } from "./names.ts";
import type { VariableFindings } from "./variable-findings.ts";
import { groupVariables, type Variable, type Variables } from "./variables.ts";

export interface WhatIfQuestion {
  /** Variables on which nobody shall wait, as in reports: `Token.totalSupply`, `Token.balances`, several by comma. */
  readonly remove?: string;
  /** Functions that shall not be called: `Token.count`. */
  readonly removeFunctions?: string;
  /** 1 or more. */
  readonly threads: number;
  /** `ideal` unless another is named. */
  readonly model?: ExecutionModel;
}

/** How fast all tests and blocks run, one after the other. */
export interface SuiteFigures {
  readonly transactions: number;
  readonly gas: number;
  /** Gas / sum of the makespans. */
  readonly speedup: number;
}

/** One thing to do: a variable, or several that gain only together. */
export interface WhatIfStep {
  readonly variables: readonly VariableFindings[];
  /** The test or block where it gains most of the critical path. */
  readonly where: Subject;
  /** Speedup there, with all steps before this one done, and with this one as well. */
  readonly before: number;
  readonly after: number;
  /** Speedup of all tests and blocks when this step and all before it are done. */
  readonly suite: number;
}

export interface WhatIfAnswer {
  readonly threads: number;
  readonly model: ExecutionModel;
  readonly removed: { readonly variables: readonly Variable[]; readonly functions: readonly string[] };
  /** As it is. */
  readonly before: SuiteFigures;
  /** With everything removed that was named; the same where nothing was. */
  readonly after: SuiteFigures;
  /** What remains to be done then, best first. */
  readonly steps: readonly WhatIfStep[];
  /** The findings of what remains. */
  readonly findings: Findings;
}

/**
 * What it would gain if nobody waited on some variables, or if some functions were not called; and what is best done
 * then.
 *
 * @throws UnknownNameError
 */
export function answerWhatIf(record: RunRecord, question: WhatIfQuestion): WhatIfAnswer {
  const { threads, model = ideal } = question;
  const variables = groupVariables(record);
  const removed = findVariables(question.remove ?? "", variables);
  const functions = findFunctions(question.removeFunctions ?? "", record);
  const without = removeFrom(record, variables, removed, functions);
  const [all, findings] = [findingsOf(record), findingsOf(without)];
  const suite = new Suite(findings, without, model, threads);
  const after = suite.figures();
  return {
    threads,
    model,
    removed: { variables: removed, functions: [...functions].map((index) => nameOf(record, index)).sort() },
    before: removed.length + functions.size === 0 ? after : new Suite(all, record, model, threads).figures(),
    after,
    steps: stepsOf(findings, suite),
    findings,
  };
}

function nameOf({ functions }: RunRecord, index: number): string {
  return functions[index]?.name ?? "?";
}

function findVariables(text: string, variables: Variables): Variable[] {
  const known = new Set(variables.all.flatMap(namesOf));
  const found = new Set<Variable>();
  for (const wanted of splitNames(text, (name) => known.has(name))) {
    for (const match of variablesNamed(wanted, variables)) found.add(match);
  }
  return [...found];
}

function findFunctions(text: string, { functions }: RunRecord): Set<number> {
  const known = new Set(functions.map(({ name }) => name));
  const found = new Set<number>();
  for (const wanted of splitNames(text, (name) => known.has(name))) {
    const before = found.size;
    functions.forEach(({ name }, index) => {
      // Overloaded functions are named with their types.
      if (name === wanted || name.startsWith(`${wanted}(`)) found.add(index);
    });
    if (found.size === before) throw new UnknownNameError("function", wanted, known);
  }
  return found;
}

/** The record of a run in which nobody used the variables, and nobody called the functions. */
function removeFrom(
  record: RunRecord,
  { ofKey }: Variables,
  variables: readonly Variable[],
  functions: ReadonlySet<number>,
): RunRecord {
  if (variables.length + functions.size === 0) return record;
  const removed = new Set(variables.map(({ index }) => index));
  return {
    ...record,
    blocks: record.blocks.map((block) => ({
      ...block,
      transactions: block.transactions
        .filter((transaction) => !functions.has(transaction.function))
        .map((transaction) => ({
          ...transaction,
          accesses: transaction.accesses.filter(({ key }) => !removed.has(ofKey[key] as number)),
        })),
    })),
  };
}

/** The ranking of the findings as steps, each with what it gains under the model. */
function stepsOf({ variables }: Findings, suite: Suite): WhatIfStep[] {
  const steps: WhatIfStep[] = [];
  for (const { variable, gain } of variables) {
    if (gain === undefined || variable.index !== gain.group[0]) continue;
    const group = gain.group.flatMap((index) => variables.filter((finding) => finding.variable.index === index));
    const before = suite.speedupOf(gain.block);
    suite.remove(gain.group);
    const after = suite.speedupOf(gain.block);
    steps.push({ variables: group, where: gain.block.subject, before, after, suite: suite.figures().speedup });
  }
  return steps;
}

/** All tests and blocks under one model, from which variables are taken one after the other. */
class Suite {
  readonly #blocks: readonly BlockFindings[];
  readonly #keys: readonly KeyRow[];
  readonly #model: ExecutionModel;
  readonly #threads: number;
  readonly #removed = new Set<number>();
  /** By block: the block under the model as it is, and how long it takes now. */
  readonly #models = new Map<BlockFindings, { readonly block: ModelBlock; readonly variableOf: ArrayLike<number> }>();
  readonly #makespans = new Map<BlockFindings, number>();

  constructor({ tests, blocks }: Findings, { keys }: RunRecord, model: ExecutionModel, threads: number) {
    this.#blocks = [...tests, ...blocks.filter(({ subject }) => subject.isInTest === undefined)];
    this.#keys = keys;
    this.#model = model;
    this.#threads = threads;
  }

  remove(variables: readonly number[]): void {
    for (const variable of variables) this.#removed.add(variable);
    for (const block of this.#blocks) {
      if (variables.some((variable) => block.variables.has(variable))) this.#makespans.delete(block);
    }
  }

  speedupOf(block: BlockFindings): number {
    const makespan = this.#makespanOf(block);
    return makespan === 0 ? 1 : block.gas / makespan;
  }

  figures(): SuiteFigures {
    let [transactions, gas, makespan] = [0, 0, 0];
    for (const block of this.#blocks) {
      transactions += block.transactions;
      gas += block.gas;
      makespan += this.#makespanOf(block);
    }
    return { transactions, gas, speedup: makespan === 0 ? 1 : gas / makespan };
  }

  #makespanOf(findings: BlockFindings): number {
    let makespan = this.#makespans.get(findings);
    if (makespan === undefined) {
      const { block, variableOf } = this.#modelOf(findings);
      const left =
        this.#removed.size === 0 ? block : block.without((key) => this.#removed.has(variableOf[key] as number));
      makespan = this.#model.run(left, this.#threads).makespan;
      this.#makespans.set(findings, makespan);
    }
    return makespan;
  }

  #modelOf(findings: BlockFindings): { readonly block: ModelBlock; readonly variableOf: ArrayLike<number> } {
    let model = this.#models.get(findings);
    if (model === undefined) {
      const { rows, variableOf, dependencies } = findings;
      const { table, keys } = tableFromRows(rows, this.#keys);
      const accountOf = (key: number) => (this.#keys[keys[key] as number] as KeyRow).address;
      model = { block: new ModelBlock(table, accountOf, dependencies), variableOf };
      this.#models.set(findings, model);
    }
    return model;
  }
}
