import type { CollectedSlot } from "./collected.ts";
import type { CollectedTransaction } from "./collector.ts";
import { AccessFlag } from "./flags.ts";
import { type CodeSearch, OriginFinder, type TracedSlot } from "./origins.ts";
import type { Branch } from "./whereabouts.ts";

/** Traces where the keys come from that the transactions of one branch use. */
export class BranchOrigins {
  readonly #codes: CodeSearch;
  /** Slots that transactions of tests change, as `address:slot`: what they hold is fixed for nobody. */
  readonly #changing = new Set<string>();

  constructor(branch: Branch, codes: CodeSearch) {
    this.#codes = codes;
    for (const { transactions } of branch.blocks) {
      for (const { context, accesses } of transactions) {
        if (context.phase !== "body") continue;
        for (const { address, slot, flags } of accesses.slots()) {
          if ((flags & AccessFlag.WRITE) !== 0) this.#changing.add(`${address}:${slot}`);
        }
      }
    }
  }

  /** @param slots The slots that the transaction used, each with the way to it. */
  of(
    { from, to, created, input, accesses }: CollectedTransaction,
    slots: readonly (Pick<CollectedSlot, "address" | "slot" | "held"> & Pick<TracedSlot, "path">)[],
  ): OriginFinder {
    const traced = slots.map(({ address, slot, path, held }) => {
      return { address, path, held: this.#changing.has(`${address}:${slot}`) ? undefined : held };
    });
    const transaction = {
      from,
      ...(to !== undefined && { to }),
      ...(created !== undefined && { created }),
      // Init code holds the arguments of the constructor at places that depend on the code.
      ...(input !== undefined && to !== undefined && { input }),
      codes: [...accesses.codes()],
    };
    return new OriginFinder(transaction, traced, this.#codes);
  }
}
