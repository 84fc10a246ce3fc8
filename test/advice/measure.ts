import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import type { Figures, Measurement } from "../../plugin/advice/measurement.ts";
import { delta } from "../../plugin/analysis/models/delta.ts";
import { locks } from "../../plugin/analysis/models/locks.ts";
import type { ExecutionModel } from "../../plugin/analysis/models/model.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { type Findings, findingsOf } from "../../plugin/report/findings.ts";
import { type CompiledProject, compile } from "../source/compile.ts";
import { REMAPPINGS, withImports } from "../source/packages.ts";
import type { Ground } from "./ground.ts";
import type { ProofCase } from "./proof.ts";

const CONTRACTS = new URL("./contracts/", import.meta.url);

/** Solidity of the proofs, by file name. */
export function readProofContract(file: string): string {
  return readFileSync(new URL(file, CONTRACTS), "utf8");
}

let project: CompiledProject | undefined;

/** All contracts of this folder with what they import, compiled once for all tests of the process. */
export function provingProject(): CompiledProject {
  if (project !== undefined) return project;
  const files = readdirSync(CONTRACTS).sort();
  const sources = files.map((file) => [`project/contracts/${file}`, readProofContract(file)] as const);
  const compiled = compile(withImports(Object.fromEntries(sources)), { optimize: true, remappings: REMAPPINGS });
  process.once("exit", () => compiled.remove());
  project = compiled;
  return compiled;
}

const THREADS = 16;

/** What came of a case on one of its contracts. */
export interface Outcome {
  readonly record: RunRecord;
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
    outcomes.push({ record, findings, figures: figuresOf(contract, findings), observed });
  }
  return outcomes;
}

export function measurementOf({ traffic }: ProofCase, outcomes: readonly Outcome[]): Measurement {
  const [before, after, ...others] = outcomes.map(({ figures }) => figures);
  assert.ok(before !== undefined && after !== undefined);
  return { traffic, rows: [before, after, ...others] };
}

function figuresOf(contract: string, { tests }: Findings): Figures {
  const [test] = tests;
  assert.ok(test !== undefined, `No test of ${contract}`);
  assert.equal(test.failed, 0, `Transactions of ${contract} failed`);
  const speedup = (model: ExecutionModel) => test.models.at(model, THREADS).speedup;
  return {
    contract,
    transactions: test.transactions,
    waits: test.pairs.reduce((sum, pair) => sum + pair.waits, 0),
    waves: test.waves,
    ceiling: tenth(test.ceiling),
    delta: tenth(speedup(delta)),
    locks: tenth(speedup(locks)),
    gas: Math.round(test.gas / test.transactions),
  };
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
