import type { ECharts } from "echarts/core";
import { h, type JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ConflictKind } from "../../../analysis/types.ts";
import { countOf, formatCount } from "../../numbers.ts";
import type { PageData } from "../page-data.ts";
import { Chart } from "./chart.ts";
import { EdgeTable, TransactionDetail, TransactionTable } from "./detail.ts";
import { frameOf, pointOf } from "./frame.ts";
import { graphOption } from "./graph-option.ts";
import { dashOf, KINDS, WAITING_KINDS } from "./kinds.ts";
import { layOut } from "./layout.ts";
import type { OpenedBlock } from "./opened-block.ts";
import type { Theme } from "./theme.ts";

const ZOOM = 1.4;

export interface BlockPartProps {
  readonly data: PageData;
  readonly opened: OpenedBlock;
  readonly theme: Theme;
  /** The transaction that the reader looks at. */
  readonly selected: number | undefined;
  readonly onSelect: (transaction: number | undefined) => void;
}

/** Who waits for whom: a graph that mouse and keys move about, what is selected in words, and all of it as tables. */
export function GraphView({ data, opened, theme, selected, onSelect }: BlockPartProps): JSX.Element {
  const [shown, show] = useState<ReadonlySet<ConflictKind>>(new Set(WAITING_KINDS));
  const [width, setWidth] = useState(900);
  /** Changes when the reader wants to see the whole again: a new drawing is not moved. */
  const [drawing, renew] = useState(0);
  const chart = useRef<ECharts | undefined>(undefined);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new ResizeObserver(() => setWidth((before) => place.current?.clientWidth || before));
    observer.observe(place.current as HTMLDivElement);
    return () => observer.disconnect();
  }, []);

  const layout = useMemo(() => layOut(opened, width), [opened, width]);
  const frame = useMemo(() => frameOf(layout, opened.edges, width), [layout, opened, width]);
  const { option, left } = useMemo(
    () => graphOption({ data, opened, layout, theme, isShown: (kind) => shown.has(kind), frame }),
    [data, opened, layout, theme, shown, frame, drawing],
  );
  const size = opened.block.gas.length;
  const marks = useMemo(() => (selected === undefined ? [] : [selected]), [selected]);
  const edges = useMemo(() => h(EdgeTable, { data, opened }), [data, opened]);

  const zoom = (factor: number) => {
    const [originX, originY] = [(chart.current?.getWidth() ?? 0) / 2, (chart.current?.getHeight() ?? 0) / 2];
    chart.current?.dispatchAction({ type: "graphRoam", seriesIndex: 0, zoom: factor, originX, originY });
  };
  const reset = () => renew(drawing + 1);
  /** Moves the drawing so far that the transaction is in it. */
  const reveal = (transaction: number | undefined) => {
    const drawn = chart.current;
    if (drawn === undefined || transaction === undefined) return;
    const point = drawn.convertToPixel({ seriesIndex: 0 }, pointOf(transaction, layout, frame));
    const [dx, dy] = [wayInto(point[0], frame.width), wayInto(point[1], frame.height)];
    if (dx !== 0 || dy !== 0) drawn.dispatchAction({ type: "graphRoam", seriesIndex: 0, dx, dy });
  };
  useEffect(() => reveal(selected), [selected]);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = selected ?? -1;
    const moves: Record<string, () => void> = {
      ArrowRight: () => onSelect(Math.min(size - 1, at + 1)),
      ArrowDown: () => onSelect(Math.min(size - 1, at + 1)),
      ArrowLeft: () => onSelect(Math.max(0, at - 1)),
      ArrowUp: () => onSelect(Math.max(0, at - 1)),
      Home: () => onSelect(0),
      End: () => onSelect(size - 1),
      Escape: () => onSelect(undefined),
      "+": () => zoom(ZOOM),
      "-": () => zoom(1 / ZOOM),
      "0": reset,
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  };

  return h(
    "section",
    { class: "part", "aria-labelledby": "graph-title" },
    h("h3", { id: "graph-title" }, "Who waits for whom"),
    h(
      "p",
      { class: "intro" },
      "Each circle is a transaction, as large as its gas. Those without a conflict are empty; the ring marks the critical path. Waves run from left to right, and turn at the end of a row. ",
    ),
    h(KindFilter, { opened, shown, onShow: show }),
    h(
      "div",
      { class: "toolbar" },
      h("button", { type: "button", onClick: () => zoom(ZOOM) }, "Zoom in"),
      h("button", { type: "button", onClick: () => zoom(1 / ZOOM) }, "Zoom out"),
      h("button", { type: "button", onClick: reset }, "Whole block"),
      h("span", { class: "note keys" }, "Arrow keys go from transaction to transaction, + and − zoom, drag to move."),
    ),
    h(
      "div",
      {
        class: "graph",
        ref: place,
        role: "application",
        tabIndex: 0,
        "aria-label": `Graph of ${countOf(size, "transaction")}. Arrow keys go from one to the next; what each waits for is read out. The same stands in the tables below.`,
        onKeyDown,
      },
      h(Chart, {
        option,
        height: frame.height,
        selected: marks,
        onChart: (made) => {
          chart.current = made;
        },
        onPick: (item) => {
          const { transaction } = item as { transaction?: number };
          // echarts has taken the mark away.
          if (transaction !== undefined) onSelect(transaction === selected ? undefined : transaction);
        },
      }),
    ),
    left > 0 ? h("p", { class: "note" }, `${formatCount(left)} more edges are not drawn.`) : null,
    h(
      "div",
      { "aria-live": "polite", class: "selected" },
      selected === undefined ? null : h(TransactionDetail, { data, opened, transaction: selected, onSelect }),
    ),
    edges,
    h(TransactionTable, { data, opened, onSelect }),
  );
}

/** How far something has to move to be inside, and where it is not, in the middle. */
function wayInto(position: number | undefined, size: number): number {
  return position === undefined || (position >= 0 && position <= size) ? 0 : size / 2 - position;
}

interface KindFilterProps {
  readonly opened: OpenedBlock;
  readonly shown: ReadonlySet<ConflictKind>;
  readonly onShow: (kinds: ReadonlySet<ConflictKind>) => void;
}

/** Which edges are drawn; the legend of the graph. */
function KindFilter({ opened, shown, onShow }: KindFilterProps): JSX.Element | null {
  const counts = new Map<ConflictKind, number>();
  for (const { meetings } of opened.edges) {
    for (const kind of new Set(meetings.map((meeting) => meeting.kind))) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const present = KINDS.filter(({ kind }) => counts.has(kind));
  if (present.length === 0) return h("p", null, "No two transactions meet on anything.");
  return h(
    "fieldset",
    { class: "kinds" },
    h("legend", null, "Edges: the later one ..."),
    present.map(({ kind, words, waits }) =>
      h(
        "label",
        null,
        h("input", {
          type: "checkbox",
          checked: shown.has(kind),
          onChange: () =>
            onShow(new Set(shown.has(kind) ? [...shown].filter((other) => other !== kind) : [...shown, kind])),
        }),
        h("span", { class: `line ${dashOf(kind)} kind-${kind}`, "aria-hidden": "true" }),
        ` ${words} `,
        h(
          "span",
          { class: "note" },
          `(${kind}, ${formatCount(counts.get(kind) ?? 0)}${waits ? "" : ", waits for nobody"})`,
        ),
      ),
    ),
  );
}
