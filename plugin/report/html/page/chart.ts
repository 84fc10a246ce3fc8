import { CustomChart, GraphChart, LineChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type ECharts, type EChartsCoreOption, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { h, type JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

use([
  CustomChart,
  GraphChart,
  LineChart,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  CanvasRenderer,
]);

export interface ChartProps {
  readonly option: EChartsCoreOption;
  /** In pixels. */
  readonly height: number;
  /** What it shows, for those who do not see it; undefined where something around it says so. */
  readonly label?: string;
  /** Called with the chart when it is there. */
  readonly onChart?: (chart: ECharts) => void;
  readonly onPick?: (item: unknown) => void;
  /** Indexes of the data that are marked as selected. */
  readonly selected?: readonly number[];
}

const NONE: readonly number[] = [];

/** A chart that keeps to the width of its place. Everything that it shows has to stand in a table, too. */
export function Chart({ option, height, label, onChart, onPick, selected = NONE }: ChartProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const held = useRef<ECharts | undefined>(undefined);
  const picked = useRef(onPick);
  picked.current = onPick;

  useLayoutEffect(() => {
    const element = place.current as HTMLDivElement;
    const chart = init(element, null, { renderer: "canvas" });
    held.current = chart;
    chart.on("click", (event) => picked.current?.(event.data));
    onChart?.(chart);
    const observer = new ResizeObserver(() => {
      // Out of the page it has no size, which echarts cannot draw in.
      if (element.clientWidth > 0) chart.resize();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, []);

  // Drawn at once: paper does not wait for the next frame.
  useLayoutEffect(() => {
    held.current?.setOption(option, { notMerge: true });
    held.current?.getZr().flush();
  }, [option]);
  useEffect(() => {
    held.current?.resize();
  }, [height]);

  // Marking is cheap where drawing anew is not.
  const marked = useRef<readonly number[]>(NONE);
  useEffect(() => {
    const chart = held.current;
    if (marked.current.length > 0)
      chart?.dispatchAction({ type: "unselect", seriesIndex: 0, dataIndex: marked.current });
    if (selected.length > 0) chart?.dispatchAction({ type: "select", seriesIndex: 0, dataIndex: selected });
    marked.current = selected;
  }, [option, selected]);

  const role = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return h("div", { class: "chart", ref: place, style: { height: `${height}px` }, ...role });
}

/** Lines of text for a tooltip, as elements: no name is ever parsed as HTML. */
export function tooltip(lines: readonly string[]): HTMLElement {
  const box = document.createElement("div");
  box.className = "tooltip";
  for (const line of lines) {
    const row = document.createElement("div");
    row.dir = "auto";
    row.textContent = line;
    box.append(row);
  }
  return box;
}
