import { bytesToHexString, bytesToKey } from "../state/keys.ts";
import type { SlotKey } from "../state/types.ts";
import type { KeccakPreimage } from "./types.ts";

/**
 * A slot belongs to a hash when it is less than 2^32 above it: members of a struct, elements of an array. Other slots
 * that small a distance above a hash do not occur by chance. So their first 28 bytes are the same, or those of the slot
 * are the next higher.
 */
const PREFIX_BYTES = 28;

/** So much is kept before what names no slot yet is forgotten: a transaction may hash millions of times. */
const FIRST_CAPACITY = 2 ** 21;
const SHORTEST = 32;
/** A longer log is not kept until somebody looks at it. */
const MAX_COPIED = 2 ** 16;
/** In front of each preimage: its length in four bytes, and its hash. */
const HEADER = 36;

/** Where a hash begins in the log, behind the length of its preimage. */
type Position = number;

/**
 * What a transaction hashed, as far as it may name storage: Solidity and Vyper put a mapping's value at
 * keccak(key . slot of the mapping) and an array's elements at keccak(slot of the array) and above.
 *
 * Hashes are written one after the other into a log of bytes, which costs a twentieth of hashing, and looked through
 * when all is over, for the slots that were really used. Objects for each of them were an eighth of the time of a
 * contract that computes.
 */
export class PreimageCollector {
  #log: Buffer;
  #end = 0;
  #capacity = FIRST_CAPACITY;
  /** Slots that the transaction has used so far. */
  readonly #slots: () => readonly SlotKey[];

  /** @param log hashes that are there already. */
  constructor(slots: () => readonly SlotKey[], log?: Buffer) {
    this.#slots = slots;
    this.#log = log ?? Buffer.alloc(2 ** 16);
    this.#end = log?.length ?? 0;
  }

