import { type ComponentChild, h, type JSX } from "preact";
import type { Advice } from "../../../advice/advise.ts";
import type { Findings } from "../../findings.ts";
import { countOf, formatCount, formatFactor } from "../../numbers.ts";
import { addingShare, type PairFindings } from "../../pairs.ts";
import type { ConflictPlaces } from "../../places.ts";
import type { VariableFindings } from "../../variable-findings.ts";
import { DEPLOYMENT, isDeployment } from "../../variable-table.ts";
import { titleOf } from "../links.ts";
import { shown } from "../names.ts";
import { type AnchorOf, code, more, placeLink, section } from "../parts.ts";
import { table } from "../table.ts";

const THREADS = 8;
/** Variables that the page says all of; the others stand in a table. */
const MOST_IN_FULL = 12;
const MOST_IN_TABLE = 200;
const MOST_PAIRS = 8;
const MOST_PLACES = 4;
const MOST_ELEMENTS = 5;

/** The variables that make transactions wait, in the order in which to take them on. */
export function variables(findings: Findings, anchorOf: AnchorOf): JSX.Element {
  const all = findings.variables;
  if (all.length === 0) {
    return section(
      "variables",
      "What they wait for",
      "Nothing: no transaction needs what another one changes.",
      harmless(findings),
    );
  }
  const rest = all.slice(MOST_IN_FULL, MOST_IN_FULL + MOST_IN_TABLE);
  return section(
    "variables",
    "What they wait for, worst first",
    `Removing the conflicts on the first brings most, then those on the second, and so on. Gains are of the test or block where they are greatest, on ${THREADS} threads, with gas as the clock.`,
    h(
      "ol",
      { class: "variables" },
      all
        .slice(0, MOST_IN_FULL)
        .map((finding, rank) => h("li", { id: `variable-${rank + 1}` }, card(finding, findings, anchorOf))),
    ),
    rest.length === 0 ? null : restTable(rest, anchorOf),
    all.length > MOST_IN_FULL + MOST_IN_TABLE
      ? h("p", { class: "note" }, `And ${countOf(all.length - MOST_IN_FULL - MOST_IN_TABLE, "more variable")}.`)
      : null,
    harmless(findings),
  );
}

function card(finding: VariableFindings, findings: Findings, anchorOf: AnchorOf): JSX.Element {
  const { variable, waiting, tests, blocks, gain } = finding;
  const places = [...(tests > 0 ? [countOf(tests, "test")] : []), ...(blocks > 0 ? [countOf(blocks, "block")] : [])];
  return h(
    "article",
    { class: "card" },
    h(
      "h3",
      null,
      code(variable.name),
      " ",
      variable.source === undefined ? null : placeLink(variable.source, anchorOf),
    ),
    h(
      "p",
      null,
      h("strong", null, countOf(waiting, "transaction")),
      ` ${waiting === 1 ? "waits" : "wait"} on it, in ${places.join(" and ") || "no test"}.`,
      ...remarks(finding),
    ),
    h(
      "div",
      { class: "beside" },
      gain === undefined ? null : gainFigure(finding, findings),
      finding.advice.length === 0 ? null : h("div", null, finding.advice.map(adviceBox)),
    ),
    pairTable(finding, anchorOf),
    elementList(finding),
  );
}

function remarks({ variable, edges }: VariableFindings): ComponentChild[] {
  const said: ComponentChild[] = [];
  const neighbours = variable.members.filter((member) => !member.changed);
  if (neighbours.length > 0 && neighbours.length < variable.members.length) {
    said.push(" It shares a slot with ", code(neighbours.map(({ name }) => name).join(", ")), ".");
  }
  const { commutative, raw, rmw } = edges;
  if (addingShare(edges) === "all")
    said.push(" All of them only add to it: free on chains with delta writes (aggregators).");
  if (addingShare(edges) === "some") {
    const share = `${formatCount(commutative)} of ${countOf(raw + rmw + commutative, "wait")}`;
    said.push(` ${share} are between additions: free on chains with delta writes (aggregators).`);
  }
  if (isDeployment(variable)) said.push(` It is ${DEPLOYMENT}.`);
  return said;
}

const BAR = { width: 240, height: 10 };

/** Two bars: how fast so many threads are now, and without the conflicts on the variable. */
function gainFigure({ gain, variable }: VariableFindings, { variables: ranked }: Findings): JSX.Element | null {
  if (gain === undefined) return null;
  const now = gain.before.speedup.get(THREADS) ?? 1;
  const then = gain.after.speedup.get(THREADS) ?? 1;
  const others = gain.group.filter((index) => index !== variable.index);
  const row = (label: string, factor: number, className: string) =>
    h(
      "tr",
      null,
      h("th", { scope: "row" }, label),
      h(
        "td",
        { class: "bar" },
        h(
          "svg",
          {
            viewBox: `0 0 ${BAR.width} ${BAR.height}`,
            preserveAspectRatio: "none",
            "aria-hidden": "true",
            class: className,
          },
          h("rect", { class: "track", width: BAR.width, height: BAR.height, rx: 2 }),
          h("rect", { width: (BAR.width * Math.min(factor, THREADS)) / THREADS, height: BAR.height, rx: 2 }),
        ),
      ),
      h("td", { class: "number" }, formatFactor(factor)),
    );
  const together = others
    .map((index) => ranked.findIndex((other) => other.variable.index === index) + 1)
    .filter((rank) => rank > 0);
  return h(
    "table",
    { class: "gain" },
    h(
      "caption",
      null,
      `On ${THREADS} threads in `,
      h("q", { dir: "auto" }, titleOf(gain.block.subject)),
      together.length === 0 ? "" : `, only together with number ${together.sort((a, b) => a - b).join(" and ")}`,
    ),
    h("tbody", null, row("with it", now, "now"), row("without", then, "then")),
    h(
      "tfoot",
      null,
      h(
        "tr",
        null,
        h("th", { scope: "row" }, "any number of threads"),
        h("td", { colSpan: 2 }, `${formatFactor(gain.before.ceiling)} → ${formatFactor(gain.after.ceiling)}`),
      ),
    ),
  );
}

