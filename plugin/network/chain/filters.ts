import type { Hex } from "../../engine/access/types.ts";
import { type LogCriteria, type LogInBlock, logsOfBlock } from "./logs.ts";
import type { StoredBlock } from "./stored-block.ts";

/** What a filter or subscription watches. The names are those of error messages. */
export type FilterKind = "Logs" | "NewHeads" | "NewPendingTransactions";

/** Something that a filter saw. */
export type FilterEvent =
  | { readonly kind: "Logs"; readonly logs: readonly LogInBlock[] }
  | { readonly kind: "NewHeads"; readonly block: StoredBlock }
  | { readonly kind: "NewPendingTransactions"; readonly hash: Hex };

interface Filter {
  readonly kind: FilterKind;
  readonly criteria?: LogCriteria;
  /** Subscriptions push their events, filters keep them until asked. */
  readonly subscription: boolean;
  events: FilterEvent[];
  /** When a filter is dropped unless somebody asks for its events, in milliseconds since the epoch. */
  deadline: number;
}

const LIFETIME = 5 * 60 * 1000;

/** Filters (polled) and subscriptions (pushed) for new blocks, logs and pending transactions, numbered alike. */
export class FilterRegistry {
  readonly #filters = new Map<bigint, Filter>();
  readonly #push: (id: bigint, event: FilterEvent) => void;
  #lastId = 0n;

  /** @param push delivers an event of a subscription */
  constructor(push: (id: bigint, event: FilterEvent) => void) {
    this.#push = push;
  }

  /** @param events what the filter has seen already */
  add(kind: FilterKind, subscription: boolean, events: FilterEvent[], criteria?: LogCriteria): bigint {
    const id = ++this.#lastId;
    // Nobody asks for the events of a subscription: it ends with its connection.
    const deadline = subscription ? Number.POSITIVE_INFINITY : Date.now() + LIFETIME;
    this.#filters.set(id, { kind, criteria, subscription, events, deadline });
    return id;
  }

  kindOf(id: bigint): FilterKind | undefined {
    return this.#filters.get(id)?.kind;
  }

  /** What the filter saw since the last call; undefined when there is no such filter. */
  take(id: bigint): FilterEvent[] | undefined {
    const filter = this.#filters.get(id);
    if (filter === undefined) return undefined;
    filter.deadline = Date.now() + LIFETIME;
    return filter.events.splice(0);
  }

  /** @returns whether there was such a filter (or subscription) */
  remove(id: bigint, subscription: boolean): boolean {
    return this.#filters.get(id)?.subscription === subscription && this.#filters.delete(id);
  }

  pendingTransaction(hash: Hex): void {
    for (const [id, filter] of this.#filters) {
      if (filter.kind === "NewPendingTransactions") this.#deliver(id, filter, { kind: "NewPendingTransactions", hash });
    }
  }

  minedBlock(block: StoredBlock): void {
    if (this.#filters.size === 0) return;
    for (const [id, filter] of this.#filters) {
      if (filter.kind === "NewHeads") this.#deliver(id, filter, { kind: "NewHeads", block });
      if (filter.kind === "Logs" && filter.criteria !== undefined) {
        const logs = logsOfBlock(block, filter.criteria);
        if (logs.length > 0) this.#deliver(id, filter, { kind: "Logs", logs });
      }
    }
    const now = Date.now();
    for (const [id, { deadline }] of this.#filters) if (now > deadline) this.#filters.delete(id);
  }

  #deliver(id: bigint, filter: Filter, event: FilterEvent): void {
    if (filter.subscription) this.#push(id, event);
    else filter.events.push(event);
  }
}
