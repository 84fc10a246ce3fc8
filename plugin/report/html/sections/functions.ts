import { type ComponentChild, h, type JSX } from "preact";
import type { RunRecord } from "../../../record/types.ts";
import type { Findings } from "../../findings.ts";
import { type ContractMatrix, matrixOf, type NamedPair } from "../../matrix.ts";
import { countOf, formatCount } from "../../numbers.ts";
import { shown } from "../names.ts";
import { code, more, section } from "../parts.ts";
import { table } from "../table.ts";

/** Functions of a contract that a matrix has room for. */
const MOST_FUNCTIONS = 40;
/** Contracts that get one, those of most waits first. */
const MOST_CONTRACTS = 30;
/** Pairs of functions that are listed with their variables. */
const MOST_PAIRS = 60;
/** Shades of the observed waits. */
const SHADES = 4;

const RELATIONS = { always: "always", "same-key": "same key", never: "never" } as const;

/** Function against function: do they conflict, and how often was it seen? */
export function functions(findings: Findings, record: RunRecord | undefined): JSX.Element | null {
  if (record === undefined) return null;
  const { contracts, across } = matrixOf(record, undefined, () => []);
  const waits = waitsOf(findings);
  const observed = worstFirst(
    contracts.filter((matrix) => matrix.functions.length > 0),
    waits,
  );
  if (observed.length === 0) return null;
  const left = observed.length - MOST_CONTRACTS;
  const most = [...waits.values()].reduce((highest, count) => Math.max(highest, count), 1);
  return section(
    "functions",
    "Which functions can run side by side",
    "From every call that the run saw. Always: both use a slot that is the same for everybody. Same key: only where both are given the same key, such as one receiver. The number is how often a call waited for another one.",
    h(
      "ul",
      { class: "legend" },
      Object.entries(RELATIONS).map(([relation, words]) =>
        h("li", null, h("span", { class: `swatch ${relation}` }), words),
      ),
    ),
    h(
      "div",
      { class: "matrices" },
      observed.slice(0, MOST_CONTRACTS).map((matrix) => contractMatrix(matrix, waits, most)),
    ),
    left > 0 ? h("p", { class: "note" }, `And ${countOf(left, "more contract")}.`) : null,
    across.length === 0 ? null : acrossTable(across),
  );
}

/** Waits between two functions, over all variables, by their names. */
function waitsOf({ variables }: Findings): Map<string, number> {
  const waits = new Map<string, number>();
  for (const pair of variables.flatMap(({ pairs }) => pairs)) {
    const id = idOf(pair.functions[0], pair.functions[1]);
    waits.set(id, (waits.get(id) ?? 0) + pair.waits);
  }
  return waits;
}

/** Contracts whose functions wait for each other most come first, and those of which none waits by name. */
function worstFirst(contracts: readonly ContractMatrix[], waits: ReadonlyMap<string, number>): ContractMatrix[] {
  const total = ({ contract, functions: own }: ContractMatrix) => {
    const names = own.map(({ name }) => `${contract}.${name}`);
    return names.reduce(
      (sum, name, index) =>
        sum + names.slice(index).reduce((more, other) => more + (waits.get(idOf(name, other)) ?? 0), 0),
      0,
    );
  };
  const totals = new Map(contracts.map((matrix) => [matrix, total(matrix)]));
  return [...contracts].sort((a, b) => (totals.get(b) as number) - (totals.get(a) as number));
}

function idOf(first: string, second: string): string {
  return [first, second].sort().join("\0");
}

