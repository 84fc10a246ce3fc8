import type { PairFindings } from "./pairs.ts";
import { cutNames, plain, width } from "./text.ts";

/**
 * `Vault.deposit × Vault.redeem` with text before and after it and one more name at the end, in one line. Where that is
 * too long, a function that meets itself is named once, and then the names lose their middles.
 */
export function pairLine(before: string, pair: PairFindings, after: string, name: string, columns: number): string {
  const [first, second] = pair.functions.map(plain) as [string, string];
  const line = `${before}${first} × ${second}${after}${name}`;
  if (width(line) <= columns) return line;
  return first === second
    ? cutNames([before, ` × itself${after}`], [first, name], columns)
    : cutNames([before, " × ", after], [first, second, name], columns);
}
