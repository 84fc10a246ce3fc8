import type { AccessTable, ConflictRules } from "./types.ts";

/** Conflicting pairs of transactions of one block, counted exactly. */
export interface PairCounts {
  /** Pairs i < j in which j reads what i writes (i being any earlier writer, not only the last). */
  readonly rawPairs: number;
  /** Pairs in which one reads what the other writes, or both write: the classical conflict. */
  readonly anyPairs: number;
  /** Transactions that are the later one of a RAW pair. */
  readonly withRawPredecessor: number;
  /** Transactions in no pair at all. */
  readonly inNoConflict: number;
}

/**
 * Counts the conflicting pairs of a block: rawPairs = |{(i, j): i < j, W(i) ∩ R(j) ≠ ∅}|,
 * anyPairs = |{(i, j): i < j, W(i) ∩ R(j) or R(i) ∩ W(j) or W(i) ∩ W(j) ≠ ∅}|.
 *
 * A pair that meets on several keys counts once, so the pairs themselves have to be formed: one bit a pair. Takes
 * O(accesses x transactions / 32) and, for each key that two transactions share, one or two bits a transaction.
 * Meant for one block; the figures of `metrics.ts` are the ones for large tables.
 */
export function countPairs(table: AccessTable, rules: ConflictRules): PairCounts {
  const words = (table.size + 31) >>> 5;
  const shared = sharedKeys(table);
  const readers: (Uint32Array | undefined)[] = new Array(table.keyCount);
  const writers: (Uint32Array | undefined)[] = new Array(table.keyCount);
  const raw = new Uint32Array(words);
  const any = new Uint32Array(words);
  const met = new Uint8Array(table.size);
  let rawPairs = 0;
  let anyPairs = 0;
  let withRawPredecessor = 0;

  for (let tx = 0; tx < table.size; tx++) {
    raw.fill(0);
    any.fill(0);
    const end = table.offsets[tx + 1] as number;
    for (let position = table.offsets[tx] as number; position < end; position++) {
      const key = table.keys[position] as number;
      if (shared[key] === 0) continue;
      const isSlot = table.isSlot[key] === 1;
      const reads = rules.reads(table.flags[position] as number, isSlot);
      const writes = rules.writes(table.flags[position] as number, isSlot);
      if (reads) {
        merge(raw, writers[key]);
        readers[key] = mark(readers[key], words, tx);
      }
      if (reads || writes) merge(any, writers[key]);
      if (writes) {
        merge(any, readers[key]);
        writers[key] = mark(writers[key], words, tx);
      }
    }
    // The transaction meets itself where it reads and writes the same key.
    any[tx >>> 5] = (any[tx >>> 5] as number) & ~(1 << (tx & 31));

    const before = ones(raw);
    rawPairs += before;
    if (before > 0) withRawPredecessor++;
    const partners = ones(any);
    anyPairs += partners;
    if (partners > 0) {
      met[tx] = 1;
      forEachOne(any, (other) => {
        met[other] = 1;
      });
    }
  }
  return { rawPairs, anyPairs, withRawPredecessor, inNoConflict: table.size - met.reduce((sum, bit) => sum + bit, 0) };
}

/** RAW pairs of a single key. */
export interface KeyPairs {
  readonly key: number;
  /** Transactions that write it. */
  readonly writers: number;
  /** Transactions that read it. */
  readonly readers: number;
  /** Pairs i < j in which i writes it and j reads it. */
  readonly rawPairs: number;
}

/** The RAW pairs of every key that has any, in order of keys. Linear in accesses: a reader adds the writers before it. */
export function rawPairsByKey(table: AccessTable, rules: ConflictRules): KeyPairs[] {
  const writers = new Uint32Array(table.keyCount);
  const readers = new Uint32Array(table.keyCount);
  const pairs = new Float64Array(table.keyCount);
  for (let position = 0; position < table.keys.length; position++) {
    const key = table.keys[position] as number;
    const isSlot = table.isSlot[key] === 1;
    if (rules.reads(table.flags[position] as number, isSlot)) {
      readers[key] = (readers[key] as number) + 1;
      pairs[key] = (pairs[key] as number) + (writers[key] as number);
    }
    if (rules.writes(table.flags[position] as number, isSlot)) writers[key] = (writers[key] as number) + 1;
  }
  const found: KeyPairs[] = [];
  pairs.forEach((rawPairs, key) => {
    if (rawPairs === 0) return;
    found.push({ key, writers: writers[key] as number, readers: readers[key] as number, rawPairs });
  });
  return found;
}

/** 1 for each key that at least two transactions access. */
function sharedKeys(table: AccessTable): Uint8Array {
  const seen = new Uint8Array(table.keyCount);
  const shared = new Uint8Array(table.keyCount);
  for (const key of table.keys) {
    if (seen[key] === 1) shared[key] = 1;
    seen[key] = 1;
  }
  return shared;
}

function merge(into: Uint32Array, from: Uint32Array | undefined): void {
  if (from === undefined) return;
  for (let word = 0; word < into.length; word++) into[word] = (into[word] as number) | (from[word] as number);
}

function mark(bits: Uint32Array | undefined, words: number, index: number): Uint32Array {
  const marked = bits ?? new Uint32Array(words);
  marked[index >>> 5] = (marked[index >>> 5] as number) | (1 << (index & 31));
  return marked;
}

function ones(bits: Uint32Array): number {
  let count = 0;
  for (const word of bits) {
    let rest = word;
    rest -= (rest >>> 1) & 0x55555555;
    rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
    count += Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

function forEachOne(bits: Uint32Array, visit: (index: number) => void): void {
  for (let word = 0; word < bits.length; word++) {
    for (let rest = bits[word] as number; rest !== 0; rest = (rest & (rest - 1)) >>> 0) {
      visit(word * 32 + 31 - Math.clz32(rest & -rest));
    }
  }
}
