import { MODELS } from "../analysis/models/models.ts";
import type { ModelTable } from "../analysis/models/table.ts";
import { didYouMean, ReportQuestionError } from "./errors.ts";
import type { SpeedupOptions } from "./reported.ts";

const MOST_THREADS = 1024;

/** @throws ReportQuestionError when there is no such model, or the number of threads is none */
export function speedupOf(models: ModelTable, { threads, model: name = "ideal" }: SpeedupOptions): number {
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS) {
    throw new ReportQuestionError(
      `${String(threads)} is no number of threads. Give a whole number from 1 to ${MOST_THREADS}: { threads: 8 }.`,
    );
  }
  const model = MODELS.find((other) => other.name === name);
  if (model === undefined) {
    const names = MODELS.map((other) => other.name);
    throw new ReportQuestionError(`There is no execution model "${name}". ${didYouMean(name, names, "")}`);
  }
  return models.at(model, threads).speedup;
}
