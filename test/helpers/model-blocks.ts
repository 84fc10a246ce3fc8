import fc from "fast-check";
import { ModelBlock } from "../../plugin/analysis/models/block.ts";
import type { AccessTable } from "../../plugin/analysis/types.ts";
import { type SketchedTransaction, sketch, tables } from "./tables.ts";

/** The block of a sketch. Every key belongs to an account of its own: the first to 0x00...00, the next to 0x00...01. */
export function blockOf(transactions: readonly SketchedTransaction[]): ModelBlock {
  return blockOfTable(sketch(transactions).table);
}

export function blockOfTable(table: AccessTable): ModelBlock {
  return new ModelBlock(table, (key) => `0x${key.toString(16).padStart(40, "0")}`);
}

/** Random blocks of up to 12 transactions, most of which conflict. */
export const blocks: fc.Arbitrary<ModelBlock> = tables.map(blockOfTable);

export const threadCounts = fc.integer({ min: 1, max: 6 });

export function largestOf(block: ModelBlock): number {
  return Math.max(0, ...block.table.gas);
}
