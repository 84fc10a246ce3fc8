// The packages that the engine runs on, as one script whose compiled form can be kept (plugin/kept-script.ts): compiling
// them was a quarter of what the plugin adds to the time until a first block.
import path from "node:path";
import { build } from "esbuild";
import { lazyModules } from "./lazy-modules.mjs";
import { PlainError, ROOT } from "./process.mjs";

/** None of them keeps anything to itself that another copy, of the user's, would have to know. */
const PACKAGES = /^(@ethereumjs\/|@noble\/curves\/)/;

const NAMESPACE = "packages";
const LOADER = path.join(ROOT, "plugin", "kept-script.ts");

/** An import or an export of another module's members in a bundle: what, and from where. */
const IMPORT = /\b(?:import|export)\b([^"'`;()]*?)\bfrom"([^"]+)"/g;

/**
 * Writes the script, and tells how the bundle of the plugin's own modules finds in it what it imports.
 *
 * @param {string} directory of the script, and of all modules that import from it
 * @param {import("esbuild").BuildOptions} options of the bundle
 * @returns {Promise<{ plugin: import("esbuild").Plugin, metafile: import("esbuild").Metafile }>}
 */
export async function bundlePackages(directory, options) {
  const imports = await importsOf(options);
  const { metafile } = await build({
    ...options,
    entryPoints: [NAMESPACE],
    outdir: directory,
    entryNames: `${NAMESPACE}-[hash]`,
    outExtension: { ".js": ".cjs" },
    splitting: false,
    format: "cjs",
    banner: { js: '(function(exports,require,module){"use strict";' },
    footer: { js: "})" },
    plugins: [lazyModules, generated(/^packages$/, () => imports.map(reexport).join("\n"))],
  });
  const script = Object.keys(metafile.outputs).find((file) => file.endsWith(".cjs"));
  return { plugin: importing(imports, path.basename(script)), metafile };
}

/** Is it one of the modules that import from the script? */
export function importsPackages(input) {
  return input.startsWith(`${NAMESPACE}:`);
}

/**
 * What the sources import of the packages, which is in the bundle that leaves the packages out.
 *
 * @returns {Promise<[specifier: string, names: string[]][]>}
 */
async function importsOf(options) {
  const leavingOut = {
    name: NAMESPACE,
    setup: ({ onResolve }) => onResolve({ filter: PACKAGES }, () => ({ external: true, sideEffects: false })),
  };
  const { outputFiles } = await build({
    ...options,
    write: false,
    sourcemap: false,
    metafile: false,
    plugins: [leavingOut],
  });
  const found = new Map();
  for (const { text } of outputFiles) {
    for (const [statement, clause, specifier] of text.matchAll(IMPORT)) {
      if (!PACKAGES.test(specifier)) continue;
      const members = /^\{(.*)\}$/.exec(clause.trim())?.[1];
      if (members === undefined) throw new PlainError(`Import from these packages by name: ${statement}`);
      const names = found.get(specifier) ?? new Set();
      for (const member of members.split(",")) names.add(member.trim().split(/\s+as\s+/)[0]);
      found.set(specifier, names);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([specifier, names]) => [specifier, [...names].sort()]);
}

/** Members of two packages may have the same name. */
function reexport([specifier, names], index) {
  return `export { ${names.map((name) => `${name} as ${name}_${index}`).join(", ")} } from "${specifier}";`;
}

/** Modules in the place of the packages, each of which takes its exports from those of the script. */
function importing(imports, script) {
  return generated(PACKAGES, (specifier) => {
    const index = imports.findIndex(([known]) => known === specifier);
    const names = imports[index][1].map((name) => `${name}_${index}: ${name}`);
    return `
      import { loadScript } from ${JSON.stringify(LOADER)};
      export const { ${names.join(", ")} } = loadScript(new URL("./${script}", import.meta.url));`;
  });
}

/** @returns {import("esbuild").Plugin} */
function generated(filter, contentsOf) {
  return {
    name: NAMESPACE,
    setup({ onResolve, onLoad }) {
      onResolve({ filter }, ({ path: specifier }) => ({ path: specifier, namespace: NAMESPACE, sideEffects: false }));
      onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path: specifier }) => {
        return { contents: contentsOf(specifier), resolveDir: ROOT };
      });
    },
  };
}
