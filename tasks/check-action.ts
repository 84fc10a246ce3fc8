import { join } from "node:path";
import { Chalk } from "chalk";
import { HardhatPluginError } from "hardhat/plugins";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import type { Result } from "hardhat/types/utils";
import { errorResult, successfulResult } from "hardhat/utils/result";
import { checkBudgets } from "../plugin/budgets/check.ts";
import { requestsOfComments } from "../plugin/budgets/comments.ts";
import { BudgetError } from "../plugin/budgets/errors.ts";
import { type BudgetRequest, requestsOfConfig } from "../plugin/budgets/requests.ts";
import type { RunRecord } from "../plugin/record/types.ts";
import type { BudgetFindings, CheckFindings, SnapshotFindings } from "../plugin/report/check.ts";
import { CHECK_FORMAT_NAMES, CHECK_FORMATS, isCheckFormatName } from "../plugin/report/check-formats.ts";
import { renderCheckJson } from "../plugin/report/check-json.ts";
import { colours } from "../plugin/report/colour.ts";
import { type Findings, findingsOf } from "../plugin/report/findings.ts";
import { terminalColumns } from "../plugin/report/text.ts";
import { compareWithSnapshot } from "../plugin/snapshot/compare.ts";
import { factsOf } from "../plugin/snapshot/facts.ts";
import { SNAPSHOT_FILE, snapshotOf } from "../plugin/snapshot/snapshot.ts";
import { readAnnotations } from "../plugin/source/annotations.ts";
import { repositoryPaths } from "../plugin/source/repository-path.ts";
import { buildQuietly } from "./build-quietly.ts";
import { functionsByContract } from "./contract-functions.ts";
import { failingWithCode2 } from "./exit-code.ts";
import { loadRecords } from "./load-records.ts";
import { isPrinted, writeOutput } from "./output.ts";
import { readSnapshot, writeSnapshot } from "./snapshot-file.ts";

interface CheckArguments {
  readonly records: readonly string[];
  readonly update: boolean;
  readonly tolerance: string;
  readonly format: string;
  readonly output: string | undefined;
  readonly json: string | undefined;
  readonly noCompile: boolean;
}

/** A failed result when a budget is exceeded or something is worse than in the snapshot; throws when that cannot be told. */
const check: NewTaskActionFunction<CheckArguments> = (args, hre): Promise<Result<CheckFindings, CheckFindings>> =>
  failingWithCode2(async () => {
    const { format, output, json } = args;
    if (!isCheckFormatName(format)) {
      const mend = `Use one of: ${CHECK_FORMAT_NAMES.join(", ")}.`;
      throw new HardhatPluginError("hardhat-parallel", `--format ${format} is no format of the check. ${mend}`);
    }
    const found = await checkRun(args, hre);
    const render = await CHECK_FORMATS[format]();
    const isJsonPrinted = json !== undefined && isPrinted(json);
    if (json !== undefined) await writeOutput(json, renderCheckJson(found));
    // Standard output gets one or the other: it can be piped.
    if (!isPrinted(output) || !isJsonPrinted) {
      // A file is read in other places than this terminal.
      const chalk = isPrinted(output) ? colours() : new Chalk({ level: 0 });
      const locate = repositoryPaths(hre.config.paths.root);
      await writeOutput(output, render(found, { columns: terminalColumns(isPrinted(output)), chalk, locate }));
    }
    return found.passed ? successfulResult(found) : errorResult(found);
  });

export default check;

async function checkRun(args: CheckArguments, hre: HardhatRuntimeEnvironment): Promise<CheckFindings> {
  const tolerance = readTolerance(args.tolerance);
  const record = await loadRecords(args.records, hre);
  if (!args.noCompile) await buildQuietly(hre);
  const findings = findingsOf(record, hre.config.parallel.target);
  const budgets = await budgetsOf(record, findings, hre);
  const snapshot = await snapshotFindings(record, findings, args.update, tolerance, hre);
  if (budgets.length === 0 && snapshot.state === "missing") {
    throw new HardhatPluginError(
      "hardhat-parallel",
      `There is nothing to check the run against: no ${SNAPSHOT_FILE}, and no budgets. ` +
        "`npx hardhat parallel check --update` writes the snapshot; commit it.",
    );
  }
  const isWorse = snapshot.worse.length + snapshot.slower.length > 0;
  return { passed: !isWorse && budgets.every(({ passed }) => passed), budgets, snapshot };
}

/** `0.05` or `5%`. */
function readTolerance(text: string): number {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  if (digits !== undefined) return Number(digits) / (percent === "%" ? 100 : 1);
  const mend = "Use a share from 0 up, such as 0.05 or 5%.";
  throw new HardhatPluginError("hardhat-parallel", `--tolerance ${text} is no tolerance. ${mend}`);
}

async function budgetsOf(
  record: RunRecord,
  findings: Findings,
  hre: HardhatRuntimeEnvironment,
): Promise<readonly BudgetFindings[]> {
  try {
    const requests: BudgetRequest[] = [
      ...requestsOfConfig(hre.config.parallel.budgets),
      ...requestsOfComments(await readAnnotations(hre.artifacts)),
    ];
    const functions = requests.length === 0 ? [] : [...(await functionsByContract(hre))];
    const callable = functions.flatMap(([contract, names]) => names.map((name) => `${contract}.${name}`));
    return checkBudgets(record, findings, requests, callable);
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    throw new HardhatPluginError("hardhat-parallel", error.message, error);
  }
}

async function snapshotFindings(
  record: RunRecord,
  findings: Findings,
  update: boolean,
  tolerance: number,
  { config }: HardhatRuntimeEnvironment,
): Promise<SnapshotFindings> {
  const path = join(config.paths.root, SNAPSHOT_FILE);
  const tests = factsOf(record, findings);
  const snapshot = snapshotOf(tests);
  const state = { file: SNAPSHOT_FILE, tolerance, facts: snapshot.size };
  if (update) {
    await writeSnapshot(path, snapshot);
    return { ...state, state: "written", ...UNCHANGED };
  }
  const before = await readSnapshot(path);
  if (before === undefined) return { ...state, state: "missing", ...UNCHANGED };
  return { ...state, state: "compared", ...compareWithSnapshot(before, tests, findings.variables, tolerance) };
}

const UNCHANGED = { worse: [], slower: [], better: [], faster: [], added: [], absent: [] } as const;
