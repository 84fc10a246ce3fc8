import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ROOT } from "../../plugin-entry.ts";
import { type BenchRow, rowOf, type SuiteOptions } from "../../rows.ts";
import { median } from "../../statistics.ts";
import { columns, ratioText } from "../../table.ts";
import { goalOf } from "../goals.ts";
import { rotate } from "../measure.ts";
import { THREAD_PAIRS, THREADS } from "../pairs.ts";

const WORKLOADS = ["native", "erc20", "swap-one-pool", "compute", "mixed", "same-recipient"];
const ROUNDS = 5;
const BLOCKS = 20;
const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));

const run = promisify(execFile);

/**
 * The first blocks of fresh processes, in turn on one thread and on several, which are started where blocks gain from them:
 * nothing is compiled and nothing is known. `cold-block-...` is the very first block, `cold-blocks-...` the sum of the
 * first twenty.
 */
export async function* coldBlocks({ rounds = ROUNDS, only = "", progress }: SuiteOptions): AsyncGenerator<BenchRow> {
  const names = WORKLOADS.filter((name) => [`cold-block-${name}`, `cold-blocks-${name}`].some(includes(only)));
  if (names.length === 0) return;
  const titles = THREAD_PAIRS.map(() => "faster by");
  progress.print(`cold-block: the first ${BLOCKS} blocks of fresh processes, ms and comparisons`);
  progress.print(columns("blocks", ...THREADS.map((threads) => `engine-${threads} ms`), ...titles));
  for (const name of names) {
    const times = new Map(THREADS.map((threads) => [threads, [] as number[][]]));
    for (let round = 0; round < rounds; round++) {
      progress.show(`cold-block-${name}: round ${round + 1}/${rounds}`);
      for (const threads of rotate(THREADS, round)) {
        const { stdout } = await run(process.execPath, [CHILD, name, String(threads), String(BLOCKS)], {
          cwd: fileURLToPath(ROOT),
          env: { ...process.env, NODE_NO_WARNINGS: "1" },
        });
        times.get(threads)?.push(JSON.parse(stdout) as number[]);
      }
    }
    for (const [workload, of] of [
      [`cold-block-${name}`, ([first = 0]: number[]) => first],
      [`cold-blocks-${name}`, (list: number[]) => list.reduce((sum, time) => sum + time, 0)],
    ] as const) {
      const side = (threads: number) => ({
        name: `engine-${threads}`,
        milliseconds: median((times.get(threads) ?? []).map(of)),
      });
      const sides = THREADS.map(side);
      const rows = THREAD_PAIRS.flatMap(([subject, against]) => {
        const [own, other] = [subject, against].map((wanted) => sides.find(({ name }) => name === wanted));
        if (own === undefined || other === undefined) return [];
        const goal = goalOf({ workload, subject, against });
        return [rowOf({ suite: "engine", workload, rounds }, own, other, { goal })];
      });
      progress.print(
        columns(workload, ...sides.map(({ milliseconds }) => milliseconds.toFixed(1)), ...rows.map(ratioText)),
      );
      yield* rows;
    }
  }
  progress.print("");
}

function includes(text: string): (name: string) => boolean {
  return (name) => name.includes(text);
}
