import assert from "node:assert/strict";
import type { ArtifactSource } from "../../plugin/source/contracts.ts";
import type { SoliditySuite } from "../../plugin/stats/solidity-evidence.ts";
import { unreportedNote } from "../../plugin/stats/unreported-tests.ts";

/** What the code of a contract holds that hands recordings over. */
const HANDS_OVER = Buffer.from("hardhat-parallel-record").toString("hex");

const CODES: Readonly<Record<string, string>> = {
  "test/Bank.t.sol:BankTest": `0x60806040${HANDS_OVER}00`,
  "test/Plain.t.sol:PlainTest": "0x60806040",
};

const artifacts = {
  readArtifact: async (name: string) => {
    const deployedBytecode = CODES[name];
    if (deployedBytecode === undefined) throw new Error(`There is no artifact ${name}`);
    return { deployedBytecode };
  },
} as unknown as ArtifactSource;

function suite(contract: string, tests: Readonly<Record<string, object>>): SoliditySuite {
  return {
    id: { name: `${contract}Test`, source: `project/test/${contract}.t.sol` },
    testResults: Object.entries(tests).map(([name, kind]) => ({ name, kind, valueSnapshotGroups: undefined })),
  };
}

const ONCE = { consumedGas: 1n };
const OFTEN = { runs: 256n };

describe("Solidity tests that leave nothing in the report", () => {
  it("are the fuzz and invariant tests of contracts that record, by name", async () => {
    const suites = [
      suite("Plain", { "testFuzz_Adds(uint256)": OFTEN }),
      suite("Bank", { "testFuzz_Pays(address)": OFTEN, "test_Pays()": ONCE, "invariant_Sum()": OFTEN }),
      suite("Unknown", { "testFuzz_Adds(uint256)": OFTEN }),
    ];
    const note = await unreportedNote(suites, artifacts);
    assert.match(
      note ?? "",
      /^Not in this report: BankTest invariant_Sum\(\), BankTest testFuzz_Pays\(address\)\. Of fuzz/,
    );
  });

  it("are not spoken of where there are none", async () => {
    assert.equal(await unreportedNote([], artifacts), undefined);
    assert.equal(await unreportedNote([suite("Bank", { "test_Pays()": ONCE })], artifacts), undefined);
    assert.equal(await unreportedNote([suite("Plain", { "testFuzz_Adds(uint256)": OFTEN })], artifacts), undefined);
  });

  it("are counted where they are many", async () => {
    const tests = Object.fromEntries(
      Array.from({ length: 13 }, (_, index) => [`testFuzz_${index + 10}(uint256)`, OFTEN]),
    );
    assert.match(
      (await unreportedNote([suite("Bank", tests)], artifacts)) ?? "",
      /testFuzz_19\(uint256\) and 3 more\. Of/,
    );
  });
});
