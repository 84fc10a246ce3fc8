import { AccessFlag } from "../../plugin/record/flags.ts";
import {
  type AccessRow,
  type BlockRow,
  type FunctionRow,
  type KeyRow,
  type MemberRow,
  type Phase,
  RUN_RECORD_FORMAT,
  RUN_RECORD_VERSION,
  type RunRecord,
  type SiteRow,
  type TestRow,
  type TransactionRow,
} from "../../plugin/record/types.ts";
import type { SourceLocation } from "../../plugin/source/names.ts";

export const READ = AccessFlag.READ;
export const WRITE = AccessFlag.WRITE | AccessFlag.NET | AccessFlag.TOUCHED;
export const READ_WRITE = READ | WRITE;
/** Proven to only add. */
export const ADDS = READ_WRITE | AccessFlag.ADDS;

/** One transaction as a test describes it: names of keys (see `RecordBuilder.key`) with their flags. */
export interface SendOptions {
  readonly gas?: number;
  readonly from?: number;
  readonly phase?: Phase;
  readonly failed?: boolean;
  readonly changed?: Readonly<Record<string, number>>;
  /** Letters of `Move`. */
  readonly moves?: Readonly<Record<string, string>>;
  readonly origins?: Readonly<Record<string, string>>;
  /** Where keys are read and written, by their names. */
  readonly readAt?: Readonly<Record<string, SiteRow>>;
  readonly writtenAt?: Readonly<Record<string, SiteRow>>;
}

/**
 * Writes run records by hand.
 *
 * @example
 * const suite = new RecordBuilder();
 * suite.key("total", "Vault.totalAssets", { file: "contracts/Vault.sol", line: 12 });
 * suite.test("deposits").send("Vault.deposit", { total: READ_WRITE });
 */
export class RecordBuilder {
  readonly #keys: KeyRow[] = [];
  readonly #keyNames = new Map<string, number>();
  readonly #functions: FunctionRow[] = [];
  readonly #sites: SiteRow[] = [];
  readonly #tests: TestRow[] = [];
  readonly #blocks: BlockRow[] = [];
  #notes: string[] = [];
  #test: number | undefined;
  #branch = 0;
  #open: TransactionRow[] | undefined;
  #sent = 0;

  /** A slot with one variable: the name is that of the variable, or the variable and the full name. */
  key(id: string, variable: string, source?: SourceLocation, name = variable): this {
    return this.members(id, [{ variable, name, ...(source && { source }) }]);
  }

  /** A slot that several variables share. */
  members(id: string, members: readonly MemberRow[]): this {
    this.#keyNames.set(id, this.#keys.length);
    this.#keys.push({ kind: "slot", address: address(1), slot: word(this.#keys.length), members });
    return this;
  }

  /** Any key, for instance one without a name. */
  row(id: string, row: KeyRow): this {
    this.#keyNames.set(id, this.#keys.length);
    this.#keys.push(row);
    return this;
  }

  /** The following transactions belong to this test. */
  test(title: string, file = "test/Vault.ts", suite?: string): this {
    this.#test = this.#tests.push({ title, ...(suite !== undefined && { suite }), file }) - 1;
    return this;
  }

  outsideTests(): this {
    this.#test = undefined;
    return this;
  }

  revert(): this {
    this.#branch++;
    return this;
  }

  /** Sends a transaction, mined in a block of its own except within `block`. */
  send(name: string, accesses: Readonly<Record<string, number>>, options: SendOptions = {}): this {
    const {
      gas = 50_000,
      from = this.#sent,
      phase = "body",
      failed = false,
      changed = {},
      moves = {},
      origins = {},
      readAt = {},
      writtenAt = {},
    } = options;
    const rows = Object.entries(accesses).map(([id, flags]): AccessRow => {
      const key = this.#keyNames.get(id);
      if (key === undefined) throw new Error(`The record has no key ${id}`);
      return {
        key,
        flags,
        ...(changed[id] !== undefined && { changed: changed[id] }),
        ...(moves[id] !== undefined && { moves: moves[id] }),
        ...(origins[id] !== undefined && { origin: origins[id] }),
        ...(readAt[id] !== undefined && { readAt: this.#sites.push(readAt[id]) - 1 }),
        ...(writtenAt[id] !== undefined && { writtenAt: this.#sites.push(writtenAt[id]) - 1 }),
      };
    });
    const transaction: TransactionRow = {
      hash: word(0x1000 + this.#sent++),
      from: address(0x100 + from),
      function: this.#function(name),
      ...(this.#test !== undefined && { test: this.#test }),
      phase,
      succeeded: !failed,
      gas: String(gas),
      accesses: rows,
    };
    if (this.#open !== undefined) this.#open.push(transaction);
    else this.#mine([transaction]);
    return this;
  }

  /** What is sent by `send` is mined in one block. */
  block(send: () => void, execution?: BlockRow["execution"]): this {
    this.#open = [];
    send();
    const transactions = this.#open;
    this.#open = undefined;
    return this.#mine(transactions, execution);
  }

  note(text: string): this {
    this.#notes.push(text);
    return this;
  }

  build(): RunRecord {
    return {
      format: RUN_RECORD_FORMAT,
      version: RUN_RECORD_VERSION,
      generator: "hardhat-parallel test",
      keys: this.#keys,
      functions: this.#functions,
      sites: this.#sites,
      tests: this.#tests,
      blocks: this.#blocks,
      ...(this.#notes.length > 0 && { notes: this.#notes }),
    };
  }

  #mine(transactions: readonly TransactionRow[], execution?: BlockRow["execution"]): this {
    const number = this.#blocks.length + 1;
    this.#blocks.push({
      chain: "default#0",
      number: String(number),
      hash: word(0x2000 + number),
      branch: this.#branch,
      transactions,
      ...(execution && { execution }),
    });
    return this;
  }

  #function(name: string): number {
    const known = this.#functions.findIndex((row) => row.name === name);
    return known >= 0 ? known : this.#functions.push({ name }) - 1;
  }
}

export function address(number: number): `0x${string}` {
  return `0x${number.toString(16).padStart(40, "0")}`;
}

export function word(number: number): `0x${string}` {
  return `0x${number.toString(16).padStart(64, "0")}`;
}
