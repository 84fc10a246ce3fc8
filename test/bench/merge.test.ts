import assert from "node:assert/strict";
import { measureMerge, withShards } from "../../bench/record/merge.ts";

describe("The benchmark of merging", () => {
  it("merges shards whose chains have one name without losing a transaction", async function () {
    this.timeout(60_000);
    const measured = await withShards(2, (directory) => measureMerge(directory, 2));
    assert.deepEqual([measured.shards, measured.transactions], [2, 20_000]);
    for (const figure of [measured.seconds, measured.cpuSeconds, measured.peakMiB]) assert.ok(figure > 0);
  });
});
