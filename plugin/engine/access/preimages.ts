import { bytesToHexString, keyToHex } from "../state/keys.ts";
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
const MOST_KEPT = 2 ** 12;
/** Memory for the logs of many transactions. */
const CHUNK = 2 ** 16;
/** With less left of it, another one is begun. */
const LEAST_ROOM = 2 ** 12;
/** The hexadecimal of longer preimages is made anew each time. */
const MOST_REMEMBERED = 64;
/** In front of each preimage: its length in four bytes, and its hash. */
const HEADER = 36;

type UsedSlotList = readonly { readonly slot: SlotKey }[];

const NOTHING_USED = (): KeccakPreimage[] => [];

/** Where a hash begins in the log, behind the length of its preimage. */
type Position = number;

/** A hash that whoever computed it remembers. */
export interface RememberedHash {
  readonly bytes: Uint8Array;
  /** Of the log in which it was last entered; below zero before. */
  round: number;
}

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
  /** Where the log of this transaction begins and ends. */
  #start = 0;
  #end = 0;
  #capacity = FIRST_CAPACITY;
  /** What is added to the log from here on is in it until the next. */
  #round = 0;
  /** Somebody may look at the log later. */
  #kept = false;
  readonly #slots: () => UsedSlotList;

  /**
   * @param slots those that the transaction has used so far. No later transaction may add to the same list.
   * @param log hashes that are there already.
   */
  constructor(slots: () => UsedSlotList, log?: Buffer) {
    this.#slots = slots;
    this.#log = log ?? Buffer.alloc(CHUNK);
    this.#end = log?.length ?? 0;
  }

  clear(): void {
    this.#round++;
    if (this.#kept) this.#start = this.#end;
    this.#kept = false;
    this.#capacity = FIRST_CAPACITY;
    const isHuge = this.#log.length > FIRST_CAPACITY;
    if (isHuge || this.#log.length - this.#start < LEAST_ROOM) {
      this.#log = Buffer.alloc(isHuge ? FIRST_CAPACITY : CHUNK);
      this.#start = 0;
    }
    this.#end = this.#start;
  }

  /** As `add`, but not for what is in the log already, so far as the hash itself says. */
  addOnce(hash: RememberedHash, preimage: Uint8Array): void {
    if (hash.round === this.#round) return;
    hash.round = this.#round;
    this.add(hash.bytes, preimage);
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
    const used: KeccakPreimage[] = [];
    for (const [hash, position] of this.#found()) {
      used.push({ hash: keyToHex(hash), preimage: this.#preimageHex(position) });
    }
    return used;
  }

  /**
   * As `used`, but when it is called: `clear` may come before. Looking through the log takes longer than writing it, and
   * leaving it where it is takes nothing.
   */
  usedLater(): () => KeccakPreimage[] {
    const [log, start, end] = [this.#log, this.#start, this.#end];
    if (start === end) return NOTHING_USED;
    const slots = this.#slots();
    if (slots.length === 0) return NOTHING_USED;
    if (end - start > MOST_KEPT) {
      const used = this.used();
      return () => used;
    }
    this.#kept = true;
    return () => new PreimageCollector(() => slots, log.subarray(start, end)).used();
  }

  #makeRoom(size: number): void {
    const length = this.#end - this.#start;
    // A slot is mostly used right after its key was hashed, so little is lost.
    if (length + size > this.#capacity) this.#forgetUseless();
    this.#capacity = Math.max(this.#capacity, 2 * (this.#end - this.#start + size));
    if (this.#end + size <= this.#log.length) return;
    const grown = Buffer.alloc(Math.max(CHUNK, 2 * (this.#end - this.#start + size)));
    this.#log.copy(grown, 0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
    this.#log = grown;
  }

  #forgetUseless(): void {
    this.#round++;
    const log = Buffer.from(this.#log);
    const positions = [...this.#found().values()];
    const kept = positions.map((position) => log.subarray(position - 4, position + 32 + this.#lengthAt(position)));
    this.#end = this.#start;
    for (const entry of kept) {
      this.#log.set(entry, this.#end);
      this.#end += entry.length;
    }
  }

  #found(): ReadonlyMap<SlotKey, Position> {
    const found = new Map<SlotKey, Position>();
    if (this.#end === this.#start) return found;
    // A preimage may end in a hash itself, which names another; mostly there is one round more than mappings are nested.
    for (let slots = this.#slots().map(({ slot }) => slot); slots.length > 0; ) {
      const candidates = this.#candidates(slots);
      const next: SlotKey[] = [];
      for (const slot of slots) {
        const best = candidates.nameOf(slot);
        if (best === undefined || found.has(best)) continue;
        const position = candidates.positionOf(best);
        found.set(best, position);
        next.push(this.#keyAt(position + this.#lengthAt(position)));
      }
      slots = next;
    }
    return found;
  }

  /** Hashes that may name one of the slots. */
  #candidates(slots: readonly SlotKey[]): Candidates {
    const candidates = new Candidates();
    // What the first bytes of a hash have to be, so that most hashes can be passed over at a glance.
    const beginnings = new Set<number>();
    for (const slot of slots) for (const beginning of beginningsOf(slot)) beginnings.add(beginning);
    if (beginnings.size === 0) return candidates;
    for (let at = this.#start; at < this.#end; at += HEADER + this.#log.readUInt32LE(at)) {
      if (beginnings.has(this.#log.readUInt32LE(at + 4))) candidates.add(this.#keyAt(at + 4), at + 4);
    }
    return candidates;
  }

  #lengthAt(position: Position): number {
    return this.#log.readUInt32LE(position - 4);
  }

  /** The word there: a view of it for each would take longer than all the rest. */
  #keyAt(position: Position): SlotKey {
    return this.#log.toString("latin1", position, position + 32);
  }

  #preimageHex(position: Position): KeccakPreimage["preimage"] {
    const [start, length] = [position + 32, this.#lengthAt(position)];
    // Keys of mappings come again and again; a text as a key is as long as anything.
    if (length > MOST_REMEMBERED) return bytesToHexString(this.#log.subarray(start, start + length));
    return keyToHex(this.#log.toString("latin1", start, start + length));
  }
}

/** Hashes that may name slots, by the keys that they are. */
class Candidates {
  readonly #positions = new Map<SlotKey, Position>();
  #byPrefix: Map<string, SlotKey[]> | undefined;

  /** The first one of several counts. */
  add(hash: SlotKey, position: Position): void {
    if (!this.#positions.has(hash)) this.#positions.set(hash, position);
  }

  positionOf(hash: SlotKey): Position {
    return this.#positions.get(hash) as Position;
  }

  /** The highest hash at or below the slot, if it is near enough. Keys compare as the numbers that they are. */
  nameOf(slot: SlotKey): SlotKey | undefined {
    if (this.#positions.size === 0) return undefined;
    // The value of a mapping stands at the hash itself.
    if (this.#positions.has(slot)) return slot;
    this.#byPrefix ??= grouped(this.#positions.keys());
    const same = highest(this.#byPrefix.get(prefixOf(slot)), (hash) => hash <= slot);
    if (same !== undefined) return same;
    const rest = slot.slice(PREFIX_BYTES);
    // Less than 2^32 below, but with the prefix before.
    return highest(this.#byPrefix.get(prefixBefore(slot)), (hash) => hash.slice(PREFIX_BYTES) > rest);
  }
}

function grouped(hashes: Iterable<SlotKey>): Map<string, SlotKey[]> {
  const groups = new Map<string, SlotKey[]>();
  for (const hash of hashes) {
    const prefix = prefixOf(hash);
    const group = groups.get(prefix);
    if (group === undefined) groups.set(prefix, [hash]);
    else group.push(hash);
  }
  return groups;
}

function highest(hashes: readonly SlotKey[] = [], accept: (hash: SlotKey) => boolean): SlotKey | undefined {
  let best: SlotKey | undefined;
  for (const hash of hashes) if (accept(hash) && (best === undefined || hash > best)) best = hash;
  return best;
}

/** The first four bytes, as a number, of hashes that may name the slot. */
function beginningsOf(slot: SlotKey): number[] {
  // The slot of a variable: no hash is as low as that.
  if (isZero(slot, 0, PREFIX_BYTES)) return [];
  const beginning = numberOf(slot);
  // Only after so many zeros does the prefix before begin with other bytes.
  return isZero(slot, 4, PREFIX_BYTES) ? [beginning, numberOf(prefixBefore(slot))] : [beginning];
}

function isZero(slot: SlotKey, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (slot.charCodeAt(i) !== 0) return false;
  return true;
}

/** As `Buffer.readUInt32LE`. */
function numberOf(key: string): number {
  const [a, b, c, d] = [key.charCodeAt(0), key.charCodeAt(1), key.charCodeAt(2), key.charCodeAt(3)];
  return ((d << 24) | (c << 16) | (b << 8) | a) >>> 0;
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
