import { h, type JSX } from "preact";
import { useMemo } from "preact/hooks";
import { MODELS } from "../../../analysis/models/models.ts";
import { projectedTps, type Target } from "../../../analysis/models/target.ts";
import { countOf, formatCount, formatFactor, formatGas } from "../../numbers.ts";
import { Chart } from "./chart.ts";
import { lineOption } from "./lines.ts";
import { type OpenedBlock, THREADS } from "./opened-block.ts";
import type { Theme } from "./theme.ts";

const COUNTS = [1, ...THREADS];
const ABORTS_ON = 16;

interface ModelViewProps {
  readonly opened: OpenedBlock;
  readonly theme: Theme;
  readonly target: Target | undefined;
}

/** What each execution model makes of the block. */
export function ModelView({ opened, theme, target }: ModelViewProps): JSX.Element {
  const results = useMemo(
    () => MODELS.map((model) => ({ name: model.name, of: COUNTS.map((threads) => model.run(opened.model, threads)) })),
    [opened],
  );
  const option = useMemo(
    () =>
      lineOption(theme, {
        x: "threads",
        y: "speedup",
        points: COUNTS,
        lines: results.map(({ name, of }) => ({ name, values: of.map(({ speedup }) => speedup) })),
      }),
    [theme, results],
  );
  const caption = "Speedup of this block over one thread, by execution model";
  return h(
    "section",
    { class: "part", "aria-labelledby": "block-models-title" },
    h("h3", { id: "block-models-title" }, "What more threads bring"),
    h(Chart, { option, height: 300, label: `${caption}. The table below has the figures.` }),
    h(
      "div",
      { class: "scroll", role: "group", "aria-label": caption, tabIndex: 0 },
      h(
        "table",
        null,
        h("caption", null, caption),
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            h("th", { scope: "col" }, "Model"),
            THREADS.map((threads) => h("th", { scope: "col", class: "number" }, countOf(threads, "thread"))),
            h("th", { scope: "col", class: "number" }, `Aborts on ${ABORTS_ON}`),
          ),
        ),
        h(
          "tbody",
          null,
          results.map(({ name, of }) =>
            h(
              "tr",
              null,
              h("th", { scope: "row" }, h("code", null, name)),
              of.slice(1).map(({ speedup }) => h("td", { class: "number" }, formatFactor(speedup))),
              h("td", { class: "number" }, abortsOf(of.find(({ threads }) => threads === ABORTS_ON)?.aborts)),
            ),
          ),
        ),
      ),
    ),
    target === undefined ? null : h("p", { class: "note" }, tpsSentence(opened, target)),
  );
}

function abortsOf(aborts: number | undefined): string {
  return aborts === undefined ? "–" : formatCount(aborts);
}

function tpsSentence({ model, metrics }: OpenedBlock, target: Target): string {
  const used = MODELS.find(({ name }) => name === target.model);
  const { speedup } = used?.run(model, target.threads) ?? { speedup: 1 };
  const meanGas = metrics.transactions === 0 ? 0 : metrics.gas / metrics.transactions;
  const tps = Number(projectedTps(speedup, target.gasPerSecond, meanGas).toPrecision(2));
  return `Traffic like this: about ${formatCount(tps)} transactions a second on ${countOf(target.threads, "thread")} (${target.model}), if one thread executes ${formatGas(target.gasPerSecond)} gas a second; the target is ${formatCount(target.tps)}.`;
}
