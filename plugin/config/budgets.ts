import * as z from "zod";
import { MODEL_NAMES } from "../analysis/models/target.ts";
import { EVERY_BLOCK, EVERY_TEST, ONE_TEST } from "../budgets/requests.ts";

const MAX_THREADS = 1024;

const speedupSchema = () =>
  z.strictObject({
    threads: z
      .int()
      .min(1)
      .max(MAX_THREADS)
      .meta({ expected: `a whole number of threads from 1 to ${MAX_THREADS}` }),
    value: z.number().min(1).meta({ expected: "a factor from 1 up: 3 for three times as fast as one thread" }),
    model: z
      .enum(MODEL_NAMES)
      .optional()
      .meta({ expected: `an execution model: ${MODEL_NAMES.join(", ")}` }),
  });

function namesSchema(what: string, example: string) {
  const name = z
    .string()
    .min(1)
    .meta({ expected: `the name of a ${what}: ${JSON.stringify(example)}` });
  return z
    .array(name)
    .min(1)
    .optional()
    .meta({ expected: `a list with the name of a ${what} at least: [${JSON.stringify(example)}]` });
}

function shareSchema(example: string) {
  return z
    .number()
    .min(0)
    .max(1)
    .optional()
    .meta({ expected: `a share from 0 to 1: ${example}` });
}

const fields = () => ({
  maxConflictRate: shareSchema("0.1 for one transaction in ten"),
  minSpeedup: speedupSchema()
    .optional()
    .meta({ expected: "an object with threads and value, and with a model unless it is ideal" }),
  maxCriticalPathShare: shareSchema("0.5 for half of the gas"),
  noConflictsWith: namesSchema("function or contract", "Vault.redeem"),
  allow: namesSchema("variable", "Token.totalSupply"),
});

const LIMITS = "maxConflictRate, minSpeedup, maxCriticalPathShare or noConflictsWith";

const budgetSchema = () => z.strictObject(fields()).meta({ expected: `an object with ${LIMITS}` });

/** Budgets by what they are for. One without a limit could not fail, unless it changes what a wider one says. */
export const budgetsSchema = () =>
  z
    .record(z.string(), budgetSchema())
    .superRefine((budgets, context) => {
      // A budget whose only limit is misspelt has one wrong thing to say about it.
      if (context.issues.length > 0) return;
      for (const [name, { allow: _, ...limits }] of Object.entries(budgets)) {
        const mayRefine = name === EVERY_TEST || name.startsWith(ONE_TEST);
        if (!mayRefine && Object.values(limits).every((limit) => limit === undefined)) {
          context.addIssue({ code: "custom", path: [name], message: "no limit" });
        }
      }
    })
    .optional()
    .meta({
      expected: `an object with budgets by name: "${EVERY_BLOCK}", "${EVERY_TEST}", "${ONE_TEST}title of a test", "Vault" or "Vault.deposit"`,
    });
