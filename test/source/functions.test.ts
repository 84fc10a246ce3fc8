import assert from "node:assert/strict";
import { id } from "ethers";
import type { Hex } from "../../plugin/engine/access/types.ts";
import { type CallQuestion, createNamer, type Namer } from "../../plugin/source/namer.ts";
import { type CompiledProject, type CompileOptions, compile, lineOf, readContract } from "./compile.ts";

const PARTS = readContract("Parts.sol").replace("lib/Guard.sol", "npm/lib@1.2.3/Guard.sol");
const GUARD = readContract("Guard.sol");
const ZOO = readContract("Zoo.sol");
const CALLEE: Hex = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

function selector(signature: string): Hex {
  return id(signature).slice(0, 10) as Hex;
}

async function learn(project: CompiledProject, contracts: readonly string[]): Promise<Namer> {
  const namer = createNamer({ artifacts: project.artifacts });
  const proxy = Buffer.from(`363d3d373d3d3d363d73${"bb".repeat(20)}5af43d82803e903d91602b57fd5bf3`, "hex");
  await namer.learn([
    ...contracts.map((name): [Hex, Uint8Array] => [`0x${name}` as Hex, project.runtime(name)]),
    ["0xproxy", proxy],
    ["0xunknown", Buffer.from("60016002", "hex")],
  ]);
  return namer;
}

describe("Names of functions", () => {
  let project: CompiledProject;
  let namer: Namer;

  before(async () => {
    project = compile({
      "project/contracts/Parts.sol": PARTS,
      "npm/lib@1.2.3/Guard.sol": GUARD,
      "project/contracts/Zoo.sol": ZOO,
    });
    namer = await learn(project, ["Vault", "Twin", "Zoo", "Guard"]);
  });
  after(() => project.remove());

  function call(question: Partial<CallQuestion>) {
    return namer.function({ to: CALLEE, others: [], codeAt: () => undefined, ...question });
  }

  it("names a function by its selector, and points to its definition", () => {
    assert.deepEqual(call({ code: "0xZoo", selector: selector("transfer(address,uint256)") }), {
      name: "Zoo.transfer",
      contract: "Zoo",
      selector: "0xa9059cbb",
      source: { file: "contracts/Zoo.sol", line: lineOf(ZOO, "function transfer(") },
    });
  });

  it("points to the base contract, also in a package, for what is inherited", () => {
    assert.deepEqual(call({ code: "0xVault", selector: selector("enter()") }).source, {
      file: "lib/Guard.sol",
      line: lineOf(GUARD, "function enter("),
    });
  });

  it("tells overloads apart by their types and their lines", () => {
    const short = call({ code: "0xVault", selector: selector("safeMove(address)") });
    const long = call({ code: "0xVault", selector: selector("safeMove(address,bytes)") });
    assert.equal(short.name, "Vault.safeMove(address)");
    assert.equal(long.name, "Vault.safeMove(address,bytes)");
    assert.equal(long.source?.line, lineOf(PARTS, "function safeMove(address to, bytes"));
  });

  it("names getters of public variables and points to the variable", () => {
    const getter = call({ code: "0xVault", selector: selector("values(uint256)") });
    assert.equal(getter.name, "Vault.values");
    assert.equal(getter.source?.line, lineOf(PARTS, "uint256[] public values;"));
  });

  it("names creations after the constructor, or the contract where it has none", () => {
    const creation: Partial<CallQuestion> = { to: undefined, created: CALLEE };
    assert.deepEqual(call({ ...creation, code: "0xVault" }), {
      name: "Vault.constructor",
      contract: "Vault",
      source: { file: "contracts/Parts.sol", line: lineOf(PARTS, "constructor(uint256") },
    });
    assert.equal(call({ ...creation, code: "0xTwin" }).source?.line, lineOf(PARTS, "contract Twin"));
    assert.equal(call({ ...creation, code: "0xunknown" }).name, "0x7099...79C8: constructor");
  });

  it("names receive and fallback", () => {
    assert.equal(call({ code: "0xZoo" }).name, "Zoo.receive");
    assert.equal(call({ code: "0xZoo" }).source?.line, lineOf(ZOO, "receive() external payable"));
    assert.equal(call({ code: "0xVault" }).name, "Vault.fallback");
    assert.equal(call({ code: "0xVault", selector: "0x12345678" }).name, "Vault.fallback");
  });

  it("names transfers of ether and calls of precompiled contracts, where no code runs", () => {
    assert.deepEqual(call({ selector: "0x12345678" }), { name: "transfer of ether" });
    assert.equal(call({ to: "0x0000000000000000000000000000000000000002" }).name, "precompile 0x02");
  });

  it("keeps to address and selector where the code is unknown, and to the selector where the contract has no such function", () => {
    assert.deepEqual(call({ code: "0xunknown", selector: "0x12345678" }), {
      name: "0x7099...79C8: 0x12345678",
      selector: "0x12345678",
    });
    assert.equal(call({ code: "0xunknown" }).name, "0x7099...79C8: fallback");
    assert.equal(call({ code: "0xTwin", selector: "0x12345678" }).name, "Twin: 0x12345678");
  });

  it("names the function of the implementation behind a proxy", () => {
    const set = selector("set(uint256)");
    assert.equal(call({ code: "0xunknown", others: ["0xTwin"], selector: set }).name, "Twin.set");
    assert.equal(call({ code: "0xVault", others: ["0xTwin"], selector: set }).name, "Twin.set");
    assert.equal(call({ code: "0xunknown", others: ["0xZoo"] }).name, "Zoo.receive");
    // Zoo has no fallback: whatever else ran, it did not answer this call.
    assert.equal(call({ code: "0xZoo", others: ["0xTwin"], selector: set }).name, `Zoo: ${set}`);
  });

  it("names the function of the target of a minimal proxy", () => {
    const codeAt = (address: Hex) => (address === `0x${"bb".repeat(20)}` ? ("0xTwin" as Hex) : undefined);
    assert.equal(call({ code: "0xproxy", selector: selector("set(uint256)"), codeAt }).name, "Twin.set");
  });
});

