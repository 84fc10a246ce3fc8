import { h, type JSX } from "preact";
import { useMemo } from "preact/hooks";
import { MODELS } from "../../../analysis/models/models.ts";
import { projectedTps, type Target } from "../../../analysis/models/target.ts";
import { countOf, formatCount, formatFactor, formatGas } from "../../numbers.ts";
import { table } from "../table.ts";
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
    table(
      caption,
      [
        { heading: "Model" },
        ...THREADS.map((threads) => ({ heading: countOf(threads, "thread"), isNumber: true })),
        { heading: `Aborts on ${ABORTS_ON}`, isNumber: true },
      ],
      results.map(({ name, of }) => [
        h("code", null, name),
        ...of.slice(1).map(({ speedup }) => formatFactor(speedup)),
        abortsOf(of.find(({ threads }) => threads === ABORTS_ON)?.aborts),
      ]),
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
