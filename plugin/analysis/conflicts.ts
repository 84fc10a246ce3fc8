import { AccessFlag } from "../record/flags.ts";
import { Lists, Uint32Column } from "./columns.ts";
import type { AccessTable, ConflictKind } from "./types.ts";

const { READ, GAS_ONLY, WRITE, PROTOCOL_READ, PROTOCOL_WRITE, NET, FEE, ADDS } = AccessFlag;

/** Every kind; its position is its number in `ConflictColumns.kind`. */
export const CONFLICT_KINDS: readonly ConflictKind[] = [
  "raw",
  "rmw",
  "gas-only",
  "waw",
  "war",
  "protocol",
  "commutative",
];
const RAW = 0;
const RMW = 1;
const GAS_ONLY_KIND = 2;
const WAW = 3;
const WAR = 4;
const PROTOCOL = 5;
const COMMUTATIVE = 6;

/** Does a conflict of this kind make the later transaction wait (rules `ORDERING`)? */
export function isOrdering(kind: ConflictKind): boolean {
  return kind === "raw" || kind === "rmw" || kind === "commutative";
}

/** Conflict edges as columns, in block order of `to`. */
export interface ConflictColumns {
  readonly length: number;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly key: Uint32Array;
  /** Index into `CONFLICT_KINDS`. */
  readonly kind: Uint32Array;
}

/** What is known of a key: one more than its last writer and its last change (0: none), and its readers since. */
const WRITER = 0;
const CHANGE = 1;
const READERS = 2;
/** 1 where the last writer only added. */
const ADDED = 3;
const FIELDS = 4;

/**
 * Conflict edges of every kind, by last writer (`docs/definitions.md`, "Conflict between i < j on key k").
 *
 * For key k and transaction j let i be the last transaction before j whose net writes contain k. The pair is `rmw`
 * when j looked k up and wrote it (`commutative` when both i and j are proven to only have added to it, so that no
 * other write stands between their additions), `raw` when it only looked it up, `gas-only` when only the price of an SSTORE
 * depended on it, `waw` when j wrote k without any lookup (value received: balances are added to). `war` joins each
 * reader since that write to the next writer. `protocol` joins j to the last transaction that changed k in any way
 * when only protocol accounting (sender's nonce and gas balance, coinbase fee) makes them meet; fees alone are
 * additions and conflict with nobody but a reader. A pair meets at most once on a key by contract logic (raw, rmw,
 * gas-only, waw, war, commutative), and, unless that already orders it, at most once more by protocol.
 *
 * Linear in the number of accesses: every access is the end of at most two edges and the start of at most one `war`.
 */
export function findConflicts(table: AccessTable): ConflictColumns {
  const capacity = table.keys.length >>> 1;
  const from = new Uint32Column(capacity);
  const to = new Uint32Column(capacity);
  const keyColumn = new Uint32Column(capacity);
  const kindColumn = new Uint32Column(capacity);
  const emit = (source: number, target: number, key: number, kind: number): void => {
    from.push(source);
    to.push(target);
    keyColumn.push(key);
    kindColumn.push(kind);
  };

  // What is known of each key lies side by side: keys come in any order, and each look at memory costs.
  const known = new Uint32Array(FIELDS * table.keyCount);
  const readers = new Lists(capacity);

  for (let tx = 0; tx < table.size; tx++) {
    const end = table.offsets[tx + 1] as number;
    for (let position = table.offsets[tx] as number; position < end; position++) {
      const key = table.keys[position] as number;
      const flags = table.flags[position] as number;
      const at = FIELDS * key;
      const writer = (known[at + WRITER] as number) - 1;
      const change = (known[at + CHANGE] as number) - 1;

      if (writer >= 0) {
        let kind = -1;
        if (flags & READ)
          kind = (flags & WRITE) === 0 ? RAW : flags & ADDS && known[at + ADDED] === 1 ? COMMUTATIVE : RMW;
        else if (flags & GAS_ONLY) kind = GAS_ONLY_KIND;
        else if (flags & WRITE) kind = WAW;
        if (kind >= 0) emit(writer, tx, key, kind);
      }

      if (flags & (READ | PROTOCOL_READ) && change >= 0) {
        const ordered = change === writer && (flags & READ) !== 0;
        if (!ordered) emit(change, tx, key, PROTOCOL);
      }

      if (flags & WRITE) {
        for (let entry = known[at + READERS] as number; entry !== 0; entry = readers.after(entry)) {
          emit(readers.value(entry), tx, key, WAR);
        }
        known[at + READERS] = 0;
        known[at + WRITER] = tx + 1;
        known[at + ADDED] = flags & ADDS ? 1 : 0;
      } else if (flags & (READ | GAS_ONLY)) {
        known[at + READERS] = readers.add(known[at + READERS] as number, tx);
      }
      if (flags & (WRITE | NET | PROTOCOL_WRITE | FEE)) known[at + CHANGE] = tx + 1;
    }
  }
  return {
    length: from.length,
    from: from.finish(),
    to: to.finish(),
    key: keyColumn.finish(),
    kind: kindColumn.finish(),
  };
}
