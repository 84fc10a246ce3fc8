import assert from "node:assert/strict";
import { curveOf, frameOf, pointOf } from "../../../plugin/report/html/page/frame.ts";
import type { Layout } from "../../../plugin/report/html/page/layout.ts";

/** Transactions in one row, one and a half cells apart. */
function row(count: number): Layout {
  const x = Float64Array.from({ length: count }, (_, i) => 1.5 * i);
  return { x, y: new Float64Array(count), width: 1.5 * (count - 1), height: 0 };
}

/** The highest and the lowest point of an edge, in pixels, found by walking along its curve. */
function extent(edge: { from: number; to: number }, layout: Layout, frame: ReturnType<typeof frameOf>): number[] {
  const [[x0, y0], [x1, y1]] = [pointOf(edge.from, layout, frame), pointOf(edge.to, layout, frame)];
  const middle = (y0 + y1) / 2 - (x1 - x0) * curveOf(edge, layout);
  const steps = Array.from({ length: 1001 }, (_, i) => i / 1000);
  const heights = steps.map((t) => (1 - t) ** 2 * y0 + 2 * t * (1 - t) * middle + t ** 2 * y1);
  return [Math.min(...heights), Math.max(...heights)];
}

describe("The frame of the graph", () => {
  for (const [width, side] of [
    [330, 0],
    [1180, 0],
    [1180, 2],
  ] as const) {
    it(`has room for edges over a whole row, ${side} from the top, to the right and back, in ${width} pixels`, () => {
      const layout = { ...row(13), height: 2, y: new Float64Array(13).fill(side) };
      const edges = [
        { from: 0, to: 12 },
        { from: 12, to: 0 },
      ];
      const frame = frameOf(layout, edges, width);
      for (const edge of edges) {
        const [highest, lowest] = extent(edge, layout, frame);
        assert.ok((highest as number) >= 0 && (lowest as number) <= frame.height, `${highest} to ${lowest}`);
      }
    });
  }

  it("has room for slanting edges that rise above both their ends", () => {
    const layout = { ...row(13), y: Float64Array.from({ length: 13 }, (_, i) => (i === 12 ? 0.5 : 0)), height: 0.5 };
    const frame = frameOf(layout, [{ from: 0, to: 12 }], 1180);
    assert.ok((extent({ from: 0, to: 12 }, layout, frame)[0] as number) >= 0);
  });

  it("is no higher than it has to be without edges", () => {
    const layout = { ...row(13), height: 2 };
    assert.ok(frameOf(layout, [], 1180).height < frameOf(layout, [{ from: 0, to: 12 }], 1180).height);
  });
});
