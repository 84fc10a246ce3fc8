import { writeWhole } from "../files/write-whole.ts";
import { RunRecordError } from "./errors.ts";
import type { BlockRow, RunRecord } from "./types.ts";

export interface SerializeOptions {
  /**
   * Whether to write how each block was executed (threads, incarnations, times). Leave it out where two runs are to
   * give the same text.
   */
  readonly execution: boolean;
}

/**
 * The text of a record in canonical form: JSON with one row a line, so that two records can be compared by `diff`.
 */
export function serializeRunRecord(record: RunRecord, { execution }: SerializeOptions): string {
  const { format, version, generator, grouping, notes, keys, functions, sites, tests, blocks } = record;
  const fields = [
    `"format": ${JSON.stringify(format)}`,
    `"version": ${version}`,
    `"generator": ${JSON.stringify(generator)}`,
    ...(grouping === undefined ? [] : [`"grouping": ${JSON.stringify(grouping)}`]),
    ...(notes === undefined ? [] : [`"notes": ${list(notes.map((note) => JSON.stringify(note)))}`]),
    `"keys": ${list(keys.map((row) => JSON.stringify(row)))}`,
    `"functions": ${list(functions.map((row) => JSON.stringify(row)))}`,
    `"sites": ${list(sites.map((row) => JSON.stringify(row)))}`,
    `"tests": ${list(tests.map((row) => JSON.stringify(row)))}`,
    `"blocks": ${list(blocks.map((block) => serializeBlock(block, execution)))}`,
  ];
  return `{\n${fields.join(",\n")}\n}\n`;
}

function serializeBlock(block: BlockRow, withExecution: boolean): string {
  const { transactions, execution, ...head } = block;
  const start = JSON.stringify(head).slice(0, -1);
  const end = withExecution && execution !== undefined ? `,"execution":${JSON.stringify(execution)}` : "";
  return `${start},"transactions":${list(transactions.map((row) => JSON.stringify(row)))}${end}}`;
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n]`;
}

/**
 * Writes a record, so that whoever reads the file finds the old record or the new one, whole.
 *
 * @param file Its directory is made when it is missing.
 * @throws RunRecordError when the file cannot be written.
 */
export async function writeRunRecord(file: string, record: RunRecord, options: SerializeOptions): Promise<void> {
  try {
    await writeWhole(file, serializeRunRecord(record, options));
  } catch (cause) {
    throw new RunRecordError({
      file,
      what: `the run record cannot be written (${(cause as Error).message})`,
      mend: "Name a file in a directory that can be written to.",
      cause,
    });
  }
}
