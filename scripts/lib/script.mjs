// All modules of the plugin but its entry, and the packages that they run on, as one script whose compiled form can be kept
// (plugin/kept-script.ts): reading, compiling and evaluating them one by one took most of what the plugin adds to the time
// until a first block. As each module is in the script once, and nowhere else, there is one of everything that they define.
import { readFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { lazyModules } from "./lazy-modules.mjs";
import { PlainError, ROOT } from "./process.mjs";

const NAME = "plugin";
const NAMESPACE = "packed";
const EXTERNAL = "external";

/** What the script is given besides `exports`, `require` and `module`: PackedHost of plugin/packed.ts. */
const HOST = "packedHost";

/** An import or an export of another module's members in a bundle: what, and from where. */
const IMPORT = /\b(?:import|export)\b([^"'`;()]*?)\bfrom"([^"]+)"/g;

/**
 * @typedef {object} Packed
 * @property {string} file name of the script, in its directory
 * @property {Map<string, { exports: string[], imports: string[] }>} parts modules that are asked for by themselves: entries, and
 *   what is imported dynamically; with the packages that must be loaded before
 * @property {Map<string, string[]>} packages members that are imported of each package
 * @property {string[]} inputs
 * @property {import("esbuild").Metafile} metafile
 */

/**
 * Writes the script.
 *
 * @param {string} directory
 * @param {import("esbuild").BuildOptions} options of all bundles
 * @param {{ entries: string[], apart: string[] }} modules that other modules than those of the script name, and those of them
 *   that are not in it
 * @returns {Promise<Packed>}
 */
export async function pack(directory, options, { entries, apart }) {
  const { outputs, texts } = await survey(options, entries);
  const packages = membersOf(texts, options.external);
  const roots = Object.values(outputs).filter(
    ({ entryPoint }) => entryPoint !== undefined && !apart.includes(entryPoint),
  );
  const { metafile } = await build({
    ...options,
    entryPoints: [NAME],
    outdir: directory,
    entryNames: `${NAME}-[hash]`,
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    // Node knows source maps of modules only: stack traces name lines of this file, which are to be read.
    minifyWhitespace: false,
    banner: { js: `(function(exports,require,module,${HOST}){"use strict";` },
    footer: { js: "})" },
    define: { ...options.define, "import.meta.url": `${HOST}.url`, "import.meta.resolve": `${HOST}.resolve` },
    plugins: [
      lazyModules,
      dynamicParts((name) => thenOf(`${HOST}.importPart`, name)),
      otherImports,
      packedModules(
        roots.map(({ entryPoint }) => entryPoint),
        packages,
      ),
    ],
  });
  const [file, { inputs }] = Object.entries(metafile.outputs).find(([name]) => name.endsWith(".cjs"));
  if (/\bimport\(/.test(readFileSync(path.join(ROOT, file), "utf8"))) {
    throw new PlainError("Something imports dynamically by itself in the script. Use plugin/import-file.ts for that.");
  }
  const needs = packagesOf(outputs, packages);
  return {
    file: path.basename(file),
    parts: new Map(roots.map(({ entryPoint, exports }) => [entryPoint, { exports, imports: needs(entryPoint) }])),
    packages,
    inputs: Object.keys(inputs).filter((input) => inputs[input].bytesInOutput > 0),
    metafile,
  };
}

/**
 * Has dynamic imports of our own modules load parts: esbuild makes `Promise.resolve().then(() => exports)` of them, and
 * exports that have a `then` are waited for.
 *
 * @param {(part: string) => string} contentsOf
 * @param {string[]} apart modules that are none
 * @returns {import("esbuild").Plugin}
 */
export function dynamicParts(contentsOf, apart = []) {
  const namespace = "part";
  return {
    name: namespace,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\.?\// }, ({ path: specifier, kind, resolveDir }) => {
        if (kind !== "dynamic-import") return undefined;
        const file = path.relative(ROOT, path.join(resolveDir, specifier)).split(path.sep).join("/");
        return apart.includes(file) ? undefined : { path: file, namespace };
      });
      onLoad({ filter: /.*/, namespace }, ({ path: name }) => ({ contents: contentsOf(name), resolveDir: ROOT }));
    },
  };
}

/** The exports of a module that stands for the dynamic import of another. */
function thenOf(load, specifier) {
  return `export const then = (...settle) => ${load}(${JSON.stringify(specifier)}).then(...settle);`;
}

/** Dynamic imports of packages and of what only the run knows. */
const otherImports = {
  name: "other",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^./]/ }, ({ path: specifier, kind }) =>
      kind === "dynamic-import" ? { path: specifier, namespace: "other" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "other" }, ({ path: name }) => ({
      contents: thenOf(`${HOST}.importOther`, name),
    }));
    onLoad({ filter: /[\\/]plugin[\\/]import-file\.ts$/ }, () => ({
      contents: `export const importFile = ${HOST}.importOther;`,
    }));
  },
};