describe("Names of functions without the help of the current compiler", () => {
  const OLD = [
    "pragma solidity ^0.5.16;",
    "contract Old {",
    "  uint112 private reserve0;",
    "  uint112 private reserve1;",
    "  mapping(address => uint) public balanceOf;",
    "  struct Pack { uint8 a; address b; }",
    "  mapping(string => Pack) packs;",
    "  function move(address to, uint value) external { balanceOf[to] += value; }",
    "  function move(address to) external { balanceOf[to] += 1; }",
    "  function () external payable { reserve0 += 1; }",
    "}",
  ].join("\n");

  async function name(options: CompileOptions, question: Partial<CallQuestion>) {
    const project = compile({ "project/contracts/Old.sol": OLD }, { compiler: "0.5.16", ...options });
    try {
      const namer = await learn(project, ["Old"]);
      return namer.function({ to: CALLEE, code: "0xOld", others: [], codeAt: () => undefined, ...question });
    } finally {
      project.remove();
    }
  }

  it("finds definitions of old compilers, whose AST has no selectors, by name and parameters", async () => {
    const one = await name({}, { selector: selector("move(address)") });
    assert.equal(one.name, "Old.move(address)");
    assert.equal(one.source?.line, lineOf(OLD, "function move(address to) external"));
    assert.equal((await name({}, { selector: selector("balanceOf(address)") })).source?.line, 5);
    const fallback = await name({}, {});
    assert.equal(fallback.name, "Old.fallback");
    assert.equal(fallback.source?.line, lineOf(OLD, "function () external payable"));
  });

  it("names functions by the ABI alone where there is no build info", async () => {
    const found = await name({ withoutBuildInfo: true }, { selector: selector("balanceOf(address)") });
    assert.deepEqual(found, { name: "Old.balanceOf", contract: "Old", selector: "0x70a08231" });
  });
});
