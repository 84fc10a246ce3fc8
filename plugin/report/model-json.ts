import type { ExecutionModel, ModelResult } from "../analysis/models/model.ts";
import { MODELS } from "../analysis/models/models.ts";
import type { ModelTable } from "../analysis/models/table.ts";
import { THREAD_COUNTS } from "../analysis/schedule.ts";
import type { FindingsJson } from "./json-schema.ts";
import { rounded } from "./numbers.ts";
import type { Projection, TargetFindings } from "./target.ts";

type ModelJson = FindingsJson["models"][string];

/** Every model by name, with its figures by number of threads. */
export function modelsJson(table: ModelTable): FindingsJson["models"] {
  return Object.fromEntries(MODELS.map((model) => [model.name, modelJson(table, model)]));
}

function modelJson(table: ModelTable, model: ExecutionModel): ModelJson {
  const results = THREAD_COUNTS.map((threads) => table.at(model, threads));
  const byThreads = (of: (result: ModelResult) => number | undefined): Record<string, number> | undefined => {
    const values = results.flatMap((result) => {
      const value = of(result);
      return value === undefined ? [] : [[String(result.threads), value] as const];
    });
    return values.length === 0 ? undefined : Object.fromEntries(values);
  };
  const counts = {
    aborts: byThreads(({ aborts }) => aborts),
    crossShard: byThreads(({ crossShard }) => crossShard),
    crossShardWithSender: byThreads(({ crossShardWithSender }) => crossShardWithSender),
  };
  return {
    speedup: byThreads(({ speedup }) => rounded(speedup)) ?? {},
    ...Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== undefined)),
  };
}

/** @param places Place of each variable in the list, by its index. */
export function targetJson(
  { target, block, meanGas, now, obstacles, without, unhindered }: TargetFindings,
  where: NonNullable<FindingsJson["target"]>["where"],
  places: ReadonlyMap<number, number>,
): NonNullable<FindingsJson["target"]> {
  return {
    ...target,
    where,
    transactions: block.transactions,
    meanGas: rounded(meanGas),
    now: projectionJson(now),
    obstacles: obstacles.flatMap((index) => places.get(index) ?? []),
    without: projectionJson(without),
    unhindered: projectionJson(unhindered),
  };
}

function projectionJson({ speedup, tps }: Projection): { speedup: number; tps: number } {
  return { speedup: rounded(speedup), tps: rounded(tps) };
}
