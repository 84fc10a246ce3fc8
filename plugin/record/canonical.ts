import { type AssembledBlock, Assembly } from "./assembly.ts";
import { compare, compareNumbers } from "./row-forms.ts";
import { isDefaultGrouping, RUN_RECORD_FORMAT, RUN_RECORD_VERSION, type RunRecord } from "./types.ts";

/**
 * The one form of all records with the same content: rows that nothing refers to are gone, equal keys, functions
 * and sites are one, everything is in an order that does not depend on how the record came about.
 *
 * Tests are never joined, even under one title: each row is one execution of a test.
 */
export function canonicalise(record: RunRecord): RunRecord {
  const assembly = new Assembly();
  const blocks = assembly.add(record);
  assembly.settle(blocks);
  return finishRecord(assembly, blocks, record);
}

/**
 * The record of an assembly.
 *
 * @param blocks Those that belong to it, in any order, settled.
 */
export function finishRecord(
  assembly: Assembly,
  blocks: AssembledBlock[],
  { generator, grouping, notes }: Pick<RunRecord, "generator" | "grouping" | "notes">,
): RunRecord {
  blocks.sort((a, b) => compare(a.chain, b.chain) || compareBlocks(a, b));
  return {
    format: RUN_RECORD_FORMAT,
    version: RUN_RECORD_VERSION,
    generator,
    ...(grouping !== undefined &&
      !isDefaultGrouping(grouping) && { grouping: { by: grouping.by, fixtures: grouping.fixtures } }),
    ...(notes !== undefined && notes.length > 0 && { notes: [...new Set(notes)].sort() }),
    ...assembly.finish(blocks),
  };
}

/** Two blocks of one chain. */
export function compareBlocks(a: AssembledBlock, b: AssembledBlock): number {
  return a.branch - b.branch || compareNumbers(a.number, b.number);
}
