import assert from "node:assert/strict";
import { ROOT, runNode } from "./run.ts";

/** Makes sure that dist/ is what the sources say: examples and installed packages run from it. */
export async function ensureBuilt(): Promise<void> {
  const { code, stdout, stderr } = await runNode(["scripts/run.mjs", "build", "--if-changed"], ROOT);
  assert.equal(code, 0, `The sources do not compile:\n${stdout}${stderr}`);
}
