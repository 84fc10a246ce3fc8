import * as z from "zod";
import { checkSchema } from "./check-schema.ts";
import { count, source, subject, users } from "./json-schema.ts";

/** Changes with any change that a reader of an older version would misunderstand; new fields are none. */
export const WHAT_IF_FORMAT = "hardhat-parallel-what-if";
export const WHAT_IF_VERSION = 1;

const figures = z
  .object({ transactions: count, gas: z.number(), speedup: z.number() })
  .describe("Of all tests and blocks, one after the other");

/** What `what-if --json` writes; `docs/what-if.schema.json` is generated from it. */
export const whatIfSchema = z.object({
  format: z.literal(WHAT_IF_FORMAT),
  version: z.literal(WHAT_IF_VERSION),
  threads: z.int().min(1),
  model: z.string().describe("Name of the execution model"),
  removed: z.object({ variables: z.array(z.string()), functions: z.array(z.string()) }),
  before: figures,
  after: figures.describe("Without what was removed; the same where nothing was"),
  steps: z
    .array(
      z.object({
        variables: z
          .array(z.object({ name: z.string(), source: source.optional(), waiting: count }))
          .min(1)
          .describe("Several where they gain only together"),
        where: z.object(subject).describe("The test or block in which the step gains most"),
        before: z.number().describe("Speedup there, with all steps before this one done"),
        after: z.number().describe("And with this one done"),
        suite: z.number().describe("Speedup of all tests and blocks with this step and all before it done"),
      }),
    )
    .describe("What remains to be done, best first"),
  users: z.array(users).describe("What N users would do, of what remains"),
});

export type WhatIfJson = z.infer<typeof whatIfSchema>;

export const MATRIX_FORMAT = "hardhat-parallel-matrix";
export const MATRIX_VERSION = 1;

const relation = z.enum(["always", "same-key", "never"]);

const pair = z.object({
  functions: z.tuple([z.string(), z.string()]),
  relation,
  variables: z
    .array(
      z.object({
        name: z.string(),
        source: source.optional(),
        relation: relation.exclude(["never"]),
        sameSender: z.boolean().describe("Only calls of one and the same sender meet there"),
      }),
    )
    .describe("Where they meet"),
});

/** What `matrix --json` writes; `docs/matrix.schema.json` is generated from it. */
export const matrixSchema = z.object({
  format: z.literal(MATRIX_FORMAT),
  version: z.literal(MATRIX_VERSION),
  contracts: z.array(
    z.object({
      contract: z.string(),
      functions: z.array(z.object({ name: z.string(), calls: count })).describe("Those that something called"),
      unobserved: z.array(z.string()).describe("Functions of the ABI that nothing called: nothing is known of them"),
      pairs: z.array(pair).describe("Every pair of the functions, each also with itself; named without the contract"),
    }),
  ),
  across: z.array(pair).describe("What always conflicts between functions of two contracts"),
});

export type MatrixJson = z.infer<typeof matrixSchema>;

/** The schemas in the words of JSON Schema, by the names of their files in `docs`. */
export function answerJsonSchemas(): Readonly<Record<string, unknown>> {
  return {
    "check.schema.json": z.toJSONSchema(checkSchema, { io: "input" }),
    "what-if.schema.json": z.toJSONSchema(whatIfSchema, { io: "input" }),
    "matrix.schema.json": z.toJSONSchema(matrixSchema, { io: "input" }),
  };
}
