import type { ArenaLease } from "./messages.ts";

/** What a set of arenas must know of the threads that may write to it. */
export interface Lessee {
  /** Serial number of the block whose arenas the thread may be using; 0 when it uses none. */
  readonly leaseSerial: number;
}

const MAX_SERIAL = 2 ** 31 - 1;

let lastSerial = 0;

/**
 * The memory that the peers of one block write results to, one arena each, used for one block after the other.
 *
 * A peer may still be busy with a block that is over, or only now begin to hear of it. So the arenas are not used again
 * while anybody holds a lease of them, and whoever takes up the lease of a block that has passed sees by its serial that
 * it has ended.
 */
export class ArenaSet {
  readonly arenas: readonly SharedArrayBuffer[];
  /** One word: serial number of the block that the arenas are used for now, 0 between blocks. */
  readonly #current = new Int32Array(new SharedArrayBuffer(4));
  #lessees: readonly Lessee[] = [];
  /** Of the last block that the arenas were used for. */
  #serial = 0;

  /** @param peers number of peers, the main thread included. */
  constructor(peers: number, arenaBytes: number) {
    this.arenas = Array.from({ length: peers }, () => new SharedArrayBuffer(arenaBytes));
  }

  /**
   * Passes on to the next block. False when the arenas cannot be used for it: another engine's block is being executed
   * here, or a peer of the block before still holds its lease.
   */
  open(lessees: readonly Lessee[]): boolean {
    if (!this.isOpenFor(0)) return false;
    const before = this.#serial;
    lastSerial = (lastSerial % MAX_SERIAL) + 1;
    Atomics.store(this.#current, 0, lastSerial);
    // Stored before looked: whoever takes up a lease after this look sees the new serial and gives it back.
    if (before !== 0 && this.#lessees.some((lessee) => lessee.leaseSerial === before)) {
      this.close();
      return false;
    }
    this.#serial = lastSerial;
    this.#lessees = lessees;
    return true;
  }

  /** The block is over, and so are its leases. */
  close(): void {
    Atomics.store(this.#current, 0, 0);
  }

  /** The block with this serial number is being executed here. */
  isOpenFor(serial: number): boolean {
    return Atomics.load(this.#current, 0) === serial;
  }

  lease(peer: number): ArenaLease {
    const current = this.#current.buffer as SharedArrayBuffer;
    return { peer, arenas: this.arenas, current, serial: this.#serial };
  }
}

/**
 * Runs `work` under a lease, unless its block has passed.
 *
 * @param held memory in which the word at `index` says which lease this thread holds, see `Lessee`.
 */
export async function withLease(
  lease: ArenaLease,
  held: Int32Array,
  index: number,
  work: () => Promise<void>,
): Promise<void> {
  Atomics.store(held, index, lease.serial);
  if (Atomics.load(new Int32Array(lease.current), 0) === lease.serial) await work();
  Atomics.store(held, index, 0);
}
