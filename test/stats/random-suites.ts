import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { SOLC } from "../helpers/projects.ts";
import { ROOT } from "../helpers/run.ts";

/** A test that sends transactions. */
export interface RandomTest {
  readonly title: string;
  /** Functions of the contract that it calls. */
  readonly calls: readonly string[];
  /** Works on what the fixture of the file deploys, or else on a contract of its own. */
  readonly loadsFixture: boolean;
  readonly fails: boolean;
}

export interface RandomSuite {
  readonly title: string;
  /** Contracts that its `beforeEach` hook deploys. */
  readonly prepared: number;
  readonly tests: readonly RandomTest[];
  readonly suites: readonly RandomSuite[];
}

export interface RandomFile {
  readonly suites: readonly RandomSuite[];
  /** Functions that its fixture calls. */
  readonly fixture: readonly string[];
}

/** Test files for each of the three runners. */
export interface RandomProject {
  readonly mocha: readonly RandomFile[];
  readonly nodejs: readonly RandomFile[];
  /** Calls that each Solidity test records. */
  readonly solidity: readonly (readonly string[])[];
}

const CALLS = ["deposit", "touch", "count"] as const;

const calls = fc.array(fc.constantFrom(...CALLS), { maxLength: 3 });
// Titles that meet again in other files and suites, and one that looks as if it were two.
const titles = fc.constantFrom("works", "works", "pays > twice", "is so");

const test: fc.Arbitrary<RandomTest> = fc.record({
  title: titles,
  calls,
  loadsFixture: fc.boolean(),
  fails: fc.integer({ min: 0, max: 5 }).map((number) => number === 0),
});

const { suite } = fc.letrec<{ suite: RandomSuite }>((tie) => ({
  suite: fc.record({
    title: fc.constantFrom("Vault", "Bank", "in haste"),
    prepared: fc.nat({ max: 1 }),
    tests: fc.array(test, { minLength: 1, maxLength: 3 }),
    suites: fc.array(tie("suite"), { maxLength: 1 }),
  }),
}));

const file = fc.record({ suites: fc.array(suite, { minLength: 1, maxLength: 2 }), fixture: calls });

export const projects: fc.Arbitrary<RandomProject> = fc.record({
  mocha: fc.array(file, { minLength: 2, maxLength: 3 }),
  nodejs: fc.array(file, { minLength: 1, maxLength: 2 }),
  solidity: fc.array(fc.array(fc.constantFrom(...CALLS), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  }),
});

/** What the record should have of a test: its file, title and suite, and what it sent in which phase, in order. */
export interface ExpectedTest {
  readonly file: string;
  readonly title: string;
  readonly suite: string;
  readonly sent: readonly string[];
}

/** Of the tests that send transactions. */
export function expectedTests(project: RandomProject): ExpectedTest[] {
  const found: ExpectedTest[] = [];
  for (const runner of ["mocha", "nodejs"] as const) {
    project[runner].forEach((content, index) => {
      const state = { loaded: false };
      const around = {
        file: fileName(runner, index),
        separator: runner === "mocha" ? " " : " > ",
        fixture: content.fixture,
      };
      for (const inner of content.suites) found.push(...testsOf(inner, { ...around, titles: [], prepared: 0 }, state));
    });
  }
  project.solidity.forEach((recorded, index) => {
    const sent = recorded.map((called) => `Vault.${called} body`);
    found.push({ file: "test/solidity/Random.t.sol", title: `RandomTest test_${index}()`, suite: "RandomTest", sent });
  });
  return found.filter(({ sent }) => sent.length > 0);
}

interface Around {
  readonly file: string;
  readonly separator: string;
  readonly fixture: readonly string[];
  readonly titles: readonly string[];
  readonly prepared: number;
}

/** Tests run before the suites beside them. */
function testsOf(content: RandomSuite, around: Around, state: { loaded: boolean }): ExpectedTest[] {
  const titlesAround = [...around.titles, content.title];
  const prepared = around.prepared + content.prepared;
  const own = content.tests.map((one): ExpectedTest => {
    const sent = Array.from({ length: prepared }, () => "Vault.constructor hook");
    if (!one.loadsFixture) sent.push("Vault.constructor body");
    else if (!state.loaded) {
      sent.push("Vault.constructor fixture", ...around.fixture.map((called) => `Vault.${called} fixture`));
      state.loaded = true;
    }
    sent.push(...one.calls.map((called) => `Vault.${called} body`));
    const title = [...titlesAround, one.title].join(around.separator);
    return { file: around.file, title, suite: titlesAround.join(around.separator), sent };
  });
  const inner = content.suites.flatMap((one) => testsOf(one, { ...around, titles: titlesAround, prepared }, state));
  return [...own, ...inner];
}

