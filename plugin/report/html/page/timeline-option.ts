import type { EChartsCoreOption } from "echarts/core";
import { graphic } from "echarts/core";
import { tooltip } from "./chart.ts";
import type { Theme } from "./theme.ts";

/** A piece of work on a lane. */
export interface Piece {
  readonly lane: number;
  readonly transaction: number;
  readonly start: number;
  readonly end: number;
  /** Why it was in vain. */
  readonly aborted?: string;
  /** It is not the first execution of the transaction. */
  readonly again: boolean;
}

export interface TimelineInput {
  readonly theme: Theme;
  readonly pieces: readonly Piece[];
  readonly lanes: number;
  /** End of the axis. */
  readonly end: number;
  readonly formatTime: (time: number) => string;
  readonly describe: (piece: Piece) => readonly string[];
  readonly laneName: (lane: number) => string;
}

/** Pixels that the number of a transaction needs. */
const LABEL = 20;
/** Lanes whose names fit. */
const MOST_NAMED = 24;

interface RenderApi {
  value(dimension: number): number;
  coord(point: readonly [number, number]): [number, number];
  size(extent: readonly [number, number]): [number, number];
}

/** What ran when, lane by lane. */
export function timelineOption(input: TimelineInput): EChartsCoreOption {
  const { theme, pieces, lanes, end, formatTime, describe, laneName } = input;
  const axis = { axisLine: { lineStyle: { color: theme.border } }, axisLabel: { color: theme.muted } };
  return {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: { left: 8, right: 28, top: 8, bottom: 8, containLabel: true },
    tooltip: {
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.border,
      textStyle: { color: theme.text },
      formatter: ({ dataIndex }: { readonly dataIndex: number }) => tooltip(describe(pieces[dataIndex] as Piece)),
    },
    dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseMove: true, moveOnMouseWheel: false }],
    xAxis: {
      type: "value",
      min: 0,
      max: end,
      ...axis,
      axisLabel: { color: theme.muted, formatter: formatTime, hideOverlap: true },
      splitLine: { lineStyle: { color: theme.border } },
      splitNumber: 4,
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: Array.from({ length: lanes }, (_, lane) => laneName(lane)),
      ...axis,
      axisLabel: { color: theme.muted, ...(lanes > MOST_NAMED ? { interval: 7 } : {}) },
      axisTick: { show: false },
      splitLine: { show: true, lineStyle: { color: theme.border } },
    },
    series: [
      {
        type: "custom",
        selectedMode: "multiple",
        clip: true,
        encode: { x: [0, 1], y: 2 },
        // Without names of their own, those of one lane would be selected together.
        data: pieces.map(({ start, end: until, lane, transaction }, index) => ({
          name: String(index),
          value: [start, until, lane, transaction],
        })),
        renderItem: (params: { readonly coordSys: object; readonly dataIndex: number }, api: RenderApi) => {
          const piece = pieces[params.dataIndex] as Piece;
          const [left, middle] = api.coord([piece.start, piece.lane]);
          const [right] = api.coord([piece.end, piece.lane]);
          const height = Math.max(2, api.size([0, 1])[1] * 0.78);
          const area = { x: left, y: middle - height / 2, width: Math.max(1, right - left - 0.5), height };
          const { x, y, width } = params.coordSys as { x: number; y: number; width: number; height: number };
          const shape = graphic.clipRectByRect(area, {
            x,
            y,
            width,
            height: (params.coordSys as { height: number }).height,
          });
          if (shape === undefined) return undefined;
          const colour = piece.aborted !== undefined ? theme.aborted : piece.again ? theme.again : theme.node;
          const isLabelled = shape.width > LABEL && height > 10;
          return {
            type: "rect",
            shape,
            style: {
              fill: piece.aborted !== undefined ? "transparent" : colour,
              stroke: colour,
              lineWidth: piece.aborted !== undefined ? 1.5 : 0.5,
              lineDash: piece.aborted !== undefined ? [3, 2] : undefined,
            },
            select: { style: { stroke: theme.text, lineWidth: 3 } },
            textContent: isLabelled
              ? {
                  style: {
                    text: String(piece.transaction),
                    fill: piece.aborted !== undefined ? theme.text : theme.surface,
                    fontSize: 10,
                  },
                }
              : undefined,
            textConfig: { position: "inside" },
          };
        },
      },
    ],
  };
}
