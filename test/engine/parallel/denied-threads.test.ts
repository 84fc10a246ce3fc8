import assert from "node:assert/strict";
import { ROOT, runNode } from "../../helpers/run.ts";

async function warningsOf(...options: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await runNode([...options, "test/helpers/idle-engine.ts"], ROOT);
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trim(), "sequential");
  return stderr.match(/HardhatParallelWarning: .*/g) ?? [];
}

describe("A process that executes blocks one by one, warns once, and ends", () => {
  it("is one that may not start worker threads", async () => {
    // Node's permission model refuses what is not allowed by name; --allow-addons is for the native parts of Hardhat.
    const warnings = await warningsOf("--permission", "--allow-fs-read=*", "--allow-addons");
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0] as string,
      /Worker threads cannot be started \(.*\): blocks are executed on the main thread/,
    );
  });

  it("is one without shared memory", async () => {
    const warnings = await warningsOf("--import", "data:text/javascript,delete globalThis.SharedArrayBuffer");
    assert.deepEqual(warnings, [
      "HardhatParallelWarning: There is no SharedArrayBuffer in this process: blocks are executed on the main thread.",
    ]);
  });
});
