// Builds dist/ from plugin/ and tasks/ when the sources have changed since: declarations of types, and bundles.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeDeclarations } from "./declarations.mjs";
import { ROOT, say } from "./process.mjs";

const DIST = path.join(ROOT, "dist");
/** Hash of the sources that dist/ was built from. Outside dist/, which is published. */
const STAMP = path.join(ROOT, "node_modules", ".cache", "hardhat-parallel", "sources.sha256");
const INPUTS = [
  "plugin",
  "tasks",
  "scripts/lib",
  "tsconfig.json",
  "tsconfig.build.json",
  "package.json",
  "package-lock.json",
];

/**
 * @param {{ always?: boolean }} [options]
 * @returns {Promise<number>} exit code of the compiler
 */
export async function build({ always = false } = {}) {
  const hash = hashOf(INPUTS);
  if (!always && existsSync(path.join(DIST, "plugin", "index.js")) && readStamp() === hash) {
    return 0;
  }
  say("building dist/ from the sources...");
  // Nothing of an older build may stay: a file that has lost its source would still be published.
  rmSync(STAMP, { force: true });
  rmSync(DIST, { recursive: true, force: true });
  // Loaded only now: esbuild may not be installed yet when this file is.
  const { bundle, entriesOf } = await import("./bundle.mjs");
  const entries = entriesOf(JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")));
  const code = await writeDeclarations(DIST, entries);
  if (code === 0) {
    await bundle(DIST);
    mkdirSync(path.dirname(STAMP), { recursive: true });
    writeFileSync(STAMP, hash);
  }
  return code;
}

function readStamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, "utf8") : undefined;
}

/** SHA-256 over names and contents of files and, in order of name, of all files below directories. */
function hashOf(inputs) {
  const hash = createHash("sha256");
  const add = (file) => {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(ROOT, file)))
      .update("\0");
  };
  const visit = (entry, isDirectory) => {
    if (!isDirectory) {
      add(entry);
      return;
    }
    const children = readdirSync(path.join(ROOT, entry), { withFileTypes: true });
    children.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const child of children) {
      visit(path.join(entry, child.name), child.isDirectory());
    }
  };
  for (const input of inputs) {
    visit(input, path.extname(input) === "");
  }
  return hash.digest("hex");
}
