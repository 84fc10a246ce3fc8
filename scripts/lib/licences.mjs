// The licences of bundled packages, in one text that is published beside them.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { PlainError, ROOT } from "./process.mjs";

const RULE = `\n${"-".repeat(100)}\n\n`;

/** Texts that their packages come without, by name of the package. */
const KEPT_TEXTS = {
  "@openzeppelin/contracts": path.join(ROOT, "bench", "engine", "contracts", "LICENSE.openzeppelin.txt"),
};

const INTRODUCTION = `The files in this directory contain code of the packages below, as a bundler has put it together. Each stays
under its own licence, and its source is to be had where it says.
`;

/** Licences whose text names nobody, so that it is the same for all packages. */
const TEXT_NAMES_NOBODY = ["MPL-2.0"];

/**
 * Whose code it is, under which licence, and where its source is.
 *
 * @param {string[]} directories of packages
 * @returns {string}
 */
export function licencesOf(directories) {
  const packages = directories.map(describePackage);
  const byText = Map.groupBy(packages, (described) => described.text ?? sharedText(described, packages));
  const parts = [...byText].map(([text, group]) => `${group.map(({ title }) => title).join("\n")}\n\n${text}\n`);
  return [INTRODUCTION, ...parts].join(RULE);
}

/**
 * Directories of the packages of which a bundle contains something, in order of name.
 *
 * @param {import("esbuild").Metafile} metafile
 * @returns {string[]}
 */
export function bundledPackages({ outputs }) {
  const found = new Map();
  for (const { inputs } of Object.values(outputs)) {
    for (const input of Object.keys(inputs)) {
      const [directory, name] = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)(?=\/)/.exec(input) ?? [];
      if (directory !== undefined) found.set(name, path.join(ROOT, directory));
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, directory]) => directory);
}

function describePackage(directory) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8"));
  const own = readdirSync(directory).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  const file = own === undefined ? KEPT_TEXTS[name] : path.join(directory, own);
  // The Apache License asks for the notices, too.
  const notice = readdirSync(directory).find((entry) => /^notice(\.|$)/i.test(entry));
  const noticeFile = notice === undefined ? undefined : path.join(directory, notice);
  const texts = [file, noticeFile].filter((name) => name !== undefined).map(readText);
  const text = file === undefined ? undefined : texts.join("\n\n");
  const title = `${name} ${version} (${license}), https://www.npmjs.com/package/${name}/v/${version}`;
  return { name, license, title, text };
}

function readText(file) {
  return readFileSync(file, "utf8").replaceAll("\r\n", "\n").trim();
}

/** A package may come without the text of its licence, if that is one of those that are the same everywhere. */
function sharedText({ name, license }, packages) {
  const other = packages.find(({ license: id, text }) => id === license && text !== undefined);
  if (!TEXT_NAMES_NOBODY.includes(license) || other === undefined) {
    throw new PlainError(`${name} comes without the text of its licence (${license}): it cannot be bundled.`);
  }
  return other.text;
}
