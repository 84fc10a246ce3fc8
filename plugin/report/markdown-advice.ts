import type { Advice } from "../advice/advise.ts";
import { MEASURED } from "../advice/measured.ts";
import { prose } from "./markdown-text.ts";
import { formatCount } from "./numbers.ts";

/** What would help, what it brought where it was measured, and how to read more. */
export function adviceItem({ remedy, confidence }: Advice): string {
  const sure = confidence === "high" ? "" : "Perhaps: ";
  const [measurement] = MEASURED.get(remedy.id) ?? [];
  const [before, after] = measurement?.rows ?? [];
  const drop =
    before === undefined || after === undefined || before.waits === after.waits
      ? ""
      : ` Measured: ${formatCount(before.waits)} → ${formatCount(after.waits)} waits.`;
  return `- 💡 ${sure}**${prose(remedy.advice)}**${drop} \`npx hardhat parallel advice ${remedy.id}\``;
}
