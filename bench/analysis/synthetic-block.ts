import { TableBuilder } from "../../plugin/analysis/table.ts";
import { AccessFlag } from "../../plugin/record/flags.ts";
import type { AccessRow, FunctionRow, KeyRow, RunRecord, TransactionRow } from "../../plugin/record/types.ts";
import type { BlockColumns } from "../../plugin/report/block-findings.ts";
import type { Variable, Variables } from "../../plugin/report/variables.ts";

const ACCESSES = 10;
/** Keys of the block for each of its transactions: half as many as accesses, about what blocks of mainnet have. */
const KEYS = 5;
const CONTRACTS = 100;
/** Of each contract. */
const FUNCTIONS = 5;
const VARIABLES = 5;
const HASH = `0x${"0".repeat(64)}` as const;
const ACCOUNT = `0x${"0".repeat(40)}` as const;

/** A block as columns, with the names that a report needs. */
export interface SyntheticBlock {
  readonly columns: BlockColumns;
  readonly record: Pick<RunRecord, "keys" | "functions" | "sites">;
  readonly variables: Variables;
}

/**
 * A block like a busy one: calls of many functions of many contracts; half of the accesses to keys that few share, the
 * others to keys of which few are hot; two fifths of them lookups, one updates, the others stores and payments. Each
 * contract has a variable for each of these. The same for the same size.
 */
export function syntheticBlock(size: number): SyntheticBlock {
  const { READ, WRITE, TOUCHED, NET, GAS_ONLY, CREDIT } = AccessFlag;
  const dealings = [READ, READ | WRITE | TOUCHED | NET, GAS_ONLY | WRITE | TOUCHED | NET, READ, CREDIT | WRITE | NET];
  const isSlot = (key: number): boolean => ((dealings[variableIn(key)] as number) & CREDIT) === 0;
  const keyCount = size * KEYS;
  const keysOfContract = keyCount / CONTRACTS;
  const random = generator(size);
  const below = (count: number, spread = 1): number => Math.floor(random() ** spread * count);
  const builder = new TableBuilder();
  for (let key = 0; key < keyCount; key++) builder.key(isSlot(key));
  const functionOf = new Uint32Array(size);
  const used = new Set<number>();
  for (let tx = 0; tx < size; tx++) {
    builder.transaction(21_000 + below(200_000));
    const contract = below(CONTRACTS);
    functionOf[tx] = contract * FUNCTIONS + below(FUNCTIONS);
    used.clear();
    while (used.size < ACCESSES) used.add(below(keysOfContract, used.size % 2 === 0 ? 1 : 4) * CONTRACTS + contract);
    for (const key of used) builder.access(key, dealings[variableIn(key)] as number);
  }

  // Keys share their rows, and their names: what they are called is not what is measured.
  const slot: KeyRow = { kind: "slot", address: ACCOUNT, slot: HASH, members: [] };
  const balance: KeyRow = { kind: "balance", address: ACCOUNT, members: [] };
  const functions = Array.from({ length: CONTRACTS * FUNCTIONS }, (_, index): FunctionRow => {
    return { name: `Contract${Math.floor(index / FUNCTIONS)}.call${index % FUNCTIONS}` };
  });
  const all = Array.from({ length: CONTRACTS * VARIABLES }, (_, index): Variable => {
    return { index, kind: "slot", name: `Contract${index % CONTRACTS}.variable${variableIn(index)}[*]`, members: [] };
  });
  const sites = [{ file: "contracts/Contract.sol", line: 1, function: "Contract.call" }];
  return {
    columns: { table: builder.build(), keys: Uint32Array.from({ length: keyCount }, (_, key) => key), functionOf },
    record: { keys: Array.from({ length: keyCount }, (_, key) => (isSlot(key) ? slot : balance)), functions, sites },
    variables: {
      all,
      ofKey: Uint32Array.from({ length: keyCount }, (_, key) => key % (CONTRACTS * VARIABLES)),
      elements: Array.from({ length: keyCount }, () => "Contract.variable[element]"),
    },
  };
}

/** The same block as rows of a run record, with the lines that read and write. */
export function rowsOf({ columns: { table, functionOf } }: SyntheticBlock): TransactionRow[] {
  return Array.from({ length: table.size }, (_, tx): TransactionRow => {
    const gas = String(table.gas[tx]);
    const accesses: AccessRow[] = [];
    for (let position = table.offsets[tx] as number; position < (table.offsets[tx + 1] as number); position++) {
      const key = table.keys[position] as number;
      const lines = table.isSlot[key] === 1 ? { readAt: 0, writtenAt: 0 } : {};
      accesses.push({ key, flags: table.flags[position] as number, ...lines });
    }
    return {
      hash: HASH,
      from: ACCOUNT,
      function: functionOf[tx] as number,
      phase: "body",
      succeeded: true,
      gas,
      accesses,
    };
  });
}

/** Which of its contract's variables a key belongs to: keys go round the contracts, and then round their variables. */
function variableIn(key: number): number {
  return Math.floor(key / CONTRACTS) % VARIABLES;
}

/** Numbers from 0 to 1 that look random (mulberry32): a benchmark must measure the same block every time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
