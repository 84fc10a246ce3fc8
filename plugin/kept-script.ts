import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cachedDataVersionTag } from "node:v8";
import vm from "node:vm";
import { isMainThread } from "node:worker_threads";
import { crc32 } from "node:zlib";

/** Makes the exports of a module in CommonJS. */
type ModuleFunction = (exports: object, require: NodeJS.Require, module: { exports: object }) => void;

const CHECKSUM_BYTES = 4;

const loaded = new Map<string, object>();

/**
 * Evaluates a script whose value is a function around a module in CommonJS, as the build makes one of the packages that
 * the plugin runs on, and returns what the module exports. It is evaluated once in each thread.
 *
 * What V8 has compiled by the end of a process is kept for the next, which has its first block 20 ms sooner. Node can do
 * that for all modules of a process (NODE_COMPILE_CACHE), but not for those of one package alone. What is kept is for one
 * version and set of flags of V8, and for one content of the script, which the script's name has to tell. Where nothing
 * can be read or written, the script is compiled anew.
 *
 * NODE_DISABLE_COMPILE_CACHE turns that off, as it does for Node's own.
 */
export function loadScript(url: URL, directory: string | undefined = cacheDirectory(fileURLToPath(url))): object {
  const known = loaded.get(url.href);
  if (known !== undefined) return known;
  const filename = fileURLToPath(url);
  const kept = directory === undefined ? undefined : keptFile(directory, filename);
  const cachedData = kept === undefined ? undefined : readKept(kept);
  const script = new vm.Script(readFileSync(filename, "latin1"), { filename, cachedData });
  const module = { exports: {} };
  (script.runInThisContext() as ModuleFunction)(module.exports, createRequire(url), module);
  loaded.set(url.href, module.exports);
  if (kept !== undefined && isMainThread && (cachedData === undefined || script.cachedDataRejected === true)) {
    // By then all has run that a first block needs.
    process.once("exit", () => keep(kept, script));
  }
  return module.exports;
}

/** The directory for such things in the `node_modules` that the file is in; in a repository, that which it imports from. */
function cacheDirectory(file: string): string | undefined {
  if (process.env.NODE_DISABLE_COMPILE_CACHE) return undefined;
  const installed = file.lastIndexOf(`${path.sep}node_modules${path.sep}`);
  const root = installed < 0 ? repositoryOf(file) : file.slice(0, installed);
  return root === undefined ? undefined : path.join(root, "node_modules", ".cache", "hardhat-parallel");
}

function repositoryOf(file: string): string | undefined {
  const directory = path.dirname(file);
  if (directory === file) return undefined;
  const modules = statSync(path.join(directory, "node_modules"), { throwIfNoEntry: false });
  return modules?.isDirectory() === true ? directory : repositoryOf(directory);
}

function keptFile(directory: string, script: string): string {
  return path.join(directory, `${path.basename(script)}.${cachedDataVersionTag().toString(16)}`);
}

/** V8 does not look for damage: it would execute whatever there is. */
function readKept(file: string): Buffer | undefined {
  try {
    const bytes = readFileSync(file);
    const data = bytes.subarray(CHECKSUM_BYTES);
    return bytes.readUInt32LE(0) === crc32(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

function keep(file: string, script: vm.Script): void {
  try {
    const data = script.createCachedData();
    const checksum = Buffer.alloc(CHECKSUM_BYTES);
    checksum.writeUInt32LE(crc32(data));
    const directory = path.dirname(file);
    mkdirSync(directory, { recursive: true });
    // Other processes may be reading it, or writing it too.
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, Buffer.concat([checksum, data]));
    renameSync(temporary, file);
    forgetOthers(directory, file);
  } catch {
    // The next process compiles the script as well.
  }
}

/** Removes what is kept of other builds of the same script: `name-HASH.cjs.TAG`. */
function forgetOthers(directory: string, file: string): void {
  const [own = "", name = ""] = /^(.*)-[^-]*\.cjs/.exec(path.basename(file)) ?? [];
  if (own === "") return;
  for (const entry of readdirSync(directory)) {
    const isBuild = entry.startsWith(`${name}-`) && /^[^-]*\.cjs\./.test(entry.slice(name.length + 1));
    if (isBuild && !entry.startsWith(own)) rmSync(path.join(directory, entry), { force: true });
  }
}
