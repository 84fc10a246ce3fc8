import * as z from "zod";
import { count, source } from "./json-schema.ts";

/** Changes with any change that a reader of an older version would misunderstand; new fields are none. */
export const CHECK_FORMAT = "hardhat-parallel-check";
export const CHECK_VERSION = 1;

const site = z.object({ ...source.shape, function: z.string().optional() });

const cause = {
  variable: z.object({ name: z.string(), source: source.optional().describe("Where it is declared") }),
  functions: z.tuple([z.string(), z.string()]),
  waits: count.describe("Edges that make one wait for the other"),
  places: z
    .array(
      z.object({
        read: site.optional().describe("Where the later transaction first looks the value up"),
        written: site.optional().describe("Where the earlier transaction last writes it"),
        waits: count,
      }),
    )
    .describe("Lines between which they wait for each other, most waits first; empty where no source is known"),
  advice: z.array(z.object({ remedy: z.string(), advice: z.string(), confidence: z.enum(["high", "medium"]) })),
};

const budget = z.object({
  subject: z.object({
    kind: z.enum(["test", "block", "contract", "function"]),
    name: z.string(),
    file: z.string().optional(),
  }),
  origin: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("config"), field: z.string() }),
      z.object({ kind: z.literal("comment"), ...source.shape }),
    ])
    .describe("Where the budget is written"),
  rule: z.enum(["maxConflictRate", "minSpeedup", "maxCriticalPathShare", "noConflictsWith"]),
  limit: z.number().describe("A share, a factor, or a number of waits"),
  threads: count.optional(),
  model: z.string().optional(),
  reachable: z.number().optional().describe("The limit that holds: what so few transactions can reach"),
  partners: z.array(z.string()).optional(),
  actual: z.number(),
  passed: z.boolean(),
  sentence: z.string(),
  causes: z.array(z.object(cause)).describe("What makes its transactions wait, worst first"),
});

const changedSpeedup = z.object({
  title: z.string(),
  file: z.string().optional(),
  threads: count,
  before: z.number(),
  now: z.number(),
});

/** What `check --format json` and `check --json` write; `docs/check.schema.json` is generated from it. */
export const checkSchema = z.object({
  format: z.literal(CHECK_FORMAT),
  version: z.literal(CHECK_VERSION),
  passed: z.boolean().describe("No budget is exceeded, and nothing is worse than in the snapshot"),
  budgets: z.array(budget).describe("Exceeded ones first, worst first"),
  snapshot: z.object({
    file: z.string(),
    state: z.enum(["compared", "missing", "written"]),
    tolerance: z.number(),
    facts: count.describe("Of this run"),
    worse: z
      .array(
        z.object({
          change: z.enum(["new", "grown"]),
          ...cause,
          before: count.describe("Waits in the snapshot, in the tests below"),
          tests: z.array(z.object({ title: z.string(), file: z.string().optional(), before: count, waits: count })),
          speedup: z
            .object({ threads: count, before: z.number().optional(), now: z.number(), without: z.number() })
            .describe("In the first of the tests: in the snapshot, now, and if nobody waited on the variable"),
        }),
      )
      .describe("New and grown conflicts, those that cost most speedup first"),
    slower: z.array(changedSpeedup),
    better: z.array(z.object({ name: z.string(), before: count, waits: count })),
    faster: z.array(changedSpeedup),
    added: z.array(z.string()).describe("Tests that the snapshot does not know"),
    absent: z.array(z.string()).describe("Tests of the snapshot that the run did not have"),
  }),
});

export type CheckJson = z.infer<typeof checkSchema>;
