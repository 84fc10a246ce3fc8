import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cachedDataVersionTag } from "node:v8";
import vm from "node:vm";
import { isMainThread } from "node:worker_threads";
import { checkWritable, type KeptCode, readKept, writeKept } from "./kept-code.ts";

/** Makes the exports of a module in CommonJS. */
type ModuleFunction = (exports: object, require: NodeJS.Require, module: { exports: object }, host: unknown) => void;

export interface LoadedScript {
  readonly exports: object;
  /** Says that a part of the script is used from now on: the code that it takes is to be kept, too. */
  used(part: string): void;
}

/**
 * Evaluates a script whose value is a function around a module in CommonJS, as the build makes one of the plugin.
 *
 * What V8 has compiled of it is kept for the next process. Node can do that for all modules of a process
 * (NODE_COMPILE_CACHE), but not for those of one package alone. What is kept is for one version and set of flags of V8, and
 * for one content of the script, which the script's name has to tell. Where nothing can be read or written, the script is
 * compiled anew.
 *
 * NODE_DISABLE_COMPILE_CACHE turns that off, as it does for Node's own.
 *
 * @param host given to the script
 */
export function loadScript(url: URL, host: unknown): LoadedScript {
  const filename = fileURLToPath(url);
  const directory = cacheDirectory(filename);
  const file = directory === undefined ? undefined : keptFile(directory, filename);
  const kept = file === undefined ? undefined : readKept(file);
  const script = new vm.Script(readFileSync(filename, "latin1"), {
    filename,
    cachedData: kept?.code,
  });
  const module = { exports: {} };
  (script.runInThisContext() as ModuleFunction)(module.exports, createRequire(url), module, host);
  const keeper =
    file === undefined || !isMainThread
      ? undefined
      : new Keeper(file, script, script.cachedDataRejected === true ? undefined : kept);
  return { exports: module.exports, used: (part) => keeper?.used(part) };
}

/** How many processes add what they have compiled, whatever they use of the script; after that, only those that use more. */
const ALWAYS_TIMES = 3;
const MOST_TIMES = 12;

/**
 * A process has run then what a start takes. By its end, V8 may have thrown away the code that only the start took.
 */
const KEEP_AFTER_MILLISECONDS = 2000;

/** Keeps what V8 has compiled of a script, when something of it was used of which it is not kept yet. */
class Keeper {
  readonly #file: string;
  readonly #script: vm.Script;
  readonly #parts: Set<string>;
  #isUsable: boolean;
  #times: number;
  /** It has done so once. */
  #hasKept = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #keep = (): void => this.#keepNow();

  constructor(file: string, script: vm.Script, kept: KeptCode | undefined) {
    this.#file = file;
    this.#script = script;
    this.#isUsable = kept !== undefined;
    this.#parts = new Set(kept?.parts);
    this.#times = kept?.times ?? 0;
  }

  used(part: string): void {
    const isMore = !this.#parts.has(part);
    this.#parts.add(part);
    const adds = isMore ? this.#times < MOST_TIMES : this.#times < ALWAYS_TIMES && !this.#hasKept;
    if (!adds || this.#timer !== undefined) return;
    this.#timer = setTimeout(this.#keep, KEEP_AFTER_MILLISECONDS).unref();
    process.once("exit", this.#keep);
  }

  #keepNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    process.removeListener("exit", this.#keep);
    this.#hasKept = true;
    this.#times += 1;
    try {
      checkWritable(this.#file);
      const own = this.#script.createCachedData();
      // Of another process, or of this one before V8 has thrown some of it away.
      const kept = this.#isUsable ? readKept(this.#file) : undefined;
      const code = kept !== undefined && kept.code.length > own.length ? kept.code : own;
      const parts = [...new Set([...(kept?.parts ?? []), ...this.#parts])];
      writeKept(this.#file, { code, parts, times: (kept?.times ?? 0) + 1 });
      this.#isUsable = true;
    } catch {
      // The next process compiles the script as well.
    }
  }
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
