import { importFile } from "./import-file.ts";
import { loadScript } from "./kept-script.ts";

/** The exports of a module, as `import()` returns them. */
type Exports = Readonly<Record<string, unknown>>;

/** What the build knows of the modules that it has packed into one script. */
export interface Packing {
  /** The script, whose `parts` evaluate a module and return its exports. */
  readonly script: URL;
  /** Where the packed modules think that they are: what they look for beside themselves is there. */
  readonly url: string;
  readonly resolve: (specifier: string) => string;
  /** Packages that a part imports, and all that it imports statically, by the part's name. */
  readonly imports: Readonly<Record<string, readonly string[]>>;
  /** Load what parts import. */
  readonly packages: Readonly<Record<string, () => Promise<Exports>>>;
}

/** What the packed modules are given, besides what every module in CommonJS is. */
export interface PackedHost {
  readonly url: string;
  readonly resolve: (specifier: string) => string;
  /** A package that has been loaded. */
  readonly external: (specifier: string) => Exports;
  /** Stands for `import()` of a part. */
  readonly importPart: (name: string) => Promise<Exports>;
  /** Stands for `import()` of anything else: Node warns of scripts that use its own. */
  readonly importOther: (specifier: string) => Promise<unknown>;
}

/**
 * The modules of the built package. All of them are in one script, each once, whichever way it is asked for, so that what V8
 * has compiled of them can be kept (see `loadScript`). What is imported from other packages is loaded before, by Node's own
 * `import`, as there may be but one Hardhat.
 */
export class PackedModules {
  readonly #packing: Packing;
  readonly #packages = new Map<string, Exports>();
  #parts: Readonly<Record<string, () => Exports>> | undefined;
  #used: (part: string) => void = () => {};

  constructor(packing: Packing) {
    this.#packing = packing;
  }

  /** Gives the packages that a part imports, which are loaded already. */
  provide(packages: Readonly<Record<string, Exports>>): void {
    for (const [specifier, exports] of Object.entries(packages)) this.#packages.set(specifier, exports);
  }

  /** The exports of a part, whose packages have been given. It is evaluated once. */
  part(name: string): Exports {
    this.#parts ??= this.#load();
    this.#used(name);
    const evaluate = this.#parts[name];
    if (evaluate === undefined) throw new Error(`There is no part "${name}" in ${this.#packing.script}`);
    return evaluate();
  }

  /** The exports of a part, when all that it imports is loaded. */
  async importPart(name: string): Promise<Exports> {
    const { imports, packages } = this.#packing;
    const missing = (imports[name] ?? []).filter((specifier) => !this.#packages.has(specifier));
    await Promise.all(
      missing.map(async (specifier) => this.#packages.set(specifier, (await packages[specifier]?.()) ?? {})),
    );
    return this.part(name);
  }

  #load(): Readonly<Record<string, () => Exports>> {
    const { script, url, resolve } = this.#packing;
    const host: PackedHost = {
      url,
      resolve,
      external: (specifier) => {
        const exports = this.#packages.get(specifier);
        if (exports === undefined) throw new Error(`"${specifier}" has not been loaded for ${script}`);
        return exports;
      },
      importPart: (name) => this.importPart(name),
      importOther: importFile,
    };
    const loaded = loadScript(script, host);
    this.#used = loaded.used;
    return (loaded.exports as { parts: Readonly<Record<string, () => Exports>> }).parts;
  }
}
