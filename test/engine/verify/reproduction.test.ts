import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { Engine } from "../../../plugin/engine/engine.ts";
import { VerificationError } from "../../../plugin/engine/errors.ts";
import { SequentialExecutor } from "../../../plugin/engine/sequential.ts";
import type { EngineOptions } from "../../../plugin/engine/types.ts";
import { readBlockFile } from "../../../plugin/replay/block-file.ts";
import { replayFiles } from "../../../plugin/replay/replay.ts";
import { reproductionWriter } from "../../../plugin/replay/reproduction-file.ts";
import { withDirectory } from "../../helpers/block-files.ts";
import { deployPrograms, type ProgramChain, programBlock, programChain } from "../../helpers/bytecode-programs.ts";
import { FaultyExecutor } from "../../helpers/faulty-executor.ts";
import { AgreeingEngines, calmPlan, engineOptions } from "../../helpers/random-blocks.ts";

/** The error of a chain's first block that is wrong, undefined when the fault did not show. */
async function verificationError(
  { hardfork, contracts, blocks }: ProgramChain,
  options: Partial<EngineOptions>,
): Promise<VerificationError | undefined> {
  const engine = await Engine.create(
    engineOptions({ hardfork, verify: true, ...options }),
    (executor) => new FaultyExecutor(executor),
  );
  deployPrograms(engine, contracts);
  try {
    for (const [index, block] of blocks.entries()) {
      const before = await engine.stateRoot();
      try {
        await engine.executeBlock(programBlock(engine, block, BigInt(index + 1)));
      } catch (error) {
        if (!(error instanceof VerificationError)) throw error;
        assert.deepEqual(await engine.stateRoot(), before, "the state is as it was");
        return error;
      }
    }
    return undefined;
  } finally {
    await engine.close();
  }
}

/** A transfer of value, which shows the fault. */
const transfer: ProgramChain = {
  hardfork: "osaka",
  contracts: [],
  blocks: [
    {
      transactions: [
        { sender: 0, target: 7, value: 1, gasPrice: 8, gas: 60_000, form: { type: "legacy" }, data: [] },
        { sender: 1, target: 7, value: 1, gasPrice: 8, gas: 60_000, form: { type: "legacy" }, data: [] },
      ],
      coinbase: 0,
      reward: false,
      withdrawals: [{ place: 5, amount: 1 }],
    },
  ],
};

describe("A block that verification found to differ", () => {
  it("is written down whole, and the error says where it is and how to execute it again", async () => {
    await withDirectory(async (directory) => {
      const target = join(directory, "cache", "parallel");
      const error = await verificationError(transfer, { saveReproduction: reproductionWriter(target) });
      assert.ok(error !== undefined);
      const files = await readdir(target);
      assert.equal(files.length, 1, "one file, and none that is half written");
      const file = join(target, files[0] as string);
      assert.match(error.message, /^Block 1 differs from its sequential execution\./);
      assert.ok(error.message.includes(`npx hardhat parallel replay ${file} --verify`), error.message);
      const block = await readBlockFile(file);
      assert.equal(block.transactions.length, 2);
      assert.equal(block.settings?.chainId, "0x7a69");
    });
  });

  it("comes out right when it is executed again without the fault, whatever its hardfork and contracts", async () => {
    await withDirectory(async (directory) => {
      const saveReproduction = reproductionWriter(directory);
      let differing = 0;
      await fc.assert(
        fc.asyncProperty(programChain, async (chain) => {
          if ((await verificationError(chain, { saveReproduction })) !== undefined) differing += 1;
        }),
        { numRuns: Number(process.env.FUZZ_RUNS ?? 60) },
      );
      const files = (await readdir(directory)).map((name) => join(directory, name));
      assert.ok(differing > 0);
      assert.equal(files.length, differing);
      for (const workers of [1, 2]) {
        for await (const outcome of replayFiles(files, { workers, verify: true })) {
          assert.equal(outcome.kind, "replayed", outcome.kind === "failed" ? outcome.error.stack : "");
          assert.deepEqual(outcome.differences, [], outcome.file);
        }
      }
    });
  });

  it("keeps senders that have not signed, and settings that mainnet does not have", async () => {
    await withDirectory(async (directory) => {
      let faulty = false;
      const options = engineOptions({
        verify: true,
        systemOperations: false,
        allowUnlimitedContractSize: true,
        transactionGasCap: false,
        saveReproduction: reproductionWriter(directory),
      });
      const engine = await Engine.create(options, (executor) => {
        const wrong = new FaultyExecutor(executor);
        const sequential = new SequentialExecutor(executor, "disabled");
        return {
          execute: (job) => (faulty ? wrong : sequential).execute(job),
          ready: () => wrong.ready(),
          close: () => wrong.close(),
        };
      });
      const chain = await AgreeingEngines.create([engine]);
      faulty = true;
      const actions = calmPlan.actions.map((action, index) => ({ ...action, impersonated: index % 2 === 0 }));
      await assert.rejects(chain.executePlan({ ...calmPlan, actions }), VerificationError);
      const files = (await readdir(directory)).map((name) => join(directory, name));
      assert.deepEqual((await readBlockFile(files[0] as string)).settings, {
        chainId: "0x7a69",
        allowUnlimitedContractSize: true,
        transactionGasCap: false,
        systemOperations: false,
        reward: false,
        onInvalid: "exclude",
        impersonated: [0, 2, 4],
      });
      for await (const outcome of replayFiles(files, { workers: 2, verify: true })) {
        assert.equal(outcome.kind, "replayed", outcome.kind === "failed" ? outcome.error.stack : "");
        assert.deepEqual(outcome.differences, []);
      }
      await chain.close();
    });
  });

  it("fails as loudly when it cannot be written down, and says why", async () => {
    await withDirectory(async (directory) => {
      const occupied = join(directory, "file");
      await writeFile(occupied, "");
      const error = await verificationError(transfer, { saveReproduction: reproductionWriter(join(occupied, "in")) });
      assert.match(error?.message ?? "", /could not be written down for executing it again: ENOTDIR/);
    });
  });
});
