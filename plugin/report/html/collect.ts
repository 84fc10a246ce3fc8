import type { KeyRow, RunRecord, SiteRow, TransactionRow } from "../../record/types.ts";
import type { BlockFindings } from "../block-findings.ts";
import type { Findings } from "../findings.ts";
import type { RenderedRun } from "../renderer.ts";
import { groupVariables } from "../variables.ts";
import { titleOf } from "./links.ts";
import { shown } from "./names.ts";
import type { PageBlock, PageData, PageKey, PageSite } from "./page-data.ts";
import { RealRuns } from "./real-runs.ts";

/** Accesses that a page holds, of the worst blocks first: about four megabytes. */
const MOST_ACCESSES = 300_000;
/** Threads of the curve of users. */
const USER_THREADS = 8;

/** The blocks that the page can show, and what it needs to know for that. */
export interface Collected {
  readonly data: PageData;
  /** Position in `data.blocks` of those that fit. */
  readonly positions: ReadonlyMap<BlockFindings, number>;
}

/** @param anchorOf The anchor of a line in the page, if the page has it. */
export function collectPageData(
  findings: Findings,
  run: RenderedRun | undefined,
  anchorOf: (site: SiteRow) => string | undefined,
): Collected {
  const positions = new Map<BlockFindings, number>();
  const users = findings.users.map(({ subject, points }) => ({
    title: titleOf(subject),
    users: points.map((point) => point.users),
    own: points.map(({ own }) => own.speedup.get(USER_THREADS) ?? 1),
    same: points.map(({ same }) => same.speedup.get(USER_THREADS) ?? 1),
    threads: USER_THREADS,
  }));
  const target = findings.target?.target;
  if (run === undefined) {
    const none = { accounts: [], keys: [], variables: [], functions: [], sites: [], blocks: [] };
    return { data: { ...none, users, target }, positions };
  }
  const tables = new Tables(run.record, anchorOf);
  const real = run.timeline ? new RealRuns(run.record) : undefined;
  const blocks: PageBlock[] = [];
  let accesses = 0;
  for (const block of [...findings.tests, ...findings.blocks]) {
    // The transactions of a test that fit one block are shown as the test.
    if (block.subject.isInTest === "whole") continue;
    const count = block.rows.reduce((sum, row) => sum + row.accesses.length, 0);
    if (accesses + count > MOST_ACCESSES && blocks.length > 0) continue;
    accesses += count;
    positions.set(block, blocks.length);
    const executed = real?.of(block.rows);
    blocks.push({ ...tables.block(block), ...(executed && { run: executed }) });
  }
  return { data: { ...tables.finish(), blocks, users, target }, positions };
}

/** Gathers what blocks name, so that the page has no name twice, and none that it does not show. */
class Tables {
  readonly #record: RunRecord;
  readonly #anchorOf: (site: SiteRow) => string | undefined;
  readonly #variables;
  readonly #accounts = new Numbers<string>();
  readonly #keys = new Numbers<number>();
  readonly #variableNames = new Numbers<number>();
  readonly #functions = new Numbers<number>();
  readonly #sites = new Numbers<number>();

  constructor(record: RunRecord, anchorOf: (site: SiteRow) => string | undefined) {
    this.#record = record;
    this.#anchorOf = anchorOf;
    this.#variables = groupVariables(record);
  }

  block({ subject, rows }: BlockFindings): PageBlock {
    const { kind, file } = subject;
    return {
      kind,
      title: titleOf(subject, this.#record.tests),
      ...(file !== undefined && { file: shown(file) }),
      gas: rows.map((row) => Number(row.gas)),
      functions: rows.map((row) => this.#functions.of(row.function)),
      senders: rows.map((row) => this.#accounts.of(row.from)),
      failed: rows.flatMap((row, position) => (row.succeeded ? [] : [position])),
      accesses: rows.map((row) => this.#accessesOf(row)),
    };
  }

  #accessesOf({ accesses }: TransactionRow): number[] {
    const site = (index: number | undefined) => (index === undefined ? 0 : this.#sites.of(index) + 1);
    return accesses.flatMap(({ key, flags, readAt, writtenAt }) => [
      this.#keys.of(key),
      flags,
      site(readAt),
      site(writtenAt),
    ]);
  }

  finish(): Pick<PageData, "accounts" | "keys" | "variables" | "functions" | "sites"> {
    const { keys, functions, sites } = this.#record;
    const keyRows = this.#keys.all.map((index): PageKey => {
      const { address, kind } = keys[index] as KeyRow;
      const variable = this.#variableNames.of(this.#variables.ofKey[index] as number);
      const element = shown(this.#variables.elements[index] as string);
      return [this.#accounts.of(address), variable, kind === "slot" ? 1 : 0, element];
    });
    return {
      accounts: this.#accounts.all,
      keys: keyRows,
      variables: this.#variableNames.all.map((index) => shown(this.#variables.all[index]?.name ?? "?")),
      functions: this.#functions.all.map((index) => shown(functions[index]?.name ?? "?")),
      sites: this.#sites.all.map((index): PageSite => {
        const row = sites[index] as SiteRow;
        const anchor = this.#anchorOf(row);
        return {
          file: shown(row.file),
          line: row.line,
          ...(row.function !== undefined && { function: shown(row.function) }),
          ...(anchor !== undefined && { anchor }),
        };
      }),
    };
  }
}

/** Gives things numbers in the order in which they come. */
class Numbers<Thing> {
  readonly #numbers = new Map<Thing, number>();

  of(thing: Thing): number {
    const number = this.#numbers.get(thing) ?? this.#numbers.size;
    this.#numbers.set(thing, number);
    return number;
  }

  get all(): Thing[] {
    return [...this.#numbers.keys()];
  }
}
