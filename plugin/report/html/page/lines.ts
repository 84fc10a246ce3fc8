import type { EChartsCoreOption } from "echarts/core";
import { tooltip } from "./chart.ts";
import type { Theme } from "./theme.ts";

export interface Lines {
  /** What stands on the axes. */
  readonly x: string;
  readonly y: string;
  /** Powers of two, or nearly. */
  readonly points: readonly number[];
  readonly lines: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const SYMBOLS = ["circle", "rect", "triangle", "diamond"];
const DASHES = ["solid", "dashed", "dotted"];

/** Curves of factors: told apart by colour, by symbol and by dashes. */
export function lineOption(theme: Theme, { x, y, points, lines }: Lines): EChartsCoreOption {
  const axis = {
    axisLine: { lineStyle: { color: theme.border } },
    axisLabel: { color: theme.muted },
    nameTextStyle: { color: theme.muted },
    splitLine: { lineStyle: { color: theme.border } },
  };
  return {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: { left: 8, right: 24, top: 56, bottom: 28, containLabel: true },
    legend: { top: 0, left: 0, type: "plain", textStyle: { color: theme.text }, selectedMode: false },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.border,
      textStyle: { color: theme.text },
      formatter: (items: readonly { axisValue: string; seriesName: string; value: number }[]) =>
        tooltip([
          `${items[0]?.axisValue ?? ""} ${x}`,
          ...items.map(({ seriesName, value }) => `${seriesName}: ${value.toFixed(1)}x`),
        ]),
    },
    xAxis: { type: "category", data: points.map(String), name: x, nameLocation: "middle", nameGap: 28, ...axis },
    yAxis: {
      type: "value",
      name: y,
      nameLocation: "end",
      min: 0,
      ...axis,
      nameTextStyle: { color: theme.muted, align: "left", padding: [0, 0, 0, -20] },
    },
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
