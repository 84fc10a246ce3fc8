import assert from "node:assert/strict";
import { AbiCoder, keccak256 } from "ethers";
import { CONTRACT_NAMES, encodeContractNames } from "../../plugin/source/solidity-names.ts";
import { type CompiledProject, compile } from "./compile.ts";

const BANK = `
  struct Terms { uint64 rate; uint64 due; }
  contract Bank {
    uint256 immutable started;
    uint128 total; uint64 count;
    Terms terms;
    mapping(address => uint256) balances;
    uint256[] list;
    constructor() { started = block.timestamp; }
    function deposit(uint256 amount) external { balances[msg.sender] += amount + started; }
  }
`;
const LIBRARY = { "npm/hardhat-parallel@1.0.0/contracts/ParallelTest.sol": "abstract contract ParallelTest {}" };

describe("Names for Solidity tests", function () {
  this.timeout(60_000);
  const projects: CompiledProject[] = [];
  const compiled = (sources: Record<string, string>): CompiledProject => {
    const project = compile(sources, {});
    projects.push(project);
    return project;
  };

  after(() => {
    for (const project of projects) project.remove();
  });

  it("are left out where no test asserts on conflicts", async () => {
    const { artifacts } = compiled({ "project/contracts/Bank.sol": BANK });
    assert.equal(await encodeContractNames(artifacts), undefined);
  });

  it("tell a contract by its code, whatever its immutables are, and name its functions and slots", async () => {
    const project = compiled({ "project/contracts/Bank.sol": BANK, ...LIBRARY });
    const encoded = await encodeContractNames(project.artifacts);
    assert.ok(encoded !== undefined);
    const [rows] = AbiCoder.defaultAbiCoder().decode([CONTRACT_NAMES], encoded);
    assert.equal(rows.length, 1);
    const [bank] = rows;
    assert.equal(bank.name, "Bank");
    assert.deepEqual([...bank.functions], ["deposit"]);
    assert.deepEqual([...bank.selectors], ["0xb6b55f25"]);
    assert.deepEqual(
      Object.fromEntries(bank.slots.map((slot: bigint, index: number) => [Number(slot), bank.variables[index]])),
      { 0: "total, count", 1: "terms.rate, terms.due", 2: "balances", 3: "list" },
    );
    const deployed = Uint8Array.from(project.runtime("Bank"));
    assert.equal(Number(bank.codeLength), deployed.length);
    assert.equal(bank.masks.length > 0, true);
    for (const [start, length] of bank.masks) deployed.fill(0xab, Number(start), Number(start + length));
    for (const [start, length] of bank.masks) deployed.fill(0, Number(start), Number(start + length));
    assert.equal(bank.codeHash, keccak256(deployed));
  });
});
