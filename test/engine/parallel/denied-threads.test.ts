import assert from "node:assert/strict";
import { ROOT, runNode } from "../../helpers/run.ts";

describe("A process that may not start worker threads", () => {
  it("executes blocks one by one, warns once, and ends", async () => {
    // Node's permission model refuses what is not allowed by name; --allow-addons is for the native parts of Hardhat.
    const permissions = ["--permission", "--allow-fs-read=*", "--allow-addons"];
    const { code, stdout, stderr } = await runNode([...permissions, "test/helpers/idle-engine.ts"], ROOT);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trim(), "sequential");
    const warnings = stderr.match(/HardhatParallelWarning: .*/g) ?? [];
    assert.equal(warnings.length, 1, stderr);
    assert.match(
      warnings[0] as string,
      /Worker threads cannot be started \(.*\): blocks are executed on the main thread/,
    );
  });
});
