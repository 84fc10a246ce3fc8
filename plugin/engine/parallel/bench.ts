import type { Seat } from "./messages.ts";

/** What a bench must know of those who may sit on it. */
export interface Sitter {
  /** The thread may still use the memory of the block with this serial number. */
  isSeatedAt(serial: number): boolean;
}

let lastSerial = 0;

/**
 * The memory that the peers of one block write results to, used for one block after the other.
 *
 * A peer may still be busy with a block that is over, or only now begin to hear of it. So a bench is not used again
 * while anybody sits on it, and whoever sits down for a block that has passed sees by the serial that he is late.
 */
export class Bench {
  readonly arenas: readonly SharedArrayBuffer[];
  /** One word: serial number of the block that the bench is used for. */
  readonly #serial = new Int32Array(new SharedArrayBuffer(4));
  #sitters: readonly Sitter[] = [];

  /** @param seats number of peers, the main thread included. */
  constructor(seats: number, arenaBytes: number) {
    this.arenas = Array.from({ length: seats }, () => new SharedArrayBuffer(arenaBytes));
  }

  /** Passes on to the next block. False when a peer of the one before is still there: then the bench cannot be used. */
  open(sitters: readonly Sitter[]): boolean {
    const before = Atomics.load(this.#serial, 0);
    lastSerial = (lastSerial % 0x7fffffff) + 1;
    Atomics.store(this.#serial, 0, lastSerial);
    // Stored before looked: whoever sits down after this look sees the new serial and stands up again.
    if (this.#sitters.some((sitter) => sitter.isSeatedAt(before))) return false;
    this.#sitters = sitters;
    return true;
  }

  seat(peer: number): Seat {
    const current = this.#serial.buffer as SharedArrayBuffer;
    return { peer, arenas: this.arenas, current, serial: Atomics.load(this.#serial, 0) };
  }
}

/**
 * Runs `work` on a seat, unless its block has passed.
 *
 * @param seated the word that `Sitter.isSeatedAt` looks at.
 */
export async function sitDown(seat: Seat, seated: Int32Array, word: number, work: () => Promise<void>): Promise<void> {
  Atomics.store(seated, word, seat.serial);
  if (Atomics.load(new Int32Array(seat.current), 0) === seat.serial) await work();
  Atomics.store(seated, word, 0);
}
