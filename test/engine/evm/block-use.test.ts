import assert from "node:assert/strict";
import fc from "fast-check";
import { Engine } from "../../../plugin/engine/engine.ts";
import { InvalidCallError } from "../../../plugin/engine/errors.ts";
import type { BlockEnvironment, CallInput, CallResult } from "../../../plugin/engine/types.ts";
import { assemble } from "../../helpers/assembly.ts";
import { deployPrograms, programBlock, programChains } from "../../helpers/bytecode-programs.ts";
import { engineOptions } from "../../helpers/random-blocks.ts";
import { CALLED, CONTRACT, SingleTransactions } from "../../helpers/single-transactions.ts";

const TIMESTAMP = Uint8Array.of(0x42);

describe("Whether a message looked at its block", function () {
  this.timeout(300_000);

  async function looked(code: Uint8Array, called: Uint8Array = new Uint8Array(0)): Promise<boolean | undefined> {
    const chain = await SingleTransactions.create({ verify: false });
    const input = chain.messageTo(code, called);
    const { lookedAtBlock } = await chain.engine.call(input);
    assert.equal((await chain.engine.measure(input)).lookedAtBlock, lookedAtBlock);
    await chain.engine.close();
    return lookedAtBlock;
  }

  const shown = {
    BLOCKHASH: assemble(0, "BLOCKHASH"),
    COINBASE: assemble("COINBASE"),
    TIMESTAMP,
    NUMBER: assemble("NUMBER"),
    PREVRANDAO: Uint8Array.of(0x44),
    GASLIMIT: Uint8Array.of(0x45),
    BASEFEE: Uint8Array.of(0x48),
    BLOBBASEFEE: Uint8Array.of(0x4a),
  };
  for (const [operation, code] of Object.entries(shown)) {
    it(`is seen where it does so by ${operation}, also below the message and where that fails`, async () => {
      assert.equal(await looked(code), true);
      const failing = Buffer.concat([code, assemble(0, 0, "REVERT")]);
      const call = assemble(0, 0, 0, 0, CALLED, 50_000, "DELEGATECALL", 0, 0, "REVERT");
      assert.equal(await looked(call, failing), true);
      assert.equal(await looked(call), false);
    });
  }

  it("is of that message alone", async () => {
    const chain = await SingleTransactions.create({ verify: false });
    chain.deploy(CONTRACT, TIMESTAMP);
    // CHAINID, GAS, GASPRICE, ORIGIN, SELFBALANCE.
    chain.deploy(CALLED, Uint8Array.of(0x46, 0x5a, 0x3a, 0x32, 0x47));
    const seen: unknown[] = [];
    for (const to of [CONTRACT, CALLED, CONTRACT]) {
      const transaction = chain.transaction({ to });
      const input = { environment: chain.environment(), transaction, blockHash: () => undefined };
      seen.push((await chain.engine.call({ ...input, skipBalance: true, skipNonce: true })).lookedAtBlock);
    }
    assert.deepEqual(seen, [true, false, true]);
    await chain.engine.close();
  });

  it("says of random programs which do the same in every block", async () => {
    const seen = { looked: 0, not: 0 };
    await fc.assert(
      fc.asyncProperty(programChains({ blocks: 1, transactions: 4 }), async ({ hardfork, contracts, blocks }) => {
        const engine = await Engine.create(engineOptions({ hardfork }));
        deployPrograms(engine, contracts);
        const [block] = blocks;
        if (block === undefined) return;
        const { environment, transactions } = programBlock(engine, block, 1n);
        for (const transaction of transactions) {
          const input = { environment, transaction, blockHash: hashes(1), skipBalance: true, skipNonce: true };
          const result = await orInvalid(engine, input);
          if (result?.lookedAtBlock === true) seen.looked++;
          if (result?.lookedAtBlock !== false) continue;
          seen.not++;
          assert.deepEqual(await orInvalid(engine, { ...input, ...elsewhere(environment) }), result);
        }
        await engine.close();
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 200) },
    );
    assert.ok(seen.looked > 0 && seen.not > 0, JSON.stringify(seen));
  });
});

const hashes = (fill: number) => () => new Uint8Array(32).fill(fill);

/** Another block: what a message of it is charged does not depend on that, but for who gets the fees. */
function elsewhere(environment: BlockEnvironment): Pick<CallInput, "environment" | "blockHash"> {
  const { number, timestamp, difficulty } = environment;
  const merged = difficulty === 0n;
  return {
    environment: {
      ...environment,
      number: number + 7n,
      timestamp: timestamp + 1_000n,
      ...(merged ? { mixHash: new Uint8Array(32).fill(9) } : { difficulty: 3n }),
    },
    blockHash: hashes(7),
  };
}

async function orInvalid(engine: Engine, input: CallInput): Promise<CallResult | undefined> {
  try {
    return await engine.call(input);
  } catch (error) {
    if (error instanceof InvalidCallError) return undefined;
    throw error;
  }
}
