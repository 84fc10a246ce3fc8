import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SOLC } from "../helpers/projects.ts";
import { ROOT } from "../helpers/run.ts";

/** A page of the documentation, as the project that its code blocks are. */
export interface PageProject {
  readonly directory: string;
  /** Of the code blocks. */
  readonly files: ReadonlySet<string>;
  /** What the page says that commands print. */
  readonly outputs: readonly string[];
}

/** The first line of a code block that is a file: its name. */
const FILE_NAME = /^(?:\/\/|#) ([\w./-]+\.\w+)$/;

/**
 * Makes a project of the code blocks of a page: those that begin with the name of a file as a comment are that file, as they stand.
 * Only the compiler is another one than it would be in a project: that from npm, since tests download nothing.
 */
export async function projectOf(page: string): Promise<PageProject> {
  const text = await readFile(path.join(ROOT, "docs", page), "utf8");
  const directory = await mkdtemp(path.join(tmpdir(), "hardhat-parallel-page-"));
  const files = new Set<string>();
  const outputs: string[] = [];
  for (const [, language, code = ""] of text.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    if (language === "text") outputs.push(code.trimEnd());
    const [, name] = FILE_NAME.exec(code.split("\n", 1)[0] ?? "") ?? [];
    if (name === undefined) continue;
    files.add(name);
    const target = path.join(directory, name);
    await mkdir(path.dirname(target), { recursive: true });
    // The line with the name stays, so that line numbers are those that the reader sees.
    await writeFile(target, name === "hardhat.config.ts" ? withLocalCompiler(code) : code);
  }
  await writeFile(
    path.join(directory, "package.json"),
    JSON.stringify({ name: "page", private: true, type: "module" }),
  );
  await writeFile(path.join(directory, "tsconfig.json"), JSON.stringify(TSCONFIG));
  await symlink(path.join(ROOT, "node_modules"), path.join(directory, "node_modules"), "junction");
  return { directory, files, outputs };
}

/** The same for Foundry, whose remappings do not follow links out of the project. */
export async function copyForFoundry(project: PageProject): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), "hardhat-parallel-forge-"));
  for (const name of project.files) {
    if (!name.endsWith(".sol") && name !== "foundry.toml") continue;
    await cp(path.join(project.directory, name), path.join(directory, name));
  }
  const settings = `solc = "${path.join(ROOT, "test", "helpers", "solc-command.mjs")}"\noffline = true\n`;
  const config = path.join(directory, "foundry.toml");
  const text = await readFile(config, "utf8");
  await writeFile(
    config,
    text.replace("[profile.default]\n", (section) => section + settings),
  );
  const installed = path.join(directory, "node_modules", "hardhat-parallel");
  await mkdir(installed, { recursive: true });
  await cp(path.join(ROOT, "contracts"), path.join(installed, "contracts"), { recursive: true });
  return directory;
}

const TSCONFIG = {
  compilerOptions: {
    target: "es2023",
    lib: ["es2023"],
    module: "node20",
    types: ["node", "mocha"],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  },
  include: ["hardhat.config.ts", "test", "artifacts/contracts/**/*.d.ts"],
};

function withLocalCompiler(config: string): string {
  const named = `solidity: "${SOLC.version}",`;
  if (!config.includes(named)) throw new Error(`The config of the page does not have the line ${named}`);
  return config.replace(named, `solidity: ${JSON.stringify(SOLC)},`);
}
