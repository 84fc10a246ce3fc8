import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunRecord } from "../../plugin/record/types.ts";
import type { ReplaySummary } from "../../plugin/replay/summary.ts";
import { transferBlock, writeBlockFile } from "../helpers/block-files.ts";
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

  it("contains the compiled plugin, its sources, its contracts, its documentation and nothing else", () => {
    const expected = [
      /^dist\/(plugin|chunks)\/.+\.js(\.map)?$/,
      /^dist\/chunks\/plugin-\w+\.cjs(\.map)?$/,
      /^dist\/chunks\/report-page\.json$/,
      /^dist\/(plugin|tasks)\/.+\.d\.ts(\.map)?$/,
      /^dist\/THIRD-PARTY-LICENSES\.txt$/,
      /^(plugin|tasks)\/.+\.(ts|css)$/,
      /^bench\/(engine\/.+|[^/]+)\.ts$/,
      /^bench\/engine\/contracts\/.+\.(sol|json|txt)$/,
      /^contracts\/.+\.sol$/,
      /^docs\/.+\.(md|png|schema\.json)$/,
      /^(README\.md|CHANGELOG\.md|LICENSE|package\.json)$/,
    ];
    assert.deepEqual(
      files.filter((file) => !expected.some((pattern) => pattern.test(file))),
      [],
    );
    for (const file of ["README.md", "CHANGELOG.md", "LICENSE", "package.json"]) {
      assert.ok(files.includes(file), `${file} is missing`);
    }
  });

  it("brings the pages of the documentation that its README leads to", async () => {
    const readme = await readFile(path.join(ROOT, "README.md"), "utf8");
    const pages = [...readme.matchAll(/\]\((docs\/[^)#]+)/g)].map(([, page = ""]) => page);
    assert.ok(pages.includes("docs/reading-the-report.md"));
    assert.deepEqual(
      pages.filter((page) => !files.includes(page)),
      [],
    );
  });

  it("brings the sources of its own that its source maps name", async () => {
    const sources = (await bundledSources(files)).filter((source) => !source.includes("node_modules/"));
    assert.ok(sources.includes("plugin/engine/engine.ts"));
    assert.deepEqual(
      sources.filter((source) => !files.includes(source)),
      [],
    );
  });

  it("has code whose lines can be read, as stack traces name them", async () => {
    const script = files.find((file) => file.endsWith(".cjs")) ?? "";
    const lines = (await readFile(path.join(ROOT, script), "utf8")).split("\n");
    assert.ok(lines.some((line) => line.trim() === "// plugin/network/local-node.ts"));
    assert.ok(lines.some((line) => /^\s*async send\(\w+, \w+\) \{$/.test(line)));
    assert.ok(
      Math.max(...lines.map(({ length }) => length)) < 10_000,
      "Node prints the line of an error that nobody catches",
    );
  });

  it("names every package whose code it contains, with its licence", async () => {
    const licences = await readFile(path.join(ROOT, "dist", "THIRD-PARTY-LICENSES.txt"), "utf8");
    const bundled = new Set((await bundledSources(files)).flatMap((source) => packageOfSource(source) ?? []));
    assert.ok(bundled.has("@ethereumjs/evm"));
    for (const name of bundled) {
      const { version, license } = JSON.parse(
        await readFile(path.join(ROOT, "node_modules", name, "package.json"), "utf8"),
      );
      assert.ok(licences.includes(`\n${name} ${version} (${license}), `), `${name} is missing`);
    }
    assert.match(licences, /Mozilla Public License Version 2\.0/);
  });

  it("leaves out what it does not use of the packages: `import { z }` alone would bring zod in a hundred languages", async () => {
    const languages = (await bundledSources(files)).filter((source) => source.includes("/zod/v4/locales/"));
    assert.deepEqual(languages.map((source) => path.posix.basename(source)).sort(), ["en.js", "index.js"]);
  });

  it("brings the declarations that its types are made of, and no others", async () => {
    const declarations = files.filter((file) => file.endsWith(".d.ts"));
    const entries = ["index", "assertions/assert", "assertions/chai"];
    const reached = new Set(entries.map((entry) => `dist/plugin/${entry}.d.ts`));
    for (const file of reached) {
      const source = await readFile(path.join(ROOT, file), "utf8");
      for (const [, specifier] of source.matchAll(/from "(\.[^"]+)"/g)) {
        reached.add(path.posix.join(path.posix.dirname(file), `${specifier}`).replace(/\.(ts|js)$/, ".d.ts"));
      }
    }
    assert.deepEqual(declarations.sort(), [...reached].sort());
  });

  it("imports nothing that it does not declare as a dependency", async () => {
    const { dependencies, optionalDependencies, peerDependencies } = manifest;
    const declared = new Set(Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }));
    const undeclared = new Set<string>();
    for (const file of files.filter((name) => /^dist\/.+\.c?js$/.test(name))) {
      const source = await readFile(path.join(ROOT, file), "utf8");
      for (const name of importedPackages(source)) {
        if (!declared.has(name)) undeclared.add(`${name} (${file})`);
      }
    }
    assert.deepEqual([...undeclared], []);
  });

  it("keeps what it has compiled in the project, for the next process", async function () {
    this.timeout(120_000);
    const cache = path.join(project, "node_modules", ".cache", "hardhat-parallel");
    for (const _ of ["first", "next"]) {
      const { code, stderr } = await runNode(["connect.mjs"], project);
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match((await readdir(cache)).join(" "), /^plugin-\w+\.cjs\.[0-9a-f]+$/);
    }
  });

  it("computes on all elliptic curves, which it loads only for that, as Hardhat's network does", async function () {
    this.timeout(120_000);
    const { code, stdout, stderr } = await runNode(["precompiles.mjs"], project);
    assert.deepEqual([code, stderr], [0, ""]);
    const lines = stdout.trim().split("\n");
    assert.equal(lines.length, 9);
    assert.deepEqual(
      lines.filter((line) => !line.startsWith("same: ")),
      [],
    );
  });

  it("runs a suite in a project that installed it, and reports what conflicted", async function () {
    this.timeout(240_000);
    const file = path.join(project, "run.json");

    const result = await runHardhat(["test", "--parallel-stats", "--parallel-stats-json", file], project);

    assert.equal(result.code, 0, result.stdout + result.stderr);
    assert.match(result.stdout, /Counter\.total/);
    const record = JSON.parse(await readFile(file, "utf8")) as RunRecord;
    assert.equal(record.blocks.filter(({ transactions }) => transactions.length === 4).length, 3);
  });

  it("writes the HTML report with the script that it brings", async function () {
    this.timeout(120_000);
    const file = path.join(project, "report.html");

    const { code, stderr } = await runHardhat(["parallel", "report", "--format", "html", "--output", file], project);

    assert.equal(code, 0, stderr);
    const page = await readFile(file, "utf8");
    assert.match(page, /<code dir="auto">Counter\.total<\/code>/);
    assert.match(page, /<tr id="L0-\d+" class="written">/, "the source of the contract is found");
    assert.ok((page.match(/<script>(.*)<\/script>/s)?.[1]?.length ?? 0) > 100_000);
  });

  it("measures itself against plain @ethereumjs/vm and Hardhat's network", async function () {
    this.timeout(120_000);
    const args = ["parallel", "bench", "--only", "automine-native", "--rounds", "1", "--json", "-"];
    const { code, stdout, stderr } = await runHardhat(args, project);
    assert.equal(code, 0, stderr);
    const rows: { against: string }[] = JSON.parse(stdout);
    for (const against of ["plain", "edr"])
      assert.ok(
        rows.some((row) => row.against === against),
        stdout,
      );
  });

  it("starts its worker threads from the compiled files, and verifies what they do", async function () {
    this.timeout(120_000);
    const block = await writeBlockFile(project, "block.json.gz", transferBlock(9_100_000, 4));
    const file = path.join(project, "replay.json");

    const args = ["parallel", "replay", block, "--workers", "2", "--verify", "--json", file];
    const { code, stdout, stderr } = await runHardhat(args, project);

    assert.equal(code, 0, stdout + stderr);
    assert.equal(stderr, "");
    const { blocks } = JSON.parse(await readFile(file, "utf8")) as ReplaySummary;
    assert.deepEqual(
      blocks.map(({ execution: { mode, threads } }) => ({ mode, threads })),
      [{ mode: "parallel", threads: 2 }],
    );
  });

  it("offers the assertions and the Solidity library", async function () {
    this.timeout(240_000);
    const result = await runHardhat(["test", "test/Assertions.ts", "test/Counter.t.sol"], project);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    assert.match(result.stdout, /3 passing \(1 solidity, 2 mocha\)/);
  });

  it("keeps the versions that its engine was checked with", async function () {
    this.timeout(120_000);
    const { code, stderr } = await runNode(["connect.mjs"], project);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, "");
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

/** Sources that the compiled files are made of, relative to the root of the repository. */
async function bundledSources(files: readonly string[]): Promise<string[]> {
  const sources = new Set<string>();
  for (const file of files.filter((name) => /\.c?js\.map$/.test(name))) {
    const map = JSON.parse(await readFile(path.join(ROOT, file), "utf8")) as { sources: string[] };
    for (const source of map.sources) {
      // What the build puts in has no file: its name is in angle brackets, or begins with who made it.
      if (!/^(<|[\w-]+:)/.test(source)) sources.add(path.posix.join(path.posix.dirname(file), source));
    }
  }
  return [...sources];
}

/** Name of the package that a source belongs to. */
function packageOfSource(source: string): string | undefined {
  // Maps of packages name what their authors had beside the package, too: "@js-sdsl/.build-data".
  return /.*node_modules\/((?:@[^/]+\/)?[^/.@][^/]*)\//.exec(source)?.[1];
}

/** Names of the packages in import statements, dynamic imports, `require`s and the script's own imports of compiled code. */
function importedPackages(source: string): string[] {
  const imports = source.matchAll(
    /(?:(?:^|[;}])(?:import|export)\b[^"'`;]*|\b(?:import|require|external)\()"([^".][^"]*)"/gm,
  );
  return [...imports]
    .map(([, specifier]) => specifier as string)
    .filter((specifier) => !isBuiltin(specifier))
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
