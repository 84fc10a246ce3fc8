import type { Layout } from "./layout.ts";
import type { Edge } from "./opened-block.ts";

/** Where the cells of a layout are drawn: a drawing of another shape than the data would be stretched. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly across: number;
  readonly down: number;
}

type Ends = Pick<Edge, "from" | "to">;

/** Pixels around the outermost transactions, and around edges that bend out further. */
const MARGIN = 30;
const EDGE_MARGIN = 6;
const [LEAST_HEIGHT, MOST_HEIGHT] = [110, 620];
/** Most pixels of a cell. */
const [MOST_ACROSS, MOST_DOWN] = [76, 49];

/** The frame of a layout in a place of so many pixels. */
export function frameOf(layout: Layout, edges: readonly Ends[], width: number): Frame {
  const inner = Math.max(1, width - 2 * MARGIN);
  const across = Math.min(inner / Math.max(1, layout.width), MOST_ACROSS);
  const rows = layout.height;
  const down = rows === 0 ? 0 : Math.min(across * 1.1, MOST_DOWN, (MOST_HEIGHT - 2 * MARGIN) / rows);
  const bend = bendOf(layout, edges, across, down);
  const margin = Math.max(MARGIN, bend + EDGE_MARGIN);
  return { width, height: Math.round(Math.max(LEAST_HEIGHT, down * rows + 2 * margin)), across, down };
}

/** Where a transaction is drawn, in pixels, before the reader moves the drawing. */
export function pointOf(transaction: number, layout: Layout, frame: Frame): [x: number, y: number] {
  const [left, top] = [frame.width - frame.across * layout.width, frame.height - frame.down * layout.height];
  const [column, row] = [layout.x[transaction] as number, layout.y[transaction] as number];
  return [left / 2 + frame.across * column, top / 2 + frame.down * row];
}

/** How much an edge bends, as echarts counts it: edges along a row would lie on each other. */
export function curveOf({ from, to }: Ends, { x, y }: Layout): number {
  const [dx, dy] = [(x[to] as number) - (x[from] as number), (y[to] as number) - (y[from] as number)];
  if (Math.abs(dy) > 0.01 || Math.abs(dx) < 1.6) return 0.04;
  return Math.max(0.08, 0.3 / Math.sqrt(Math.abs(dx)));
}

/**
 * Pixels that the edges rise above the first row, or hang below the last. Echarts draws them as quadratic Bézier curves
 * whose middle point is moved across the straight line, by its length times the curveness.
 */
function bendOf(layout: Layout, edges: readonly Ends[], across: number, down: number): number {
  let most = 0;
  for (const edge of edges) {
    const [start, end] = [down * (layout.y[edge.from] as number), down * (layout.y[edge.to] as number)];
    const dx = across * ((layout.x[edge.to] as number) - (layout.x[edge.from] as number));
    const middle = (start + end) / 2 - dx * curveOf(edge, layout);
    const turn = (start - middle) / (start - 2 * middle + end);
    if (!(turn > 0 && turn < 1)) continue;
    const extreme = start + turn * (middle - start);
    most = Math.max(most, -extreme, extreme - down * layout.height);
  }
  return most;
}
