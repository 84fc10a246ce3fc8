import type { EChartsCoreOption } from "echarts/core";
import type { ConflictKind } from "../../../analysis/types.ts";
import { formatCount } from "../../numbers.ts";
import type { PageData } from "../page-data.ts";
import { tooltip } from "./chart.ts";
import { curveOf, type Frame, pointOf } from "./frame.ts";
import { dashOf, strongestKind } from "./kinds.ts";
import type { Layout } from "./layout.ts";
import { type Edge, elementName, type OpenedBlock } from "./opened-block.ts";
import type { Theme } from "./theme.ts";

/** Edges that are drawn; more are a grey area. */
const MOST_EDGES = 6000;
/** Up to so many transactions have their numbers written on them, and their edges arrow heads. */
const FEW = 120;
const MOST_LINES = 6;
const [LEAST_SIZE, MOST_SIZE] = [4, 38];

export interface GraphOption {
  readonly option: EChartsCoreOption;
  /** Edges that were too many. */
  readonly left: number;
}

export interface GraphInput {
  readonly data: PageData;
  readonly opened: OpenedBlock;
  readonly layout: Layout;
  readonly theme: Theme;
  readonly isShown: (kind: ConflictKind) => boolean;
  /** Pixels: of the drawing, and of a cell across and down. */
  readonly frame: Frame;
}

/** The graph as echarts draws it. */
export function graphOption(input: GraphInput): GraphOption {
  const { opened, layout, theme, isShown, frame } = input;
  const { block, critical, marks } = opened;
  const few = block.gas.length <= FEW;
  const most = Math.max(1, ...block.gas);
  const largest = Math.max(
    LEAST_SIZE,
    Math.min(MOST_SIZE, 0.78 * Math.min(1.5 * frame.across, frame.down || frame.height)),
  );
  const nodes = block.gas.map((gas, transaction) => {
    const size = Math.max(LEAST_SIZE, largest * Math.sqrt(gas / most));
    const isFree = marks[transaction] === 0;
    return {
      id: String(transaction),
      name: String(transaction),
      transaction,
      x: pointOf(transaction, layout, frame)[0],
      y: pointOf(transaction, layout, frame)[1],
      symbolSize: size,
      itemStyle: {
        color: isFree ? theme.surface : theme.node,
        borderColor: critical.has(transaction) && !isFree ? theme.critical : theme.node,
        borderWidth: critical.has(transaction) && !isFree ? 2.5 : 1,
      },
      label: {
        show: few && size >= 16,
        formatter: String(transaction),
        color: isFree ? theme.text : theme.surface,
        fontSize: Math.min(12, Math.max(9, size / 2.6)),
      },
    };
  });
  const drawn = opened.edges.flatMap((edge) => {
    const kind = strongestKind(edge, isShown);
    return kind === undefined ? [] : [{ edge, kind }];
  });
  const links = drawn.slice(0, MOST_EDGES).map(({ edge, kind }) => ({
    source: String(edge.from),
    target: String(edge.to),
    edge,
    lineStyle: { color: theme.kinds[kind], type: dashOf(kind), width: few ? 2 : 1, curveness: curveOf(edge, layout) },
  }));
  const option = {
    animation: false,
    textStyle: { fontFamily: theme.font },
    tooltip: {
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.border,
      textStyle: { color: theme.text },
      formatter: ({ data }: { readonly data: { readonly edge?: Edge; readonly transaction?: number } }) =>
        tooltip(
          data.edge !== undefined ? describeEdge(data.edge, input.data) : describeNode(data.transaction ?? 0, input),
        ),
    },
    series: [
      {
        type: "graph",
        layout: "none",
        left: 0,
        right: 0,
        top: 0,
        bottom: 0,
        roam: "move",
        scaleLimit: { min: 0.5, max: 40 },
        nodeScaleRatio: 0.8,
        edgeSymbol: few ? ["none", "arrow"] : ["none", "none"],
        edgeSymbolSize: 7,
        lineStyle: { opacity: few ? 0.85 : 0.5 },
        emphasis: { focus: "adjacency", lineStyle: { width: 3, opacity: 1 } },
        selectedMode: "multiple",
        select: { itemStyle: { borderColor: theme.text, borderWidth: 5 } },
        blur: { itemStyle: { opacity: 0.25 }, lineStyle: { opacity: 0.06 } },
        data: [...nodes, ...corners(frame)],
        links,
      },
    ],
  };
  return { option, left: drawn.length - links.length };
}

/** Two points of no size at the corners: then a pixel of the drawing is a pixel of the screen. */
function corners({ width, height }: Frame) {
  const places = [
    [0, 0],
    [width, height],
  ];
  return places.map(([x, y], index) => ({ id: `corner ${index}`, name: "", x, y, symbolSize: 0, silent: true }));
}

export function functionOf(transaction: number, { block }: OpenedBlock, { functions }: PageData): string {
  return functions[block.functions[transaction] as number] ?? "?";
}

function describeNode(transaction: number, { opened, data }: GraphInput): string[] {
  const { block, waves, marks } = opened;
  return [
    `#${transaction} ${functionOf(transaction, opened, data)}`,
    `${formatCount(block.gas[transaction] as number)} gas${block.failed.includes(transaction) ? ", failed" : ""}`,
    marks[transaction] === 0 ? "no conflict" : `wave ${waves[transaction]}`,
  ];
}

/** `#3 waits for #2`, and on what, at which lines. */
export function describeEdge(edge: Edge, data: PageData): string[] {
  const lines = edge.meetings.slice(0, MOST_LINES).map((meeting) => {
    const places = [
      ...(meeting.read ? [`read at ${placeOf(meeting.read)}`] : []),
      ...(meeting.written ? [`written at ${placeOf(meeting.written)}`] : []),
    ];
    return `${meeting.kind}: ${elementName(data, meeting)}${places.length > 0 ? `, ${places.join(", ")}` : ""}`;
  });
  const left = edge.meetings.length - lines.length;
  return [`#${edge.from} → #${edge.to}`, ...lines, ...(left > 0 ? [`and ${formatCount(left)} more`] : [])];
}

function placeOf({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${file.slice(file.lastIndexOf("/") + 1)}:${line}`;
}
