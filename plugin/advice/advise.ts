import { CATALOGUE } from "./catalogue.ts";
import type { Evidence } from "./evidence.ts";
import type { Confidence, Remedy } from "./remedy.ts";

/** A remedy that fits a variable. */
export interface Advice {
  readonly remedy: Remedy;
  readonly confidence: Confidence;
}

/** More would leave readers where they were: not knowing what to do. */
const MOST = 2;

/**
 * The remedies for a variable, best first: the surer one, then the more specific one. Mostly one, or none: no advice is
 * better than wrong advice.
 */
export function adviceFor(evidence: Evidence): readonly Advice[] {
  const found: Advice[] = [];
  for (const remedy of CATALOGUE) {
    const confidence = remedy.recognise(evidence);
    if (confidence !== undefined) found.push({ remedy, confidence });
  }
  const [sure, likely] = [found.filter(isSure), found.filter((advice) => !isSure(advice))];
  return (sure.length > 0 ? sure : likely).slice(0, MOST);
}

function isSure({ confidence }: Advice): boolean {
  return confidence === "high";
}
