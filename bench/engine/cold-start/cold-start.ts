import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findPlugin, ROOT } from "../../plugin-entry.ts";
import { type BenchRow, rowOf, type SuiteOptions } from "../../rows.ts";
import { median } from "../../statistics.ts";
import { ratioText } from "../../table.ts";
import { goalOf } from "../goals.ts";
import { rotate } from "../measure.ts";
import { Stopwatch } from "../subjects/subject.ts";
import { published } from "../workloads/contracts.ts";

const WORKLOAD = "cold-start";
const ROUNDS = 9;
const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));

const run = promisify(execFile);

/** What users wait for before their first test does anything: fresh processes, one after the other, in turn. */
export async function* coldStart({ rounds = ROUNDS, only = "", progress }: SuiteOptions): AsyncGenerator<BenchRow> {
  if (!WORKLOAD.includes(only)) return;
  const { plugin, name } = findPlugin();
  progress.print(`${WORKLOAD}: network.create() and a first deployment in fresh processes, our plugin from ${name}`);
  const networks = { edr: [], engine: [plugin] } as const;
  const starts = { edr: [] as number[], engine: [] as number[] };
  const processes = { edr: [] as number[], engine: [] as number[] };
  // The first round fills the disk's cache.
  for (let round = -1; round < rounds; round++) {
    progress.show(`${WORKLOAD}: round ${Math.max(1, round + 1)}/${rounds}`);
    for (const network of rotate(["edr", "engine"] as const, round + 1)) {
      const bytecode = published("UniswapV2ERC20", import.meta.url).bytecode;
      const watch = new Stopwatch();
      const { stdout } = await watch.time(() =>
        run(process.execPath, [CHILD, bytecode, ...networks[network]], {
          cwd: fileURLToPath(ROOT),
          env: { ...process.env, NODE_NO_WARNINGS: "1" },
        }),
      );
      if (round < 0) continue;
      starts[network].push(Number(stdout));
      processes[network].push(watch.milliseconds);
    }
  }
  const measured = [
    [WORKLOAD, starts],
    [`${WORKLOAD}-process`, processes],
  ] as const;
  for (const [workload, times] of measured) {
    const engine = { name: "engine", milliseconds: median(times.engine) };
    const edr = { name: "edr", milliseconds: median(times.edr) };
    const goal = goalOf({ workload, subject: engine.name, against: edr.name });
    const row = rowOf({ suite: "engine", workload, rounds }, engine, edr, { goal });
    const figures = `engine ${engine.milliseconds.toFixed(0)} ms, edr ${edr.milliseconds.toFixed(0)} ms`;
    progress.print(`  ${workload}: ${figures}: ${ratioText(row)}`);
    yield row;
  }
  progress.print("");
}
