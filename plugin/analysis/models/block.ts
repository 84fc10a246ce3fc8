import type { Hex } from "../../engine/access/types.ts";
import { buildDependencies, type Dependencies } from "../graph.ts";
import { ORDERING } from "../rules.ts";
import { ListScheduler } from "../schedule.ts";
import type { AccessTable } from "../types.ts";

/** A block as the models see it. What a model works out once for all numbers of threads stays with the block. */
export class ModelBlock {
  readonly table: AccessTable;
  /** Of all transactions together. */
  readonly gas: number;
  readonly #accountOf: (key: number) => Hex;
  readonly #prepared = new Map<object, unknown>();
  #dependencies: Dependencies | undefined;

  /**
   * @param accountOf The account that a key belongs to.
   * @param dependencies Those of `table` under `ORDERING` by last writer, where they are known already.
   */
  constructor(table: AccessTable, accountOf: (key: number) => Hex, dependencies?: Dependencies) {
    this.table = table;
    this.#dependencies = dependencies;
    this.gas = table.gas.reduce((sum, gas) => sum + gas, 0);
    this.#accountOf = accountOf;
  }

  /** The account that the key belongs to. */
  accountOf(key: number): Hex {
    return this.#accountOf(key);
  }

  /** What `build` makes of the block: built at the first call for this owner, and the same at all later ones. */
  prepared<Prepared>(owner: object, build: (block: ModelBlock) => Prepared): Prepared {
    let prepared = this.#prepared.get(owner) as Prepared | undefined;
    if (prepared === undefined) {
      prepared = build(this);
      this.#prepared.set(owner, prepared);
    }
    return prepared;
  }

  /** Who waits for whom: `ORDERING`, by last writer. */
  get dependencies(): Dependencies {
    this.#dependencies ??= buildDependencies(this.table, ORDERING, "last-writer");
    return this.#dependencies;
  }

  /** Schedules of the transactions, each after those whose results it reads. */
  get scheduler(): ListScheduler {
    return this.prepared(ORDERING, ({ dependencies }) => new ListScheduler(dependencies));
  }

  /** The block if no transaction had ever used these keys. */
  without(isRemoved: (key: number) => boolean): ModelBlock {
    const { keys, flags } = this.table;
    const left = flags.map((bits, position) => (isRemoved(keys[position] as number) ? 0 : bits));
    return new ModelBlock({ ...this.table, flags: left }, this.#accountOf);
  }
}
