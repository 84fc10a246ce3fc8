import * as z from "zod";

/** Changes with any change that a reader of an older version would misunderstand; new fields are none. */
export const FINDINGS_FORMAT = "hardhat-parallel-findings";
export const FINDINGS_VERSION = 1;

export const count = z.int().min(0);
export const source = z.object({ file: z.string(), line: z.int().min(1) });
const share = z
  .object({ count: z.number().min(0).max(1), gas: z.number().min(0).max(1) })
  .describe("By number of transactions and by their gas");
const speedup = z.record(z.string().regex(/^\d+$/), z.number()).describe("Number of threads -> factor");
const potential = z.object({ ceiling: z.number(), speedup });

const edges = z
  .object({ raw: count, rmw: count, "gas-only": count, waw: count, war: count, commutative: count })
  .catchall(count)
  .describe("Conflict edges by kind");

const site = z.object({
  ...source.shape,
  function: z.string().optional().describe("Innermost function, constructor or modifier around the line"),
});

const pair = z
  .object({
    functions: z.tuple([z.string(), z.string()]),
    element: z.string().optional().describe("Where they met, when it was always the same element of the variable"),
    waits: count.describe("Edges that make one wait for the other"),
    edges,
    places: z
      .array(
        z.object({
          read: site.optional().describe("Where the later transaction first looks the value up"),
          written: site.optional().describe("Where the earlier transaction last writes it"),
          waits: count,
        }),
      )
      .describe("Lines between which they wait for each other, most waits first; empty where no source is known"),
  })
  .describe("Two functions whose transactions met on a variable");

export const subject = {
  kind: z.enum(["test", "block"]),
  title: z.string(),
  file: z.string().optional(),
  part: z.int().min(1).optional().describe("Where evm_revert or several chains cut a test into several virtual blocks"),
};

const advice = z.object({
  remedy: z.string().describe("Name of the remedy: npx hardhat parallel advice NAME explains it"),
  title: z.string(),
  advice: z.string().describe("What to do, in one line"),
  confidence: z.enum(["high", "medium"]),
});

const variable = z.object({
  name: z.string().describe("Token.balances[*]; variables that share a slot together"),
  kind: z.string().describe("slot, or a field of an account"),
  source: source.optional().describe("Where it is declared"),
  members: z.array(
    z.object({
      name: z.string(),
      source: source.optional(),
      type: z.string().optional(),
      shape: z.enum(["mapping", "array", "length"]).optional().describe("What it is a part of"),
      declaredIn: z.string().optional().describe("Contract whose source declares it"),
      changed: z.boolean(),
    }),
  ),
  waiting: count.describe("Transactions that wait for another one on it"),
  conflicting: count,
  tests: count,
  blocks: count.describe("Real blocks that are no part of a test"),
  edges,
  elements: z.array(z.object({ name: z.string(), waits: count })),
  pairs: z.array(pair),
  advice: z.array(advice).describe("What would help, best first; mostly one remedy or none"),
  gain: z
    .object({
      where: z.object(subject).describe("The test or block in which its removal gains most"),
      group: z
        .array(count)
        .min(1)
        .describe("Indexes into variables: those that gain only together, this one among them; else this one alone"),
      before: potential.describe("Without the variables above the group"),
      after: potential.describe("And without the group"),
      alone: potential.describe("With all conflicts but those on the group"),
    })
    .optional()
    .describe("Worked out for the worst variables"),
});

const models = z
  .record(
    z.string(),
    z.object({
      speedup,
      aborts: z.record(z.string(), count).optional().describe("Executions thrown away, by number of threads"),
      crossShard: z.record(z.string(), count).optional().describe("Transactions that touch several shards"),
      crossShardWithSender: z.record(z.string(), count).optional().describe("If the sender's own account counts"),
    }),
  )
  .describe("Name of the execution model -> its figures by number of threads");

const projection = z.object({ speedup: z.number(), tps: z.number().min(0) });

const target = z
  .object({
    gasPerSecond: z.number().describe("Assumed: gas that one thread executes in a second"),
    tps: z.number().describe("Transactions a second to reach"),
    threads: count,
    model: z.string(),
    where: z.object(subject).describe("The test or block that is held against it"),
    transactions: count,
    meanGas: z.number(),
    now: projection,
    obstacles: z.array(count).describe("Indexes into variables: those in the way"),
    without: projection.describe("If nobody waited on those"),
    unhindered: projection.describe("If nothing conflicted at all"),
  })
  .describe(
    "How far the worst test or block is from the target of the config; absent where no transactions could meet",
  );

