import { corporaDir } from "../../test/helpers/corpora.ts";
import { rotate } from "../engine/measure.ts";
import { findPlugin } from "../plugin-entry.ts";
import { type BenchRow, rowOf, type Suite, type SuiteOptions } from "../rows.ts";
import { median } from "../statistics.ts";
import { columns, ratioText } from "../table.ts";
import { mochaWorkload, type SuiteRun, sessionWorkload, type Workload } from "./subject.ts";

const ROUNDS = 3;
/** Whole suites take no longer than on Hardhat's network, all in. */
const GOAL = 1;
/** Times the memory that Hardhat's network leaves behind. */
const MOST_MEMORY = 1.5;
/** Methods that take less than this share of the time on both sides go without a line. */
const LEAST_SHARE = 0.002;

/** Of the names of methods. */
const WIDTH = 36;

type Side = "engine" | "edr";

/** What developers wait for: whole suites, on our network and on Hardhat's, each run in a fresh process. */
export const sessionsSuite: Suite = {
  description: "whole test suites in fresh processes, our network and Hardhat's in turn, medians of the rounds",
  async *run(options): AsyncGenerator<BenchRow> {
    const { only = "", progress } = options;
    const recorded = corporaDir() === undefined ? [] : ["safe", "openzeppelin"].map(sessionWorkload);
    if (recorded.length === 0) progress.print("Recorded sessions are left out: ../shared/corpora is not present.\n");
    for (const workload of [...recorded, mochaWorkload()]) {
      if (workload.name.includes(only)) yield* measure(workload, options);
    }
  },
};

async function* measure(workload: Workload, { rounds = ROUNDS, progress }: SuiteOptions): AsyncGenerator<BenchRow> {
  const { plugin, name } = findPlugin();
  progress.print(`${workload.name}: ${workload.description}, our plugin from ${name}`);
  const runs: Record<Side, SuiteRun[]> = { engine: [], edr: [] };
  for (let round = 0; round < rounds; round++) {
    for (const side of rotate(["edr", "engine"] as const, round)) {
      progress.show(`${workload.name}: round ${round + 1}/${rounds}, ${side}`);
      runs[side].push(await workload.run(side === "engine" ? plugin : undefined));
    }
  }
  checkAlike(workload, runs);
  const rows = rowsOfRuns(workload.name, runs);
  for (const line of linesOfRows(rows)) progress.print(line);
  yield* rows;
}

/** The row of the whole suite, and one for each method: medians of the rounds. */
export function rowsOfRuns(workload: string, runs: Record<Side, readonly SuiteRun[]>): BenchRow[] {
  const rounds = runs.engine.length;
  const side = (name: Side, milliseconds: (run: SuiteRun) => number) => ({
    name,
    milliseconds: median(runs[name].map(milliseconds)),
  });
  const row = (
    name: string,
    milliseconds: (run: SuiteRun) => number,
    details: Readonly<Record<string, string | number>>,
  ) =>
    rowOf(
      { suite: "sessions", workload: name, rounds },
      side("engine", milliseconds),
      side("edr", milliseconds),
      details,
    );
  const megabytes = (name: Side) => median(runs[name].map(({ resident }) => resident / 1e6));
  const cpu = (name: Side) => median(runs[name].map(({ cpuMilliseconds }) => cpuMilliseconds));
  const [first] = runs.engine;
  return [
    row(workload, totalOf, {
      goal: GOAL,
      cpuRatio: cpu("edr") / cpu("engine"),
      memoryRatio: megabytes("engine") / megabytes("edr"),
      subjectMegabytes: megabytes("engine"),
      againstMegabytes: megabytes("edr"),
    }),
    ...(first?.methods ?? [])
      .map(({ method, count }) => row(`${workload}/${method}`, (run) => timeOf(run, method), { method, count }))
      .sort((a, b) => b.subjectMilliseconds - a.subjectMilliseconds),
  ];
}

function totalOf({ milliseconds, methods }: SuiteRun): number {
  return milliseconds ?? methods.reduce((sum, row) => sum + row.milliseconds, 0);
}

function timeOf({ methods }: SuiteRun, method: string): number {
  return methods.find((row) => row.method === method)?.milliseconds ?? 0;
}

/** A line for the suite, then one for each method that matters, the slowest first. */
export function linesOfRows([total, ...methods]: readonly BenchRow[]): string[] {
  if (total === undefined) return [];
  const { subjectMilliseconds: most } = total;
  const shown = methods.filter(
    (row) => Math.max(row.subjectMilliseconds, row.againstMilliseconds) > LEAST_SHARE * most,
  );
  const line = (name: string, count: string, row: BenchRow) => {
    const times = [row.againstMilliseconds, row.subjectMilliseconds].map((time) => time.toFixed(0));
    return `${columns(name.padEnd(WIDTH), count, ...times)}    ${ratioText(row)}`;
  };
  const memory = Number(total.memoryRatio);
  const excess = memory > MOST_MEMORY ? ` (> ${MOST_MEMORY})` : "";
  return [
    `${columns("method".padEnd(WIDTH), "count", "edr ms", "engine ms")}    faster by`,
    line("all", "", total),
    ...shown.map((row) => line(String(row.method), String(row.count), row)),
    `  time of the processor, all threads together: ${Number(total.cpuRatio).toFixed(2)}x`,
    `  memory at the end: engine ${Number(total.subjectMegabytes).toFixed(0)} MB, edr ${Number(total.againstMegabytes).toFixed(0)} MB: ${memory.toFixed(2)}x${excess}`,
    "",
  ];
}

/** @throws Error when the two networks did not do the same work: their times could not be compared */
function checkAlike(workload: Workload, runs: Record<Side, readonly SuiteRun[]>): void {
  const failed = new Set([...runs.engine, ...runs.edr].map((run) => run.failed));
  if (failed.size <= 1) return;
  const counts = (side: Side) => runs[side].map((run) => run.failed).join(", ");
  throw new Error(`${workload.name}: ${counts("engine")} failed on our network, ${counts("edr")} on Hardhat's.`);
}
