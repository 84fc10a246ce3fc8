import assert from "node:assert/strict";
import { normalizedPostState, playBlockchainTest, readBlockchainTests, stateOf } from "../helpers/blockchain-tests.ts";
import { describeWithCorpora } from "../helpers/corpora.ts";

describeWithCorpora("Ethereum's blockchain tests, executed one by one", function (corpora) {
  this.timeout(120_000);

  for (const [name, test] of readBlockchainTests(corpora)) {
    it(name, async () => {
      const chain = await playBlockchainTest(test, { verify: true });
      for (const [position, { expectException }] of test.blocks.entries()) {
        const refusal = chain.refused.get(position);
        assert.equal(refusal !== undefined, expectException !== undefined, `block ${position}: ${refusal}`);
      }
      assert.equal(chain.head, test.lastblockhash);
      if (test.postState !== undefined) assert.deepEqual(stateOf(chain.engine), normalizedPostState(test.postState));
      await chain.engine.close();
    });
  }
});
