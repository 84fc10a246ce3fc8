import assert from "node:assert/strict";
import { ContractIndex } from "../../plugin/source/contracts.ts";
import { withImports } from "../../plugin/source/imported-artifacts.ts";
import { type CompiledProject, compile } from "./compile.ts";

const BANK = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract Bank {
    uint256 public donated;
    function donate(uint256 amount) external { donated += amount; }
}`;
const TEST = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import {Bank} from "project/contracts/Bank.sol";
contract BankTest {
    Bank private immutable bank = new Bank();
    function test() external { bank.donate(1); }
}`;

describe("Artifacts of test files that were built alone", () => {
  let project: CompiledProject;
  before(() => {
    project = compile({ "project/contracts/Bank.sol": BANK, "project/test/Bank.t.sol": TEST });
  });
  after(() => project.remove());

  /** As Hardhat has them: of the test, and what else is said. */
  function artifacts(others: Readonly<Record<string, { readonly deployedBytecode?: string }>> = {}) {
    const names = new Set(["test/Bank.t.sol:BankTest", ...Object.keys(others)]);
    return {
      ...project.artifacts,
      getAllFullyQualifiedNames: async () => names,
      readArtifact: async (name: string) => {
        assert.ok(names.has(name), `there is no artifact ${name}`);
        return { ...project.artifact(name.slice(name.indexOf(":") + 1)), ...others[name] } as never;
      },
    };
  }

  it("have the contracts that the tests import, with their layouts", async () => {
    const all = withImports(artifacts(), new Set(["test/Bank.t.sol"]));
    const found = (await ContractIndex.load(all)).findByRuntime(project.runtime("Bank"));
    assert.equal(found?.name, "Bank");
    assert.equal(found?.inputSourceName, "project/contracts/Bank.sol");
    assert.equal(found?.buildInfoId, project.artifact("BankTest").buildInfoId);
    assert.equal((await ContractIndex.load(artifacts())).findByRuntime(project.runtime("Bank")), undefined);
  });

  it("have each contract once where an earlier build left the same, and the new one beside another", async () => {
    const names = async (others: Parameters<typeof artifacts>[0]) => {
      return [...(await withImports(artifacts(others), new Set(["test/Bank.t.sol"])).getAllFullyQualifiedNames())];
    };
    const [test, bank, compiled] = [
      "test/Bank.t.sol:BankTest",
      "contracts/Bank.sol:Bank",
      "project/contracts/Bank.sol:Bank",
    ];
    assert.deepEqual(await names({}), [test, compiled]);
    assert.deepEqual(await names({ [bank]: {} }), [test, bank]);
    assert.deepEqual(await names({ [bank]: { deployedBytecode: "0x6001" } }), [test, bank, compiled]);
  });

  it("are those of the project where no file is named that was built, or its output is missing", async () => {
    for (const all of [
      withImports(artifacts(), new Set(["test/Other.t.sol"])),
      withImports(
        { ...artifacts(), getBuildInfoOutputPath: async () => "/nowhere/output.json" },
        new Set(["test/Bank.t.sol"]),
      ),
    ]) {
      assert.deepEqual([...(await all.getAllFullyQualifiedNames())], ["test/Bank.t.sol:BankTest"]);
    }
  });
});
