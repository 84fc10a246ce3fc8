import * as z from "zod";
import { MODEL_NAMES } from "../analysis/models/target.ts";
import { budgetsSchema } from "./budgets.ts";
import { once } from "./once.ts";

const MAX_WORKERS = 256;
/** Contracts can ask for the hashes of so many blocks (BLOCKHASH). */
const MIN_BLOCK_HISTORY = 256;

/** Of a network. */
export const engineSchema = once(() =>
  z.strictObject({
    workers: z
      .int()
      .min(1)
      .max(MAX_WORKERS)
      .optional()
      .meta({ expected: `a whole number of threads from 1 to ${MAX_WORKERS}; leave it out to use every core` }),
    verify: z.boolean().optional().meta({ expected: "true or false" }),
    minParallelTransactions: z.int().min(1).optional().meta({ expected: "a whole number of transactions from 1 up" }),
    history: z
      .int()
      .min(1)
      .optional()
      .meta({ expected: "a whole number of blocks from 1 up; leave it out to keep all" }),
    blockHistory: z
      .int()
      .min(MIN_BLOCK_HISTORY)
      .optional()
      .meta({ expected: `a whole number of blocks from ${MIN_BLOCK_HISTORY} up; leave it out to keep all` }),
  }),
);

const MAX_THREADS = 1024;

const targetSchema = once(() =>
  z.strictObject({
    gasPerSecond: z
      .number()
      .positive()
      .optional()
      .meta({ expected: "the gas that one thread executes in a second, a number above 0 such as 1_000_000_000" }),
    tps: z.number().positive().optional().meta({ expected: "a number of transactions a second above 0" }),
    threads: z
      .int()
      .min(1)
      .max(MAX_THREADS)
      .optional()
      .meta({ expected: `a whole number of threads from 1 to ${MAX_THREADS}` }),
    model: z
      .enum(MODEL_NAMES)
      .optional()
      .meta({ expected: `an execution model: ${MODEL_NAMES.join(", ")}` }),
  }),
);

const groupingSchema = once(() => {
  const groupBy = z.union([z.enum(["test", "describe", "file"]), z.int().min(2)]);
  return z.union([groupBy, z.strictObject({ by: groupBy.optional(), fixtures: z.boolean().optional() })]);
});

/** The top level has more to say than a network. */
export const topLevelSchema = once(() =>
  engineSchema().extend({
    target: targetSchema().optional().meta({ expected: "an object with gasPerSecond, tps, threads and model" }),
    grouping: groupingSchema().optional().meta({
      expected:
        '"test", "describe", "file" or a whole number of transactions from 2 up, or an object with one of these as `by` and true or false as `fixtures`',
    }),
    budgets: budgetsSchema(),
  }),
);
