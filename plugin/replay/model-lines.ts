import type { ChalkInstance } from "chalk";
import { MODELS } from "../analysis/models/models.ts";
import { formatCount, formatFactor } from "../report/numbers.ts";
import { padEnd, padStart } from "../report/text.ts";
import type { BlockSummary } from "./summary.ts";

const THREADS = [2, 4, 8, 16, 32, 64];
const NAME = 18;
const FACTOR = 8;
const ABORTS = 14;
const ABORTS_ON = 16;

/** What each execution model makes of the blocks one after the other. Empty without blocks. */
export function modelLines(blocks: readonly BlockSummary[], chalk: ChalkInstance): string[] {
  if (blocks.length === 0) return [];
  const gas = blocks.reduce((sum, block) => sum + block.totalGas, 0);
  const head = THREADS.map((threads) => padStart(String(threads), FACTOR)).join("");
  const rows = MODELS.map(({ name }) => {
    const results = (threads: number) => blocks.flatMap(({ models }) => models[name]?.[threads] ?? []);
    const factors = THREADS.map((threads) => {
      const makespan = results(threads).reduce((sum, result) => sum + result.makespan, 0);
      return padStart(formatFactor(makespan === 0 ? 1 : gas / makespan), FACTOR);
    });
    const aborts = results(ABORTS_ON).flatMap((result) => result.aborts ?? []);
    const sum = aborts.length === 0 ? "" : formatCount(aborts.reduce((total, count) => total + count, 0));
    return padEnd(` ${name}`, NAME) + factors.join("") + padStart(sum, ABORTS);
  });
  const title = padEnd(" execution models", NAME) + head + padStart(`aborts on ${ABORTS_ON}`, ABORTS);
  return [chalk.dim(title), ...rows.map((row) => row.trimEnd())];
}
