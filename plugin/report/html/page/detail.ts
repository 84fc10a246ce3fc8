import { type ComponentChild, h, type JSX } from "preact";
import { useState } from "preact/hooks";
import { countOf, formatCount } from "../../numbers.ts";
import type { PageData, PageSite } from "../page-data.ts";
import { table } from "../table.ts";
import { functionOf } from "./graph-option.ts";
import { KINDS, WAITING_KINDS } from "./kinds.ts";
import { type Edge, elementName, type Meeting, type OpenedBlock } from "./opened-block.ts";

const MOST_EDGES = 8;
const MOST_ROWS = 60;
const PAGE = 100;

/** `Vault.sol:42`, leading to the line where the page has it. */
function Place({ site }: { readonly site: PageSite }): JSX.Element {
  const text = `${site.file.slice(site.file.lastIndexOf("/") + 1)}:${site.line}`;
  return site.anchor === undefined
    ? h("span", { class: "place", dir: "auto" }, text)
    : h("a", { class: "place", dir: "auto", href: `#${site.anchor}` }, text);
}

function places({ read, written }: Meeting): ComponentChild[] {
  return [
    ...(read === undefined ? [] : ["read at ", h(Place, { site: read })]),
    ...(read !== undefined && written !== undefined ? [", "] : []),
    ...(written === undefined ? [] : ["written at ", h(Place, { site: written })]),
  ];
}

interface DetailProps {
  readonly data: PageData;
  readonly opened: OpenedBlock;
  readonly transaction: number;
  readonly onSelect: (transaction: number) => void;
}

/** A transaction in words: what it waits for, and what waits for it. */
export function TransactionDetail({ data, opened, transaction, onSelect }: DetailProps): JSX.Element {
  const { block, waves, marks, edges, critical } = opened;
  const waits = edges.filter((edge) => edge.to === transaction && isWait(edge));
  const waited = edges.filter((edge) => edge.from === transaction && isWait(edge));
  const facts = [
    `${formatCount(block.gas[transaction] as number)} gas`,
    `from ${data.accounts[block.senders[transaction] as number]}`,
    marks[transaction] === 0 ? "no conflict" : `wave ${waves[transaction]}`,
    ...(critical.has(transaction) && marks[transaction] === 1 ? ["on the critical path"] : []),
    ...(block.failed.includes(transaction) ? ["failed"] : []),
  ];
  return h(
    "div",
    { class: "card" },
    h("h4", null, `#${transaction} `, h("code", { dir: "auto" }, functionOf(transaction, opened, data))),
    h("p", null, facts.join(", ")),
    edgeList("Waits for", waits, (edge) => edge.from, data, onSelect),
    edgeList("Makes wait", waited, (edge) => edge.to, data, onSelect),
  );
}

function isWait({ meetings }: Edge): boolean {
  return meetings.some(({ kind }) => WAITING_KINDS.includes(kind));
}

function edgeList(
  title: string,
  edges: readonly Edge[],
  otherOf: (edge: Edge) => number,
  data: PageData,
  onSelect: (transaction: number) => void,
): JSX.Element | null {
  if (edges.length === 0) return null;
  const left = edges.length - MOST_EDGES;
  return h(
    "div",
    null,
    h("h5", null, title),
    h(
      "ul",
      null,
      edges.slice(0, MOST_EDGES).map((edge) =>
        h(
          "li",
          null,
          h("button", { type: "button", class: "link", onClick: () => onSelect(otherOf(edge)) }, `#${otherOf(edge)}`),
          edge.meetings
            .filter(({ kind }) => WAITING_KINDS.includes(kind))
            .slice(0, 3)
            .map((meeting, index) => [
              index === 0 ? " on " : "; ",
              h("code", { dir: "auto" }, elementName(data, meeting)),
              ` (${meeting.kind}) `,
              ...places(meeting),
            ]),
        ),
      ),
      left > 0 ? h("li", null, `and ${formatCount(left)} more`) : null,
    ),
  );
}

interface TableProps {
  readonly data: PageData;
  readonly opened: OpenedBlock;
}

interface EdgeGroup {
  readonly functions: string;
  readonly variable: string;
  readonly meeting: Meeting;
  count: number;
}