const block = z.object({
  ...subject,
  inTest: z.enum(["whole", "part"]).optional().describe("A real block whose transactions a test already lists"),
  transactions: count,
  failed: count,
  gas: z.number(),
  conflicting: count,
  waiting: count,
  conflictRate: share,
  waves: count,
  criticalPath: z.object({ gas: z.number(), share: z.number(), transactions: count }),
  ceiling: z.number(),
  speedup,
  pairs: z.array(pair.extend({ variable: count.describe("Index into variables") })),
  protocol: z.object({ edges: count, conflicting: count, waves: count, ceiling: z.number() }),
  models,
});

const preparation = z.object({
  by: z.enum(["fixture", "hook", "outside"]).describe("Fixtures or hooks of the tests of a suite, or outside tests"),
  suite: z.string().optional(),
  file: z.string().optional(),
  times: count.describe("How often it was done: once for each test, chain, and branch of it"),
  transactions: count,
  failed: count,
  gas: z.number(),
  calls: z.array(z.object({ function: z.string(), transactions: count })).describe("Most often called first"),
  conflicting: count.describe("Transactions that would be in conflict if those of each time were one block"),
  variables: z.array(z.string()).describe("On which variables, those of most transactions first"),
});

const scenario = z.object({ conflictRate: share, waves: count, ceiling: z.number(), speedup });

export const users = z.object({
  ...subject,
  calls: count.describe("Transactions of the test: user n sends number n modulo so many"),
  points: z.array(
    z.object({
      users: count,
      own: scenario.describe("All name values of their own"),
      same: scenario.describe("Everybody names what was named in the test"),
    }),
  ),
  doubts: z
    .array(
      z.object({
        variable: z.string(),
        function: z.string(),
        reason: z.enum(["argument", "ambiguous", "unknown", "clock"]),
      }),
    )
    .describe("On what it depends whether users meet; empty where own and same are one, and certain"),
});

/** What `--format json` writes; `docs/findings.schema.json` is generated from it. */
export const findingsSchema = z.object({
  format: z.literal(FINDINGS_FORMAT),
  version: z.literal(FINDINGS_VERSION),
  grouping: z
    .object({ by: z.union([z.enum(["test", "describe", "file"]), z.int().min(2)]), fixtures: z.boolean() })
    .describe(
      "Which transactions `tests` takes together: of a test, a suite, a file, or so many; with fixtures or not",
    ),
  totals: z.object({
    transactions: count,
    inTests: count,
    elsewhere: count,
    failed: count,
    tests: count,
    comparableTests: count,
    testsWithConflicts: count,
    comparableBlocks: count,
    blocksWithConflicts: count,
  }),
  variables: z.array(variable).describe("In the order in which to take them on"),
  harmless: z
    .array(z.object({ name: z.string(), ...advice.shape }))
    .describe("Variables that many share although nobody waits for them: pause flags, roles, reentrancy guards"),
  tests: z.array(block).describe("Those with most transactions in conflict first"),
  blocks: z.array(block),
  preparations: z
    .array(preparation)
    .describe("What is left out of all figures because it only prepares tests: fixtures, hooks, outside tests"),
  users: z.array(users).describe("What N users would do, for the tests in which they would hinder each other most"),
  models: models.describe("All tests, and the blocks of no test, one after the other"),
  target: target.optional(),
  notes: z.array(z.string()),
  execution: z
    .object({
      blocks: count,
      parallelBlocks: count,
      parallelTransactions: count,
      threads: count,
      aborts: z.record(z.string(), count),
      sequential: z.record(z.string(), count),
      gasPerSecond: z.number().optional().describe("Gas that one thread executed in a second, as measured in this run"),
    })
    .describe("How the run was executed; the only part that differs from run to run"),
});

export type FindingsJson = z.infer<typeof findingsSchema>;

/** The schema in the words of JSON Schema, for readers in other languages. */
export function findingsJsonSchema(): unknown {
  return z.toJSONSchema(findingsSchema, { io: "input" });
}