function adviceBox({ remedy, confidence }: Advice): JSX.Element {
  const [before, after] = remedy.headings ?? ["Before", "After"];
  const listing = (title: string, text: string) =>
    h(
      "div",
      null,
      h("h4", null, title),
      h("pre", { tabIndex: 0, role: "group", "aria-label": `${title}: ${remedy.title}` }, h("code", null, text.trim())),
    );
  return h(
    "div",
    { class: "advice" },
    h("p", null, h("strong", null, confidence === "high" ? "What helps: " : "What may help: "), remedy.advice),
    more(
      `How, and what it costs: ${remedy.title.charAt(0).toLowerCase()}${remedy.title.slice(1)}`,
      h("p", null, remedy.cause),
      h("div", { class: "beside" }, listing(before, remedy.before), listing(after, remedy.after)),
      h("p", null, remedy.effect),
      h("p", null, h("strong", null, "What it costs: "), remedy.tradeOff),
    ),
  );
}

function pairTable({ pairs }: VariableFindings, anchorOf: AnchorOf): JSX.Element | null {
  const waiting = pairs.filter((pair) => pair.waits > 0);
  if (waiting.length === 0) return null;
  const listed = waiting.slice(0, MOST_PAIRS);
  // The code of an account is read by no line of its own, and so may be all else that is no slot.
  const hasPlaces = listed.some(({ places }) => places.length > 0);
  const rows = listed.map((pair) => [
    functionsOf(pair),
    formatCount(pair.waits),
    ...(hasPlaces ? [placesOf(pair.places, anchorOf)] : []),
  ]);
  const left = waiting.length - MOST_PAIRS;
  return h(
    "div",
    null,
    table(
      "Functions that wait for each other on it",
      [{ heading: "Functions" }, { heading: "Waits", isNumber: true }, ...(hasPlaces ? [{ heading: "Lines" }] : [])],
      rows,
    ),
    left > 0 ? h("p", { class: "note" }, `And ${countOf(left, "more pair")} of functions.`) : null,
  );
}

function functionsOf({ functions: [first, second] }: PairFindings): ComponentChild {
  return first === second
    ? h("span", null, code(first), " × itself")
    : h("span", null, code(first), " × ", code(second));
}

function placesOf(places: readonly ConflictPlaces[], anchorOf: AnchorOf): ComponentChild {
  if (places.length === 0) return "unknown";
  const left = places.length - MOST_PLACES;
  return h(
    "ul",
    { class: "plain" },
    places.slice(0, MOST_PLACES).map((at) => h("li", null, ...placeOf(at, anchorOf))),
    left > 0 ? h("li", null, `and ${formatCount(left)} more`) : null,
  );
}

function placeOf({ read, written }: ConflictPlaces, anchorOf: AnchorOf): ComponentChild[] {
  const isOne = read !== undefined && written !== undefined && read.file === written.file && read.line === written.line;
  if (isOne) return ["read and written at ", placeLink(read, anchorOf)];
  return [
    ...(read === undefined ? [] : ["read at ", placeLink(read, anchorOf)]),
    read !== undefined && written !== undefined ? ", " : "",
    ...(written === undefined ? [] : ["written at ", placeLink(written, anchorOf)]),
  ];
}

function elementList({ variable, elements }: VariableFindings): JSX.Element | null {
  if (elements.length === 0) return null;
  const noun = variable.kind === "slot" ? "element" : "account";
  return more(
    `Its ${noun}s with most waits (${countOf(elements.length, noun)})`,
    h(
      "ul",
      null,
      elements
        .slice(0, MOST_ELEMENTS)
        .map(({ name, waits }) => h("li", null, code(name), `: ${countOf(waits, "wait")}`)),
    ),
  );
}

function restTable(rest: readonly VariableFindings[], anchorOf: AnchorOf): JSX.Element {
  return table(
    "Further variables",
    [
      { heading: "Variable" },
      { heading: "Declared" },
      { heading: "Waiting", isNumber: true },
      { heading: "Ceiling if fixed", isNumber: true },
    ],
    rest.map(({ variable, waiting, gain }, index) => [
      h("span", null, `${MOST_IN_FULL + index + 1}. `, code(variable.name)),
      variable.source === undefined ? "" : placeLink(variable.source, anchorOf),
      formatCount(waiting),
      gain === undefined ? "" : `${formatFactor(gain.before.ceiling)} → ${formatFactor(gain.after.ceiling)}`,
    ]),
  );
}

function harmless(findings: Findings): JSX.Element | null {
  if (findings.harmless.length === 0) return null;
  return more(
    `Shared, but nobody waits: ${countOf(findings.harmless.length, "variable")}`,
    h(
      "ul",
      null,
      findings.harmless.map(({ variable, advice }) =>
        h("li", null, code(variable.name), `: ${shown(advice.remedy.advice)}`),
      ),
    ),
  );
}
