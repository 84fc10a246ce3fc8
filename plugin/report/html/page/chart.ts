import { CustomChart, GraphChart, LineChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type ECharts, type EChartsCoreOption, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { h, type JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

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
}

/** Width of the charts on paper, in pixels. */
const PAPER = 680;

/** A chart that keeps to the width of its place. Everything that it shows has to stand in a table, too. */
export function Chart({ option, height, label, onChart, onPick }: ChartProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const held = useRef<ECharts | undefined>(undefined);
  const picked = useRef(onPick);
  picked.current = onPick;

  useEffect(() => {
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
    const onPaper = () => chart.resize({ width: Math.min(PAPER, element.clientWidth) });
    const onScreen = () => chart.resize({ width: "auto" });
    addEventListener("beforeprint", onPaper);
    addEventListener("afterprint", onScreen);
    return () => {
      removeEventListener("beforeprint", onPaper);
      removeEventListener("afterprint", onScreen);
      observer.disconnect();
      chart.dispose();
    };
  }, []);

  useEffect(() => {
    held.current?.setOption(option, { notMerge: true });
  }, [option]);
  useEffect(() => {
    held.current?.resize();
  }, [height]);

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
