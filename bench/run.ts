import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import type { BenchRow, Suite, SuiteOptions } from "./rows.ts";

const SUITES: Readonly<Record<string, () => Promise<Suite>>> = {
  engine: async () => (await import("./engine/suite.ts")).engineSuite,
};

const USAGE = `Usage: npm run bench -- [options]

  --suite NAME    only this suite (${Object.keys(SUITES).join(", ")})
  --only TEXT     only workloads whose names contain the text
  --rounds N      measured rounds of each workload
  --json FILE     write the rows as JSON: [{ suite, workload, subject, against, ratio, ... }],
                  ratio = median time of against / median time of subject
  --help          print this`;

/** The arguments make no sense; the message says why. */
class UsageError extends Error {}

function parse() {
  try {
    const text = { type: "string" } as const;
    const options = { suite: text, only: text, rounds: text, json: text, help: { type: "boolean" } } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** @throws UsageError */
function readArguments(): { suites: string[]; options: SuiteOptions; json?: string } | "help" {
  const values = parse();
  if (values.help === true) return "help";
  if (values.suite !== undefined && !Object.hasOwn(SUITES, values.suite)) {
    throw new UsageError(`There is no suite ${JSON.stringify(values.suite)}.`);
  }
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isSafeInteger(rounds) && rounds > 0)) {
    throw new UsageError(`--rounds must be a whole number from 1 up, not ${JSON.stringify(values.rounds)}.`);
  }
  const suites = values.suite === undefined ? Object.keys(SUITES) : [values.suite];
  return { suites, options: { rounds, only: values.only }, json: values.json };
}

async function main(): Promise<void> {
  const args = readArguments();
  if (args === "help") {
    console.log(USAGE);
    return;
  }
  console.log(
    `Node ${process.versions.node}, ${availableParallelism()} cores, ${cpus()[0]?.model.trim() ?? "unknown processor"}`,
  );
  const rows: BenchRow[] = [];
  for (const name of args.suites) {
    const suite = await SUITES[name]?.();
    if (suite === undefined) continue;
    console.log(`\n${name}: ${suite.description}\n`);
    for await (const row of suite.run(args.options)) rows.push(row);
  }
  if (rows.length === 0) throw new UsageError("No workload has a name like that.");
  if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(rows, undefined, 2)}\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 1;
}