function fileName(runner: "mocha" | "nodejs", index: number): string {
  return `test/${runner}/File${index}.ts`;
}

/** Writes the project, to be run by Hardhat. */
export async function writeProject(project: RandomProject, directory: string): Promise<void> {
  const write = async (name: string, text: string): Promise<void> => {
    const target = path.join(directory, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  };
  await mkdir(directory, { recursive: true });
  await symlink(path.join(ROOT, "node_modules"), path.join(directory, "node_modules"), "junction");
  await write("package.json", JSON.stringify({ name: "random", private: true, type: "module" }));
  await write("hardhat.config.ts", CONFIG);
  await write("contracts/Vault.sol", VAULT);
  await write("test/solidity/Random.t.sol", solidityTests(project.solidity));
  for (const runner of ["mocha", "nodejs"] as const) {
    for (const [index, content] of project[runner].entries()) {
      await write(fileName(runner, index), testFile(runner, content));
    }
  }
}

const CONFIG = `
import hardhatNodeTestRunner from "@nomicfoundation/hardhat-node-test-runner";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";
import hardhatParallel from ${JSON.stringify(pathToFileURL(path.join(ROOT, "plugin", "index.ts")).href)};

export default defineConfig({
  plugins: [hardhatParallel, hardhatToolboxMochaEthers, hardhatNodeTestRunner],
  solidity: ${JSON.stringify(SOLC)},
  networks: { default: { type: "edr-simulated", parallel: { workers: 1 } } },
  paths: { tests: { mocha: "test/mocha", nodejs: "test/nodejs", solidity: "test/solidity" } },
  test: { mocha: { parallel: true, jobs: 2 } },
});
`;

const VAULT = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Vault {
    uint256 public total;
    mapping(address => uint256) public balances;

    function deposit() external {
        total += 1;
        balances[msg.sender] += 1;
    }

    function touch() external {
        balances[msg.sender] += 1;
    }

    function count() external {
        total += 1;
    }
}
`;

function solidityTests(recorded: RandomProject["solidity"]): string {
  const tests = recorded.map((names, index) => {
    const lines = names.map(
      (called, call) =>
        `        calls[${call}] = callFrom(address(${call + 1}), address(vault), abi.encodeCall(Vault.${called}, ()));`,
    );
    return `
    function test_${index}() external {
        Call[] memory calls = new Call[](${names.length});
${lines.join("\n")}
        recordInOrder(calls);
    }`;
  });
  return `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ParallelTest} from "hardhat-parallel/contracts/ParallelTest.sol";
import {Call} from "hardhat-parallel/contracts/parallel/Recording.sol";
import {Vault} from "../../contracts/Vault.sol";

contract RandomTest is ParallelTest {
    Vault private immutable vault = new Vault();
${tests.join("\n")}
}
`;
}

function testFile(runner: "mocha" | "nodejs", { suites, fixture }: RandomFile): string {
  const functions = runner === "mocha" ? "" : 'import { beforeEach, describe, it } from "node:test";\n';
  return `${functions}import { network } from "hardhat";

const { ethers, networkHelpers } = await network.create();

async function deployed() {
  const vault = await ethers.deployContract("Vault");
${fixture.map((called) => `  await vault.getFunction("${called}").send();`).join("\n")}
  return vault;
}

${suites.map((one) => suiteText(one)).join("\n")}`;
}

function suiteText({ title, prepared, tests, suites }: RandomSuite): string {
  return `describe(${JSON.stringify(title)}, function () {
${prepared > 0 ? 'beforeEach(async () => void (await ethers.deployContract("Vault")));' : ""}
${tests.map(testText).join("\n")}
${suites.map(suiteText).join("\n")}
});
`;
}

function testText({ title, calls: names, loadsFixture, fails }: RandomTest): string {
  const vault = loadsFixture ? "networkHelpers.loadFixture(deployed)" : 'ethers.deployContract("Vault")';
  const lines = [
    `const vault = await ${vault};`,
    ...names.map((called) => `await vault.getFunction("${called}").send();`),
    ...(fails ? ['throw new Error("as it was told to");'] : []),
  ];
  return `it(${JSON.stringify(title)}, async () => {\n${lines.join("\n")}\n});`;
}