function contractMatrix(
  { contract, functions: rows, pairs }: ContractMatrix,
  waits: ReadonlyMap<string, number>,
  most: number,
): JSX.Element {
  const shownRows = rows.slice(0, MOST_FUNCTIONS);
  const pairOf = new Map(pairs.map((pair) => [idOf(pair.functions[0], pair.functions[1]), pair]));
  const caption = `${shown(contract)}: function by function`;
  const left = rows.length - shownRows.length;
  return h(
    "div",
    null,
    h("h3", null, code(contract)),
    h(
      "div",
      { class: "scroll", role: "group", "aria-label": caption, tabIndex: 0 },
      h(
        "table",
        { class: "matrix" },
        h("caption", { class: "hidden" }, caption),
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            h("th", { scope: "col" }, "Function"),
            h("th", { scope: "col", class: "number" }, "Calls"),
            shownRows.map(({ name }, index) =>
              h(
                "th",
                { scope: "col", class: "number", title: shown(name) },
                String(index + 1),
                h("span", { class: "hidden" }, ` ${shown(name)}`),
              ),
            ),
          ),
        ),
        h(
          "tbody",
          null,
          shownRows.map(({ name, calls }, row) =>
            h(
              "tr",
              null,
              h("th", { scope: "row" }, `${row + 1} `, code(name)),
              h("td", { class: "number" }, formatCount(calls)),
              shownRows.map((other) => {
                const count = waits.get(idOf(`${contract}.${name}`, `${contract}.${other.name}`)) ?? 0;
                return cell(pairOf.get(idOf(name, other.name)), count, most);
              }),
            ),
          ),
        ),
      ),
    ),
    left > 0 ? h("p", { class: "note" }, `And ${countOf(left, "more function")}.`) : null,
    causes(pairs),
  );
}

function cell(pair: NamedPair | undefined, count: number, most: number): JSX.Element {
  const relation = pair?.relation ?? "never";
  const shade = count === 0 ? 0 : Math.max(1, Math.ceil((SHADES * Math.log(count + 1)) / Math.log(most + 1)));
  const names = (pair?.causes ?? []).slice(0, 3).map(({ variable }) => shown(variable.name));
  const title = relation === "never" ? RELATIONS.never : `${RELATIONS[relation]}: ${names.join("; ")}`;
  return h(
    "td",
    { class: `cell ${relation} shade-${shade}`, title },
    h("span", { class: "hidden" }, `${RELATIONS[relation]}${count > 0 ? ", waits: " : ""}`),
    count > 0
      ? formatCount(count)
      : relation === "never"
        ? h("span", { "aria-hidden": "true" }, "·")
        : h("span", { "aria-hidden": "true" }, "–"),
  );
}

/** On which variables functions of the contract meet. */
function causes(pairs: readonly NamedPair[]): JSX.Element | null {
  const meeting = pairs.filter(({ relation }) => relation !== "never");
  if (meeting.length === 0) return null;
  const left = meeting.length - MOST_PAIRS;
  return more(
    `On what they meet (${countOf(meeting.length, "pair")})`,
    table(
      "Pairs of functions and the variables on which they meet",
      [{ heading: "Functions" }, { heading: "Conflict" }, { heading: "Variables" }],
      meeting.slice(0, MOST_PAIRS).map((pair) => [pairName(pair), RELATIONS[pair.relation], variablesOf(pair)]),
    ),
    left > 0 ? h("p", { class: "note" }, `And ${countOf(left, "more pair")}.`) : null,
  );
}

function pairName({ functions: [first, second] }: NamedPair): JSX.Element {
  return first === second
    ? h("span", null, code(first), " × itself")
    : h("span", null, code(first), " × ", code(second));
}

function variablesOf({ causes: all }: NamedPair): ComponentChild {
  return h(
    "ul",
    { class: "plain" },
    all.map(({ variable, relation, sameSender }) =>
      h(
        "li",
        null,
        code(variable.name),
        relation === "always" ? "" : sameSender ? " (the sender's own)" : " (same key)",
      ),
    ),
  );
}

function acrossTable(across: readonly NamedPair[]): JSX.Element {
  const left = across.length - MOST_PAIRS;
  return h(
    "div",
    null,
    h("h3", null, "Always, between contracts"),
    table(
      "Functions of different contracts that always conflict",
      [{ heading: "Functions" }, { heading: "Variables" }],
      across
        .slice(0, MOST_PAIRS)
        .map((pair) => [
          pairName(pair),
          variablesOf({ ...pair, causes: pair.causes.filter(({ relation }) => relation === "always") }),
        ]),
    ),
    left > 0 ? h("p", { class: "note" }, `And ${countOf(left, "more pair")}.`) : null,
  );
}
