import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunRecord } from "../../plugin/record/types.ts";
import { ensureBuilt } from "../helpers/dist.ts";
import { type Finished, ROOT, run, runHardhat, runNode } from "../helpers/run.ts";

const PROJECT = path.join(ROOT, "test", "fixture-projects", "installed");

/** What the user's project installs itself. All else that the plugin needs must be among its own dependencies. */
const INSTALLED_BY_USER = [
  "hardhat",
  "@nomicfoundation/hardhat-toolbox-mocha-ethers",
  "chai",
  "solc",
  "@types/node",
  "@types/mocha",
];

const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
};

describe("The published package", () => {
  let directory: string;
  let project: string;
  let files: string[];

  before(async function () {
    this.timeout(240_000);
    await ensureBuilt();
    directory = await mkdtemp(path.join(tmpdir(), "hardhat-parallel-pack-"));
    files = await pack(directory);
    project = path.join(directory, "project");
    await install(directory, project);
  });

  after(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it("contains the compiled plugin, its sources, its contracts, the schemas of its files and nothing else", () => {
    const expected = [
      /^dist\/(plugin|tasks)\/.+\.(js|d\.ts)(\.map)?$/,
      /^(plugin|tasks)\/.+\.ts$/,
      /^contracts\/.+\.sol$/,
      /^docs\/.+\.schema\.json$/,
      /^(README\.md|LICENSE|package\.json)$/,
    ];
    assert.deepEqual(
      files.filter((file) => !expected.some((pattern) => pattern.test(file))),
      [],
    );
    for (const file of ["README.md", "LICENSE", "package.json"]) {
      assert.ok(files.includes(file), `${file} is missing`);
    }
  });

  it("has a compiled file for every source, and a source for every compiled file", () => {
    const named = (pattern: RegExp) => files.flatMap((file) => pattern.exec(file)?.[1] ?? []).sort();
    assert.deepEqual(named(/^dist\/(.+)\.js$/), named(/^((?:plugin|tasks)\/.+)\.ts$/));
  });

  it("imports nothing that it does not declare as a dependency", async () => {
    const { dependencies, optionalDependencies, peerDependencies } = manifest;
    const declared = new Set(Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }));
    const undeclared = new Set<string>();
    for (const file of files.filter((name) => /^dist\/.+\.js$/.test(name))) {
      const source = await readFile(path.join(ROOT, file), "utf8");
      for (const name of importedPackages(source)) {
        if (!declared.has(name)) undeclared.add(`${name} (${file})`);
      }
    }
    assert.deepEqual([...undeclared], []);
  });

  it("runs a suite in a project that installed it, and reports what conflicted", async function () {
    this.timeout(240_000);
    const file = path.join(project, "run.json");

    const result = await runHardhat(["test", "--parallel-stats", "--parallel-stats-json", file], project);

    assert.equal(result.code, 0, result.stdout + result.stderr);
    assert.match(result.stdout, /Counter\.total/);
    const record = JSON.parse(await readFile(file, "utf8")) as RunRecord;
    assert.equal(record.blocks.filter(({ transactions }) => transactions.length === 4).length, 1);
  });

  it("starts its worker threads from the compiled files", async function () {
    this.timeout(120_000);

    const { code, stdout, stderr } = await runNode(["threads.mjs"], project);

    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), { mode: "parallel", threads: 2 });
  });

  it("brings types for the configuration, which refuse what is no option", async function () {
    this.timeout(120_000);
    const tsc = path.join(ROOT, "node_modules", "typescript", "bin", "tsc");

    const { stdout } = await runNode([tsc, "-p", "tsconfig.json"], project);

    // Declarations of other packages are checked too, and some of them have errors.
    assert.doesNotMatch(stdout, /hardhat-parallel|\.config\.ts/);
  });
});

/** @returns the files of the package, which is unpacked to `directory`/package. */
async function pack(directory: string): Promise<string[]> {
  // dist/ is built already; building it again would take it away from tests that run beside this one.
  await succeed(run("npm", ["pack", "--ignore-scripts", "--pack-destination", directory], ROOT));
  const [tarball] = await readdir(directory);
  await succeed(run("tar", ["-xzf", `${tarball}`], directory));
  const root = path.join(directory, "package");
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
}

async function succeed(running: Promise<Finished>): Promise<void> {
  const { code, stdout, stderr } = await running;
  assert.equal(code, 0, stdout + stderr);
}

/** Names of the packages in import statements and dynamic imports of compiled code. */
function importedPackages(source: string): string[] {
  const specifiers = source.matchAll(/(?:^import |^export |\bfrom |\bimport\()\s*"([^".][^"]*)"/gm);
  return [...specifiers]
    .map(([, specifier]) => specifier as string)
    .filter((specifier) => !specifier.startsWith("node:"))
    .map((specifier) =>
      specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/"),
    );
}

/**
 * A project with the unpacked package in node_modules, where it sees the packages that it declares, and those that the
 * project installs, and no others of this repository.
 */
async function install(directory: string, project: string): Promise<void> {
  await cp(PROJECT, project, { recursive: true });
  const modules = path.join(project, "node_modules");
  await mkdir(modules);
  await cp(path.join(directory, "package"), path.join(modules, "hardhat-parallel"), { recursive: true });
  const { dependencies, optionalDependencies } = manifest;
  for (const name of new Set([...INSTALLED_BY_USER, ...Object.keys({ ...dependencies, ...optionalDependencies })])) {
    await mkdir(path.dirname(path.join(modules, name)), { recursive: true });
    await symlink(path.join(ROOT, "node_modules", name), path.join(modules, name), "junction");
  }
}
