import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { getCreateAddress, Interface } from "ethers";
import type { Hex } from "../../plugin/engine/access/types.ts";
import { type CompiledProject, compile, lineOf, readContract } from "../source/compile.ts";
import { accesses } from "./live-accesses.ts";
import { compileLive, LiveChain } from "./live-chain.ts";

const LINES = readContract("Lines.sol");

const GUARDED = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;
contract Guarded {
    bool transient locked;
    uint256 private count;

    function enter() external {
        require(!locked, "locked");
        locked = true;
        count++;
        locked = false;
    }
}
`;

const SPACED = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;
contract Spaced {
    /// @custom:storage-location erc7201:example.main
    struct Main { uint128 total; uint64 since; mapping(address => uint256) marks; }
    bytes32 private constant MAIN = 0x183a6125c38840424c4a85fa12bab2ab606c4b6d0e7cc73c0c06ba5300eab500;

    function main() private pure returns (Main storage $) {
        assembly { $.slot := MAIN }
    }

    function add(uint128 amount) external {
        Main storage $ = main();
        $.total += amount;
        $.since = uint64(block.timestamp);
        $.marks[msg.sender] += amount;
        assembly {
            sstore(7, add(sload(7), amount))
        }
    }
}
`;

const TILL = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;
contract Till {
    uint256 private paid;
    uint256 private called;

    receive() external payable {
        paid += 1;
    }

    fallback() external payable {
        called += 1;
    }
}
`;

const BOB = "0x000000000000000000000000000000000000b0b0";

describe("The lines of accesses", () => {
  const SOURCE = readContract("Live.sol");
  let project: CompiledProject;
  let chain: LiveChain;

  before(async () => {
    project = compileLive({ optimize: true });
  });
  beforeEach(async () => {
    chain = await LiveChain.create(project);
  });
  afterEach(() => chain.close());
  after(() => project.remove());

  const live = (text: string, name: string) => `contracts/Live.sol:${lineOf(SOURCE, text)} in ${name}`;
  const MARK = [
    `Logic.marks[*]: read at ${live("marks[msg.sender]", "Logic.mark")}, written at ${live("marks[msg.sender]", "Logic.mark")}`,
    `Logic.value: read at ${live("value += by", "Logic.mark")}, written at ${live("value += by", "Logic.mark")}`,
  ];

  it("are those of the implementation behind a proxy", async () => {
    const logic = await chain.deploy("Logic");
    const mark = new Interface(project.artifact("Logic").abi).encodeFunctionData("mark", [1]);
    const gate = await chain.deploy("Gate", [logic, mark]);
    const creation = (await accesses(chain)).join("\n");
    for (const text of MARK) assert.ok(creation.includes(text), creation);
    await chain.call(gate, "Logic", "mark", [3]);
    const found = await accesses(chain);
    assert.deepEqual(
      found.filter((text) => text.startsWith("Logic.")),
      MARK,
    );
    const own = found.filter((text) => !MARK.includes(text)).join("\n");
    assert.match(
      own,
      /^Gate\.IMPLEMENTATION_SLOT: read at \S*\/ERC1967Utils\.sol:\d+ in ERC1967Utils\.getImplementation/,
    );
  });

  it("are those of the implementation of a clone, and of the library that made it", async () => {
    const logic = await chain.deploy("Logic");
    const factory = await chain.deploy("Factory");
    await chain.call(factory, "Factory", "make", [logic]);
    assert.match((await accesses(chain)).join(), new RegExp(live("clones.push", "Factory.make")));
    const clone = getCreateAddress({ from: factory, nonce: 1 }).toLowerCase() as Hex;
    await chain.call(clone, "Logic", "mark", [3]);
    assert.deepEqual(await accesses(chain), MARK);
  });

  it("are those of a library and of base contracts, in whatever file they are", async () => {
    const ledger = await chain.deploy("Ledger");
    const bank = await chain.deploy("Bank", [1000n, "motto"], { Ledger: ledger });
    await chain.call(bank, "Bank", "enter", [3]);
    const entered = (await accesses(chain)).join("\n");
    assert.match(entered, new RegExp(`Bank.book.total: .* written at ${live("book.total +=", "Ledger.enter")}`));
    assert.match(entered, /written at @openzeppelin\/contracts\/.*\/EnumerableSet\.sol:\d+ in EnumerableSet\._add/);
    await chain.call(bank, "Bank", "mint", [BOB, 3]);
    assert.match((await accesses(chain)).join("\n"), /ERC20\.sol:\d+ in ERC20\._update/);
  });

  it("are those of a constructor that fails", async () => {
    await chain.deploy("Bank", [0n, "x"], { Ledger: BOB });
    const { record } = await chain.record();
    assert.ok(
      record.sites.some((site) => site.function === "ERC20.constructor"),
      JSON.stringify(record.sites),
    );
  });

  for (const viaIR of [false, true]) {
    it(`are those of receive and of fallback, which no selector tells apart${viaIR ? ", through Yul" : ""}`, async () => {
      const till = compile({ "project/contracts/Till.sol": TILL }, { optimize: true, viaIR });
      const other = await LiveChain.create(till);
      try {
        await other.transfer(await other.deploy("Till"), 1n);
        const line = `contracts/Till.sol:${lineOf(TILL, "paid += 1")} in Till.receive`;
        assert.deepEqual(await accesses(other), [`Till.paid: read at ${line}, written at ${line}`]);
      } finally {
        await other.close();
        till.remove();
      }
    });

    it(`are those of namespaces and of inline assembly${viaIR ? ", through Yul" : ""}`, async () => {
      const spaced = compile({ "project/contracts/Spaced.sol": SPACED }, { optimize: true, viaIR });
      const other = await LiveChain.create(spaced);
      const line = (number: number) => `contracts/Spaced.sol:${number} in Spaced.add`;
      // Of assembly, Yul keeps the place as a whole; of two lines that write to one slot, here no more than the function.
      const [assembly, total, since] = viaIR ? [line(17), line(12), line(12)] : [line(18), line(14), line(15)];
      try {
        await other.call(await other.deploy("Spaced"), "Spaced", "add", [1]);
        assert.deepEqual(await accesses(other), [
          `: read at ${assembly}, written at ${assembly}`,
          `Spaced.Main.marks[*]: read at ${line(16)}, written at ${line(16)}`,
          `Spaced.Main.total | Spaced.Main.since: read at ${total}, written at ${since}`,
        ]);
      } finally {
        await other.close();
        spaced.remove();
      }
    });
  }

  it("are not those of transient storage, which no other transaction sees", async () => {
    const guarded = compile({ "project/contracts/Guarded.sol": GUARDED });
    const other = await LiveChain.create(guarded);
    try {
      const deployed = await other.deploy("Guarded");
      await other.call(deployed, "Guarded", "enter");
      const entered = "contracts/Guarded.sol:10 in Guarded.enter";
      assert.deepEqual(await accesses(other), [`Guarded.count: read at ${entered}, written at ${entered}`]);
    } finally {
      await other.close();
      guarded.remove();
    }
  });

  it("are absent where the source of the code is unknown", async () => {
    // Stores what it is called with: CALLDATASIZE PUSH0 SSTORE, deployed by CODECOPY.
    const created = await chain.deployCode("0x6003600a5f3960035ff3365f55");
    await chain.transfer(created, 0n);
    const { record } = await chain.record();
    assert.deepEqual(record.sites, []);
    const slots = record.blocks
      .at(-1)
      ?.transactions[0]?.accesses.filter(({ key }) => record.keys[key]?.kind === "slot");
    assert.equal(slots?.length, 1);
    assert.ok(slots.every((access) => access.readAt === undefined && access.writtenAt === undefined));
  });

  it("are absent where the compiler writes no AST of Solidity, as that of Vyper", async () => {
    const foreign = compile({ "project/contracts/Lines.sol": LINES });
    const { artifacts } = foreign;
    const file = (await artifacts.getBuildInfoOutputPath("build")) ?? "";
    const written = JSON.parse(await readFile(file, "utf8"));
    const source = written.output.sources["project/contracts/Lines.sol"];
    // What `vyper -f ast` writes, in short.
    source.ast = { ast_type: "Module", node_id: 0, body: [{ ast_type: "FunctionDef", name: "up", node_id: 1 }] };
    await writeFile(file, JSON.stringify(written));
    const other = await LiveChain.create(foreign);
    try {
      const Adding = await other.deploy("Adding");
      const deployed = await other.deploy("Lines", [1000], { Adding });
      await other.call(deployed, "Lines", "up", [1]);
      const { record } = await other.record();
      assert.deepEqual(record.sites, []);
      assert.equal(
        record.functions.some(({ name }) => name === "Lines.up"),
        true,
      );
    } finally {
      await other.close();
      foreign.remove();
    }
  });

  it("are absent where artifacts come without what the compiler said of them", async () => {
    const foreign = compile({ "project/contracts/Lines.sol": LINES }, { withoutBuildInfo: true });
    const other = await LiveChain.create(foreign);
    try {
      const Adding = await other.deploy("Adding");
      await other.deploy("Lines", [1000], { Adding });
      assert.deepEqual((await other.record()).record.sites, []);
    } finally {
      await other.close();
      foreign.remove();
    }
  });
});
