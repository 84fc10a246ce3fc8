// Bundles the plugin and the packages of its devDependencies that it runs on into a few files of JavaScript.
//
// Loading one file for each of 600 modules took longer than all that a first test does. What stands in `dependencies`
// (and Hardhat itself, of which there may be only one) is not bundled; what the plugin imports of `devDependencies` is.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { bundledPackages, licencesOf } from "./licences.mjs";
import { bundlePage } from "./page.mjs";
import { PlainError, ROOT } from "./process.mjs";
import { dynamicParts, pack } from "./script.mjs";

/** Modules that are started by their URL, beside the file that names it: see `import.meta.url` in the sources. */
const STARTED_BY_URL = ["plugin/engine/parallel/worker.ts", "plugin/hooks/mocha-worker.ts"];

/** Where all files go that are not entries of the package: flat, so that a module finds another beside its own. */
const CHUNKS = "chunks";

/** What the HTML report is made of, beside the chunk that looks for it. */
const PAGE = "report-page";

/** The entry that Hardhat loads, with what runs at every invocation: it is not in the script, which few of them need. */
const MAIN = "plugin/index.ts";
const WITH_MAIN = ["plugin/hooks/config.ts", "plugin/hooks/hre.ts"];

/** Modules that are both in the script and outside, of which it does not matter that there are two. */
const STATELESS = [
  "plugin/analysis/models/target.ts",
  "plugin/record/types.ts",
  "plugin/report/check-formats.ts",
  "plugin/report/formats.ts",
];

/** Packages of which the benchmark has compiled contracts (bench/engine/contracts/compiled.json). */
const COMPILED = [path.join(ROOT, "node_modules", "@openzeppelin", "contracts")];

const LOADER = "packed";

/** Packages whose versions the engine asks about. */
const NAMED_VERSIONS = ["@ethereumjs/evm", "@ethereumjs/vm"];

/**
 * @param {string} outdir
 * @returns {Promise<void>}
 */
export async function bundle(outdir) {
  const manifest = readJson(path.join(ROOT, "package.json"));
  const entries = entriesOf(manifest);
  /** @type {import("esbuild").BuildOptions} */
  const options = {
    absWorkingDir: ROOT,
    bundle: true,
    platform: "node",
    target: `node${/\d+/.exec(manifest.engines.node)[0]}`,
    external: externalPackages(manifest).flatMap((name) => [name, `${name}/*`]),
    // Names stay readable in stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: "linked",
    // The plugin's own sources are published too. Those of the packages would double the size of the maps.
    sourcesContent: false,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    // Its main file holds twenty other hashes.
    alias: { "hash-wasm": "hash-wasm/dist/keccak.umd.min.js" },
    define: { BUNDLED_VERSIONS: JSON.stringify(bundledVersions()) },
  };
  const chunks = path.join(outdir, CHUNKS);
  const packed = await pack(chunks, options, { entries: [...entries, ...STARTED_BY_URL], apart: [MAIN, ...WITH_MAIN] });
  const esm = { ...options, outdir, format: "esm" };
  await build({ ...esm, entryPoints: [{ in: LOADER, out: `${CHUNKS}/${LOADER}` }], plugins: [loader(packed)] });
  const main = await build({ ...esm, entryPoints: [MAIN], outbase: ".", plugins: importingParts(MAIN) });
  checkUrls(packed.inputs);
  checkSingle(packed.inputs, main.metafile);
  for (const file of [...entries, ...STARTED_BY_URL].filter((name) => name !== MAIN)) {
    const isStarted = STARTED_BY_URL.includes(file);
    const output = isStarted ? `${CHUNKS}/${path.basename(file, ".ts")}.js` : file.replace(/\.ts$/, ".js");
    mkdirSync(path.dirname(path.join(outdir, output)), { recursive: true });
    writeFileSync(path.join(outdir, output), facade(file, output, packed));
  }
  const { packages, ...page } = await bundlePage();
  writeFileSync(path.join(chunks, `${PAGE}.json`), JSON.stringify(page));
  const directories = [...new Set([...bundledPackages(packed.metafile), ...packages, ...COMPILED])].sort();
  writeFileSync(path.join(outdir, "THIRD-PARTY-LICENSES.txt"), licencesOf(directories));
}

/** The module that every other one outside the script gets the script's modules from. */
function loader({ file, parts, packages }) {
  const needed = Object.fromEntries([...parts].map(([name, { imports }]) => [name, imports]));
  const imports = [...packages.keys()].map((name) => `${JSON.stringify(name)}: () => import(${JSON.stringify(name)})`);
  return virtual(
    new RegExp(`^${LOADER}$`),
    () => `
    import { PackedModules } from "./plugin/packed.ts";
    export const packed = new PackedModules({
      script: new URL("./${file}", import.meta.url),
      url: import.meta.url,
      resolve: import.meta.resolve,
      imports: ${JSON.stringify(needed)},
      packages: { ${imports.join(", ")} },
    });`,
  );
}

