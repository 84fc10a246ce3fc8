import type { AccountRead, AccountWrite, ReadSet, WriteSet } from "../state/types.ts";

/**
 * Tells of transactions executed in their order which would have failed validation, had they been executed ahead of
 * their turn: those that read what one of the last few wrote. So conflicts are known before anything was speculated.
 *
 * It asks for the key, not for the value, and leaves out what several threads can foretell: nonces of senders, and
 * whether a balance suffices. It only decides who executes what later, never what the result is.
 */
export class RecentWrites {
  readonly #reach: number;
  readonly #recent: WriteSet[] = [];

  /** @param reach number of transactions that may be being executed at the same time. */
  constructor(reach: number) {
    this.#reach = reach;
  }

  /** Adds the next transaction. @returns whether it read what one of the last few wrote. */
  add({ reads, writes }: { readonly reads: ReadSet; readonly writes: WriteSet }): boolean {
    const depends = this.#recent.some((written) => readsAnyOf(reads, written));
    this.#recent.push(writes);
    if (this.#recent.length > this.#reach) this.#recent.shift();
    return depends;
  }
}

function readsAnyOf(reads: ReadSet, writes: WriteSet): boolean {
  for (const [address, write] of writes.accounts) {
    const read = reads.accounts.get(address);
    if (read !== undefined && readsFieldOf(read, write)) return true;
    if (write.wiped === true && reads.slots.has(address)) return true;
  }
  for (const [address, written] of writes.slots) {
    const read = reads.slots.get(address);
    if (read !== undefined && haveCommonKey(read, written)) return true;
  }
  return false;
}

function readsFieldOf(read: AccountRead, write: AccountWrite): boolean {
  if (read.balance !== undefined && (write.balance ?? write.balanceDelta) !== undefined) return true;
  if (read.codeHash !== undefined && (write.codeHash !== undefined || write.wiped === true)) return true;
  return read.exists !== undefined && write.exists !== undefined;
}

function haveCommonKey(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): boolean {
  const [few, many] = one.size < other.size ? [one, other] : [other, one];
  for (const key of few.keys()) if (many.has(key)) return true;
  return false;
}
