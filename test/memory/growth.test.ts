import assert from "node:assert/strict";
import { ROOT, runNode } from "../helpers/run.ts";

/** Far below the 7 kB that a block takes as objects, and above what a collector may leave lying about. */
const MOST_BYTES = 1500;

describe("A chain of many blocks", () => {
  it("leaves next to nothing of each in memory, with the states of all of them and with those of the last ones", async function () {
    this.timeout(120_000);
    for (const history of [[], ["--history", "64"]]) {
      const { code, stdout, stderr } = await runNode(
        ["--expose-gc", "test/memory/growth.ts", "--blocks", "6000", ...history],
        ROOT,
      );
      assert.equal(code, 0, stderr);
      const measured = [...stdout.matchAll(/^(engine|network): (-?\d+) bytes a block/gm)];
      assert.deepEqual(
        measured.map(([, subject]) => subject),
        ["engine", "network"],
      );
      for (const [line, , bytes] of measured) assert.ok(Number(bytes) < MOST_BYTES, line);
    }
  });
});