  clear(): void {
    this.#end = 0;
    this.#capacity = FIRST_CAPACITY;
    if (this.#log.length > FIRST_CAPACITY) this.#log = Buffer.alloc(FIRST_CAPACITY);
  }

  /** @param preimage is copied. Shorter than a word, it cannot name a slot and is ignored. */
  add(hash: Uint8Array, preimage: Uint8Array): void {
    const { length } = preimage;
    if (length < SHORTEST) return;
    if (this.#end + HEADER + length > this.#log.length) this.#makeRoom(HEADER + length);
    this.#log.writeUInt32LE(length, this.#end);
    this.#log.set(hash, this.#end + 4);
    this.#log.set(preimage, this.#end + HEADER);
    this.#end += HEADER + length;
  }

  /**
   * The preimages that name slots which were used, each followed to its end: the base slot of a nested mapping is a
   * hash itself.
   */
  used(): KeccakPreimage[] {
    return this.#found().map((position) => ({
      hash: bytesToHexString(this.#hashAt(position)),
      preimage: bytesToHexString(this.#preimageAt(position)),
    }));
  }

  /**
   * As `used`, but when it is called: `clear` may come before. Looking through the log takes longer than writing it, and
   * copying it no time.
   */
  usedLater(): () => KeccakPreimage[] {
    if (this.#end === 0) return () => [];
    const slots = [...this.#slots()];
    if (slots.length === 0) return () => [];
    if (this.#end > MAX_COPIED) {
      const used = this.used();
      return () => used;
    }
    const log = Buffer.from(this.#log.subarray(0, this.#end));
    return () => new PreimageCollector(() => slots, log).used();
  }

  #makeRoom(size: number): void {
    // A slot is mostly used right after its key was hashed, so little is lost.
    if (this.#end + size > this.#capacity) this.#forgetUseless();
    this.#capacity = Math.max(this.#capacity, 2 * (this.#end + size));
    if (this.#end + size <= this.#log.length) return;
    const grown = Buffer.alloc(Math.max(2 * this.#log.length, this.#end + size));
    this.#log.copy(grown, 0, 0, this.#end);
    this.#log = grown;
  }

  #forgetUseless(): void {
    const log = Buffer.from(this.#log);
    const kept = this.#found().map((position) => log.subarray(position - 4, position + 32 + this.#lengthAt(position)));
    this.#end = 0;
    for (const entry of kept) {
      this.#log.set(entry, this.#end);
      this.#end += entry.length;
    }
  }

  #found(): Position[] {
    if (this.#end === 0) return [];
    const wanted = this.#slots();
    if (wanted.length === 0) return [];
    const found = new Map<SlotKey, Position>();
    // A preimage may end in a hash itself, which names another; mostly there is one round more than mappings are nested.
    for (let slots: readonly SlotKey[] = wanted; slots.length > 0; ) {
      const candidates = this.#candidates(slots);
      const next: SlotKey[] = [];
      for (const slot of slots) {
        const best = nearest(candidates, slot);
        if (best === undefined || found.has(best)) continue;
        const position = candidates.get(prefixOf(best))?.get(best) as Position;
        found.set(best, position);
        next.push(bytesToKey(this.#preimageAt(position).subarray(-32)));
      }
      slots = next;
    }
    return [...found.values()];
  }

  /** Hashes that may name one of the slots, by their prefix. */
  #candidates(slots: readonly SlotKey[]): Map<string, Map<SlotKey, Position>> {
    const candidates = new Map<string, Map<SlotKey, Position>>();
    // What the first bytes of a hash have to be, so that most hashes can be passed over at a glance.
    const beginnings = new Set<number>();
    for (const slot of slots) {
      for (const prefix of [prefixOf(slot), prefixBefore(slot)]) {
        candidates.set(prefix, new Map());
        beginnings.add(Buffer.from(prefix.slice(0, 4), "latin1").readUInt32LE(0));
      }
    }
    for (let at = 0; at < this.#end; at += HEADER + this.#log.readUInt32LE(at)) {
      if (!beginnings.has(this.#log.readUInt32LE(at + 4))) continue;
      const hash = bytesToKey(this.#hashAt(at + 4));
      const bucket = candidates.get(prefixOf(hash));
      if (bucket !== undefined && !bucket.has(hash)) bucket.set(hash, at + 4);
    }
    return candidates;
  }

  #lengthAt(position: Position): number {
    return this.#log.readUInt32LE(position - 4);
  }

  #hashAt(position: Position): Buffer {
    return this.#log.subarray(position, position + 32);
  }

  #preimageAt(position: Position): Buffer {
    return this.#log.subarray(position + 32, position + 32 + this.#lengthAt(position));
  }
}

/** The highest hash at or below the slot, if it is near enough. Keys compare as the numbers that they are. */
function nearest(candidates: ReadonlyMap<string, ReadonlyMap<SlotKey, Position>>, slot: SlotKey): SlotKey | undefined {
  const same = highest(candidates.get(prefixOf(slot)), (hash) => hash <= slot);
  if (same !== undefined) return same;
  const rest = slot.slice(PREFIX_BYTES);
  // Less than 2^32 below, but with the prefix before.
  return highest(candidates.get(prefixBefore(slot)), (hash) => hash.slice(PREFIX_BYTES) > rest);
}

function highest(
  hashes: ReadonlyMap<SlotKey, Position> | undefined,
  accept: (hash: SlotKey) => boolean,
): SlotKey | undefined {
  let best: SlotKey | undefined;
  for (const hash of hashes?.keys() ?? []) if (accept(hash) && (best === undefined || hash > best)) best = hash;
  return best;
}

function prefixOf(slot: SlotKey): string {
  return slot.slice(0, PREFIX_BYTES);
}

function prefixBefore(slot: SlotKey): string {
  const bytes = Buffer.from(prefixOf(slot), "latin1");
  for (let i = bytes.length - 1; i >= 0; i--) {
    const byte = bytes[i] as number;
    bytes[i] = (byte + 255) & 255;
    if (byte !== 0) break;
  }
  return bytes.toString("latin1");
}
