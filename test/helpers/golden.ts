import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Escape characters stand as this sign in golden files, so that showing one commands no terminal. */
const VISIBLE_ESCAPE = "␛";

/**
 * Compares a text with a file of this folder's `golden/`. After an intended change, `UPDATE_GOLDEN=1 npm test` writes
 * the files again: read their difference before committing it.
 *
 * @param moduleUrl `import.meta.url` of the test.
 */
export function assertGolden(moduleUrl: string, name: string, text: string): void {
  const file = fileURLToPath(new URL(`./golden/${name}.txt`, moduleUrl));
  const visible = `${text.replaceAll("\u001b", VISIBLE_ESCAPE)}\n`;
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, visible);
  }
  assert.equal(visible, readFileSync(file, "utf8"));
}
