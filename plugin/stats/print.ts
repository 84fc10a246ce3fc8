import type { RunRecord } from "../record/types.ts";
import { colours } from "../report/colour.ts";
import { findingsOf } from "../report/findings.ts";
import { renderTerminal } from "../report/terminal.ts";

/** Columns of an output that is no terminal: a file, the log of a CI run. */
const COLUMNS_WITHOUT_TERMINAL = 80;

/** Prints the report of a run between empty lines, as Hardhat prints its own. */
export function printReport(record: RunRecord): void {
  const columns = process.stdout.columns ?? COLUMNS_WITHOUT_TERMINAL;
  console.log(`\n${renderTerminal(findingsOf(record), { columns, chalk: colours() })}\n`);
}
