import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { rotate } from "../engine/measure.ts";
import { findPlugin, ROOT } from "../plugin-entry.ts";
import { type BenchRow, rowOf, type Suite, type SuiteOptions } from "../rows.ts";
import { median } from "../statistics.ts";
import { columns, ratioText } from "../table.ts";
import { type GrowthRun, growthOf } from "./growth.ts";
import { isTraffic, TRAFFIC, type TrafficName } from "./traffic.ts";

const BLOCKS = 12_000;
const ROUNDS = 1;
/** No more memory for a block than Hardhat's network takes. */
const GOAL = 1;
/** Growth below this, in bytes a block, is none: what a process holds is told in pages. */
const NOTHING = 64;
const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));

const execute = promisify(execFile);

type Side = "engine" | "edr";

/** What a chain takes that grows and grows: fresh processes, our network and Hardhat's in turn. */
export const memorySuite: Suite = {
  description: `memory that each block adds to a process, over ${BLOCKS.toLocaleString("en")} blocks with the default settings`,
  async *run(options): AsyncGenerator<BenchRow> {
    const { only = "", progress } = options;
    const names = Object.keys(TRAFFIC)
      .filter(isTraffic)
      .filter((name) => workloadOf(name).includes(only));
    if (names.length === 0) return;
    progress.print(`  our plugin from ${findPlugin().name}\n`);
    progress.print(`${columns("", "edr, bytes", "engine, bytes", "held by us")}    smaller by`);
    for (const name of names) yield await measure(name, options);
    progress.print("");
  },
};

function workloadOf(name: TrafficName): string {
  return `memory-${name}`;
}

async function measure(name: TrafficName, { rounds = ROUNDS, progress }: SuiteOptions): Promise<BenchRow> {
  const runs: Record<Side, GrowthRun[]> = { engine: [], edr: [] };
  for (let round = 0; round < rounds; round++) {
    for (const side of rotate(["edr", "engine"] as const, round)) {
      progress.show(`${name}: ${TRAFFIC[name].description}, round ${round + 1}/${rounds}, ${side}`);
      runs[side].push(await run(name, side));
    }
  }
  const row = rowOfGrowth(workloadOf(name), runs);
  const bytes = [row.againstBytes, row.subjectBytes, row.subjectHeldBytes].map((value) => Number(value).toFixed(0));
  progress.print(`${columns(name, ...bytes)}    ${ratioText(row)}    ${TRAFFIC[name].description}`);
  return row;
}

async function run(name: TrafficName, side: Side): Promise<GrowthRun> {
  const plugin = side === "engine" ? [findPlugin().plugin] : [];
  const { stdout } = await execute(process.execPath, ["--expose-gc", CHILD, name, String(BLOCKS), ...plugin], {
    cwd: fileURLToPath(ROOT),
    env: { ...process.env, NODE_NO_WARNINGS: "1" },
  });
  return JSON.parse(stdout);
}

/** Medians of the rounds. Here `ratio` is of bytes a block, not of time. */
export function rowOfGrowth(workload: string, runs: Record<Side, readonly GrowthRun[]>): BenchRow {
  const growth = (side: Side, what: "resident" | "held") => median(runs[side].map((each) => growthOf(each, what)));
  const side = (name: Side) => ({ name, milliseconds: median(runs[name].map(({ milliseconds }) => milliseconds)) });
  // Pages that the heap got early on hide some of what blocks add to it: it is not less than what is held.
  const subjectHeldBytes = growth("engine", "held");
  const subjectBytes = Math.max(growth("engine", "resident"), subjectHeldBytes);
  const againstBytes = growth("edr", "resident");
  const times = rowOf({ suite: "memory", workload, rounds: runs.engine.length }, side("engine"), side("edr"));
  return {
    ...times,
    ratio: Math.max(againstBytes, NOTHING) / Math.max(subjectBytes, NOTHING),
    goal: GOAL,
    subjectBytes,
    againstBytes,
    subjectHeldBytes,
  };
}
