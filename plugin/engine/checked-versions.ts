import { readFileSync } from "node:fs";

/**
 * The versions that the levers of speed were checked with (Ethereum's tests, blocks of mainnet, random programs), up to
 * the last number. They reach into what these packages do not promise to keep: the interpreter, the opcode table,
 * the journal.
 */
export const CHECKED_VERSIONS = { "@ethereumjs/evm": "10.1", "@ethereumjs/vm": "10.1" } as const;

/**
 * Set by the build: the versions that are part of the built package, by name, as JSON. There is no such thing when the
 * sources run.
 */
declare const BUNDLED_VERSIONS: string | undefined;

type Package = keyof typeof CHECKED_VERSIONS;

/** Packages with a version other than the checked one, as `name version`. */
export function uncheckedVersions(installed: (name: Package) => string | undefined = installedVersion): string[] {
  const unchecked: string[] = [];
  for (const [name, checked] of Object.entries(CHECKED_VERSIONS) as [Package, string][]) {
    const version = installed(name);
    if (version?.startsWith(`${checked}.`) !== true) unchecked.push(`${name} ${version ?? "of unknown version"}`);
  }
  return unchecked;
}

let warned = false;

/** Warns, once in a process, when what is installed is not what was checked. */
export function warnOfUncheckedVersions(unchecked: () => readonly string[] = uncheckedVersions): void {
  if (warned) return;
  warned = true;
  const packages = unchecked();
  if (packages.length === 0) return;
  const checked = Object.entries(CHECKED_VERSIONS).map(([name, version]) => `${name} ${version}`);
  process.emitWarning(
    `The parallel engine was checked with ${checked.join(" and ")}, but runs with ${packages.join(" and ")}. ` +
      "Set `verify: true` in the network's `parallel` setting to have every block compared with plain @ethereumjs/vm.",
    "HardhatParallelWarning",
  );
}

function installedVersion(name: Package): string | undefined {
  if (typeof BUNDLED_VERSIONS !== "undefined") return (JSON.parse(BUNDLED_VERSIONS) as Record<string, string>)[name];
  // A package need not export its package.json, so it is looked for above its entry point.
  for (let place = new URL("./", import.meta.resolve(name)); place.pathname !== "/"; place = new URL("../", place)) {
    const found = readManifest(new URL("package.json", place));
    if (found?.name === name) return found.version;
  }
  return undefined;
}

function readManifest(file: URL): { name?: string; version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
