import assert from "node:assert/strict";
import type { Engine } from "../../plugin/engine/engine.ts";
import { leversWithout } from "../../plugin/engine/levers.ts";
import type { EngineOptions } from "../../plugin/engine/types.ts";
import { reproductionWriter } from "../../plugin/replay/reproduction-file.ts";
import { deployPrograms, programBlock } from "../helpers/bytecode-programs.ts";
import { comparable, eagerEngine } from "../helpers/random-blocks.ts";
import type { EnginesCase } from "./cases.ts";
import type { Tally } from "./tally.ts";

const MOST_THREADS = 4;

/** Keeps the threads that all engines share alive between cases. */
export async function keepThreads(workers = MOST_THREADS): Promise<Engine> {
  const engine = await eagerEngine({ workers });
  await engine.ready();
  return engine;
}

/**
 * Executes a chain on an engine with one thread, which compares every block with plain `runBlock`, and on one with
 * several, and compares everything that comes out.
 *
 * @param reproductions where blocks that differ from `runBlock` are written; both engines are verified then.
 * @throws VerificationError, AssertionError
 */
export async function checkEngines({ chain, workers, off }: EnginesCase, tally: Tally, reproductions?: string) {
  const { hardfork, contracts, blocks } = chain;
  const saveReproduction = reproductions === undefined ? undefined : reproductionWriter(reproductions);
  const options = { hardfork, verify: true, saveReproduction } satisfies Partial<EngineOptions>;
  const alone = await eagerEngine({ ...options, levers: leversWithout(...off[0]) });
  const verify = reproductions !== undefined;
  const together = await eagerEngine({ ...options, verify, workers, levers: leversWithout(...off[1]) });
  try {
    await together.ready();
    deployPrograms(alone, contracts);
    deployPrograms(together, contracts);
    for (const [index, block] of blocks.entries()) {
      const input = programBlock(alone, block, BigInt(index + 1));
      const expected = await alone.executeBlock(input);
      const actual = await together.executeBlock(input);
      assert.deepEqual(comparable(actual), comparable(expected));
      tally.block(expected, actual.record.execution.mode === "parallel");
    }
  } finally {
    await alone.close();
    await together.close();
  }
}
