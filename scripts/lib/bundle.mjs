// Bundles the plugin and the packages of its devDependencies that it runs on into a few files of JavaScript.
//
// Loading one file for each of 600 modules took longer than all that a first test does. What stands in `dependencies`
// (and Hardhat itself, of which there may be only one) is not bundled; what the plugin imports of `devDependencies` is.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { bundledPackages, licencesOf } from "./licences.mjs";
import { bundlePackages, importsPackages } from "./packages.mjs";
import { bundlePage } from "./page.mjs";
import { PlainError, ROOT } from "./process.mjs";

/** Modules that are started by their URL, beside the file that names it: see `import.meta.url` in the sources. */
const STARTED_BY_URL = ["plugin/engine/parallel/worker.ts", "plugin/hooks/mocha-worker.ts"];

/** Where all files go that are not entries of the package: flat, so that a module finds another beside its own. */
const CHUNKS = "chunks";

/** What the HTML report is made of, beside the chunk that looks for it. */
const PAGE = "report-page";

/** Packages whose versions the engine asks about. */
const NAMED_VERSIONS = ["@ethereumjs/evm", "@ethereumjs/vm"];

/**
 * @param {string} outdir
 * @returns {Promise<void>}
 */
export async function bundle(outdir) {
  const manifest = readJson(path.join(ROOT, "package.json"));
  const entryPoints = [
    ...entriesOf(manifest).map((file) => ({ in: file, out: file.replace(/\.ts$/, "") })),
    ...STARTED_BY_URL.map((file) => ({ in: file, out: `${CHUNKS}/${path.basename(file, ".ts")}` })),
  ];
  /** @type {import("esbuild").BuildOptions} */
  const options = {
    absWorkingDir: ROOT,
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: `node${/\d+/.exec(manifest.engines.node)[0]}`,
    external: externalPackages(manifest).flatMap((name) => [name, `${name}/*`]),
    chunkNames: `${CHUNKS}/[name]-[hash]`,
    // Names stay readable in stack traces; without white space half as much has to be read and parsed.
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
    // Packages in CommonJS ask for modules of Node, for which bundles in ESM have no function of their own.
    banner: { js: 'import{createRequire as hpRequire}from"node:module";const require=hpRequire(import.meta.url);' },
  };
  const script = await bundlePackages(path.join(outdir, CHUNKS), options);
  const { metafile } = await build({ ...options, plugins: [script.plugin] });
  checkUrls(metafile);
  const { packages, ...page } = await bundlePage();
  writeFileSync(path.join(outdir, CHUNKS, `${PAGE}.json`), JSON.stringify(page));
  const bundled = [metafile, script.metafile].flatMap(bundledPackages);
  const directories = [...new Set([...bundled, ...packages])].sort();
  writeFileSync(path.join(outdir, "THIRD-PARTY-LICENSES.txt"), licencesOf(directories));
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

/**
 * A module that looks for a file beside itself finds it only if it went to the directory of the chunks, and the file
 * did.
 */
function checkUrls({ outputs }) {
  const started = [...STARTED_BY_URL.map((file) => path.basename(file, ".ts")), PAGE];
  for (const [output, { inputs }] of Object.entries(outputs)) {
    const isChunk = path.basename(path.dirname(output)) === CHUNKS;
    if (!isChunk && Object.keys(inputs).some(importsPackages)) {
      throw new PlainError(`${output} imports packages, and is not beside the script that they are in.`);
    }
    for (const input of Object.keys(inputs).filter((file) => /^(plugin|tasks)\//.test(file))) {
      const source = readFileSync(path.join(ROOT, input), "utf8");
      for (const [, name] of source.matchAll(/new URL\(\s*[`"]\.\/([\w-]+)[^)]*import\.meta\.url/g)) {
        if (started.includes(name) && isChunk) continue;
        throw new PlainError(
          `${input} looks for "${name}" beside itself, where the bundle does not have it. Add it to STARTED_BY_URL in scripts/lib/bundle.mjs.`,
        );
      }
    }
  }
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
