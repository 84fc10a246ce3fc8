import { inspect } from "node:util";
import { closest, distance } from "fastest-levenshtein";
import type { HardhatUserConfig } from "hardhat/types/config";
import type { HardhatUserConfigValidationError } from "hardhat/types/hooks";
import * as z from "zod";
import { unsupportedSettings } from "./unsupported.ts";

const MAX_WORKERS = 256;

const engineSchema = z.strictObject({
  workers: z
    .int()
    .min(1)
    .max(MAX_WORKERS)
    .optional()
    .meta({ expected: `a whole number of threads from 1 to ${MAX_WORKERS}; leave it out to use every core` }),
  verify: z.boolean().optional().meta({ expected: "true or false" }),
  minParallelTransactions: z.int().min(1).optional().meta({ expected: "a whole number of transactions from 1 up" }),
  history: z.int().min(1).optional().meta({ expected: "a whole number of blocks from 1 up; leave it out to keep all" }),
});

type Path = Array<string | number>;

/** Checks every `parallel` of the user's config; each error names the field and says what to write instead. */
export function validateParallelConfig(userConfig: HardhatUserConfig): HardhatUserConfigValidationError[] {
  const errors: HardhatUserConfigValidationError[] = [];
  if (userConfig.parallel !== undefined) {
    errors.push(
      ...validateEngine(userConfig.parallel, ["parallel"], "an object with the defaults of the parallel engine"),
    );
  }
  for (const [name, network] of Object.entries(userConfig.networks ?? {})) {
    const parallel: unknown = typeof network === "object" && "parallel" in network ? network.parallel : undefined;
    if (parallel === undefined || parallel === false) continue;
    const path = ["networks", name, "parallel"];
    if (network.type !== "edr-simulated") {
      errors.push({
        path,
        message: `The parallel engine replaces Hardhat's simulated network and cannot run a network of type ${JSON.stringify(network.type)}. Remove \`parallel\` here, or use a network of type "edr-simulated".`,
      });
      continue;
    }
    if (parallel !== true) errors.push(...validateEngine(parallel, path, "true, false or an object with settings"));
    const chainType = network.chainType ?? userConfig.defaultChainType;
    for (const { field, message } of unsupportedSettings({ ...network, chainType })) {
      errors.push({
        path,
        message: `${message} Set \`parallel: false\` on this network, or change its \`${field}\`.`,
      });
    }
  }
  return errors;
}

function validateEngine(value: unknown, path: Path, expected: string): HardhatUserConfigValidationError[] {
  const result = engineSchema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key) }));
    }
    const [field] = issue.path;
    if (field === undefined) return [{ path, message: `Expected ${expected}. Got ${inspect(value)}.` }];
    const key = field as keyof typeof engineSchema.shape;
    return [
      {
        path: [...path, key],
        message: `Expected ${engineSchema.shape[key].meta()?.expected}. Got ${inspect((value as Record<string, unknown>)[key])}.`,
      },
    ];
  });
}

function unknownKey(key: string): string {
  const known = Object.keys(engineSchema.shape);
  const nearest = closest(key, known);
  const isNear = distance(key.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, nearest.length / 3);
  return `Unknown option "${key}".${isNear ? ` Did you mean "${nearest}"?` : ""} Known options: ${known.join(", ")}.`;
}