/** Has the modules outside the script import from it. */
function importingParts(entry) {
  const specifier = loaderFrom(entry);
  const contentsOf = (part) => `
    const imported = async () => (await import("${LOADER}")).packed.importPart(${JSON.stringify(part)});
    export const then = (...settle) => imported().then(...settle);`;
  const outside = {
    name: LOADER,
    setup: ({ onResolve }) =>
      onResolve({ filter: new RegExp(`^${LOADER}$`) }, () => ({ path: specifier, external: true, sideEffects: false })),
  };
  return [outside, dynamicParts(contentsOf, WITH_MAIN)];
}

/** A module that has the exports of one in the script. */
function facade(file, output, { parts }) {
  const { exports, imports } = parts.get(file);
  const bindings = exports.map((name) => (name === "default" ? "default: standard" : name));
  const exported = exports.map((name) => (name === "default" ? "standard as default" : name));
  const part = `packed.part(${JSON.stringify(file)})`;
  return [
    `import { packed } from "${loaderFrom(output)}";`,
    ...imports.map((specifier, index) => `import * as package${index} from "${specifier}";`),
    `packed.provide({ ${imports.map((specifier, index) => `"${specifier}": package${index}`).join(", ")} });`,
    ...(exports.length === 0 ? [`${part};`] : [`const { ${bindings.join(", ")} } = ${part};`]),
    ...(exports.length === 0 ? [] : [`export { ${exported.join(", ")} };`]),
    "",
  ].join("\n");
}

/** @param {string} file that imports it, below the directory of the bundle */
function loaderFrom(file) {
  const relative = path.posix.relative(path.posix.dirname(file), `${CHUNKS}/${LOADER}.js`);
  return relative.startsWith(".") ? relative : `./${relative}`;
}

/** @returns {import("esbuild").Plugin} */
function virtual(filter, contentsOf) {
  return {
    name: LOADER,
    setup({ onResolve, onLoad }) {
      onResolve({ filter }, ({ path: name }) => ({ path: name, namespace: LOADER }));
      onLoad({ filter: /.*/, namespace: LOADER }, () => ({ contents: contentsOf(), resolveDir: ROOT }));
    },
  };
}

/** Sources of the package's entries: `./dist/plugin/x.js` in `exports` is made of plugin/x.ts. */
export function entriesOf({ exports }) {
  return Object.values(exports)
    .map((entry) => (typeof entry === "string" ? entry : entry.default))
    .filter((file) => file.startsWith("./dist/") && file.endsWith(".js"))
    .map((file) => file.slice("./dist/".length).replace(/\.js$/, ".ts"));
}

function externalPackages({ dependencies = {}, optionalDependencies = {}, peerDependencies = {} }) {
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
}

/** A module that looks for a file beside itself finds it only in the directory of the chunks. */
function checkUrls(inputs) {
  const present = [...STARTED_BY_URL.map((file) => path.basename(file, ".ts")), PAGE];
  for (const input of inputs.filter(isOwn)) {
    const source = readFileSync(path.join(ROOT, input), "utf8");
    for (const [, name] of source.matchAll(/new URL\(\s*[`"]\.\/([\w-]+)[^)]*import\.meta\.url/g)) {
      if (present.includes(name)) continue;
      throw new PlainError(
        `${input} looks for "${name}" beside itself, where the bundle does not have it. Add it to STARTED_BY_URL in scripts/lib/bundle.mjs.`,
      );
    }
  }
}

function isOwn(input) {
  return /^(plugin|tasks|bench)\//.test(input);
}

/** What a module defines is there once only if the module is. */
function checkSingle(inputs, { inputs: others }) {
  const twice = Object.keys(others).filter((file) => isOwn(file) && inputs.includes(file) && !STATELESS.includes(file));
  if (twice.length === 0) return;
  throw new PlainError(
    `These modules are both in the script and outside: ${twice.join(", ")}. Import them dynamically in ${MAIN}, or add those that keep nothing to STATELESS in scripts/lib/bundle.mjs.`,
  );
}

/** As text: an object would become a module that every other one imports. */
function bundledVersions() {
  return JSON.stringify(Object.fromEntries(NAMED_VERSIONS.map((name) => [name, versionOf(name)])));
}

function versionOf(name) {
  return readJson(path.join(ROOT, "node_modules", name, "package.json")).version;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
