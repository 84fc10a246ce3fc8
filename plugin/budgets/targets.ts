import type { RunRecord } from "../record/types.ts";
import type { BlockFindings } from "../report/block-findings.ts";
import type { BudgetSubject } from "../report/check.ts";
import type { Findings } from "../report/findings.ts";

/** Some transactions of one test or block. */
export interface Portion {
  readonly block: BlockFindings;
  /** Positions in the block, in order. */
  readonly members: readonly number[];
}

/** What a budget is held against, and which functions it speaks of. */
export interface Target {
  readonly subject: BudgetSubject;
  /** Where two or more of its transactions could meet others: each part is a block of its own. */
  readonly portions: readonly Portion[];
  /** Is the function one of the subject's? */
  readonly owns: (name: string) => boolean;
}

/** The contract of a function in a record; undefined where its source is unknown. */
type ContractOf = ReadonlyMap<string, string | undefined>;

/** The tests, blocks, contracts and functions of a run, by the names that budgets have for them. */
export class Targets {
  /** Of functions, contracts: what may be named. */
  readonly names: ReadonlySet<string>;
  /** Titles of the tests in which transactions could meet. */
  readonly titles: ReadonlySet<string>;
  readonly #findings: Findings;
  readonly #contractOf: ContractOf;
  readonly #functionNames: readonly string[];

  constructor({ functions }: Pick<RunRecord, "functions">, findings: Findings) {
    this.#findings = findings;
    this.#functionNames = functions.map(({ name }) => name);
    this.#contractOf = new Map(functions.map(({ name, contract }) => [name, contract]));
    const contracts = [...this.#contractOf.values()].filter((name) => name !== undefined);
    this.names = new Set([...contracts, ...this.#functionNames]);
    this.titles = new Set(findings.tests.map(({ subject }) => subject.title));
  }

  /** Every test. */
  tests(): Target[] {
    return this.#findings.tests.map((block) => targetOfBlock(block));
  }

  /** Every real block but those that are all of one test. */
  blocks(): Target[] {
    return this.#findings.blocks
      .filter(({ subject }) => subject.isInTest !== "whole")
      .map((block) => targetOfBlock(block));
  }

  /**
   * A contract, a function, or all overloads of a function.
   *
   * @returns undefined where the run called nothing of that name.
   */
  calls(name: string): Target | undefined {
    const owns = this.owner([name]);
    const isOwn = this.#functionNames.map(owns);
    if (!isOwn.includes(true)) return undefined;
    const portions = this.#distinct().flatMap((block): Portion[] => {
      const members = block.rows.flatMap((row, position) => (isOwn[row.function] === true ? [position] : []));
      return members.length === 0 ? [] : [{ block, members }];
    });
    const kind = [...this.#contractOf.values()].includes(name) ? "contract" : "function";
    return { subject: { kind, name }, portions, owns };
  }

  /** Tells the functions that are named, by themselves or by their contracts. */
  owner(names: readonly string[]): (name: string) => boolean {
    return (name) =>
      names.some((wanted) => {
        return name === wanted || name.startsWith(`${wanted}(`) || this.#contractOf.get(name) === wanted;
      });
  }

  /** Every transaction once. */
  #distinct(): readonly BlockFindings[] {
    const { tests, blocks } = this.#findings;
    return [...tests, ...blocks.filter(({ subject }) => subject.isInTest === undefined)];
  }
}

function targetOfBlock(block: BlockFindings): Target {
  const { kind, title, file, part } = block.subject;
  const name = part === undefined ? title : `${title} (part ${part})`;
  return {
    subject: { kind, name, ...(file !== undefined && { file }) },
    portions: [{ block, members: block.rows.map((_, position) => position) }],
    owns: () => true,
  };
}
