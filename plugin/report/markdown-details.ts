import type { Findings } from "./findings.ts";
import { adviceItem } from "./markdown-advice.ts";
import { placesText } from "./markdown-places.ts";
import { code, details, htmlCode } from "./markdown-text.ts";
import { countOf, formatCount } from "./numbers.ts";
import { addingShare } from "./pairs.ts";
import type { VariableFindings } from "./variable-findings.ts";
import { DEPLOYMENT, isDeployment } from "./variable-table.ts";

const MOST_PAIRS = 5;

/** What happens on one variable, behind a click: who waits for whom at which lines, and what would help. */
export function variableDetails(finding: VariableFindings, place: number, { variables }: Findings): string[] {
  const { variable, waiting, elements, edges, pairs, advice } = finding;
  const summary = `${place}. ${htmlCode(variable.name)}: ${countOf(waiting, "transaction")} ${waiting === 1 ? "waits" : "wait"}`;
  const items: string[] = [];
  const together = (finding.gain?.group ?? [])
    .filter((index) => index !== variable.index)
    .map((index) => variables.findIndex((other) => other.variable.index === index) + 1)
    .sort((a, b) => a - b);
  if (together.length > 0) items.push(`- gains only together with ${together.join(" and ")}`);
  const neighbours = variable.members.filter((member) => !member.changed);
  if (neighbours.length > 0 && neighbours.length < variable.members.length) {
    items.push(`- in one slot with ${code(neighbours.map(({ name }) => name).join(", "))}`);
  }
  if (isDeployment(variable)) items.push(`- ${DEPLOYMENT}`);
  const adding = addingShare(edges);
  if (adding !== "none") {
    const { commutative, raw, rmw } = edges;
    const share = `${formatCount(commutative)} of ${countOf(raw + rmw + commutative, "wait")}`;
    const which = adding === "all" ? "only added to:" : `additions: ${share},`;
    items.push(`- ${which} free on chains with delta writes (aggregators)`);
  }
  const [hottest] = elements;
  if (hottest !== undefined) {
    const others = elements.length > 1 ? `, the most of ${formatCount(elements.length)}` : "";
    items.push(`- ${countOf(hottest.waits, "wait")} on ${code(hottest.name)}${others}`);
  }
  const meeting = pairs.filter((pair) => pair.waits > 0);
  for (const { functions, waits, kinds, places } of meeting.slice(0, MOST_PAIRS)) {
    const [first, second] = functions;
    const partner = first === second ? "itself" : code(second);
    const only = adding === "some" && addingShare(kinds) === "all" ? " (only adds)" : "";
    const at = placesText(places);
    items.push(`- ${countOf(waits, "wait")}${only}: ${code(first)} × ${partner}${at === "" ? "" : `, ${at}`}`);
  }
  const more = meeting.length - MOST_PAIRS;
  if (more > 0) items.push(`- and ${countOf(more, "more pair")} of functions`);
  return details(summary, [...items, ...advice.map(adviceItem)]);
}
