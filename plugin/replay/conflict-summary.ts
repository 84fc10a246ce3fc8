import { CONFLICT_KINDS, type ConflictColumns, isOrdering } from "../analysis/conflicts.ts";
import type { StateKey } from "../analysis/table.ts";
import type { ConflictKind } from "../analysis/types.ts";

type Kinds = Readonly<Record<ConflictKind, number>>;

/** The conflict edges of a block, by kind and by key. */
export interface ConflictSummary {
  /** Last-writer edges of each kind. */
  readonly kinds: Kinds;
  /** The keys on which most transactions wait, most first. */
  readonly hotKeys: readonly HotKeySummary[];
}

export interface HotKeySummary {
  /** `slot:0x<address>:0x<slot>`, `balance:0x<address>` and so on. */
  readonly key: string;
  /** Edges that make one transaction wait for another. */
  readonly waits: number;
  readonly kinds: Kinds;
}

const HOT_KEYS = 10;

export function summariseConflicts(conflicts: ConflictColumns, keys: ArrayLike<StateKey>): ConflictSummary {
  const all = noKinds();
  const byKey = new Map<number, Record<ConflictKind, number>>();
  for (let edge = 0; edge < conflicts.length; edge++) {
    const kind = CONFLICT_KINDS[conflicts.kind[edge] as number] as ConflictKind;
    const key = conflicts.key[edge] as number;
    const kinds = byKey.get(key) ?? noKinds();
    byKey.set(key, kinds);
    kinds[kind]++;
    all[kind]++;
  }
  const hotKeys = [...byKey]
    .map(([key, kinds]) => ({ key: nameOf(keys[key] as StateKey), waits: waitsOf(kinds), kinds }))
    .filter(({ waits }) => waits > 0)
    .sort((a, b) => b.waits - a.waits || (a.key < b.key ? -1 : 1));
  return { kinds: all, hotKeys: hotKeys.slice(0, HOT_KEYS) };
}

function noKinds(): Record<ConflictKind, number> {
  return Object.fromEntries(CONFLICT_KINDS.map((kind) => [kind, 0])) as Record<ConflictKind, number>;
}

function waitsOf(kinds: Kinds): number {
  return CONFLICT_KINDS.filter(isOrdering).reduce((sum, kind) => sum + kinds[kind], 0);
}

function nameOf(key: StateKey): string {
  return key.kind === "slot" ? `slot:${key.address}:${key.slot}` : `${key.kind}:${key.address}`;
}
