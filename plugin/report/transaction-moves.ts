import type { Hex } from "../engine/access/types.ts";
import { AccessFlag } from "../record/flags.ts";
import { Move } from "../record/moves.ts";
import type { AccessRow, KeyRow, RunRecord, TransactionRow } from "../record/types.ts";
import type { Variables } from "./variables.ts";

/** What one transaction did to one key. */
export interface MovedKey {
  /** Index into the keys of the record. */
  readonly index: number;
  readonly variable: number;
  readonly key: KeyRow;
  readonly access: AccessRow;
  readonly writes: boolean;
  /** A number in it became greater (or smaller). */
  readonly up: boolean;
  readonly down: boolean;
  /** Is the variable one without keys: no part of a mapping or an array? */
  readonly isFixed: boolean;
}

/** What one transaction did, put together so that what happened on one variable can be seen beside the others. */
export class TransactionMoves {
  readonly row: TransactionRow;
  readonly keys: readonly MovedKey[];
  /** Accounts whose storage changed. */
  readonly changed = new Set<Hex>();
  /** Accounts that received ether. */
  readonly credited = new Set<Hex>();
  /** By account: the fixed variables that changed. */
  readonly #fixed = new Map<Hex, MovedKey[]>();
  /** By variable: its keys in which a number became greater. */
  readonly #raised = new Map<number, number>();

  constructor(row: TransactionRow, record: RunRecord, variables: Variables) {
    this.row = row;
    this.keys = row.accesses.map((access) => describe(access, record, variables));
    for (const moved of this.keys) this.#note(moved);
  }

  /** Did a number of the key go one way, and it or another fixed number of the contract the other way? */
  isOpposed({ up, down, key }: MovedKey): boolean {
    const others = this.#fixed.get(key.address) ?? [];
    return (up && (down || others.some((other) => other.down))) || (down && others.some((other) => other.up));
  }

  /** Other fixed variables of the same account that changed. */
  companionsOf({ key, variable }: MovedKey): readonly MovedKey[] {
    return (this.#fixed.get(key.address) ?? []).filter((other) => other.variable !== variable);
  }

  /** Did a number become greater under another key of the same variable? */
  raisesOthers({ variable, up }: MovedKey): boolean {
    return (this.#raised.get(variable) ?? 0) > (up ? 1 : 0);
  }

  #note(moved: MovedKey): void {
    const { key, access, writes, up, isFixed, variable } = moved;
    if (up) this.#raised.set(variable, (this.#raised.get(variable) ?? 0) + 1);
    if (key.kind === "balance" && (access.flags & AccessFlag.CREDIT) !== 0) this.credited.add(key.address);
    if (key.kind !== "slot" || !writes) return;
    this.changed.add(key.address);
    if (!isFixed) return;
    const list = this.#fixed.get(key.address);
    if (list === undefined) this.#fixed.set(key.address, [moved]);
    else list.push(moved);
  }
}

function describe(access: AccessRow, { keys }: RunRecord, variables: Variables): MovedKey {
  const key = keys[access.key] as KeyRow;
  const moves = access.moves ?? "";
  return {
    index: access.key,
    variable: variables.ofKey[access.key] as number,
    key,
    access,
    writes: (access.flags & AccessFlag.WRITE) !== 0,
    up: [Move.NEXT, Move.NEXT_AS_KEY, Move.MORE].some((move) => moves.includes(move)),
    down: moves.includes(Move.LESS),
    isFixed:
      key.members.length > 0 &&
      key.members.every(({ shape, variable }) => shape === undefined && !variable.includes("[*]")),
  };
}
