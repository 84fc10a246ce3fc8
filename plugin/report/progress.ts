import { formatCount } from "./numbers.ts";
import { cut } from "./text.ts";

/** Milliseconds between two plain lines: the log of a CI run shows that something happens, and stays short. */
const PLAIN_EVERY = 15_000;
const SECOND = 1000;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Rates below this are said by the minute. */
const SLOW = 1;

export interface ProgressOptions {
  /** Standard error, unless given: what is printed can be piped all the same. */
  readonly stream?: NodeJS.WriteStream;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
  /** Takes the lines that stay: to standard output, unless given. */
  readonly print?: (line: string) => void;
}

/**
 * Says how far long work has come: on a terminal in one line that changes and makes room for what is printed, elsewhere in
 * a plain line now and then. Work that is done before the first of these says nothing.
 */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #now: () => number;
  readonly #print: (line: string) => void;
  #lastPlain: number;
  #shown = false;
  #work: Work | undefined;

  constructor({
    stream = process.stderr,
    now = () => performance.now(),
    print = (line) => console.log(line),
  }: ProgressOptions = {}) {
    this.#stream = stream;
    this.#now = now;
    this.#print = print;
    this.#lastPlain = now();
  }

  /** Work of so many parts begins: `begin(40, "block", "Replaying")`. */
  begin(total: number, noun: string, what = ""): void {
    this.#work = { total, noun, what, start: this.#now(), done: 0 };
    this.#tally();
  }

  /** Some more parts of the work are done. */
  advance(parts = 1): void {
    if (this.#work === undefined) return;
    this.#work.done += parts;
    if (this.#work.done < this.#work.total) this.#tally();
    else this.clear();
  }

  /** Says what is being done, in place of what was said before. */
  show(text: string): void {
    if (isTerminal(this.#stream)) {
      this.#stream.write(`\r${cut(text, Math.max(1, (this.#stream.columns ?? 80) - 1))}\x1b[K`);
      this.#shown = true;
    } else if (this.#now() - this.#lastPlain >= PLAIN_EVERY) {
      this.#lastPlain = this.#now();
      this.#stream.write(`${text}\n`);
    }
  }

  /** Removes the line. */
  clear(): void {
    if (!this.#shown) return;
    this.#stream.write("\r\x1b[K");
    this.#shown = false;
  }

  /** Prints a line that stays. */
  print(line: string): void {
    this.clear();
    this.#print(line);
    if (this.#work !== undefined && this.#work.done < this.#work.total) this.#tally();
  }

  #tally(): void {
    if (this.#work !== undefined) this.show(describe(this.#work, this.#now()));
  }
}

interface Work {
  readonly total: number;
  readonly noun: string;
  readonly what: string;
  readonly start: number;
  done: number;
}

/** `Replaying: 12 of 40 blocks, 3.4 a second, 8 s left` */
function describe({ total, noun, what, start, done }: Work, now: number): string {
  const lead = what === "" ? "" : `${what}: `;
  const count = `${lead}${formatCount(done)} of ${formatCount(total)} ${noun}${total === 1 ? "" : "s"}`;
  const seconds = (now - start) / SECOND;
  if (done === 0 || seconds <= 0) return count;
  const rate = done / seconds;
  const left = Math.ceil((total - done) / rate);
  return `${count}, ${rate >= SLOW ? `${rate.toFixed(1)} a second` : `${(rate * MINUTE).toFixed(1)} a minute`}, ${duration(left)} left`;
}

/** `8 s`, `3 min 20 s`, `2 h 5 min` */
function duration(seconds: number): string {
  if (seconds < MINUTE) return `${seconds} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ${seconds % MINUTE} s`;
  return `${Math.floor(seconds / HOUR)} h ${Math.floor((seconds % HOUR) / MINUTE)} min`;
}

function isTerminal(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true;
}
