import type { OpenedBlock } from "./opened-block.ts";

/** Places of transactions, in cells. */
export interface Layout {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly width: number;
  readonly height: number;
}

/** Pixels that a column has at least, if few stand in a row. */
const COLUMN_WIDTH = 46;
/** Width of a column, and space between rows, in cells. */
const COLUMN = 1.5;
const GAP = 1.2;
/** Above those without conflicts, besides. */
const FREE_GAP = 0.6;
/** Width to height of what many transactions fill. */
const ASPECT = 2.2;

/**
 * Waves stand from left to right, like the lines of a text that turns at each end; who waits stands near those it waits
 * for (the barycentre of layered drawings, Sugiyama et al. 1981). Transactions without conflicts fill rows below.
 *
 * @param width Of its place, in pixels.
 */
export function layOut({ block, waves, marks, edges }: OpenedBlock, width: number): Layout {
  const fitting = Math.max(6, Math.floor(width / COLUMN_WIDTH));
  const size = block.gas.length;
  const [x, y] = [new Float64Array(size), new Float64Array(size)];
  const columns = columnsOf(waves, marks, edges, y);
  const rows = Math.max(1, ...columns.map((column) => column.length));
  const perBand = Math.max(fitting, Math.ceil(Math.sqrt((ASPECT * columns.length * (rows + GAP)) / COLUMN)));
  const usedColumns = Math.min(columns.length, perBand);
  let top = 0;
  for (let band = 0; band * perBand < columns.length; band++) {
    const own = columns.slice(band * perBand, (band + 1) * perBand);
    const height = Math.max(...own.map((column) => column.length));
    own.forEach((column, place) => {
      const turned = band % 2 === 1 ? usedColumns - 1 - place : place;
      column.forEach((transaction, row) => {
        x[transaction] = COLUMN * turned;
        y[transaction] = top + row + (height - column.length) / 2;
      });
    });
    top += height - 1 + GAP;
  }
  const free = Array.from(marks.keys()).filter((transaction) => marks[transaction] === 0);
  const gridColumns = Math.max(
    usedColumns,
    Math.min(free.length, Math.max(fitting, Math.ceil(Math.sqrt(ASPECT * free.length)))),
  );
  free.forEach((transaction, place) => {
    x[transaction] = COLUMN * (place % gridColumns);
    y[transaction] = top + FREE_GAP + Math.floor(place / gridColumns);
  });
  const height = free.length > 0 ? top + FREE_GAP + Math.ceil(free.length / gridColumns) - 1 : top - GAP;
  return {
    x,
    y,
    width: COLUMN * (Math.max(usedColumns, free.length > 0 ? gridColumns : 0) - 1),
    height: Math.max(0, height),
  };
}

/** The transactions with conflicts, wave by wave; waves of very many take several columns. */
function columnsOf(waves: Uint32Array, marks: Uint8Array, edges: OpenedBlock["edges"], rank: Float64Array): number[][] {
  const byWave: number[][] = [];
  let count = 0;
  waves.forEach((wave, transaction) => {
    if (marks[transaction] === 0) return;
    (byWave[wave - 1] ??= []).push(transaction);
    count++;
  });
  const before = new Map<number, number[]>();
  for (const { from, to } of edges) before.set(to, [...(before.get(to) ?? []), from]);
  const most = Math.max(8, Math.ceil(Math.sqrt(count / ASPECT)));
  return byWave.flatMap((wave) => {
    const centre = new Map(
      wave.map((transaction) => {
        const own = before.get(transaction) ?? [];
        const sum = own.reduce((total, other) => total + (rank[other] as number), 0);
        return [transaction, own.length === 0 ? 0 : sum / own.length];
      }),
    );
    const sorted = wave.sort((a, b) => (centre.get(a) as number) - (centre.get(b) as number) || a - b);
    sorted.forEach((transaction, place) => {
      rank[transaction] = place - (sorted.length - 1) / 2;
    });
    const columns: number[][] = [];
    for (let at = 0; at < sorted.length; at += most) columns.push(sorted.slice(at, at + most));
    return columns;
  });
}
