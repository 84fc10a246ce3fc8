import { randomUUID } from "node:crypto";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Target } from "../analysis/models/target.ts";
import { lastRunFile, runsFolder } from "../config/cache-folders.ts";
import { RunCollector } from "../record/collector.ts";
import { RunRecordError } from "../record/errors.ts";
import { generatorName } from "../record/generator.ts";
import { mergeRunRecords } from "../record/merge.ts";
import { writeRunRecord } from "../record/serialize.ts";
import {
  type Grouping,
  isDefaultGrouping,
  RUN_RECORD_FORMAT,
  RUN_RECORD_VERSION,
  type RunRecord,
} from "../record/types.ts";
import type { ArtifactSource } from "../source/contracts.ts";
import { ChainRecorder } from "./chain-recorder.ts";
import type { SoliditySuite } from "./solidity-evidence.ts";

export interface RunStatsOptions {
  /** Hardhat's cache folder: what the processes of a run record meets there. */
  readonly cache: string;
  readonly projectRoot: string;
  readonly artifacts: ArtifactSource;
  /** What the report holds the run's traffic against. */
  readonly target: Target;
  /** Which transactions the report takes together. */
  readonly grouping: Grouping;
  /** Print the report? */
  readonly print: boolean;
  /** Where to write the run record; relative to the working directory. */
  readonly json: string | undefined;
}

/**
 * The record of a test run, from the first block to the report.
 *
 * Every process that runs tests keeps its own blocks and saves them, named, under the name of its test runner; the
 * process that runs the task joins what it finds there. A run of several runners (`hardhat test`) reports once.
 */
export class RunStats {
  readonly #options: RunStatsOptions;
  readonly #collector = new RunCollector();
  readonly #labels = new Map<string, string>();
  readonly #chains = new Map<string, number>();
  /** What the reports of this run have to say of what is missing in it. */
  #notes: string[] = [];
  /** Runners that finished since the last report, in order. */
  #finished: string[] = [];
  #postponed = false;
  /** Folder of this run's parts: known once a runner has started, here or in the process that started this one. */
  #directory: string | undefined;

  constructor(options: RunStatsOptions) {
    this.#options = options;
  }

