import type { Findings } from "./findings.ts";
import { formatFactor, rounded } from "./numbers.ts";
import { locationOf } from "./sarif-locations.ts";
import { fingerprint, type Reported } from "./sarif-log.ts";
import { adviceSentences, markSpot, named } from "./sarif-marks.ts";
import { ruleOf } from "./sarif-rules.ts";
import { spotsOf, testFileOf } from "./sarif-spots.ts";
import { shortName } from "./short-name.ts";
import type { VariableFindings } from "./variable-findings.ts";

/** What is reported of one variable: a result for each line that writes it. */
export function resultsOf(finding: VariableFindings, findings: Findings, locate: (file: string) => string): Reported[] {
  const seen = new Map<string, number>();
  const { variable, pairs } = finding;
  return spotsOf(variable, pairs).map((spot): Reported => {
    const testFile = testFileOf(finding, findings);
    const at = spot.at ?? (testFile === undefined ? undefined : { file: testFile });
    const location = at && locationOf(at, locate);
    const { related, text: where } = markSpot(variable, spot, locate);
    const text = messageOf(finding, where, findings);
    if (location === undefined) return { text };
    // Lines move with every change above them: a result is the n-th of its variable in a function.
    const place = JSON.stringify([variable.name, at?.file, spot.at?.function]);
    const ordinal = (seen.get(place) ?? 0) + 1;
    seen.set(place, ordinal);
    return {
      ruleId: ruleOf(finding),
      level: gains(finding) ? "warning" : "note",
      message: { text },
      locations: [location],
      ...(related.length > 0 && { relatedLocations: [...related] }),
      partialFingerprints: fingerprint(`${place} ${ordinal}`),
      properties: {
        variable: shortName(variable.name),
        waits: spot.waits,
        ...(finding.gain !== undefined && {
          ceiling: rounded(finding.gain.before.ceiling),
          ceilingIfFixed: rounded(finding.gain.after.ceiling),
        }),
      },
    };
  });
}

/** What it is, what would be gained without it, and what would help. */
function messageOf(finding: VariableFindings, where: string, findings: Findings): string {
  const { variable, gain, advice } = finding;
  const sentences = [`${where}.`];
  if (gain !== undefined && gains(finding)) {
    const { kind, title } = gain.block.subject;
    const others = gain.group
      .filter((index) => index !== variable.index)
      .map((index) => named(findings.variables.find((other) => other.variable.index === index)?.variable.name ?? "?"));
    sentences.push(
      `If nobody waited on ${["it", ...others].join(" or ")}, the ceiling of ${kind === "block" ? title : `"${named(title)}"`} would rise from ` +
        `${formatFactor(gain.before.ceiling)} to ${formatFactor(gain.after.ceiling)}.`,
    );
  }
  sentences.push(...adviceSentences(advice));
  return sentences.join(" ");
}

/** Would anything go faster without it? */
function gains({ gain }: VariableFindings): boolean {
  return gain !== undefined && formatFactor(gain.before.ceiling) !== formatFactor(gain.after.ceiling);
}
