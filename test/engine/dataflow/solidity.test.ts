import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ProvenCalls } from "../../helpers/additions.ts";
import { type CompiledProject, type CompileOptions, compile } from "../../source/compile.ts";
import { REMAPPINGS, withImports } from "../../source/packages.ts";

const compiled = new Map<string, CompiledProject>();

/** Once for each set of options. */
function compileFile(name: string, options: CompileOptions): CompiledProject {
  const id = JSON.stringify([name, options]);
  let project = compiled.get(id);
  if (project === undefined) {
    project = compileAnew(name, options);
    // What is on disk is for reports; the tests execute.
    project.remove();
    compiled.set(id, project);
  }
  return project;
}

function compileAnew(name: string, options: CompileOptions): CompiledProject {
  const content = readFileSync(new URL(`./contracts/${name}`, import.meta.url), "utf8");
  return compile(withImports({ [`project/contracts/${name}`]: content }), { ...options, remappings: REMAPPINGS });
}

/** A call, and the verdict on each slot that it reads and changes. */
type Case = readonly [method: string, args: readonly unknown[], ...verdicts: string[]];

const OLD: readonly CompileOptions[] = [
  { compiler: "0.5.16" },
  { compiler: "0.5.16", optimize: true },
  { compiler: "0.8.19" },
  { compiler: "0.8.19", optimize: true },
  { compiler: "0.8.19", optimize: true, viaIR: true },
];
const NEW: readonly CompileOptions[] = [{}, { optimize: true }, { viaIR: true }, { optimize: true, viaIR: true }];

const LEDGER: readonly Case[] = [
  ["credit", [5], "adds"],
  ["count", [], "adds"],
  ["countTwice", [], "adds", "adds"],
  ["countInLoop", [4], "adds"],
  ["addThrice", [7], "adds"],
  ["addLow", [5], "adds"],
  ["addMiddle", [6], "adds"],
  ["addHigh", [7], "adds"],
  ["addAll", [9], "adds"],
  ["addSigned", [4], "adds"],
  ["addSigned", [-4], "adds"],
  ["addWide", [3], "adds"],
  ["addWide", [-3], "adds"],
  ["throughMemory", [3], "adds"],
  ["addToOther", [3], "adds"],
  ["safeCredit", [3], "adds"],
  ["safeCreditTurned", [3], "adds"],
  ["incrementsBehindFlag", [], "adds"],
  ["revertsInside", [], "adds"],
  ["restored", []],
  ["debit", [3], "branched on"],
  ["safeDebit", [3], "branched on"],
  ["capped", [3], "branched on"],
  ["asserted", [], "branched on"],
  ["returned", [], "returned"],
  ["logged", [], "logged"],
  ["copied", [], "stored elsewhere"],
  ["key", [], "used as a position"],
  ["hashed", [], "stored elsewhere"],
  ["replaced", [4], "not added to"],
  ["pushed", [4], "used as a position"],
  ["passedOn", [], "passed on"],
];

const MODERN: readonly Case[] = [
  ["uncheckedCredit", [5], "adds"],
  ["uncheckedDebit", [5], "adds"],
  ["uncheckedSmall", [5], "adds"],
  ["uncheckedSmallDebit", [5], "adds"],
  ["increment", [], "adds"],
  ["incrementSmall", [], "adds"],
  ["spend", [5], "adds"],
  ["owe", [5], "adds"],
  ["owe", [-5], "adds"],
  ["viaStruct", [5], "adds"],
  ["viaStorageReference", [5], "adds"],
  ["mintPacked", [3], "adds"],
  ["assembled", [3], "adds"],
  ["cappedByType", [3], "adds"],
  ["priced", [], "adds"],
  ["spendOnce", [5], "branched on"],
  ["checkedDebit", [5], "branched on"],
  ["decrement", [], "branched on"],
  ["byteOfIt", [], "branched on"],
  ["transientlyKept", [], "stored elsewhere"],
  ["spendAndSee", [5], "not added to"],
];

function named({ compiler = "current", optimize = false, viaIR = false }: CompileOptions): string {
  return `${compiler} compiler${optimize ? ", optimised" : ""}${viaIR ? ", viaIR" : ""}`;
}

describe("Additions to storage in Solidity", function () {
  this.timeout(120_000);

  for (const options of [...OLD, ...NEW]) {
    it(`are told from everything else that needs the value (${named(options)})`, async () => {
      const project = compileFile("Ledger.sol", options);
      await checkCases(project, "Ledger", LEDGER);
    });
  }

  for (const options of NEW) {
    it(`are found unchecked, packed, signed and in assembly (${named(options)})`, async () => {
      const project = compileFile("Modern.sol", options);
      await checkCases(project, "Modern", MODERN);
    });
  }

  it("pay one shop in OpenZeppelin's ERC-20, through a proxy too: the payer's balance is looked at, the shop's is not", async () => {
    for (const options of NEW) {
      const project = compileFile("Modern.sol", options);
      const calls = await ProvenCalls.create(project);
      const shop = "0x00000000000000000000000000000000000054a9";
      const token = await calls.deploy("Token");
      assert.deepEqual(
        await calls.call(token, "Token", "transfer", [shop, 5]),
        ["branched on", "adds"],
        named(options),
      );
      // To its own account, what is added is taken away again from a balance that was looked at.
      assert.deepEqual(await calls.call(token, "Token", "mint", [shop, 5]), ["adds", "adds"], named(options));
      const proxy = await calls.deploy("TokenProxy", [token]);
      assert.deepEqual(await calls.call(proxy, "Token", "mint", [calls.senders[0], 50]), ["adds", "adds"]);
      assert.deepEqual(await calls.call(proxy, "Token", "transfer", [shop, 5]), ["branched on", "adds"]);
    }
  });

  it("are not what stakers do to an accumulator, but what they do to the total without settling", async () => {
    for (const options of NEW) {
      const project = compileFile("Modern.sol", options);
      const calls = await ProvenCalls.create(project);
      const staking = await calls.deploy("Staking");
      await calls.call(staking, "Staking", "stake", [100]);
      const verdicts = await calls.call(staking, "Staking", "stake", [100]);
      // Only what the staker has earned is added up unseen.
      assert.deepEqual(verdicts.sort(), ["adds", ...new Array(5).fill("branched on")], named(options));
      assert.deepEqual(await calls.call(staking, "Staking", "donate", [7]), ["adds"]);
    }
  });
});

async function checkCases(project: CompiledProject, contract: string, cases: readonly Case[]): Promise<void> {
  const calls = await ProvenCalls.create(project);
  const address = await calls.deploy(contract);
  await calls.call(address, contract, "set", [1000]);
  const found: Case[] = [];
  for (const [method, args, ...expected] of cases) {
    const verdicts = await calls.call(address, contract, method, args);
    // Without optimiser, viaIR loads what it is about to replace: slots that others only store to.
    const told = verdicts.filter((verdict, index) => index < expected.length || verdict !== "not added to");
    found.push([method, args, ...told]);
  }
  assert.deepEqual(found, cases);
}
