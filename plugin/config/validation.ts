import { inspect } from "node:util";
import { closest, distance } from "fastest-levenshtein";
import type { HardhatUserConfig } from "hardhat/types/config";
import type { HardhatUserConfigValidationError } from "hardhat/types/hooks";
import * as z from "zod";
import { engineSchema, topLevelSchema } from "./schemas.ts";
import { unsupportedSettings } from "./unsupported.ts";

type Path = Array<string | number>;

/** Checks every `parallel` of the user's config; each error names the field and says what to write instead. */
export function validateParallelConfig(userConfig: HardhatUserConfig): HardhatUserConfigValidationError[] {
  const errors: HardhatUserConfigValidationError[] = [];
  if (userConfig.parallel !== undefined) {
    const expected = "an object with the defaults of the parallel engine";
    errors.push(...validate(topLevelSchema(), userConfig.parallel, ["parallel"], expected));
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
    if (parallel !== true) {
      errors.push(...validate(engineSchema(), parallel, path, "true, false or an object with settings"));
    }
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

function validate(
  schema: z.ZodObject,
  value: unknown,
  path: Path,
  expected: string,
): HardhatUserConfigValidationError[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    const inner = issue.path as Path;
    if (issue.code === "unrecognized_keys") {
      const known = Object.keys((fieldOf(schema, inner) as z.ZodObject).shape);
      return issue.keys.map((key) => ({ path: [...path, ...inner, key], message: unknownKey(key, known) }));
    }
    const wanted = inner.length === 0 ? expected : fieldOf(schema, inner, "whole").meta()?.expected;
    return [{ path: [...path, ...inner], message: `Expected ${wanted}. Got ${inspect(valueAt(value, inner))}.` }];
  });
}

/** The schema of a field, without the wrapper that makes it optional unless told. */
function fieldOf(schema: z.ZodObject, path: Path, part: "whole" | "inner" = "inner"): z.ZodType {
  let field: z.ZodType = schema;
  for (const name of path) {
    const inner = objectOf(field instanceof z.ZodOptional ? (field.unwrap() as z.ZodType) : field);
    if (inner instanceof z.ZodRecord) field = inner.valueType as z.ZodType;
    else if (inner instanceof z.ZodArray) field = inner.element as z.ZodType;
    else field = (inner as z.ZodObject).shape[name] as z.ZodType;
  }
  return part === "inner" && field instanceof z.ZodOptional ? objectOf(field.unwrap() as z.ZodType) : field;
}

/** Of a field that may be a plain value or an object with settings, the object. */
function objectOf(field: z.ZodType): z.ZodType {
  if (!(field instanceof z.ZodUnion)) return field;
  const options = field.options as readonly z.ZodType[];
  return options.find((option) => option instanceof z.ZodObject) ?? field;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((inner, name) => (inner as Record<string, unknown>)[name], value);
}

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = closest(key, known);
  const isNear = distance(key.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, nearest.length / 3);
  return `Unknown option "${key}".${isNear ? ` Did you mean "${nearest}"?` : ""} Known options: ${known.join(", ")}.`;
}
