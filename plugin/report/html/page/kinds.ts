import type { ConflictKind } from "../../../analysis/types.ts";
import type { Edge } from "./opened-block.ts";

/** Kinds of conflicts, those first that tell most of an edge, in words, and whether the later one has to wait. */
export const KINDS: readonly { readonly kind: ConflictKind; readonly words: string; readonly waits: boolean }[] = [
  { kind: "rmw", words: "reads and rewrites", waits: true },
  { kind: "raw", words: "reads what was written", waits: true },
  { kind: "commutative", words: "only adds", waits: true },
  { kind: "gas-only", words: "overwrites, for a price", waits: false },
  { kind: "waw", words: "overwrites", waits: false },
  { kind: "war", words: "overwrites what was read", waits: false },
  { kind: "protocol", words: "same account's nonce or gas", waits: false },
];

export const WAITING_KINDS: readonly ConflictKind[] = KINDS.filter(({ waits }) => waits).map(({ kind }) => kind);

/** The kind that tells most of an edge, of those that are shown. */
export function strongestKind({ meetings }: Edge, isShown: (kind: ConflictKind) => boolean): ConflictKind | undefined {
  return KINDS.find(({ kind }) => isShown(kind) && meetings.some((meeting) => meeting.kind === kind))?.kind;
}

/** Kinds that make nobody wait are dashed. */
export function dashOf(kind: ConflictKind): "solid" | "dashed" | "dotted" {
  if (kind === "protocol") return "dotted";
  return WAITING_KINDS.includes(kind) ? "solid" : "dashed";
}
