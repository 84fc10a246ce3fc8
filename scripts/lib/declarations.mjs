// Type declarations of the package: those that a user's compiler can reach, and no others.
import { readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import path from "node:path";
import { ROOT, runNode } from "./process.mjs";

/**
 * Writes the declarations below `outdir`. The compiler checks all sources for that.
 *
 * @param {string} outdir
 * @param {string[]} entries sources, relative to the root
 * @returns {Promise<number>} exit code of the compiler
 */
export async function writeDeclarations(outdir, entries) {
  const tsc = path.join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const { code } = await runNode([tsc, "-p", "tsconfig.build.json", "--outDir", outdir]);
  if (code === 0) {
    const reached = new Set();
    for (const entry of entries) follow(path.join(outdir, entry.replace(/\.ts$/, ".d.ts")), reached);
    prune(outdir, reached);
  }
  return code;
}

/** Adds a declaration and all those that it imports. */
function follow(file, reached) {
  if (reached.has(file)) return;
  reached.add(file);
  for (const [, specifier] of readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport\(?)\s*"(\.[^"]*)"/g)) {
    follow(path.resolve(path.dirname(file), specifier.replace(/\.(ts|js)$/, ".d.ts")), reached);
  }
}

function prune(directory, reached) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const place = path.join(directory, entry.name);
    if (entry.isDirectory()) prune(place, reached);
    else if (/\.d\.ts(\.map)?$/.test(place) && !reached.has(place.replace(/\.map$/, ""))) rmSync(place);
  }
  if (readdirSync(directory).length === 0) rmdirSync(directory);
}
