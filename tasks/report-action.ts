import { Chalk } from "chalk";
import { HardhatPluginError } from "hardhat/plugins";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { DEFAULT_GROUPING, type RunRecord } from "../plugin/record/types.ts";
import { colours } from "../plugin/report/colour.ts";
import { findingsOf } from "../plugin/report/findings.ts";
import { FORMAT_NAMES, FORMATS, isFormatName } from "../plugin/report/formats.ts";
import { terminalColumns } from "../plugin/report/text.ts";
import { sourceReader } from "../plugin/source/read-source.ts";
import { repositoryPaths } from "../plugin/source/repository-path.ts";
import { loadRecords } from "./load-records.ts";
import { isPrinted, writeOutput } from "./output.ts";

interface ReportArguments {
  readonly records: readonly string[];
  readonly format: string;
  readonly output: string | undefined;
  readonly noTimeline: boolean;
  readonly fixtures: boolean;
}

const report: NewTaskActionFunction<ReportArguments> = async (
  { records, format, output, noTimeline, fixtures },
  hre,
) => {
  if (!isFormatName(format)) {
    const mend = `Use one of: ${FORMAT_NAMES.join(", ")}.`;
    throw new HardhatPluginError("hardhat-parallel", `--format ${format} is no format of the report. ${mend}`);
  }
  const recorded = await loadRecords(records, hre);
  const record = fixtures ? withFixtures(recorded) : recorded;
  const findings = findingsOf(record, hre.config.parallel.target);
  const render = await FORMATS[format]();
  // A file is read in other places than this terminal.
  const chalk = isPrinted(output) ? colours() : new Chalk({ level: 0 });
  const run = { record, readSource: sourceReader(hre.config.paths.root), timeline: !noTimeline };
  const locate = repositoryPaths(hre.config.paths.root);
  await writeOutput(output, render(findings, { columns: terminalColumns(isPrinted(output)), chalk, run, locate }));
};

/** The record as if `parallel.grouping` had said so when it was made. */
function withFixtures(record: RunRecord): RunRecord {
  return { ...record, grouping: { ...(record.grouping ?? DEFAULT_GROUPING), fixtures: true } };
}

export default report;
