import { createHash } from "node:crypto";
import { canonicalise } from "./canonical.ts";
import { serializeRunRecord } from "./serialize.ts";
import {
  type BlockRow,
  DEFAULT_GROUPING,
  type Grouping,
  RUN_RECORD_FORMAT,
  RUN_RECORD_VERSION,
  type RunRecord,
} from "./types.ts";

/** Chains of different parts that have one name are told apart by this and a number. */
const CHAIN_MARK = "~";

interface Chain {
  /** Name without a mark. */
  readonly name: string;
  readonly part: RunRecord;
  readonly blocks: readonly BlockRow[];
}

/**
 * Joins the records of the parts of one run: worker processes, CI shards.
 *
 * The result does not depend on the order of the parts, nor on how they were joined before. Parts name their chains
 * independently, so that chains of one name are different chains (`default`, `default~2`) unless they are the same
 * in every field: then one part was given twice, and counts once.
 *
 * @param parts At least one.
 */
export function mergeRunRecords(parts: readonly RunRecord[]): RunRecord {
  const byName = new Map<string, Chain[]>();
  for (const chain of parts.flatMap(chainsOf)) {
    const same = byName.get(chain.name);
    if (same === undefined) byName.set(chain.name, [chain]);
    else same.push(chain);
  }
  const merged: { part: RunRecord; blocks: readonly BlockRow[] }[] = [];
  for (const chains of byName.values()) {
    distinct(chains).forEach((chain, i) => {
      const name = i === 0 ? chain.name : `${chain.name}${CHAIN_MARK}${i + 1}`;
      merged.push({ part: chain.part, blocks: chain.blocks.map((block) => ({ ...block, chain: name })) });
    });
  }
  return canonicalise(concatenate(merged, parts));
}

function chainsOf(part: RunRecord): Chain[] {
  return [...Map.groupBy(part.blocks, (block) => block.chain)].map(([chain, blocks]) => ({
    name: chain.replace(new RegExp(`${CHAIN_MARK}\\d+$`), ""),
    part,
    blocks,
  }));
}

/** Sorts chains of one name by what happened on them, without those that are there twice. */
function distinct(chains: readonly Chain[]): readonly Chain[] {
  if (chains.length === 1) return chains;
  const identified = chains.map((chain) => ({
    chain,
    // The hashes of blocks depend on the clock: they tell a second run from the same one, but must not order chains
    // that differ in more.
    order: [digest(chain, false), digest(chain, true)].join(),
  }));
  identified.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
  return identified.filter(({ order }, i) => order !== identified[i - 1]?.order).map(({ chain }) => chain);
}

function digest({ part, blocks }: Chain, withHashes: boolean): string {
  const alone = blocks.map((block): BlockRow => ({ ...block, chain: "", ...(!withHashes && { hash: "0x" }) }));
  const text = serializeRunRecord(canonicalise({ ...part, generator: "", notes: [], blocks: alone }), {
    execution: false,
  });
  return createHash("sha256").update(text).digest("hex");
}

/** Puts the tables of records one behind the other, without joining anything. */
function concatenate(
  chains: readonly { part: RunRecord; blocks: readonly BlockRow[] }[],
  parts: readonly RunRecord[],
): RunRecord {
  const tables = new Map<RunRecord, Offset>();
  const keys: RunRecord["keys"][number][] = [];
  const functions: RunRecord["functions"][number][] = [];
  const sites: RunRecord["sites"][number][] = [];
  const tests: RunRecord["tests"][number][] = [];
  const blocks: BlockRow[] = [];
  for (const { part, blocks: ofChain } of chains) {
    // Chains of one part share its tables: a test that used two chains stays one test.
    let offset = tables.get(part);
    if (offset === undefined) {
      offset = { keys: keys.length, functions: functions.length, sites: sites.length, tests: tests.length };
      tables.set(part, offset);
      for (const row of part.keys) keys.push(row);
      for (const row of part.functions) functions.push(row);
      for (const row of part.sites) sites.push(row);
      for (const row of part.tests) tests.push(row);
    }
    for (const block of ofChain) blocks.push(shift(block, offset));
  }
  const grouping = commonGrouping(parts);
  const notes = parts.flatMap((part) => part.notes ?? []);
  if (grouping === undefined) notes.push(DIFFERENT_GROUPINGS);
  return {
    format: RUN_RECORD_FORMAT,
    version: RUN_RECORD_VERSION,
    generator: [...new Set(parts.flatMap(({ generator }) => generator.split(", ")))].sort().join(", "),
    ...(grouping !== undefined && { grouping }),
    ...(notes.length > 0 && { notes }),
    keys,
    functions,
    sites,
    tests,
    blocks,
  };
}

const DIFFERENT_GROUPINGS =
  "The records that were merged group their transactions differently (parallel.grouping): here they are grouped by test.";

/** @returns undefined where the parts do not agree */
function commonGrouping(parts: readonly RunRecord[]): Grouping | undefined {
  const [first = DEFAULT_GROUPING, ...others] = parts.map(({ grouping = DEFAULT_GROUPING }) => grouping);
  const agree = others.every(({ by, fixtures }) => by === first.by && fixtures === first.fixtures);
  return agree ? first : undefined;
}

/** How far the rows of a part moved in each table. */
interface Offset {
  readonly keys: number;
  readonly functions: number;
  readonly sites: number;
  readonly tests: number;
}

function shift(block: BlockRow, offset: Offset): BlockRow {
  return {
    ...block,
    transactions: block.transactions.map((transaction) => ({
      ...transaction,
      function: transaction.function + offset.functions,
      ...(transaction.test !== undefined && { test: transaction.test + offset.tests }),
      accesses: transaction.accesses.map((access) => ({
        ...access,
        key: access.key + offset.keys,
        ...(access.readAt !== undefined && { readAt: access.readAt + offset.sites }),
        ...(access.writtenAt !== undefined && { writtenAt: access.writtenAt + offset.sites }),
      })),
    })),
  };
}
