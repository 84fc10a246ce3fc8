import type { Location } from "sarif";
import type { Advice } from "../advice/advise.ts";
import type { SiteRow } from "../record/types.ts";
import { countOf } from "./numbers.ts";
import { locationOf } from "./sarif-locations.ts";
import type { Spot } from "./sarif-spots.ts";
import { shortName } from "./short-name.ts";
import type { Variable } from "./variables.ts";

/** Lines and functions that one result names. */
const MOST_READS = 5;
const MOST_PAIRS = 3;

const HERE: Readonly<Record<Spot["use"], string>> = {
  written: "written here",
  read: "read here",
  declared: "declared here",
  unknown: "no line of the source is known",
};

/** What a result says of a place: who waits there, and the lines beside it. */
export interface Marked {
  readonly related: readonly Location[];
  /** `7 waits on Vault.totalAssets: Vault.deposit × itself; written here, read at [Vault.sol:42](1)` */
  readonly text: string;
}

/** Says what happens at a place, with links to the lines that read there and the declaration. */
export function markSpot(variable: Variable, spot: Spot, locate: (file: string) => string): Marked {
  const related = relatedTo(variable, spot, locate);
  const links = (what: Related["what"]) =>
    related.flatMap(({ site, what: own }, index) => (own === what ? [linkTo(site, index + 1)] : []));
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
  return {
    related: related.map(({ location }, index) => ({ id: index + 1, ...location })),
    text: `${waitsText(variable, spot)}; ${lines.join(", ")}`,
  };
}

/** `7 waits on Vault.totalAssets: Vault.deposit × itself` */
export function waitsText({ name }: Variable, { pairs, waits }: Pick<Spot, "pairs" | "waits">): string {
  const shown = pairs.slice(0, MOST_PAIRS).map(([first, second]) => {
    return first === second ? `${named(first)} × itself` : `${named(first)} × ${named(second)}`;
  });
  const more = pairs.length - shown.length;
  const who = shown.join(", ") + (more > 0 ? ` and ${countOf(more, "more pair")} of functions` : "");
  return `${countOf(waits, "wait")} on ${named(name)}: ${who}`;
}

/** What would help, a sentence each. */
export function adviceSentences(advice: readonly Advice[]): string[] {
  return advice.map(({ remedy, confidence }) => {
    return `${confidence === "high" ? "" : "Perhaps: "}${remedy.advice} (npx hardhat parallel advice ${remedy.id})`;
  });
}

/** `[Vault.sol:42](1)` leads to the related location of that number. */
export function linkTo({ file, line }: Pick<SiteRow, "file" | "line">, id: number): string {
  return `[${linkText(`${fileName(file)}:${line}`)}](${id})`;
}

/** A name in a message: SARIF takes `[..](..)` for a link and `{0}` for a placeholder. */
export function named(name: string): string {
  return shortName(name)
    .replaceAll("](", "] (")
    .replace(/\{(\d+)\}/g, "{ $1 }");
}

interface Related {
  readonly location: Location;
  readonly what: "read" | "declared";
  readonly site: SiteRow;
}

function relatedTo(variable: Variable, spot: Spot, locate: (file: string) => string): Related[] {
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

function linkText(text: string): string {
  return named(text).replace(/[[\]\\]/g, "\\$&");
}

function fileName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
