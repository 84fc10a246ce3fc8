import { countOf } from "./numbers.ts";
import { addingShare, type PairFindings } from "./pairs.ts";
import { cutNames, plain, width } from "./text.ts";

/** `5 waits: `, or `5 waits (only adds): ` where no transaction needs the value that it adds to. */
export function waitsLabel({ waits, kinds }: PairFindings): string {
  return `${countOf(waits, "wait")}${addingShare(kinds) === "all" ? " (only adds)" : ""}: `;
}

/**
 * `5 waits: Vault.deposit × Vault.redeem on Vault.totalAssets` in as many lines as it needs: where the line is too long,
 * the variable gets a line of its own, and only then names lose their middles.
 *
 * @param on Name of the variable; empty where that is clear.
 */
export function pairLines(before: string, pair: PairFindings, on: string, columns: number): string[] {
  const [first, second] = pair.functions.map(plain) as [string, string];
  const line = `${before}${first} × ${first === second ? "itself" : second}${on === "" ? "" : ` on ${on}`}`;
  if (width(line) <= columns) return [line];
  const functions =
    first === second
      ? cutNames([before, " × itself"], [first], columns)
      : cutNames([before, " × "], [first, second], columns);
  return on === "" ? [functions] : [functions, cutNames([`${" ".repeat(width(before))}on `], [on], columns)];
}
