import { createHash } from "node:crypto";
import type { Location, Result } from "sarif";
import type { SiteRow } from "../record/types.ts";
import type { Findings, VariableFindings } from "./findings.ts";
import { countOf, formatFactor, rounded } from "./numbers.ts";
import { locationOf } from "./sarif-locations.ts";
import { ruleOf } from "./sarif-rules.ts";
import { type Spot, spotsOf, testFileOf } from "./sarif-spots.ts";
import { shortName } from "./short-name.ts";

/** Changes with any change of what results are recognised by. */
const FINGERPRINT = "hardhatParallelConflict/v1";
/** Lines and functions that one result names. */
const MOST_READS = 5;
const MOST_PAIRS = 3;

const HERE: Readonly<Record<Spot["use"], string>> = {
  written: "written here",
  read: "read here",
  declared: "declared here",
  unknown: "no line of the source is known",
};

/** A result, or where not even a file is known, only what it says. */
export type Reported = Result | { readonly text: string };

/** What is reported of one variable: a result for each line that writes it. */
export function resultsOf(finding: VariableFindings, findings: Findings, locate: (file: string) => string): Reported[] {
  const seen = new Map<string, number>();
  return spotsOf(finding).map((spot): Reported => {
    const { variable } = finding;
    const testFile = testFileOf(finding, findings);
    const at = spot.at ?? (testFile === undefined ? undefined : { file: testFile });
    const location = at && locationOf(at, locate);
    const related = relatedTo(finding, spot, locate);
    const text = messageOf(finding, spot, findings, related);
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
      ...(related.length > 0 && {
        relatedLocations: related.map((one, index) => ({ id: index + 1, ...one.location })),
      }),
      partialFingerprints: { [FINGERPRINT]: createHash("sha256").update(`${place} ${ordinal}`).digest("hex") },
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

interface Related {
  readonly location: Location;
  readonly what: "read" | "declared";
  readonly site: SiteRow;
}

function relatedTo({ variable }: VariableFindings, spot: Spot, locate: (file: string) => string): Related[] {
  const sites = [
    ...readsElsewhere(spot)
      .slice(0, MOST_READS)
      .map((site) => ({ what: "read" as const, site })),
    ...(variable.source !== undefined && spot.use !== "declared"
      ? [{ what: "declared" as const, site: variable.source }]
      : []),
  ];
  return sites.flatMap(({ what, site }) => {
    const location = locationOf(site, locate);
    const text = `${what === "read" ? "read" : "declaration"} of ${named(variable.name)}`;
    return location === undefined ? [] : [{ what, site, location: { ...location, message: { text } } }];
  });
}

/** Other lines than the one that writes. */
function readsElsewhere({ at, reads }: Spot): readonly SiteRow[] {
  return reads.filter(({ file, line }) => file !== at?.file || line !== at.line);
}

/** `[Vault.sol:42](1)` leads to the first related location. */
function messageOf(finding: VariableFindings, spot: Spot, findings: Findings, related: readonly Related[]): string {
  const { variable, gain, advice } = finding;
  const pairs = spot.pairs.slice(0, MOST_PAIRS).map(([first, second]) => {
    return first === second ? `${named(first)} × itself` : `${named(first)} × ${named(second)}`;
  });
  const more = spot.pairs.length - pairs.length;
  const who = pairs.join(", ") + (more > 0 ? ` and ${countOf(more, "more pair")} of functions` : "");
  const links = (what: Related["what"]) =>
    related.flatMap(({ site, what: own }, index) =>
      own === what ? [`[${linkText(`${fileName(site.file)}:${site.line}`)}](${index + 1})`] : [],
    );
  const reads = readsElsewhere(spot);
  const unlinked = Math.max(reads.length - MOST_READS, 0);
  const here = reads.length < spot.reads.length ? "read and written here" : HERE[spot.use];
  const lines = [
    here,
    ...(links("read").length > 0
      ? [`read at ${links("read").join(", ")}${unlinked > 0 ? ` and ${unlinked} more` : ""}`]
      : []),
    ...(links("declared").length > 0 ? [`declared at ${links("declared").join(", ")}`] : []),
  ];
  const sentences = [`${countOf(spot.waits, "wait")} on ${named(variable.name)}: ${who}; ${lines.join(", ")}.`];
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
  for (const { remedy, confidence } of advice) {
    sentences.push(
      `${confidence === "high" ? "" : "Perhaps: "}${remedy.advice} (npx hardhat parallel advice ${remedy.id})`,
    );
  }
  return sentences.join(" ");
}

/** Would anything go faster without it? */
function gains({ gain }: VariableFindings): boolean {
  return gain !== undefined && formatFactor(gain.before.ceiling) !== formatFactor(gain.after.ceiling);
}

/** A name in a message: SARIF takes `[..](..)` for a link and `{0}` for a placeholder. */
function named(name: string): string {
  return shortName(name)
    .replaceAll("](", "] (")
    .replace(/\{(\d+)\}/g, "{ $1 }");
}

function linkText(text: string): string {
  return named(text).replace(/[[\]\\]/g, "\\$&");
}

function fileName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
