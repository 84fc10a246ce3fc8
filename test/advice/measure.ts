import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Figures, Measurement } from "../../plugin/advice/measurement.ts";
import { buildDependencies } from "../../plugin/analysis/graph.ts";
import { STORAGE_TOUCHED } from "../../plugin/analysis/rules.ts";
import { tableFromRows } from "../../plugin/analysis/table.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { type Findings, findingsOf } from "../../plugin/report/findings.ts";
import { type CompiledProject, compile } from "../source/compile.ts";
import { REMAPPINGS, withImports } from "../source/packages.ts";
import type { Ground } from "./ground.ts";
import type { ProofCase } from "./proof.ts";

/** Solidity of the proofs, by file name. */
export function readProofContract(file: string): string {
  return readFileSync(new URL(`./contracts/${file}`, import.meta.url), "utf8");
}

/** Compiles files of `contracts/` with what they import. */
export function compileProofs(files: readonly string[]): CompiledProject {
  const sources = files.map((file) => [`project/contracts/${file}`, readProofContract(file)] as const);
  return compile(withImports(Object.fromEntries(sources)), { optimize: true, remappings: REMAPPINGS });
}

/** What came of a case on one of its contracts. */
export interface Outcome {
  readonly findings: Findings;
  readonly figures: Figures;
  readonly observed: unknown;
}

/** Runs a case on each of its contracts. */
export async function runCase(ground: Ground, proof: ProofCase): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const contract of proof.contracts) {
    const observed = await proof.run(ground, contract, (calls) => ground.test(proof.traffic, proof.mined, calls));
    const record = await ground.record();
    const findings = findingsOf(record);
    outcomes.push({ findings, figures: figuresOf(contract, record, findings, proof), observed });
  }
  return outcomes;
}

export function measurementOf({ traffic }: ProofCase, outcomes: readonly Outcome[]): Measurement {
  const [before, after, ...others] = outcomes.map(({ figures }) => figures);
  assert.ok(before !== undefined && after !== undefined);
  return { traffic, rows: [before, after, ...others] };
}

function figuresOf(contract: string, record: RunRecord, findings: Findings, { countsStores }: ProofCase): Figures {
  const [test] = findings.tests;
  assert.ok(test !== undefined, `No test of ${contract}`);
  assert.equal(test.failed, 0, `Transactions of ${contract} failed`);
  return {
    contract,
    transactions: test.transactions,
    waits: test.pairs.reduce((sum, pair) => sum + pair.waits, 0),
    ...(countsStores === true && { waitsOnStores: waitsOnStores(test.rows, record) }),
    waves: test.waves,
    ceiling: Math.round(test.ceiling * 10) / 10,
    gas: Math.round(test.gas / test.transactions),
  };
}

function waitsOnStores(rows: Findings["tests"][number]["rows"], { keys }: RunRecord): number {
  return buildDependencies(tableFromRows(rows, keys).table, STORAGE_TOUCHED, "last-writer").key.length;
}
