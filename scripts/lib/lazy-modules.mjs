// Modules of packages, and tables, that are made when something first asks for them: most runs never do, and elliptic curves
// alone were a tenth of what the plugin adds to the time until a first block. To be used with esbuild, which knows no
// `import defer`.
import { readFile } from "node:fs/promises";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { PlainError } from "./process.mjs";

const NAMESPACE = "lazy";

/** Which member of each the packages import, for functions to use only (see `CONSTANTS`). */
const CURVES = {
  "@noble/curves/bls12-381.js": "bls12_381",
  "@noble/curves/bn254.js": "bn254",
  "@noble/curves/nist.js": "p256",
  "@noble/curves/secp256k1.js": "secp256k1",
};

/** What modules compute while they are evaluated, and what stands for it. */
const CONSTANTS = [
  {
    file: /@ethereumjs\/util\/dist\/esm\/constants\.js$/,
    fold: (source) => replaced(source, "secp256k1.Point.CURVE().n", `${secp256k1.Point.CURVE().n}n`),
  },
  {
    // Blocks without a header are executed by nobody here.
    file: /@ethereumjs\/vm\/dist\/esm\/runTx\.js$/,
    fold: (source) => {
      const made = "const DEFAULT_HEADER = createBlockHeader();";
      const [before, after] = replaced(source, made, made).split(made);
      const lazy = "let header;\nconst defaultHeader = () => (header ??= createBlockHeader());";
      return `${before}${lazy}${after.replaceAll("DEFAULT_HEADER", "defaultHeader()")}`;
    },
  },
  {
    file: /@ethereumjs\/evm\/dist\/esm\/eof\/util\.js$/,
    fold: (source) =>
      replaced(source, "keccak_256(EOFBYTES)", `Uint8Array.from([${keccak_256(Uint8Array.of(0xef, 0))}])`),
  },
  {
    // A table of 65,536 numbers takes 2 ms to make, and looking one up comes after what takes longer than making it.
    file: /@ethereumjs\/util\/dist\/esm\/bytes\.js$/,
    fold: (source) => {
      const filling = "for (let i = 0; i <= 256 * 256 - 1; i++) {\n    BIGINT_CACHE[i] = BigInt(i);\n}";
      return ["bytes[0]", "bytes[0] * 256 + bytes[1]"].reduce(
        (text, index) => replaced(text, `BIGINT_CACHE[${index}]`, `BigInt(${index})`),
        replaced(source, filling, ""),
      );
    },
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

/** @returns {import("esbuild").Plugin} */
export const lazyModules = {
  name: NAMESPACE,
  setup({ onResolve, onLoad, initialOptions }) {
    onResolve({ filter: /^(@noble\/curves\/.*|debug)$/ }, ({ path: specifier, kind }) => {
      if (kind === "require-call" || (specifier !== "debug" && !Object.hasOwn(CURVES, specifier))) return undefined;
      return { path: specifier, namespace: NAMESPACE, sideEffects: false };
    });
    onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path: specifier }) => {
      const contents = specifier === "debug" ? lazyDebug() : lazyCurve(specifier);
      return { contents, resolveDir: initialOptions.absWorkingDir };
    });
    for (const { file, fold } of CONSTANTS) {
      onLoad({ filter: file }, async ({ path: name }) => ({ contents: fold(await readFile(name, "utf8")) }));
    }
  },
};

function lazyCurve(specifier) {
  const name = CURVES[specifier];
  return `
    let curve;
    const load = () => (curve ??= require("${specifier}").${name});
    export const ${name} = new Proxy({}, { get: (_, key) => load()[key] });`;
}

/** Looking at the terminal, and loading what it takes to write there, is for those who have asked for messages. */
function lazyDebug() {
  return `
    const silent = Object.assign(() => {}, { enabled: false });
    export default (namespace) => (process.env.DEBUG ? require("debug")(namespace) : silent);`;
}

function replaced(source, text, by) {
  if (!source.includes(text)) throw new PlainError(`"${text}" is not there any more: see scripts/lib/lazy-modules.mjs`);
  return source.replace(text, () => by);
}
