import type { EChartsCoreOption } from "echarts/core";
import { tooltip } from "./chart.ts";
import type { Theme } from "./theme.ts";

export interface Lines {
  /** What stands below the axis. */
  readonly x: string;
  /** The most that can be had: the end of the scale. */
  readonly most?: number;
  /** Powers of two, or nearly. */
  readonly points: readonly number[];
  readonly lines: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const SYMBOLS = ["circle", "rect", "triangle", "diamond"];
const DASHES = ["solid", "dashed", "dotted"];

/** Curves of factors: told apart by colour, by symbol and by dashes. */
export function lineOption(theme: Theme, { x, most, points, lines }: Lines): EChartsCoreOption {
  const axis = {
    axisLine: { lineStyle: { color: theme.border } },
    axisLabel: { color: theme.muted },
    nameTextStyle: { color: theme.muted },
    splitLine: { lineStyle: { color: theme.border } },
  };
  return {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: { left: 8, right: 24, top: 60, bottom: 28, containLabel: true },
    legend: { top: 0, left: 0, type: "plain", textStyle: { color: theme.text }, selectedMode: false },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.border,
      textStyle: { color: theme.text },
      formatter: (items: readonly { axisValue: string; seriesName: string; value: number }[]) =>
        tooltip([
          `${items[0]?.axisValue ?? ""} ${x.split(",")[0]}`,
          ...items.map(({ seriesName, value }) => `${seriesName}: ${value.toFixed(1)}x`),
        ]),
    },
    xAxis: { type: "category", data: points.map(String), name: x, nameLocation: "middle", nameGap: 28, ...axis },
    yAxis: { type: "value", min: 0, max: most, ...axis, axisLabel: { color: theme.muted, formatter: "{value}x" } },
    series: lines.map(({ name, values }, index) => ({
      type: "line",
      name,
      data: values,
      symbol: SYMBOLS[index % SYMBOLS.length],
      symbolSize: 7,
      color: theme.series[index % theme.series.length],
      lineStyle: { width: 2, type: DASHES[index % DASHES.length] },
    })),
  };
}