/** The edges of the block, those together that join the same functions on the same variable at the same lines. */
export function EdgeTable({ data, opened }: TableProps): JSX.Element | null {
  const groups = new Map<string, EdgeGroup>();
  for (const { from, to, meetings } of opened.edges) {
    const functions = `${functionOf(from, opened, data)} → ${functionOf(to, opened, data)}`;
    for (const meeting of meetings) {
      const variable = data.variables[data.keys[meeting.key]?.[1] ?? -1] ?? "?";
      const lines = [meeting.read, meeting.written].map((site) =>
        site === undefined ? "" : `${site.file}:${site.line}`,
      );
      const id = JSON.stringify([functions, variable, meeting.kind, lines]);
      const group = groups.get(id) ?? { functions, variable, meeting, count: 0 };
      group.count++;
      groups.set(id, group);
    }
  }
  if (groups.size === 0) return null;
  const rank = ({ meeting }: EdgeGroup) => KINDS.findIndex(({ kind }) => kind === meeting.kind);
  const isFree = (group: EdgeGroup) => Number(!WAITING_KINDS.includes(group.meeting.kind));
  const sorted = [...groups.values()].sort((a, b) => isFree(a) - isFree(b) || b.count - a.count || rank(a) - rank(b));
  const left = sorted.length - MOST_ROWS;
  return h(
    "details",
    null,
    h("summary", null, `All edges in a table (${countOf(sorted.length, "row")})`),
    table(
      "Edges of the block: the later transaction on the right",
      [
        { heading: "Functions" },
        { heading: "Variable" },
        { heading: "Kind" },
        { heading: "Edges", isNumber: true },
        { heading: "Lines" },
      ],
      sorted
        .slice(0, MOST_ROWS)
        .map(({ functions, variable, meeting, count }) => [
          h("code", { dir: "auto" }, functions),
          h("code", { dir: "auto" }, variable),
          h(
            "span",
            null,
            h("span", { class: `line solid kind-${meeting.kind}`, "aria-hidden": "true" }),
            ` ${meeting.kind}`,
          ),
          formatCount(count),
          h("span", null, places(meeting)),
        ]),
    ),
    left > 0 ? h("p", { class: "note" }, `And ${countOf(left, "more row")}.`) : null,
  );
}

/** The transactions of the block, a hundred at a time. */
export function TransactionTable({ data, opened, onSelect }: TableProps & Pick<DetailProps, "onSelect">): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const [page, turn] = useState(0);
  const { block, waves, marks } = opened;
  const size = block.gas.length;
  const pages = Math.ceil(size / PAGE);
  const waits = new Map<number, number[]>();
  if (isOpen)
    for (const edge of opened.edges) if (isWait(edge)) waits.set(edge.to, [...(waits.get(edge.to) ?? []), edge.from]);
  const positions = isOpen
    ? Array.from({ length: Math.min(PAGE, size - page * PAGE) }, (_, index) => page * PAGE + index)
    : [];
  return h(
    "details",
    { onToggle: (event: Event) => setOpen((event.currentTarget as HTMLDetailsElement).open) },
    h("summary", null, `All transactions in a table (${formatCount(size)})`),
    pages > 1
      ? h(
          "div",
          { class: "toolbar" },
          h("button", { type: "button", disabled: page === 0, onClick: () => turn(page - 1) }, "Previous hundred"),
          h("button", { type: "button", disabled: page === pages - 1, onClick: () => turn(page + 1) }, "Next hundred"),
        )
      : null,
    table(
      "Transactions of the block",
      [
        { heading: "Transaction" },
        { heading: "Function" },
        { heading: "Gas", isNumber: true },
        { heading: "Wave", isNumber: true },
        { heading: "Waits for" },
      ],
      positions.map((transaction) => [
        h("button", { type: "button", class: "link", onClick: () => onSelect(transaction) }, `#${transaction}`),
        h(
          "span",
          null,
          h("code", { dir: "auto" }, functionOf(transaction, opened, data)),
          block.failed.includes(transaction) ? " failed" : "",
        ),
        formatCount(block.gas[transaction] as number),
        marks[transaction] === 0 ? "free" : String(waves[transaction]),
        waitingText(waits.get(transaction) ?? []),
      ]),
    ),
  );
}

function waitingText(waits: readonly number[]): string {
  if (waits.length === 0) return "nobody";
  const left = waits.length - MOST_EDGES;
  const names = waits.slice(0, MOST_EDGES).map((transaction) => `#${transaction}`);
  return names.join(", ") + (left > 0 ? ` and ${formatCount(left)} more` : "");
}
