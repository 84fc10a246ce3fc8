import * as z from "zod";
import { RUN_RECORD_FORMAT, RUN_RECORD_VERSION } from "./types.ts";

/** What is checked of a record when it is read; `docs/run-record.schema.json` is generated from it. */

const hex = z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]*$/)]);
const decimal = z.string().regex(/^\d+$/, "must be a decimal number in quotes");
const count = z.int().min(0);
const accountField = z.enum(["balance", "nonce", "code", "existence"]);

const source = z
  .object({ file: z.string(), line: z.int().min(1) })
  .describe("A place in the source: project-relative path (or import path of a file of a package) and 1-based line");

const member = z.object({
  variable: z.string().describe("Without keys, for grouping: Token.balances[*]"),
  name: z.string().describe("With decoded keys: Token.balances[0xf39F...2266 (signer 0)]"),
  source: source.optional().describe("Where the state variable is declared"),
  type: z.string().optional().describe("Type of the member itself: uint112, address, bool, enum, string"),
  shape: z.enum(["mapping", "array", "length"]).optional().describe("What the member is a part of"),
  declaredIn: z.string().optional().describe("Contract whose source declares the state variable"),
  account: hex.optional().describe("Of its keys the last one that is an address"),
});

const keyRest = {
  address: hex.describe("The account that the key belongs to"),
  contract: z.string().optional().describe("Name of the contract at the address, when known"),
  members: z.array(member).describe("Variables in the key, lowest byte of the slot first; empty when it has no name"),
};

const key = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("slot"), slot: hex.describe("32 bytes"), ...keyRest }),
  z.object({ kind: accountField, ...keyRest }),
]);

const functionRow = z.object({
  name: z.string(),
  contract: z.string().optional(),
  selector: hex.optional(),
  source: source.optional(),
});

const site = z
  .object({
    file: z.string(),
    line: z.int().min(1),
    function: z.string().optional().describe("Innermost function, constructor or modifier around it: Token._transfer"),
  })
  .describe("A line of the source that read or wrote a slot");

const test = z.object({
  title: z.string().describe("With the titles of the suites around it"),
  suite: z.string().optional().describe("Titles of the suites around it; absent outside suites"),
  file: z.string().optional(),
});

const grouping = z
  .object({
    by: z.union([z.enum(["test", "describe", "file"]), z.int().min(2)]).describe("A number: so many in a row"),
    fixtures: z.boolean().describe("Together with what hooks and fixtures sent"),
  })
  .describe("Which transactions are taken together for a block; absent: those of one test, without its fixtures");

/** Letters of `Move`, and the text form of `Origin`. */
const MOVES = /^[.1k+\-tx]+$/;
const ORIGIN = /^(s?(a\d+)*f?)(,s?(a\d+)*f?)*$/;
const MOST_FLAGS = 0xffff;
const MOST_CHANGED = 0xffffffff;

const access = z.object({
  key: count.describe("Index into keys"),
  flags: count.max(MOST_FLAGS).describe("Bits of AccessFlag"),
  changed: count.max(MOST_CHANGED).optional().describe("Packed slots: bit m is set when members[m] changed"),
  moves: z.string().regex(MOVES).optional().describe("How the value of each member changed, one letter each"),
  origin: z
    .string()
    .regex(ORIGIN)
    .optional()
    .describe("Where the account and the keys on the way to the slot come from: sender, argument, fixed, unknown"),
  readAt: count.optional().describe("Index into sites: where the slot was first looked up"),
  writtenAt: count.optional().describe("Index into sites: where the slot was last written"),
});

const transaction = z.object({
  hash: hex,
  from: hex,
  function: count.describe("Index into functions"),
  test: count.optional().describe("Index into tests; absent outside tests"),
  phase: z.enum(["body", "fixture", "hook"]),
  succeeded: z.boolean(),
  gas: decimal.describe("Gas used after refunds"),
  accesses: z.array(access),
});

const abort = z.object({
  reason: z.enum(["stale-read", "worker-lost", "invalid"]),
  key: z.string().optional(),
});

const execution = z
  .object({
    mode: z.enum(["sequential", "parallel"]),
    reason: z.enum(["disabled", "small", "hardfork", "unavailable", "unprofitable"]).optional(),
    threads: z.int().min(1),
    timeline: z.array(
      z.object({
        worker: count,
        transaction: count,
        incarnation: count,
        start: z.number().describe("Microseconds since the block began"),
        end: z.number(),
        abort: abort.optional(),
      }),
    ),
  })
  .describe("How the block was executed; differs from run to run");

const block = z.object({
  chain: z.string(),
  number: decimal,
  hash: hex,
  branch: count,
  transactions: z.array(transaction),
  execution: execution.optional(),
});

export const runRecordSchema = z.object({
  format: z.literal(RUN_RECORD_FORMAT),
  version: z.literal(RUN_RECORD_VERSION),
  generator: z.string(),
  grouping: grouping.optional(),
  notes: z.array(z.string()).optional(),
  keys: z.array(key),
  functions: z.array(functionRow),
  sites: z.array(site),
  tests: z.array(test),
  blocks: z.array(block),
});

/**
 * Accepts what `runRecordSchema` accepts, in a third of the time: accesses, of which a record has hundreds of thousands,
 * are looked at by `areAccesses`. It cannot say what is wrong with them.
 */
export const quickRunRecordSchema = runRecordSchema.extend({
  blocks: z.array(
    block.extend({
      transactions: z.array(transaction.extend({ accesses: z.custom<z.infer<typeof access>[]>(areAccesses) })),
    }),
  ),
});

/** Are these the accesses that the schema describes? */
function areAccesses(rows: unknown): boolean {
  return Array.isArray(rows) && rows.every(isAccess);
}

function isAccess(row: unknown): boolean {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return false;
  const { key, flags, changed, moves, origin, readAt, writtenAt } = row as Readonly<Record<string, unknown>>;
  return (
    isCount(key) &&
    isCount(flags, MOST_FLAGS) &&
    (changed === undefined || isCount(changed, MOST_CHANGED)) &&
    (moves === undefined || (typeof moves === "string" && MOVES.test(moves))) &&
    (origin === undefined || (typeof origin === "string" && ORIGIN.test(origin))) &&
    (readAt === undefined || isCount(readAt)) &&
    (writtenAt === undefined || isCount(writtenAt))
  );
}

function isCount(value: unknown, most = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
}

/** The schema in the words of JSON Schema, for readers in other languages. */
export function runRecordJsonSchema(): unknown {
  return z.toJSONSchema(runRecordSchema, { io: "input" });
}
