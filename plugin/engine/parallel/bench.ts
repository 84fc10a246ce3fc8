import type { Seat } from "./messages.ts";

/** What a bench must know of those who may sit on it. */
export interface Sitter {
  /** Serial number of the block whose memory the thread may be using; 0 when it uses none. */
  readonly seatedAt: number;
}

const MAX_SERIAL = 2 ** 31 - 1;

let lastSerial = 0;

/**
 * The memory that the peers of one block write results to, used for one block after the other.
 *
 * A peer may still be busy with a block that is over, or only now begin to hear of it. So a bench is not used again
 * while anybody sits on it, and whoever sits down for a block that has passed sees by the serial that he is late.
 */
export class Bench {
  readonly arenas: readonly SharedArrayBuffer[];
  /** One word: serial number of the block that the bench is used for now, 0 between blocks. */
  readonly #current = new Int32Array(new SharedArrayBuffer(4));
  #sitters: readonly Sitter[] = [];
  #lastSerial = 0;

  /** @param seats number of peers, the main thread included. */
  constructor(seats: number, arenaBytes: number) {
    this.arenas = Array.from({ length: seats }, () => new SharedArrayBuffer(arenaBytes));
  }

  /** Passes on to the next block. False when a peer of the one before is still there: then the bench cannot be used. */
  open(sitters: readonly Sitter[]): boolean {
    const before = this.#lastSerial;
    lastSerial = (lastSerial % MAX_SERIAL) + 1;
    this.#lastSerial = lastSerial;
    Atomics.store(this.#current, 0, lastSerial);
    // Stored before looked: whoever sits down after this look sees the new serial and stands up again.
    if (before !== 0 && this.#sitters.some((sitter) => sitter.seatedAt === before)) {
      this.close();
      return false;
    }
    this.#sitters = sitters;
    return true;
  }

  /** The block is over: whoever still sits is late. */
  close(): void {
    Atomics.store(this.#current, 0, 0);
  }

  /** The block with this serial number is being executed here. */
  isOpenFor(serial: number): boolean {
    return Atomics.load(this.#current, 0) === serial;
  }

  seat(peer: number): Seat {
    const current = this.#current.buffer as SharedArrayBuffer;
    return { peer, arenas: this.arenas, current, serial: this.#lastSerial };
  }
}

/**
 * Runs `work` on a seat, unless its block has passed.
 *
 * @param seated memory in which the word at `index` says where this thread sits, see `Sitter`.
 */
export async function sitDown(seat: Seat, seated: Int32Array, index: number, work: () => Promise<void>): Promise<void> {
  Atomics.store(seated, index, seat.serial);
  if (Atomics.load(new Int32Array(seat.current), 0) === seat.serial) await work();
  Atomics.store(seated, index, 0);
}
