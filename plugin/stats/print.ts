import type { Target } from "../analysis/models/target.ts";
import type { RunRecord } from "../record/types.ts";
import { colours } from "../report/colour.ts";
import { findingsOf } from "../report/findings.ts";
import { renderTerminal } from "../report/terminal.ts";
import { terminalColumns } from "../report/text.ts";

/**
 * Prints the report of a run between empty lines, as Hardhat prints its own.
 *
 * @param target What its traffic is held against.
 */
export function printReport(record: RunRecord, target: Target): void {
  console.log(`\n${renderTerminal(findingsOf(record, target), { columns: terminalColumns(), chalk: colours() })}\n`);
}
