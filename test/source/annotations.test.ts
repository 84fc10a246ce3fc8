import assert from "node:assert/strict";
import { type Annotation, readAnnotations } from "../../plugin/source/annotations.ts";
import { type CompiledProject, type CompileOptions, compile, lineOf } from "./compile.ts";

const VAULT = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

interface IVault {
    /// @custom:parallel no-conflicts from the interface
    function deposit() external;
    /// @custom:parallel max-conflict-rate 0.2
    function redeem() external;
}

/// @title Größe in Bytes ist nicht Größe in Zeichen
/// @custom:parallel min-speedup 2 on 8 threads
abstract contract Base is IVault {
    uint256 public total;

    /**
     * @notice Moves money.
     * @custom:parallel allow Base.total
     *
     * @custom:parallel no-conflicts-with Vault.deposit
     * @custom:parallelism is another tag
     */
    function move(uint256 amount) external virtual { total += amount; }

    function move(uint256 amount, bool) external virtual { total += amount; }

    /** @custom:parallel no-conflicts in one line */
    function redeem() external virtual { total--; }
}

contract Vault is Base {
    function deposit() external { total++; }

    /// @inheritdoc IVault
    function redeem() external override { total--; }

    /// @custom:parallel no-conflicts for ether
    receive() external payable {}
}

/// Documented, without tags: those of its base hold for it all the same.
contract Other is Base {
    /// The comment of the interface does not count here. Not even @custom:parallel no-conflicts in a sentence.
    function deposit() external { total++; }

    /// @custom:parallel no-conflicts that nobody outside can call
    function _inner() internal {}
}
`;

describe("Tags in the comments of contracts", function () {
  this.timeout(60_000);
  const projects: CompiledProject[] = [];
  let annotations: readonly Annotation[];

  async function read(source: string, options: CompileOptions = {}): Promise<readonly Annotation[]> {
    const project = compile({ "project/contracts/Vault.sol": source }, options);
    projects.push(project);
    return readAnnotations(project.artifacts);
  }

  before(async () => {
    annotations = await read(VAULT);
  });

  after(() => {
    for (const project of projects) project.remove();
  });

  /** The annotation with a tag of that text. */
  function find(text: string): Annotation {
    return annotations.find(({ tags }) => tags.some((tag) => tag.text === text)) ?? assert.fail(text);
  }

  it("are read with their lines, in both kinds of comments, also after characters of several bytes", () => {
    const lines = annotations.flatMap(({ tags }) => tags);
    assert.equal(lines.length, 8);
    for (const { text, source } of lines) {
      const line = lineOf(VAULT, `@custom:parallel ${text}`);
      assert.deepEqual(source, { file: "contracts/Vault.sol", line });
    }
  });

  it("of one comment stay together", () => {
    assert.deepEqual(
      find("allow Base.total").tags.map(({ text }) => text),
      ["allow Base.total", "no-conflicts-with Vault.deposit"],
    );
  });

  it("are for a function in every contract that inherits it, overloads told apart", () => {
    assert.deepEqual(find("allow Base.total").targets, ["Other.move(uint256)", "Vault.move(uint256)"]);
  });

  it("of a contract are for those that inherit from it and can be deployed", () => {
    assert.deepEqual(find("min-speedup 2 on 8 threads").targets, ["Other", "Vault"]);
  });

  it("are inherited by a function without a comment of its own, or with @inheritdoc, and by no other", () => {
    assert.deepEqual(find("no-conflicts from the interface").targets, ["Vault.deposit"]);
    assert.deepEqual(find("no-conflicts in one line").targets, ["Other.redeem", "Vault.redeem"]);
  });

  it("are found on receive functions", () => {
    assert.deepEqual(find("no-conflicts for ether").targets, ["Vault.receive"]);
  });

  it("that stand where no transaction can call anything have no target", () => {
    assert.deepEqual(find("no-conflicts that nobody outside can call").targets, []);
  });

  it("are read from older compilers too", async () => {
    const old = await read(VAULT, { compiler: "0.8.19" });
    assert.deepEqual(old, annotations);
  });

  it("are none where no comment mentions them, or no build is there to look at", async () => {
    assert.deepEqual(await read(VAULT.replaceAll("@custom:parallel", "@custom:other")), []);
    assert.deepEqual(await read(VAULT, { withoutBuildInfo: true }), []);
  });
});