  /**
   * Makes a new chain known.
   *
   * @param network Name of the network that it belongs to.
   * @param accounts Addresses of its signers, in order: names in the report call them "signer 0" and so on.
   */
  openChain(network: string, accounts: readonly string[]): ChainRecorder {
    const before = this.#chains.get(network) ?? 0;
    this.#chains.set(network, before + 1);
    accounts.forEach((account, index) => {
      const address = account.toLowerCase();
      if (!this.#labels.has(address)) this.#labels.set(address, `signer ${index}`);
    });
    const name = before === 0 ? network : `${network}#${before + 1}`;
    return new ChainRecorder(this.#collector, name, { grouping: this.#options.grouping });
  }

  /**
   * A test runner is about to start: what was recorded so far belongs to no test of it.
   *
   * @throws RunRecordError when the record could not be written after it.
   */
  async start(): Promise<void> {
    const { json, cache } = this.#options;
    if (json !== undefined) await checkFile(resolve(json));
    this.#clear();
    if (this.#directory !== undefined) return;
    // Two runs of one project at the same time must not meet; the worker processes of one run must.
    this.#directory = join(runsFolder(cache), randomUUID());
    process.env[RUN_VARIABLE] = this.#directory;
    await removeAbandoned(runsFolder(cache));
  }

  /**
   * This process has run its tests: saves what it recorded, and forgets it.
   *
   * @param artifacts Where names come from.
   */
  async save(runner: string, artifacts = this.#options.artifacts): Promise<void> {
    if (this.#collector.blocks.length === 0 && this.#notes.length === 0) return;
    const [{ buildRunRecord }, { createNamer }] = await Promise.all([
      import("../record/builder.ts"),
      import("../source/namer.ts"),
    ]);
    const { projectRoot } = this.#options;
    const record = await buildRunRecord(this.#collector, createNamer({ artifacts, labels: this.#labels }), {
      projectRoot,
      notes: this.#notes,
    });
    await writeRunRecord(join(this.#partsOf(runner), `${randomUUID()}.json`), record, { execution: true });
    this.#clear();
  }

  #clear(): void {
    this.#collector.clear();
    this.#notes = [];
  }

  /** A test runner has finished, in all its processes: reports, unless other runners follow. */
  async finish(runner: string): Promise<void> {
    // Runners that are not in this process saved there; this one may have been told of no worker at all.
    await this.save(runner);
    this.#finished.push(runner);
    if (!this.#postponed) await this.report();
  }

  /**
   * Adds what Solidity tests recorded of themselves: their runner asks no network for anything.
   *
   * @param artifacts Of the contracts that they test.
   */
  async addSolidityTests(suites: readonly SoliditySuite[], artifacts: ArtifactSource): Promise<void> {
    const { solidityBlocks } = await import("./solidity-evidence.ts");
    for (const block of solidityBlocks(suites)) this.#collector.addBlock(block);
    const { unreportedNote } = await import("./unreported-tests.ts");
    const note = await unreportedNote(suites, artifacts);
    if (note !== undefined) this.#notes.push(note);
    await this.save(SOLIDITY, artifacts);
  }

  /**
   * Reports at the end of the callback, once for all the runners that finish in it, also when it throws. Inside another
   * such callback, that one's end is waited for.
   */
  async reportOnce<Result>(run: () => Promise<Result>): Promise<Result> {
    if (this.#postponed) return await run();
    this.#postponed = true;
    let result: Result;
    try {
      result = await run();
    } catch (error) {
      // The error of the run is the one to hear of, whatever becomes of the report.
      this.#postponed = false;
      await this.report().catch(() => undefined);
      throw error;
    }
    this.#postponed = false;
    await this.report();
    return result;
  }

  /** Prints the report and writes the record of the runners that finished since the last report. Nothing if none did. */
  async report(): Promise<void> {
    const runners = this.#finished;
    this.#finished = [];
    if (runners.length === 0) return;
    const record = await this.#load(runners);
    const { json, print } = this.#options;
    if (print) {
      const { printReport } = await import("./print.ts");
      printReport(record, this.#options.target);
    }
    if (json !== undefined) await writeRunRecord(resolve(json), record, { execution: true });
    await this.#keep(record);
    await rm(this.#runDirectory(), { recursive: true, force: true });
  }

  /** For the tasks that look at the last run. Tests that pass do not fail because a cache cannot be written. */
  async #keep(record: RunRecord): Promise<void> {
    try {
      await writeRunRecord(lastRunFile(this.#options.cache), record, { execution: true });
    } catch (error) {
      if (!(error instanceof RunRecordError)) throw error;
      console.warn(`The record of this run is not kept for later reports. ${error.message}`);
    }
  }

  async #load(runners: readonly string[]): Promise<RunRecord> {
    // At the end of a run: the schema of records is not for every command to load.
    const { parseRunRecord } = await import("../record/parse.ts");
    const parts: RunRecord[] = [];
    for (const runner of new Set(runners)) {
      const directory = this.#partsOf(runner);
      for (const name of (await filesIn(directory)).filter((file) => file.endsWith(".json")).sort()) {
        const file = join(directory, name);
        parts.push(parseRunRecord(await readFile(file, "utf8"), file));
      }
    }
    const record = parts.length === 0 ? emptyRecord() : mergeRunRecords(parts);
    const { grouping } = this.#options;
    return isDefaultGrouping(grouping) ? record : { ...record, grouping };
  }

  #partsOf(runner: string): string {
    return join(this.#runDirectory(), runner);
  }

  #runDirectory(): string {
    const directory = this.#directory ?? process.env[RUN_VARIABLE];
    if (directory === undefined) throw new Error("A test runner saved its blocks before any had started.");
    return directory;
  }
}

/** What Hardhat calls its runner of Solidity tests. */
const SOLIDITY = "solidity";

/** Tells worker processes the folder of the run that they belong to. */
const RUN_VARIABLE = "HARDHAT_PARALLEL_RUN";

const DAY = 24 * 60 * 60 * 1000;

/** Runs that were killed leave their parts behind; no run that is still going is a day old. */
async function removeAbandoned(parts: string): Promise<void> {
  for (const name of await filesIn(parts)) {
    const folder = join(parts, name);
    const changed = (await stat(folder).catch(() => undefined))?.mtimeMs ?? Date.now();
    if (Date.now() - changed > DAY) await rm(folder, { recursive: true, force: true });
  }
}

/** What a run without transactions leaves. */
function emptyRecord(): RunRecord {
  return {
    format: RUN_RECORD_FORMAT,
    version: RUN_RECORD_VERSION,
    generator: generatorName(),
    keys: [],
    functions: [],
    sites: [],
    tests: [],
    blocks: [],
  };
}

/** Names of the files in a directory; none when it does not exist. */
async function filesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Before the tests rather than after them. */
async function checkFile(file: string): Promise<void> {
  const existing = await stat(file).catch(() => undefined);
  if (existing?.isDirectory() !== true) return;
  throw new RunRecordError({
    file,
    what: "the run record cannot be written: this is a directory",
    mend: "Name a file for --parallel-stats-json.",
  });
}
