import { Dealing, dealingsUnder } from "../rules.ts";
import type { AccessTable, ConflictRules } from "../types.ts";

/**
 * Who writes and who reads each key of a block, in the order of the block: what a multi-version memory needs to know,
 * in columns.
 *
 * Every write of a key has a place in the key's row of writers, and every read one, too: behind the writers before it.
 */
export interface Versions {
  /** Writers of key k are the positions rows[k] to rows[k + 1] of `writer` and `adds`, in the order of the block. */
  readonly rows: Uint32Array;
  readonly writer: Uint32Array;
  /** 1 where the writer only added to whatever the value was: the writes before it still count. */
  readonly adds: Uint8Array;
  /** Keys that transaction i writes are the positions writes[i] to writes[i + 1] of `writtenPlace`. */
  readonly writes: Uint32Array;
  /** Place of each write in the row of its key, as a position of `writer`. */
  readonly writtenPlace: Uint32Array;
  readonly writtenKey: Uint32Array;
  /** Keys that transaction i reads and somebody before it writes: positions reads[i] to reads[i + 1] of the next two. */
  readonly reads: Uint32Array;
  readonly readKey: Uint32Array;
  /** One behind the last writer before the read, as a position of `writer`. */
  readonly readPlace: Uint32Array;
  /** All keys that each transaction reads, written or not. */
  readonly readCount: Uint32Array;
}

const { READS, WRITES, INCREMENTS } = Dealing;

/** Takes time and memory linear in the number of accesses. */
export function versionsOf(table: AccessTable, rules: ConflictRules): Versions {
  const { size, offsets, keys, flags, isSlot, keyCount } = table;
  const dealings = dealingsUnder(rules);
  const dealingAt = (position: number, key: number): number =>
    dealings[2 * (flags[position] as number) + (isSlot[key] as number)] as number;
  const rows = new Uint32Array(keyCount + 1);
  for (let position = 0; position < keys.length; position++) {
    const key = keys[position] as number;
    if ((dealingAt(position, key) & WRITES) !== 0) rows[key + 1] = (rows[key + 1] as number) + 1;
  }
  for (let key = 0; key < keyCount; key++) rows[key + 1] = (rows[key + 1] as number) + (rows[key] as number);

  const writeCount = rows[keyCount] as number;
  const writer = new Uint32Array(writeCount);
  const adds = new Uint8Array(writeCount);
  const writes = new Uint32Array(size + 1);
  const writtenPlace = new Uint32Array(writeCount);
  const writtenKey = new Uint32Array(writeCount);
  const reads = new Uint32Array(size + 1);
  const readKey = new Uint32Array(keys.length);
  const readPlace = new Uint32Array(keys.length);
  const readCount = new Uint32Array(size);
  /** Where the next writer of each key goes. */
  const next = rows.slice(0, keyCount);
  let written = 0;
  let read = 0;
  for (let tx = 0; tx < size; tx++) {
    const end = offsets[tx + 1] as number;
    for (let position = offsets[tx] as number; position < end; position++) {
      const key = keys[position] as number;
      const place = next[key] as number;
      const dealing = dealingAt(position, key);
      if ((dealing & READS) !== 0) {
        readCount[tx] = (readCount[tx] as number) + 1;
        if (place !== rows[key]) {
          readKey[read] = key;
          readPlace[read] = place;
          read++;
        }
      }
      if ((dealing & WRITES) !== 0) {
        writer[place] = tx;
        adds[place] = (dealing & INCREMENTS) === 0 ? 0 : 1;
        writtenPlace[written] = place;
        writtenKey[written] = key;
        written++;
        next[key] = place + 1;
      }
    }
    writes[tx + 1] = written;
    reads[tx + 1] = read;
  }
  return {
    rows,
    writer,
    adds,
    writes,
    writtenPlace,
    writtenKey,
    reads,
    readKey: readKey.slice(0, read),
    readPlace: readPlace.slice(0, read),
    readCount,
  };
}
