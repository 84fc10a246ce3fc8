import type { Execution } from "../../plugin/engine/execution.ts";
import { EMPTY_CODE_HASH, sameBytes } from "../../plugin/engine/state/keys.ts";
import type { AccountRead, AddressKey, StateView } from "../../plugin/engine/state/types.ts";

/**
 * What the transactions of a block depend on, as validation by value sees it: a value that is still the one from before
 * the block is no dependency, another one is a dependency on whoever wrote it last.
 *
 * Nonces are left out: the engine foretells those of a block's own senders (see `sender-lane.ts`).
 */
export class Dependencies {
  readonly #before: StateView;
  /** The last transaction that wrote each key. */
  readonly #writers = new Map<string, number>();
  #next = 0;

  /** @param before the state that the block starts from; looked up during `add`. */
  constructor(before: StateView) {
    this.#before = before;
  }

  /** Adds the next transaction of the block. @returns the lower ones that it depends on, in ascending order. */
  add({ reads, writes }: Pick<Execution, "reads" | "writes">): number[] {
    const found = new Set<number>();
    const depend = (key: string) => {
      const writer = this.#writers.get(key);
      if (writer !== undefined) found.add(writer);
    };
    for (const [address, read] of reads.accounts) if (this.#changed(address, read)) depend(address);
    for (const [address, slots] of reads.slots) {
      for (const [slot, value] of slots) {
        if (!sameBytes(this.#before.slot(address, slot), value)) depend(address + slot);
      }
    }
    for (const address of writes.accounts.keys()) this.#writers.set(address, this.#next);
    for (const [address, slots] of writes.slots) {
      for (const slot of slots.keys()) this.#writers.set(address + slot, this.#next);
    }
    this.#next += 1;
    return [...found].sort((a, b) => a - b);
  }

  #changed(address: AddressKey, read: AccountRead): boolean {
    const account = this.#before.account(address);
    return (
      (read.exists !== undefined && read.exists !== (account !== undefined)) ||
      (read.balance !== undefined && read.balance !== (account?.balance ?? 0n)) ||
      (read.minBalance !== undefined && read.minBalance > (account?.balance ?? 0n)) ||
      (read.codeHash !== undefined && read.codeHash !== (account?.codeHash ?? EMPTY_CODE_HASH))
    );
  }
}
