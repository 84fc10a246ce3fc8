import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Progress } from "../plugin/report/progress.ts";
import { machineLines } from "./machine.ts";
import type { BenchRow, Suite } from "./rows.ts";
import { summary } from "./table.ts";

const SUITES: Readonly<Record<string, () => Promise<Suite>>> = {
  engine: async () => (await import("./engine/suite.ts")).engineSuite,
  sessions: async () => (await import("./sessions/suite.ts")).sessionsSuite,
  memory: async () => (await import("./memory/suite.ts")).memorySuite,
  analysis: async () => (await import("./analysis/suite.ts")).analysisSuite,
  record: async () => (await import("./record/suite.ts")).recordSuite,
};

const USAGE = `Usage: npm run bench -- [options]

  --suite NAME    only this suite (${Object.keys(SUITES).join(", ")})
  --only TEXT     only workloads whose names contain the text
  --rounds N      measured rounds of each workload
  --json FILE     write the rows as JSON: [{ suite, workload, subject, against, ratio, ... }],
                  ratio = median time of against / median time of subject
  --help          print this

Ctrl-C ends the run and prints, and writes, what is measured by then.`;

/** The arguments make no sense; the message says why. */
class UsageError extends Error {}

interface Arguments {
  readonly suites: readonly string[];
  readonly rounds?: number;
  readonly only?: string;
  readonly json?: string;
}

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
function readArguments(): Arguments | "help" {
  const { suite, only, json, help, ...values } = parse();
  if (help === true) return "help";
  if (suite !== undefined && !Object.hasOwn(SUITES, suite)) {
    throw new UsageError(`There is no suite ${JSON.stringify(suite)}.`);
  }
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isSafeInteger(rounds) && rounds > 0)) {
    throw new UsageError(`--rounds must be a whole number from 1 up, not ${JSON.stringify(values.rounds)}.`);
  }
  return { suites: suite === undefined ? Object.keys(SUITES) : [suite], rounds, only, json };
}

async function main(): Promise<void> {
  const args = readArguments();
  if (args === "help") {
    console.log(USAGE);
    return;
  }
  for (const line of await machineLines()) console.log(line);

  const rows: BenchRow[] = [];
  const progress = new Progress();
  const finish = () => {
    progress.clear();
    const measured = rows.filter(({ subject, method }) => !subject.startsWith("simulated-") && method === undefined);
    for (const line of ["", ...summary(measured)]) console.log(line);
    if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(rows, undefined, 2)}\n`);
  };
  process.once("SIGINT", () => {
    finish();
    process.exit(130);
  });
  for (const name of args.suites) {
    const suite = await SUITES[name]?.();
    if (suite === undefined) continue;
    console.log(`\n${name}: ${suite.description}\n`);
    for await (const row of suite.run({ rounds: args.rounds, only: args.only, progress })) rows.push(row);
  }
  if (rows.length === 0) throw new UsageError("No workload has a name like that.");
  finish();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 1;
}
