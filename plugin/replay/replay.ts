import type { BlockRecord } from "../engine/access/types.ts";
import { Engine } from "../engine/engine.ts";
import type { EngineOptions } from "../engine/types.ts";
import { withAdditions } from "./additions.ts";
import { type BlockFile, readBlockFile } from "./block-file.ts";
import { blockInput, loadPreState } from "./engine-input.ts";
import { type HeaderDifference, headerDifferences } from "./header-check.ts";

export interface ReplayOptions {
  /** Threads that execute transactions, the main thread included. */
  readonly workers: number;
  /** Execute every block a second time, one by one on plain `@ethereumjs/vm`, and fail where anything differs. */
  readonly verify: boolean;
}

/** A block that was executed; whether as the chain did is another question. */
export interface ReplayedBlock {
  readonly kind: "replayed";
  readonly file: string;
  readonly record: BlockRecord;
  /** Empty when the block came out as its header says. */
  readonly differences: readonly HeaderDifference[];
  /** Wall-clock time of the execution alone. */
  readonly milliseconds: number;
}

/** A block that could not be read or executed. */
export interface FailedBlock {
  readonly kind: "failed";
  readonly file: string;
  /** Absent when not even that could be read. */
  readonly number?: number;
  readonly hardfork?: string;
  /** `BlockFileError`, `InvalidBlockError`, `VerificationError`, or an unexpected error. */
  readonly error: Error;
}

/**
 * Executes block files one after the other, each on an engine of its own that holds the state from before the block.
 * A block that fails is reported and the next one follows.
 */
export async function* replayFiles(
  files: readonly string[],
  options: ReplayOptions,
): AsyncGenerator<ReplayedBlock | FailedBlock, void, undefined> {
  // The engines of a process share their threads until the last one closes: each is closed once its successor is open.
  let previous: Engine | undefined;
  try {
    for (const file of files) {
      let block: BlockFile | undefined;
      try {
        block = await readBlockFile(file);
        const engine = await createEngine(block, options);
        await previous?.close();
        previous = engine;
        yield await replayBlock(file, block, engine);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        yield { kind: "failed", file, number: block?.number, hardfork: block?.hardfork, error };
      }
    }
  } finally {
    await previous?.close();
  }
}

function createEngine(block: BlockFile, { workers, verify }: ReplayOptions): Promise<Engine> {
  const { settings } = block;
  return Engine.create({
    ...rulesOf(block),
    workers,
    verify,
    systemOperations: settings?.systemOperations,
    minParallelTransactions: 2,
    // Each block has an engine of its own, that knows nothing of it, and is to be seen in parallel.
    minTransactionMicroseconds: 0,
  });
}

function rulesOf({ hardfork, settings }: BlockFile) {
  const cap = settings?.transactionGasCap;
  return {
    chainId: BigInt(settings?.chainId ?? 1),
    hardfork,
    allowUnlimitedContractSize: settings?.allowUnlimitedContractSize ?? false,
    transactionGasCap: typeof cap === "string" ? BigInt(cap) : cap,
  } satisfies Partial<EngineOptions>;
}

async function replayBlock(file: string, block: BlockFile, engine: Engine): Promise<ReplayedBlock> {
  loadPreState(file, block, engine.state);
  const input = blockInput(file, block, engine.common);
  // Worker threads start in the background; a block that came too early would be executed on the main thread.
  await engine.ready();
  const began = performance.now();
  const result = await engine.executeBlock(input);
  const milliseconds = performance.now() - began;
  const record = await withAdditions(result, input, engine.state, rulesOf(block));
  return { kind: "replayed", file, record, differences: headerDifferences(block, result.block.header), milliseconds };
}
