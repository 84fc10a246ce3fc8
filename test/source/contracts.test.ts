import assert from "node:assert/strict";
import { AbiCoder } from "ethers";
import { delegateTarget } from "../../plugin/source/bytecode.ts";
import { type ArtifactSource, ContractIndex } from "../../plugin/source/contracts.ts";
import { type CompiledProject, compile, readContract } from "./compile.ts";

const TARGET = "1234567890abcdef1234567890abcdef12345678";

describe("Recognition of contracts by their code", () => {
  let project: CompiledProject;
  let index: ContractIndex;

  before(async () => {
    project = compile(
      {
        "project/contracts/Parts.sol": readContract("Parts.sol").replace("lib/Guard.sol", "npm/lib@1.2.3/Guard.sol"),
        "npm/lib@1.2.3/Guard.sol": readContract("Guard.sol"),
      },
      { optimize: true },
    );
    index = await ContractIndex.load(project.artifacts);
  });
  after(() => project.remove());

  /** Code as a deployment leaves it: libraries linked, immutables set. */
  function deployed(name: string): Buffer {
    const artifact = project.artifact(name);
    const code = Buffer.from(project.runtime(name));
    for (const range of Object.values(artifact.immutableReferences ?? {}).flat()) {
      code.fill(0x5b, range.start, range.start + range.length);
    }
    for (const libraries of Object.values(artifact.deployedLinkReferences)) {
      for (const range of Object.values(libraries).flat()) code.fill(0x77, range.start, range.start + range.length);
    }
    return code;
  }

  it("ignores immutables and the addresses of libraries", () => {
    const code = deployed("Vault");
    assert.notDeepEqual(code, Buffer.from(project.runtime("Vault")));
    assert.equal(index.findByRuntime(code)?.fullyQualifiedName, "contracts/Parts.sol:Vault");
  });

  it("ignores the address that a library carries against direct calls", () => {
    const code = deployed("Sums");
    assert.equal(code[0], 0x73);
    code.fill(0x42, 1, 21);
    assert.equal(index.findByRuntime(code)?.name, "Sums");
  });

  it("ignores the metadata, but prefers the contract whose metadata is the same", () => {
    assert.equal(index.findByRuntime(deployed("Twin"))?.name, "Twin");
    assert.equal(index.findByRuntime(deployed("OtherTwin"))?.name, "OtherTwin");
    const foreign = deployed("OtherTwin");
    const metadata = foreign.length - 2 - foreign.readUInt16BE(foreign.length - 2);
    foreign[metadata + 12] = (foreign[metadata + 12] as number) ^ 0xff;
    assert.equal(index.findByRuntime(foreign)?.name, "OtherTwin", "the first by name of those with the same code");
  });

  it("knows contracts of packages by the name of their import", () => {
    assert.equal(index.findByRuntime(deployed("Guard"))?.fullyQualifiedName, "lib/Guard.sol:Guard");
  });

  it("refuses code that differs in a single byte", () => {
    const code = deployed("Twin");
    code[20] = (code[20] as number) ^ 1;
    assert.equal(index.findByRuntime(code), undefined);
    assert.equal(index.findByRuntime(Buffer.alloc(0)), undefined);
    assert.equal(index.findByRuntime(Buffer.from("00", "hex")), undefined);
  });

  it("recognises init code with constructor arguments behind it", () => {
    const creation = project.artifact("Vault").bytecode.replace(/__.{38}/g, "77".repeat(20));
    const args = AbiCoder.defaultAbiCoder().encode(["uint256"], [1000]);
    const initCode = Buffer.from(creation.slice(2) + args.slice(2), "hex");
    assert.equal(index.findByCreation(initCode)?.name, "Vault");
    assert.equal(index.findByCreation(initCode.subarray(0, 100)), undefined);
  });

  it("leaves out artifacts that cannot be read", async () => {
    const broken: ArtifactSource = {
      ...project.artifacts,
      readArtifact: (async (name: string) => {
        if (name.endsWith(":Twin")) throw new Error("gone");
        return project.artifacts.readArtifact(name);
      }) as ArtifactSource["readArtifact"],
    };
    const partial = await ContractIndex.load(broken);
    assert.equal(partial.findByRuntime(deployed("Twin"))?.name, "OtherTwin");
  });

  it("finds the target of minimal proxies (EIP-1167), with and without arguments, and of delegations (EIP-7702)", () => {
    const proxy = `363d3d373d3d3d363d73${TARGET}5af43d82803e903d91602b57fd5bf3`;
    const optimized = `3d3d3d3d363d3d37363d73${TARGET}5af43d3d93803e602a57fd5bf3`;
    const target = (hex: string) => delegateTarget(Buffer.from(hex, "hex"));
    assert.equal(target(proxy), `0x${TARGET}`);
    assert.equal(target(`${proxy}c0ffee`), `0x${TARGET}`);
    assert.equal(target(optimized), `0x${TARGET}`);
    assert.equal(target(`ef0100${TARGET}`), `0x${TARGET}`);
    assert.equal(target(`ef0100${TARGET}00`), undefined);
    assert.equal(target(`00${proxy}`), undefined);
  });
});
