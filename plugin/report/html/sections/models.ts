import { h, type JSX } from "preact";
import { MODELS } from "../../../analysis/models/models.ts";
import type { ModelTable } from "../../../analysis/models/table.ts";
import type { Findings } from "../../findings.ts";
import { countOf, formatCount, formatFactor } from "../../numbers.ts";
import { section } from "../parts.ts";
import { table } from "../table.ts";

const THREADS = [2, 4, 8, 16, 32, 64];
const ABORTS_ON = 16;

/** What each execution model makes of the whole run. */
export function models(findings: Findings): JSX.Element | null {
  if (findings.target === undefined) return null;
  return section(
    "models",
    "All tests and blocks, by execution model",
    "All tests, and the blocks of no test, one after the other. Gas is the clock: these are models, not measurements.",
    modelTable(findings.models),
    h(
      "dl",
      { class: "models" },
      MODELS.map(({ name, describe }) => h("div", null, h("dt", null, h("code", null, name)), h("dd", null, describe))),
    ),
  );
}

function modelTable(results: ModelTable): JSX.Element {
  return table(
    "Speedup over one thread",
    [
      { heading: "Model" },
      ...THREADS.map((threads) => ({ heading: countOf(threads, "thread"), isNumber: true })),
      { heading: `Aborts on ${ABORTS_ON}`, isNumber: true },
    ],
    MODELS.map((model) => {
      const { aborts } = results.at(model, ABORTS_ON);
      return [
        h("code", null, model.name),
        ...THREADS.map((threads) => formatFactor(results.at(model, threads).speedup)),
        aborts === undefined ? "–" : formatCount(aborts),
      ];
    }),
  );
}
