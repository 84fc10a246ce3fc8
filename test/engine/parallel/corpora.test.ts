import assert from "node:assert/strict";
import { bytesToHex } from "@ethereumjs/util";
import { Engine } from "../../../plugin/engine/engine.ts";
import {
  normalizedPostState,
  playBlockchainTest,
  readBlockchainTests,
  stateOf,
} from "../../helpers/blockchain-tests.ts";
import { describeWithCorpora } from "../../helpers/corpora.ts";
import { blockInput, engineBefore, mainnetBlockNumbers, readMainnetBlock } from "../../helpers/mainnet-blocks.ts";
import { comparable, engineOptions } from "../../helpers/random-blocks.ts";

const MOST_WORKERS = 8;
/** Numbers of threads that the nth block is executed on. */
const workersOf = (index: number): number[] => (index % 4 === 0 ? [2, 4, MOST_WORKERS] : [2, 4]);

/** Blocks before Byzantium have a state root in every receipt and are executed one by one. */
const BYZANTIUM = 4_370_000;

describeWithCorpora("In parallel, as one by one", (corpora) => {
  let keeper: Engine;

  before(async () => {
    // Keeps the threads that the engines share, so that not every block has to start its own.
    keeper = await Engine.create(engineOptions({ workers: MOST_WORKERS }));
    await keeper.ready();
  });

  after(() => keeper.close());

  for (const [index, number] of mainnetBlockNumbers(corpora).entries()) {
    it(`mainnet block ${number} has its header's gas, bloom and receipts, and the same state and accesses`, async () => {
      const block = readMainnetBlock(corpora, number);
      const sequential = await engineBefore(block);
      const input = blockInput(block, sequential.common);
      const expected = comparable(await sequential.executeBlock(input));
      for (const workers of workersOf(index)) {
        const engine = await engineBefore(block, { workers });
        await engine.ready();
        const result = await engine.executeBlock(input);
        const { gasUsed, logsBloom, receiptTrie } = result.block.header;
        assert.equal(gasUsed, BigInt(block.header.gasUsed as string));
        assert.equal(bytesToHex(logsBloom), block.header.logsBloom);
        const parallel = number >= BYZANTIUM && block.transactions.length >= 2;
        if (parallel) assert.equal(bytesToHex(receiptTrie), block.header.receiptsRoot);
        assert.equal(result.record.execution.mode, parallel ? "parallel" : "sequential");
        assert.deepEqual(comparable(result), expected);
        await engine.close();
      }
      await sequential.close();
    });
  }

  // A thread may still be about to leave the block of the test before: then a block is executed without it.
  const firstBlocks = { parallel: 0, sequential: 0 };
  for (const [name, test] of readBlockchainTests(corpora)) {
    it(`${name} ends at its last block and state`, async () => {
      const chain = await playBlockchainTest(test, { workers: 4 });
      assert.equal(chain.head, test.lastblockhash);
      const [first] = chain.results;
      if (first !== undefined && first.block.transactions.length >= 2) firstBlocks[first.record.execution.mode] += 1;
      if (test.postState !== undefined) assert.deepEqual(stateOf(chain.engine), normalizedPostState(test.postState));
      await chain.engine.close();
    });
  }

  it("the blockchain tests are executed by several threads", () => {
    const { parallel, sequential } = firstBlocks;
    assert.ok(parallel > sequential, `${parallel} first blocks in parallel, ${sequential} not`);
  });
});
