import type { Hex } from "../engine/access/types.ts";
import type { KeyRow, RunRecord, TransactionRow } from "../record/types.ts";
import { analyseTransactions, type BlockFindings } from "../report/block-findings.ts";
import { namesOf } from "../report/named-variables.ts";
import { groupVariables, type Variable, type Variables } from "../report/variables.ts";
import type { ReportedAbort, ReportedConflict, ReportedTransaction } from "./reported.ts";

/** All that is known of the transactions of a report. */
export interface Analysis {
  readonly block: BlockFindings;
  readonly transactions: readonly ReportedTransaction[];
  readonly conflicts: readonly ReportedConflict[];
  readonly aborts: readonly ReportedAbort[];
  /** The record of these transactions alone, as one block that one test sent. */
  readonly record: RunRecord;
  readonly variables: Variables;
  /** Names of state variables of the contracts that ran, also of those that no transaction touched. */
  readonly variableNames: readonly string[];
}

export interface AnalysisOptions {
  readonly name: string;
  /** Of state variables of the contracts that ran. */
  readonly variableNames: readonly string[];
}

/**
 * Analyses transactions of a record as if they were one block.
 *
 * @param wanted Hashes of the transactions. Where one is in several branches, the last one counts.
 */
export function analyse(
  record: RunRecord,
  wanted: ReadonlySet<Hex>,
  { name, variableNames }: AnalysisOptions,
): Analysis {
  const rows = wantedRows(record, wanted);
  const [first] = record.blocks;
  const chain = first?.chain ?? "";
  const together = { chain, number: first?.number ?? "0", hash: first?.hash ?? ("0x" as Hex), branch: 0 };
  const own: RunRecord = {
    ...record,
    tests: [{ title: name }],
    blocks: [{ ...together, transactions: rows.map((row) => ({ ...row, test: 0, phase: "body" })) }],
  };
  const variables = groupVariables(own);
  const subject = { kind: "test", title: name } as const;
  const block = analyseTransactions(subject, rows, own, variables);
  return {
    block,
    transactions: rows.map((row) => describeTransaction(row, record)),
    conflicts: conflictsOf(block, variables),
    aborts: abortsOf(record, rows),
    record: own,
    variables,
    variableNames: [...new Set([...variableNames, ...variables.all.flatMap(namesOf)])].sort(),
  };
}

function wantedRows({ blocks }: RunRecord, wanted: ReadonlySet<Hex>): TransactionRow[] {
  const rows = new Map<Hex, TransactionRow>();
  for (const row of blocks.flatMap(({ transactions }) => transactions)) {
    if (!wanted.has(row.hash)) continue;
    rows.delete(row.hash);
    rows.set(row.hash, row);
  }
  return [...rows.values()];
}

function describeTransaction(row: TransactionRow, { functions }: RunRecord): ReportedTransaction {
  const { hash, from, succeeded, gas } = row;
  return { hash, from, function: functions[row.function]?.name ?? "?", succeeded, gas: Number(gas) };
}

function conflictsOf({ pairs }: BlockFindings, { all }: Variables): ReportedConflict[] {
  return pairs.map(({ variable: index, element, functions, waits, places }) => {
    const { name, source } = all[index] as Variable;
    return {
      variable: name,
      ...(source !== undefined && { source }),
      // What only tells instances of the contract apart is no element.
      ...(element !== undefined && !element.startsWith(`${name} at `) && element !== name && { element }),
      functions,
      waits,
      places,
    };
  });
}

/** Executions that were thrown away, with the names of the keys that had changed. */
function abortsOf(record: RunRecord, rows: readonly TransactionRow[]): ReportedAbort[] {
  const positions = new Map(rows.map(({ hash }, position) => [hash, position]));
  const names = new Map(record.keys.map((key) => [identityOf(key), key.members.map(({ name }) => name).join(", ")]));
  return record.blocks.flatMap(({ transactions, execution }) =>
    (execution?.timeline ?? []).flatMap(({ abort, transaction }) => {
      const position = positions.get(transactions[transaction]?.hash ?? "0x");
      if (abort === undefined || position === undefined) return [];
      const key = abort.key === undefined ? undefined : names.get(abort.key) || abort.key;
      return [{ transaction: position, reason: abort.reason, ...(key !== undefined && { key }) }];
    }),
  );
}

/** As the engine writes keys. */
function identityOf(key: KeyRow): string {
  return key.kind === "slot" ? `slot:${key.address}:${key.slot}` : `${key.kind}:${key.address}`;
}