/** A bundle as Node would load it, to see which modules are asked for by themselves and what they import. */
async function survey(options, entryPoints) {
  const { metafile, outputFiles } = await build({
    ...options,
    entryPoints,
    outdir: NAMESPACE,
    splitting: true,
    format: "esm",
    write: false,
    sourcemap: false,
    plugins: [lazyModules],
  });
  return { outputs: metafile.outputs, texts: outputFiles.map(({ text }) => text) };
}

/** @returns {Map<string, string[]>} members that are imported of each package */
function membersOf(texts, external) {
  const found = new Map();
  for (const text of texts) {
    for (const [statement, clause, specifier] of text.matchAll(IMPORT)) {
      if (specifier.startsWith(".") || !isOneOf(external, specifier)) continue;
      const names = found.get(specifier) ?? new Set();
      found.set(specifier, names);
      const [, alone, members = ""] = /^\s*([\w$]+)?,?\s*(?:\{(.*)\})?\s*$/.exec(clause) ?? [];
      if (alone === undefined && members === "") throw new PlainError(`Import from packages by name: ${statement}`);
      if (alone !== undefined) names.add("default");
      for (const member of members.split(",").filter(Boolean)) names.add(member.trim().split(/\s+as\s+/)[0]);
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, members]) => [name, [...members].sort()]));
}

function isOneOf(external, specifier) {
  return external.some(
    (name) => specifier === name || (name.endsWith("/*") && specifier.startsWith(name.slice(0, -1))),
  );
}

/** Packages that a module and all that it imports statically import. */
function packagesOf(outputs, packages) {
  const fileOf = new Map(Object.entries(outputs).map(([file, { entryPoint }]) => [entryPoint, file]));
  return (entry) => {
    const found = new Set();
    const seen = new Set();
    const follow = (file) => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const { path: target, kind, external } of outputs[file].imports) {
        if (kind !== "import-statement") continue;
        if (external !== true) follow(target);
        else if (packages.has(target)) found.add(target);
      }
    };
    follow(fileOf.get(entry));
    return [...found].sort();
  };
}

/** @returns {import("esbuild").Plugin} */
function packedModules(parts, packages) {
  const part = (file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(`./${file}`)})`;
  return {
    name: NAMESPACE,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${NAME}$`) }, () => ({ path: NAME, namespace: NAMESPACE }));
      onLoad({ filter: /.*/, namespace: NAMESPACE }, () => ({
        contents: `export const parts = { ${parts.map(part).join(", ")} };`,
        resolveDir: ROOT,
      }));
      onResolve({ filter: /^[^./]/ }, ({ path: specifier, kind }) => {
        if (kind !== "import-statement" || !packages.has(specifier)) return undefined;
        return { path: specifier, namespace: EXTERNAL, sideEffects: false };
      });
      onLoad({ filter: /.*/, namespace: EXTERNAL }, ({ path: specifier }) => {
        const names = packages.get(specifier);
        const bindings = names.map((name) => `${name}: ${name === "default" ? "standard" : name}`);
        const exported = names.map((name) => (name === "default" ? "standard as default" : name));
        return {
          contents: `const { ${bindings.join(", ")} } = ${HOST}.external(${JSON.stringify(specifier)});
            export { ${exported.join(", ")} };`,
        };
      });
    },
  };
}
