import { HardhatPluginError } from "hardhat/plugins";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import type { Result } from "hardhat/types/utils";
import { errorResult, successfulResult } from "hardhat/utils/result";
import { type FoundFiles, findBlockFiles } from "../plugin/replay/find-files.ts";
import { type ReplayOptions, replayFiles } from "../plugin/replay/replay.ts";
import {
  type BlockSummary,
  type FailureSummary,
  type ReplaySummary,
  summariseBlock,
  summariseFailure,
  summariseReplay,
} from "../plugin/replay/summary.ts";
import { blockRow, failureRow, tableFoot, tableHead } from "../plugin/replay/table.ts";
import { colours } from "../plugin/report/colour.ts";
import { countOf } from "../plugin/report/numbers.ts";
import { Progress } from "../plugin/report/progress.ts";
import { INTERRUPTED, takeUntilInterrupted } from "./interruption.ts";
import { isPrinted, writeOutput } from "./output.ts";

interface ReplayArguments {
  readonly paths: readonly string[];
  readonly workers: number;
  readonly verify: boolean;
  readonly json: string | undefined;
}

const MAX_WORKERS = 256;

/** A failed result when any block could not be read or executed, or is not what its header says. */
const replay: NewTaskActionFunction<ReplayArguments> = async (
  { paths, workers, verify, json },
  hre,
): Promise<Result<ReplaySummary, ReplaySummary>> => {
  if (paths.length === 0) {
    throw new HardhatPluginError(
      "hardhat-parallel",
      "No block to replay. Name block files, or directories with block files.",
    );
  }
  if (!Number.isInteger(workers) || workers < 0 || workers > MAX_WORKERS) {
    const mend = `Use a whole number of threads from 1 to ${MAX_WORKERS}, or 0 for the number of the config.`;
    throw new HardhatPluginError("hardhat-parallel", `--workers ${workers} is no number of threads. ${mend}`);
  }
  const options = { workers: workers === 0 ? hre.config.parallel.workers : workers, verify };
  // Standard output gets the figures or the table: it can be piped.
  const summary = await replayAll(await findBlockFiles(paths), options, json === undefined || !isPrinted(json));
  if (json !== undefined) await writeOutput(json, JSON.stringify(summary, undefined, 2));
  // The block that was being executed goes on in the background, and nobody waits for it.
  if (summary.interrupted === true) process.exit(INTERRUPTED);
  const right = summary.failed.length === 0 && summary.blocks.every(({ check }) => check.ok);
  return right ? successfulResult(summary) : errorResult(summary);
};

export default replay;

async function replayAll(
  { files, errors }: FoundFiles,
  options: ReplayOptions,
  isTablePrinted: boolean,
): Promise<ReplaySummary> {
  const chalk = colours();
  const progress = new Progress();
  const print = (lines: readonly string[]) => {
    if (isTablePrinted) for (const line of lines) progress.print(line);
  };
  const blocks: BlockSummary[] = [];
  const failed: FailureSummary[] = errors.map((error) => summariseFailure({ kind: "failed", file: error.file, error }));

  const twice = options.verify ? ", then sequentially to compare" : "";
  const title = `Replaying ${countOf(files.length, "block")} on ${countOf(options.workers, "thread")}${twice}`;
  if (files.length > 0) print([title, "", ...tableHead(chalk)]);
  progress.begin(files.length, "block");
  const interrupted = await takeUntilInterrupted(replayFiles(files, options), (outcome) => {
    if (outcome.kind === "replayed") {
      const block = summariseBlock(outcome);
      blocks.push(block);
      print([blockRow(block, chalk)]);
    } else {
      const failure = summariseFailure(outcome);
      failed.push(failure);
      print([failureRow(failure, chalk)]);
    }
    progress.advance();
  });
  progress.clear();
  const summary = summariseReplay(options, blocks, failed, interrupted);
  print(tableFoot(summary, chalk));
  const done = blocks.length + failed.length - errors.length;
  if (interrupted) print([`Interrupted: ${done} of ${countOf(files.length, "block")} were replayed.`]);
  return summary;
}
