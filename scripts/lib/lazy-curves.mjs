// Elliptic curves that are made when something first asks for them: most runs never do, and making them takes a tenth of
// the time until a first block. To be used with esbuild, which knows no `import defer` yet.
import { readFile } from "node:fs/promises";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { PlainError } from "./process.mjs";

/** What is imported of which module, by functions only once `foldConstants` is through. */
const CURVES = {
  "@noble/curves/bls12-381.js": "bls12_381",
  "@noble/curves/bn254.js": "bn254",
  "@noble/curves/nist.js": "p256",
  "@noble/curves/secp256k1.js": "secp256k1",
};

/** What modules take from a curve while they are evaluated themselves, and what stands for it. */
const CONSTANTS = [
  {
    file: /@ethereumjs\/util\/dist\/esm\/constants\.js$/,
    fold: (source) => replaced(source, "secp256k1.Point.CURVE().n", `${secp256k1.Point.CURVE().n}n`),
  },
  {
    file: /@ethereumjs\/evm\/dist\/esm\/precompiles\/bls12_381\/noble\.js$/,
    fold: (source) =>
      ["G1", "G2"].reduce((text, group) => {
        const zero = `bls12_381.${group}.Point.ZERO`;
        return replaced(text, `const ${group}_ZERO = ${zero};`, "").replaceAll(`${group}_ZERO`, zero);
      }, source),
  },
];

const LAZY = "lazy-curve";

/** @returns {import("esbuild").Plugin} */
export const lazyCurves = {
  name: LAZY,
  setup(build) {
    build.onResolve({ filter: /^@noble\/curves\// }, ({ path: specifier, pluginData, kind }) => {
      if (pluginData === LAZY || kind === "require-call" || !Object.hasOwn(CURVES, specifier)) return undefined;
      return { path: specifier, namespace: LAZY, sideEffects: false };
    });
    build.onLoad({ filter: /.*/, namespace: LAZY }, ({ path: specifier }) => {
      const name = CURVES[specifier];
      const contents = `
        let curve;
        const load = () => (curve ??= require("${specifier}").${name});
        export const ${name} = new Proxy({}, { get: (_, key) => load()[key] });`;
      return { contents, resolveDir: build.initialOptions.absWorkingDir };
    });
    for (const { file, fold } of CONSTANTS) {
      build.onLoad({ filter: file }, async ({ path: name }) => ({ contents: fold(await readFile(name, "utf8")) }));
    }
  },
};

function replaced(source, text, by) {
  if (!source.includes(text)) throw new PlainError(`"${text}" is not there any more: see scripts/lib/lazy-curves.mjs`);
  return source.replace(text, () => by);
}
