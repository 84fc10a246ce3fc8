import type { PairFindings } from "./pairs.ts";
import { placeLines } from "./place-line.ts";
import { shortName } from "./short-name.ts";

/** For formats that have no lines to keep to. */
const COLUMNS = 400;

/** `Vault.deposit × itself on Vault.totalAssets`, and below it the lines of the source, whole. */
export function conflictLines(label: string, pair: Pick<PairFindings, "functions" | "places">, on: string): string[] {
  const [first, second] = pair.functions;
  const partner = first === second ? "itself" : shortName(second);
  const places = placeLines(pair.places, COLUMNS, (file) => file);
  return [`${label}: ${shortName(first)} × ${partner} on ${shortName(on)}`, ...places.map((line) => `  ${line}`)];
}
