import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { writeWhole } from "../../plugin/files/write-whole.ts";
import type { Progress } from "../../plugin/report/progress.ts";
import { type EnginesCase, enginesCase, type StockCase, stockCase } from "./cases.ts";
import { checkEngines, keepThreads } from "./engines.ts";
import type { FuzzOptions } from "./options.ts";
import { StockComparison } from "./stock.ts";
import { Tally } from "./tally.ts";

/** What is written down of a difference: all that it takes to see it again. */
type Reproduction = { readonly format: typeof FORMAT; readonly seed: number } & (
  | { readonly kind: "engines"; readonly case: EnginesCase }
  | { readonly kind: "stock"; readonly case: StockCase }
);

const FORMAT = "hardhat-parallel-fuzz-v1";
const DIRECTORY = fileURLToPath(new URL("../../cache/fuzz/", import.meta.url));
/** Chains of one seed. Few, so that a seed is soon played again. */
const CHAINS = 12;
/** Every so many seeds Hardhat's own network is asked as well. */
const STOCK_EVERY = 8;
/** Looking for a smaller case ends after so many milliseconds. */
const SHRINKING_LIMIT = 120_000;
/** A difference between threads may take some attempts to show again. */
const ATTEMPTS = 30;

/**
 * Compares random chains, seed after seed, until there are enough transactions, the time is over or `stopped`.
 *
 * @returns whether everything was equal
 */
export async function fuzzPrograms(options: FuzzOptions, stopped: () => boolean, report: Progress): Promise<boolean> {
  const tally = new Tally();
  const keeper = await keepThreads();
  const stock = new StockComparison();
  const deadline = performance.now() + options.minutes * 60_000;
  const over = (): boolean => stopped() || performance.now() > deadline || tally.transactions >= options.transactions;
  try {
    for (let seed = options.seed; !over(); seed++) {
      const toStock = (seed - options.seed) % STOCK_EVERY === 0;
      const problem =
        (await differenceOf("engines", seed, enginesCase, { over, tally }, (plan) => checkEngines(plan, tally))) ??
        (toStock
          ? await differenceOf("stock", seed, stockCase, { over, tally }, (plan) => stock.check(plan, tally))
          : undefined);
      if (problem !== undefined) {
        report.print(`\nSeed ${seed}: a difference. ${await writeDown(problem.reproduction)}\n\n${problem.message}`);
        report.print(`\nBefore it: ${tally}`);
        return false;
      }
      report.show(`seed ${seed}: ${tally}`);
    }
    report.print(`${stopped() ? "Stopped" : "Done"}: ${tally}`);
    for (const [name, count] of [...tally.exceptions].sort(([, a], [, b]) => b - a)) {
      report.print(`  ${count.toLocaleString("en").padStart(9)} ended with ${name}`);
    }
    return true;
  } finally {
    await stock.close();
    await keeper.close();
  }
}

async function differenceOf<Plan extends EnginesCase | StockCase>(
  kind: Reproduction["kind"],
  seed: number,
  plans: fc.Arbitrary<Plan>,
  { over, tally }: { over: () => boolean; tally: Tally },
  check: (plan: Plan) => Promise<void>,
): Promise<{ reproduction: Reproduction; message: string } | undefined> {
  let failed = false;
  const property = fc.asyncProperty(plans, async (plan) => {
    if (!failed && over()) return;
    try {
      await check(plan);
    } catch (error) {
      failed = true;
      tally.close();
      throw error;
    }
  });
  const details = await fc.check(property, { seed, numRuns: CHAINS, interruptAfterTimeLimit: SHRINKING_LIMIT });
  if (!details.failed || details.counterexample === null) return undefined;
  const [plan] = details.counterexample;
  const error = details.errorInstance;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { reproduction: { format: FORMAT, seed, kind, case: plan } as Reproduction, message };
}

/** @returns a sentence that says where it is and how to use it */
async function writeDown(reproduction: Reproduction): Promise<string> {
  const file = path.join(DIRECTORY, `${reproduction.kind}-${reproduction.seed}.json`);
  await writeWhole(file, `${JSON.stringify(reproduction, undefined, 2)}\n`);
  return `It is in ${file}: npm run fuzz -- --replay ${file}`;
}

/**
 * Plays what an earlier run wrote down, until it differs again or often enough. A block that differs from `runBlock`
 * is written as a file of its own.
 *
 * @returns whether everything was equal
 */
export async function replayPrograms(file: string, stopped: () => boolean, report: Progress): Promise<boolean> {
  const reproduction = JSON.parse(await readFile(file, "utf8")) as Reproduction;
  if (reproduction.format !== FORMAT) throw new Error(`${file} is not of the format ${FORMAT}`);
  const tally = new Tally();
  const keeper = await keepThreads();
  const stock = new StockComparison();
  try {
    for (let attempt = 0; attempt < ATTEMPTS && !stopped(); attempt++) {
      if (reproduction.kind === "engines") await checkEngines(reproduction.case, tally, DIRECTORY);
      else await stock.check(reproduction.case, tally);
    }
    report.print(`No difference: ${tally}`);
    return true;
  } catch (error) {
    report.print(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return false;
  } finally {
    await stock.close();
    await keeper.close();
  }
}
