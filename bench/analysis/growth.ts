import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { analyseColumns, analyseTransactions } from "../../plugin/report/block-findings.ts";
import { rowsOf, type SyntheticBlock, syntheticBlock } from "./synthetic-block.ts";

/** What analysing one synthetic block took. */
export interface AnalysisMeasurement {
  readonly transactions: number;
  /** Transactions in a conflict. */
  readonly conflicting: number;
  /** Longest chain, in transactions. */
  readonly waves: number;
  /** By the clock, which other work on the machine holds up. */
  readonly seconds: number;
  /** Of the processor, all threads together (those that collect garbage, too). */
  readonly cpuSeconds: number;
  /** Of the whole process: the block, the analysis and Node itself. */
  readonly peakMiB: number;
}

/** Enough to let the just-in-time compiler settle before anything is measured. */
const WARM_UP = 10_000;
const WARM_UP_ROUNDS = 3;
/** For 4 GiB in all: columns are outside of the heap. */
const HEAP_MEGABYTES = 3_000;

/**
 * What is analysed: a block as columns, the form in which the analysis holds it; or the rows of a run record, objects
 * that are turned into columns first.
 */
export type AnalysisInput = "columns" | "rows";

/**
 * Measures the analysis of a synthetic block in a process of its own, so that its peak memory is its own.
 *
 * @param size number of transactions.
 */
export async function measureAnalysis(size: number, input: AnalysisInput): Promise<AnalysisMeasurement> {
  const script = fileURLToPath(import.meta.url);
  const heap = `--max-old-space-size=${HEAP_MEGABYTES}`;
  const { stdout } = await promisify(execFile)(process.execPath, [heap, script, String(size), input]);
  return JSON.parse(stdout) as AnalysisMeasurement;
}

/** What is to be timed. */
function analysisOf(block: SyntheticBlock, input: AnalysisInput): () => { conflicting: number; waves: number } {
  const { columns, record, variables } = block;
  if (input === "columns") return () => analyseColumns(columns, record, variables);
  const rows = rowsOf(block);
  return () => analyseTransactions({ kind: "block", title: "synthetic" }, rows, record, variables);
}

function measureHere(size: number, input: AnalysisInput): AnalysisMeasurement {
  const warmUp = analysisOf(syntheticBlock(WARM_UP), input);
  for (let round = 0; round < WARM_UP_ROUNDS; round++) warmUp();
  const analyse = analysisOf(syntheticBlock(size), input);
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const { conflicting, waves } = analyse();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    transactions: size,
    conflicting,
    waves,
    seconds,
    cpuSeconds: (user + system) / 1_000_000,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}

const [, , size, input] = process.argv;
if (import.meta.main) console.log(JSON.stringify(measureHere(Number(size), input as AnalysisInput)));
