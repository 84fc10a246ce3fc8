import { readFile } from "node:fs/promises";
import type * as z from "zod";
import { RunRecordError } from "./errors.ts";
import { quickRunRecordSchema, runRecordSchema } from "./schema.ts";
import { RUN_RECORD_FORMAT, RUN_RECORD_VERSION, type RunRecord } from "./types.ts";

const WRITE_AGAIN = "Write it again with `npx hardhat test --parallel-stats --parallel-stats-json FILE`.";

/**
 * Reads a run record from a file.
 *
 * @throws RunRecordError when the file cannot be read or is no run record of this version.
 */
export async function readRunRecord(file: string): Promise<RunRecord> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new RunRecordError({
      file,
      what: missing ? "there is no such file" : `the file cannot be read (${(cause as Error).message})`,
      mend: missing ? WRITE_AGAIN : "Check the path and the permissions.",
      cause,
    });
  }
  return parseRunRecord(text, file);
}

/**
 * Checks the text of a run record: its form, and that all its references point to rows.
 *
 * @param file Where the text is from, for the error.
 * @throws RunRecordError
 */
export function parseRunRecord(text: string, file: string): RunRecord {
  const value = parseJson(text, file);
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown };
  if (format !== RUN_RECORD_FORMAT) {
    throw new RunRecordError({
      file,
      field: "format",
      what: `expected "${RUN_RECORD_FORMAT}", found ${JSON.stringify(format) ?? "nothing"}: this is no run record`,
      mend: "Name a file that --parallel-stats-json has written.",
    });
  }
  if (version !== RUN_RECORD_VERSION) {
    const newer = typeof version === "number" && version > RUN_RECORD_VERSION;
    throw new RunRecordError({
      file,
      field: "version",
      what: `this is version ${JSON.stringify(version) ?? "unknown"} of the format, ${RUN_RECORD_VERSION} is expected`,
      mend: newer ? "It is newer than this hardhat-parallel: update the package." : WRITE_AGAIN,
    });
  }
  const record = quickRunRecordSchema.safeParse(value).data ?? checked(value, file);
  checkReferences(record, file);
  return record;
}

/** @throws RunRecordError that names the field at fault */
function checked(value: unknown, file: string): RunRecord {
  const parsed = runRecordSchema.safeParse(value);
  if (!parsed.success) throw describeIssue(parsed.error.issues[0], file);
  return parsed.data;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const truncated = text.trimStart().startsWith("{") && !text.trimEnd().endsWith("}");
    const what = text.trim() === "" ? "the file is empty" : truncated ? "the file ends early" : "this is not JSON";
    throw new RunRecordError({ file, what: `${what} (${(cause as Error).message})`, mend: WRITE_AGAIN, cause });
  }
}

function describeIssue(issue: z.core.$ZodIssue | undefined, file: string): RunRecordError {
  return new RunRecordError({
    file,
    field: renderPath(issue?.path ?? []),
    what: issue?.message ?? "invalid value",
    mend: WRITE_AGAIN,
  });
}

function renderPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, i) => (typeof step === "number" ? `[${step}]` : `${i > 0 ? "." : ""}${String(step)}`))
    .join("");
}

function checkReferences(record: RunRecord, file: string): void {
  const check = (index: number | undefined, rows: readonly unknown[], table: string, field: () => string): void => {
    if (index === undefined || index < rows.length) return;
    const what = `${index} points behind the ${rows.length} rows of ${table}`;
    throw new RunRecordError({ file, field: field(), what, mend: WRITE_AGAIN });
  };
  record.blocks.forEach(({ transactions }, b) => {
    transactions.forEach((transaction, t) => {
      const at = (field: string) => `blocks[${b}].transactions[${t}].${field}`;
      check(transaction.function, record.functions, "functions", () => at("function"));
      check(transaction.test, record.tests, "tests", () => at("test"));
      transaction.accesses.forEach(({ key, readAt, writtenAt }, a) => {
        check(key, record.keys, "keys", () => at(`accesses[${a}].key`));
        check(readAt, record.sites, "sites", () => at(`accesses[${a}].readAt`));
        check(writtenAt, record.sites, "sites", () => at(`accesses[${a}].writtenAt`));
      });
    });
  });
}
