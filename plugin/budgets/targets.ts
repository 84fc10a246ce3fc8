import type { RunRecord } from "../record/types.ts";
import type { BudgetSubject } from "../report/check.ts";
import type { Findings } from "../report/findings.ts";
import { type Traffic, trafficOf } from "../report/traffic.ts";

/** Some transactions of one test or block. */
export interface Portion {
  readonly traffic: Traffic;
  /** Positions in the traffic, in order. */
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
  readonly #tests: readonly Traffic[];
  /** Real blocks but those that are all of one test. */
  readonly #blocks: readonly Traffic[];
  readonly #contractOf: ContractOf;
  readonly #functionNames: readonly string[];

  constructor(record: Pick<RunRecord, "functions">, { tests, blocks }: Findings) {
    const { functions } = record;
    this.#tests = trafficOf(tests, record);
    this.#blocks = trafficOf(
      blocks.filter(({ subject }) => subject.isInTest !== "whole"),
      record,
    );
    this.#functionNames = functions.map(({ name }) => name);
    this.#contractOf = new Map(functions.map(({ name, contract }) => [name, contract]));
    const contracts = [...this.#contractOf.values()].filter((name) => name !== undefined);
    this.names = new Set([...contracts, ...this.#functionNames]);
    this.titles = new Set(this.#tests.map(({ block }) => block.subject.title));
  }

  /** Every test. */
  tests(): Target[] {
    return this.#tests.map(targetOf);
  }

  /** Every real block but those that are all of one test. */
  blocks(): Target[] {
    return this.#blocks.map(targetOf);
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
    const portions = this.#distinct().flatMap((traffic): Portion[] => {
      const members = traffic.functions.flatMap((called, position) => (isOwn[called] === true ? [position] : []));
      return members.length === 0 ? [] : [{ traffic, members }];
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
  #distinct(): readonly Traffic[] {
    return [...this.#tests, ...this.#blocks.filter(({ block }) => block.subject.isInTest === undefined)];
  }
}

function targetOf(traffic: Traffic): Target {
  const { kind, title, file, part } = traffic.block.subject;
  const name = part === undefined ? title : `${title} (part ${part})`;
  return {
    subject: { kind, name, ...(file !== undefined && { file }) },
    portions: [{ traffic, members: traffic.functions.map((_, position) => position) }],
    owns: () => true,
  };
}
