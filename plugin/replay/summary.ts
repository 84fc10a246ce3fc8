import { findConflicts } from "../analysis/conflicts.ts";
import { type BlockLevels, blockLevels } from "../analysis/levels.ts";
import { analyseBlock, type BlockMetrics } from "../analysis/metrics.ts";
import { ModelBlock } from "../analysis/models/block.ts";
import { curveOf, type ExecutionModel, type ModelResult } from "../analysis/models/model.ts";
import { MODELS } from "../analysis/models/models.ts";
import { type StateKey, tableFromRecords } from "../analysis/table.ts";
import type { Share } from "../analysis/types.ts";
import type { ExecutionRecord } from "../engine/access/types.ts";
import { InvalidBlockError, VerificationError } from "../engine/errors.ts";
import { type ConflictSummary, summariseConflicts } from "./conflict-summary.ts";
import { BlockFileError } from "./errors.ts";
import type { HeaderDifference } from "./header-check.ts";
import type { FailedBlock, ReplayedBlock, ReplayOptions } from "./replay.ts";

export const REPLAY_FORMAT = "hardhat-parallel-replay";
export const REPLAY_VERSION = 1;

/** Errors that say themselves what is wrong with a block. Anything else is a fault of ours. */
const EXPECTED_ERRORS = [BlockFileError, InvalidBlockError, VerificationError];

/**
 * What `npx hardhat parallel replay --json FILE` writes; `docs/replay.md` documents it. Change `REPLAY_VERSION` with any
 * change that an older reader would misunderstand.
 */
export interface ReplaySummary {
  readonly format: typeof REPLAY_FORMAT;
  readonly version: typeof REPLAY_VERSION;
  /** Threads that might execute transactions, the main thread included. */
  readonly workers: number;
  /** Whether every block was executed a second time, one by one, and compared. */
  readonly verified: boolean;
  /** Ctrl-C came before all blocks were replayed. Absent otherwise. */
  readonly interrupted?: true;
  /** Every block that was executed, also where it did not come out as its header says. */
  readonly blocks: readonly BlockSummary[];
  /** Every block that could not be read or executed. */
  readonly failed: readonly FailureSummary[];
}

/**
 * One executed block: at the top level and in `storage`, `storageTouched`, `full` and `fullCommutative` the figures of
 * the public reference data under its names, and beside them our own.
 */
export interface BlockSummary extends BlockLevels {
  readonly file: string;
  readonly check: { readonly ok: boolean; readonly differences: readonly HeaderDifference[] };
  /** By what the contracts did: conflicts that order transactions, by last writer. */
  readonly metrics: MetricsSummary;
  /** With nonces, gas payments and fees counted as well. */
  readonly metricsWithProtocol: MetricsSummary;
  readonly conflicts: ConflictSummary;
  /** Execution model -> threads -> what it makes of the block. */
  readonly models: Readonly<Record<string, Readonly<Record<string, ModelSummary>>>>;
  readonly execution: ExecutionSummary;
}

/** See `ModelResult`. */
export type ModelSummary = Omit<ModelResult, "threads">;

/** See `BlockMetrics`. Shares are from 0 to 1. */
export interface MetricsSummary {
  readonly conflictRate: Share;
  readonly isolatedShare: Share;
  readonly largestComponentShare: Share;
  readonly waves: number;
  readonly criticalPathGas: number;
  readonly ceiling: Share;
  /** Threads -> factor. */
  readonly speedup: Readonly<Record<string, number>>;
}

/** How the block really ran; differs from run to run. */
export interface ExecutionSummary {
  readonly mode: ExecutionRecord["mode"];
  readonly reason?: ExecutionRecord["reason"];
  readonly threads: number;
  /** Executions of a transaction, thrown away ones included. */
  readonly executions: number;
  /** Executions of a transaction after its first. */
  readonly reexecutions: number;
  readonly milliseconds: number;
}

export interface FailureSummary {
  readonly file: string;
  readonly number?: number;
  readonly hardfork?: string;
  /** Field of the file at fault. */
  readonly field?: string;
  readonly message: string;
}

/** The figures of one executed block. */
export function summariseBlock({ file, record, differences, milliseconds }: ReplayedBlock): BlockSummary {
  const { table, keys } = tableFromRecords(record.transactions);
  const { metrics, withProtocol } = analyseBlock(table);
  const block = new ModelBlock(table, (key) => (keys[key] as StateKey).address);
  const { mode, reason, threads, timeline } = record.execution;
  return {
    ...blockLevels(record),
    file,
    check: { ok: differences.length === 0, differences },
    metrics: summariseMetrics(metrics),
    metricsWithProtocol: summariseMetrics(withProtocol),
    conflicts: summariseConflicts(findConflicts(table), keys),
    models: Object.fromEntries(MODELS.map((model) => [model.name, summariseModel(model, block)])),
    execution: {
      mode,
      reason,
      threads,
      executions: timeline.length,
      reexecutions: timeline.filter((entry) => entry.incarnation > 0).length,
      milliseconds: Math.round(milliseconds * 1000) / 1000,
    },
  };
}

export function summariseFailure({ file, number, hardfork, error }: FailedBlock): FailureSummary {
  const field = error instanceof BlockFileError ? error.field : undefined;
  const expected = EXPECTED_ERRORS.some((type) => error instanceof type);
  const message = expected ? error.message : `Unexpected error, please report it: ${error.stack}`;
  return { file, number, hardfork, field, message };
}

export function summariseReplay(
  { workers, verify }: ReplayOptions,
  blocks: readonly BlockSummary[],
  failed: readonly FailureSummary[],
  interrupted = false,
): ReplaySummary {
  return {
    format: REPLAY_FORMAT,
    version: REPLAY_VERSION,
    workers,
    verified: verify,
    ...(interrupted && { interrupted }),
    blocks,
    failed,
  };
}

function summariseModel(model: ExecutionModel, block: ModelBlock): Record<string, ModelSummary> {
  return Object.fromEntries(
    [...curveOf(model, block)].map(([threads, { threads: _, ...result }]) => [threads, result]),
  );
}

function summariseMetrics(metrics: BlockMetrics): MetricsSummary {
  const { conflictRate, isolatedShare, largestComponentShare, waves, criticalPath, ceiling, speedup } = metrics;
  return {
    conflictRate,
    isolatedShare,
    largestComponentShare,
    waves,
    criticalPathGas: criticalPath.gas,
    ceiling,
    speedup: Object.fromEntries(speedup),
  };
}
