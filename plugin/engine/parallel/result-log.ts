import type { Execution } from "../execution.ts";
import type { ReadSet, WriteSet } from "../state/types.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { readOutcome, writeOutcome } from "./outcome-codec.ts";
import { FIRST_RESULT } from "./shared-block.ts";
import { readReadSet, readWriteSet, writeReadSet, writeWriteSet } from "./state-codec.ts";

/** Who executed a transaction and when: microseconds of the machine's monotonic clock, the same on every thread. */
export interface ExecutionTiming {
  readonly worker: number;
  readonly start: number;
  readonly end: number;
}

/** A published result. Its parts are read only when asked for: peers need the writes, main the rest. */
export interface StoredResult {
  readonly timing: ExecutionTiming;
  reads(): ReadSet;
  writes(): WriteSet;
  outcome(): Execution["outcome"];
}

const NO_READS: ReadSet = { accounts: new Map(), slots: new Map() };
const NO_OUTCOME: Execution["outcome"] = { kind: "invalid", reason: "invalid", message: "" };

/** Results start at multiples of this, so that a pointer of 32 bits reaches 64 GiB. */
const UNIT_BYTES = 16;
const HEADER_BYTES = 32;

/**
 * The results of one block, in memory shared by its peers: each peer appends to an arena of its own and reads all.
 *
 * A result is a header, then reads, writes and outcome. It is addressed by a pointer of 32 bits which is published
 * only after the last byte, so that a result half-written by a thread that died is never seen.
 */
export class ResultLog {
  readonly #arenas: readonly SharedArrayBuffer[];
  readonly #readers: ByteReader[];
  readonly #own: number;
  readonly #encodesReceipts: boolean;
  readonly #writer: ByteWriter;
  readonly #unitsPerArena: number;

  /**
   * @param arenas one per peer, all of the same size.
   * @param own the arena that this peer appends to.
   * @param encodesReceipts see `encodeReceiptTail`.
   */
  constructor(arenas: readonly SharedArrayBuffer[], own: number, encodesReceipts = true) {
    const arena = arenas[own];
    if (arena === undefined) throw new RangeError(`No arena ${own}`);
    this.#arenas = arenas;
    this.#readers = [];
    this.#own = own;
    this.#encodesReceipts = encodesReceipts;
    this.#writer = new ByteWriter(arena);
    this.#unitsPerArena = arena.byteLength / UNIT_BYTES;
    if (arenas.length * this.#unitsPerArena + FIRST_RESULT > 2 ** 32) throw new RangeError("Arenas beyond 64 GiB");
  }

  /** Forgets every result of this peer's arena. Only while no peer reads any. */
  reset(): void {
    this.#writer.position = 0;
  }

  /** @returns the pointer to publish, or undefined when the result cannot be written: it has no room in the arena. */
  append(execution: Execution, timing: ExecutionTiming): number | undefined {
    const writer = this.#writer;
    const start = Math.ceil(writer.position / UNIT_BYTES) * UNIT_BYTES;
    try {
      writer.position = start;
      writer.uint32(timing.worker);
      writer.uint32(0);
      writer.uint32(0);
      writer.uint32(0);
      writer.float64(timing.start);
      writer.float64(timing.end);
      writeReadSet(writer, execution.reads);
      writer.patchUint32(start + 4, writer.position);
      writeWriteSet(writer, execution.writes);
      writer.patchUint32(start + 8, writer.position);
      writeOutcome(writer, execution.outcome, this.#encodesReceipts);
    } catch {
      // Nor is any other failure to share a result a reason to lose it: the main thread gets it without.
      writer.position = start;
      return undefined;
    }
    return FIRST_RESULT + this.#own * this.#unitsPerArena + start / UNIT_BYTES;
  }

  /**
   * As `append`, for a result of which others only need to know what it writes: the reads and the outcome that `open`
   * returns of it are empty.
   */
  appendWrites(writes: WriteSet, timing: ExecutionTiming): number | undefined {
    return this.append({ reads: NO_READS, writes, outcome: NO_OUTCOME }, timing);
  }

  open(pointer: number): StoredResult {
    const unit = pointer - FIRST_RESULT;
    const author = Math.floor(unit / this.#unitsPerArena);
    const start = (unit % this.#unitsPerArena) * UNIT_BYTES;
    const reader = this.#reader(author);
    const at = (position: number): ByteReader => {
      reader.position = position;
      return reader;
    };
    const worker = at(start).uint32();
    const writesAt = reader.uint32();
    const outcomeAt = reader.uint32();
    reader.position += 4;
    return {
      timing: { worker, start: reader.float64(), end: reader.float64() },
      reads: () => readReadSet(at(start + HEADER_BYTES)),
      writes: () => readWriteSet(at(writesAt)),
      outcome: () => readOutcome(at(outcomeAt)),
    };
  }

  #reader(author: number): ByteReader {
    let reader = this.#readers[author];
    if (reader === undefined) {
      const arena = this.#arenas[author];
      if (arena === undefined) throw new RangeError(`No arena ${author}`);
      reader = new ByteReader(arena);
      this.#readers[author] = reader;
    }
    return reader;
  }
}
