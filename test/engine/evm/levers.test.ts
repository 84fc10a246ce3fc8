import assert from "node:assert/strict";
import fc from "fast-check";
import { Engine } from "../../../plugin/engine/engine.ts";
import { ALL_LEVERS, LEVERS, type Levers, leversWithout } from "../../../plugin/engine/levers.ts";
import { deployPrograms, programBlock, programChain } from "../../helpers/bytecode-programs.ts";
import { corporaDir } from "../../helpers/corpora.ts";
import { blockInput, engineBefore, mainnetBlockNumbers, readMainnetBlock } from "../../helpers/mainnet-blocks.ts";
import { deployOpcodes, opcodeBlock, opcodeChain } from "../../helpers/opcode-programs.ts";
import { AgreeingEngines, blockPlan, comparable, engineOptions } from "../../helpers/random-blocks.ts";

const SETS: readonly Levers[] = [
  ALL_LEVERS,
  leversWithout(...LEVERS),
  ...LEVERS.map((lever) => leversWithout(lever)),
  leversWithout("interpreter", "jumpdests"),
];

/** Asserts that whatever is computed for each set of levers is what the first gives. */
async function assertSame(compute: (levers: Levers) => Promise<object>): Promise<void> {
  const [first, ...others] = SETS as [Levers, ...Levers[]];
  const expected = await compute(first);
  for (const levers of others) assert.deepEqual(await compute(levers), expected, JSON.stringify(levers));
}

describe("Each lever of speed, on or off", function () {
  this.timeout(600_000);

  it("gives the same block and record for opcodes on any operands, with any gas, in every hardfork", async () => {
    let failed = 0;
    let succeeded = 0;
    await fc.assert(
      fc.asyncProperty(opcodeChain, async (chain) => {
        await assertSame(async (levers) => {
          const engine = await Engine.create(engineOptions({ hardfork: chain.hardfork, levers, verify: false }));
          deployOpcodes(engine, chain);
          const result = await engine.executeBlock(opcodeBlock(engine, chain));
          for (const outcome of result.outcomes) outcome.succeeded ? succeeded++ : failed++;
          await engine.close();
          return comparable(result);
        });
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 150) },
    );
    assert.ok(succeeded > 0 && failed > 0, `${succeeded} succeeded, ${failed} failed`);
  });

  it("gives the same blocks and records for random programs, in every hardfork", async () => {
    await fc.assert(
      fc.asyncProperty(programChain, async ({ hardfork, contracts, blocks }) => {
        await assertSame(async (levers) => {
          const engine = await Engine.create(engineOptions({ hardfork, levers, verify: false }));
          deployPrograms(engine, contracts);
          const results: object[] = [];
          for (const [index, block] of blocks.entries()) {
            results.push(comparable(await engine.executeBlock(programBlock(engine, block, BigInt(index + 1)))));
          }
          await engine.close();
          return results;
        });
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 40) },
    );
  });

  it("gives the same blocks and records for contracts that Solidity compiled", async () => {
    const engines = await Promise.all(
      SETS.map((levers) => Engine.create(engineOptions({ levers, workers: 1, verify: false }))),
    );
    const chain = await AgreeingEngines.create(engines);
    await fc.assert(
      fc.asyncProperty(fc.array(blockPlan, { minLength: 1, maxLength: 2 }), async (plans) => {
        chain.reset();
        for (const plan of plans) {
          const [expected, ...others] = (await chain.executePlan(plan)).map(comparable);
          for (const [index, other] of others.entries()) {
            assert.deepEqual(other, expected, JSON.stringify(SETS[index + 1]));
          }
        }
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 30) },
    );
    await chain.close();
  });

  it("gives the same blocks and records for blocks of mainnet", async function () {
    const corpora = corporaDir();
    if (corpora === undefined) return this.skip();
    // One in eight, so that hardforks of all ages are among them.
    for (const number of mainnetBlockNumbers(corpora).filter((_, index) => index % 8 === 0)) {
      const recorded = readMainnetBlock(corpora, number);
      await assertSame(async (levers) => {
        const engine = await engineBefore(recorded, { levers });
        const result = await engine.executeBlock(blockInput(recorded, engine.common));
        await engine.close();
        return comparable(result);
      });
    }
  });
});
