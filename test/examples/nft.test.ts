import assert from "node:assert/strict";
import { assertFigures, describeExample, SIXTEEN_IN_LINE, variablesOf } from "./describe-example.ts";

describeExample("nft", (run) => {
  it("makes everybody who mints wait for the next number, or for the length of the list, before the remedy", () => {
    for (const [drop, variable] of [
      ["SequentialDrop", "SequentialDrop.minted"],
      ["EnumerableDrop", "EnumerableDrop._allTokens.length"],
    ]) {
      const block = run().test(`${drop} mints to sixteen people in a block`);
      assertFigures(block, SIXTEEN_IN_LINE);
      assert.deepEqual(variablesOf(block, run().findings), [variable]);
    }
  });

  it("makes only two who share a shard wait after it", () => {
    const block = run().test("ShardedDrop mints to sixteen people in a block");
    assert.equal(block.waves, 2);
    assert.equal(block.conflicting, 2);
    assert.deepEqual(variablesOf(block, run().findings), ["ShardedDrop._mintedIn[*]"]);
  });

  it("gives tokens away in parallel in any case", () => {
    for (const drop of ["SequentialDrop", "EnumerableDrop", "ShardedDrop"]) {
      assert.equal(run().test(`${drop} lets sixteen owners give their token away in a block`).conflicting, 0);
    }
  });
});
