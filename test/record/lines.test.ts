import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { getCreateAddress, Interface } from "ethers";
import type { Hex } from "../../plugin/engine/access/types.ts";
import { type CompiledProject, type CompileOptions, compile, lineOf, readContract } from "../source/compile.ts";
import { compileLive, LiveChain } from "./live-chain.ts";

const LINES = readContract("Lines.sol");
const MERGED = readContract("Merged.sol");

/** Text that stands on the line, and the function around it. */
type Line = readonly [text: string, name: string];

/** A slot by its variable, where it is first looked up, and last written. */
type Access = readonly [variable: string, read: Line, written?: Line];

const at = (text: string, name: string): Line => [text, name];

/** A slot that one line looks up and writes. */
function both(variable: string, text: string, name: string): Access {
  return [variable, at(text, name), at(text, name)];
}

interface Call {
  readonly call: string;
  readonly args?: readonly unknown[];
  /** What it does, to the letter. */
  readonly accesses: readonly Access[];
  /** First line of a function that optimised Yul may name instead of its right line: then it has several that fit. */
  readonly orElse?: string;
}

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

const CALLS: readonly Call[] = [
  {
    call: "transfer",
    args: [BOB, 5],
    accesses: [
      ["Lines.busy | Lines.calls | Lines.last", at("!busy", "Shared.guarded"), at("last = ", "Shared.guarded")],
      ["Lines.balances[*]", at("before = balances", "Shared._move"), at("balances[from] =", "Shared._move")],
      both("Lines.balances[*]", "balances[to] +=", "Shared._move"),
      both("Lines.total", "total += 1", "Lines.transfer"),
    ],
    // Which of its lines is meant depends on the key, which the instructions do not have any more.
    orElse: "function _move",
  },
  {
    call: "fill",
    args: [3, 4],
    accesses: [
      both("Lines.orders[*].owner", "order.owner =", "Lines.fill"),
      both("Lines.orders[*].filled", "order.filled +=", "Lines.fill"),
    ],
  },
  {
    call: "push",
    args: [9],
    accesses: [
      both("Lines.items.length", "items.push", "Lines.push"),
      both("Lines.items[*]", "items.push", "Lines.push"),
    ],
  },
  {
    call: "store",
    args: [[1, 2, 3]],
    accesses: [
      both("Lines.items.length", "items = all", "Lines.store"),
      both("Lines.items[*]", "items = all", "Lines.store"),
    ],
  },
  {
    call: "sum",
    accesses: [
      ["Lines.items.length", at("i < items.length", "Lines.sum")],
      ["Lines.items[*]", at("+= items[i]", "Lines.sum")],
    ],
  },
  {
    call: "point",
    args: [0],
    accesses: [
      ["Lines.items.length", at("same[index] =", "Lines.point")],
      both("Lines.items[*]", "same[index] =", "Lines.point"),
    ],
    // What else names the array must not be taken for what the pointer does.
    orElse: "function point",
  },
  {
    call: "rename",
    args: ["A text of more than thirty-one bytes, surely"],
    accesses: [both("Lines.motto", "motto = to", "Lines.rename")],
  },
  { call: "save", args: [4], accesses: [both("Lines.pot.amount", "pot.amount +=", "Adding.fill")] },
  {
    call: "swap",
    accesses: [
      ["Lines.pot.amount", at("to.amount +=", "Adding.pour"), at("from.amount = 0", "Adding.pour")],
      both("Lines.other.amount", "to.amount +=", "Adding.pour"),
    ],
    orElse: "function pour",
  },
  { call: "up", args: [1], accesses: [both("Lines.count", "// up", "Lines.up")] },
  {
    call: "twice",
    args: [2],
    accesses: [["Lines.count", at("// first", "Lines.twice"), at("// second", "Lines.twice")]],
  },
  {
    call: "checked",
    args: [2],
    accesses: [both("Lines.count", "// checked", "Lines.checked")],
    orElse: "function checked",
  },
  {
    call: "clear",
    args: [3],
    accesses: ["owner", "filled", "price"].map((member) => both(`Lines.orders[*].${member}`, "delete", "Lines.clear")),
  },
  { call: "total", accesses: [["Lines.total", at("uint256 public total", "Shared.total")]] },
  { call: "balances", args: [BOB], accesses: [["Lines.balances[*]", at("public balances", "Shared.balances")]] },
];

const CONSTRUCTION: readonly Access[] = [
  both("Lines.total", "uint256 public total", "Shared.constructor"),
  both("Lines.balances[*]", "balances[msg.sender] = amount", "Lines.constructor"),
  both("Lines.count", "count++", "Lines._count"),
];

const VARIANTS: readonly { readonly title: string; readonly options: CompileOptions }[] = [
  { title: "solc 0.5.16", options: { compiler: "0.5.16" } },
  { title: "solc 0.5.16 and its optimiser", options: { compiler: "0.5.16", optimize: true } },
  { title: "solc 0.7.6 and its optimiser", options: { compiler: "0.7.6", optimize: true } },
  { title: "solc 0.8.19", options: { compiler: "0.8.19" } },
  { title: "solc 0.8.19 and its optimiser", options: { compiler: "0.8.19", optimize: true } },
  { title: "solc 0.8.19 and its optimiser, through Yul", options: { compiler: "0.8.19", optimize: true, viaIR: true } },
  { title: "the current solc", options: {} },
  { title: "the current solc and its optimiser", options: { optimize: true } },
  { title: "the current solc, through Yul", options: { viaIR: true } },
  { title: "the current solc and its optimiser, through Yul", options: { optimize: true, viaIR: true } },
  {
    title: "a compiler that was asked for less, as before the plugin was installed",
    options: { optimize: true, viaIR: true, withoutLayout: true },
  },
];

/** The accesses of the last transaction to slots, in words, each once. */
async function accesses(chain: LiveChain): Promise<readonly string[]> {
  const { record } = await chain.record();
  const transaction = record.blocks.at(-1)?.transactions.at(-1);
  assert.equal(transaction?.succeeded, true);
  const place = (index: number | undefined): string => {
    const { file, line, function: name } = record.sites[index ?? -1] ?? {};
    return index === undefined ? "nowhere" : `${file}:${line} in ${name}`;
  };
  const texts = transaction.accesses.flatMap(({ key, readAt, writtenAt }) => {
    const row = record.keys[key];
    const name = row?.members.map(({ variable }) => variable).join(" | ");
    return row?.kind === "slot" ? [`${name}: read at ${place(readAt)}, written at ${place(writtenAt)}`] : [];
  });
  return [...new Set(texts)].sort();
}

function inWords(source: string, file: string, [variable, read, written]: Access): string {
  const place = (line: Line | undefined) =>
    line === undefined ? "nowhere" : `contracts/${file}:${lineOf(source, line[0])} in ${line[1]}`;
  return `${variable}: read at ${place(read)}, written at ${place(written)}`;
}

/** All that may be said of an access. */
function alternatives([variable, read, written]: Access, orElse: string): readonly string[] {
  const variants = (line: Line | undefined) => (line === undefined ? [line] : [line, at(orElse, line[1])]);
  return variants(read).flatMap((reading) =>
    variants(written).map((writing) =>
      inWords(
        LINES,
        "Lines.sol",
        writing === undefined ? [variable, reading as Line] : [variable, reading as Line, writing],
      ),
    ),
  );
}

for (const { title, options } of VARIANTS) {
  describe(`The lines of accesses, compiled by ${title}`, () => {
    let project: CompiledProject;
    let chain: LiveChain;
    let lines: Hex;

    before(async () => {
      project = compile({ "project/contracts/Lines.sol": LINES, "project/contracts/Merged.sol": MERGED }, options);
      chain = await LiveChain.create(project);
      const Adding = await chain.deploy("Adding");
      lines = await chain.deploy("Lines", [1000], { Adding });
    });
    after(async () => {
      await chain.close();
      project.remove();
    });

    it("are those of initial values, the constructor and what it calls", async () => {
      const expected = CONSTRUCTION.map((access) => inWords(LINES, "Lines.sol", access));
      assert.deepEqual(await accesses(chain), expected.sort());
    });

    for (const { call, args, accesses: expected, orElse } of CALLS) {
      if (orElse !== undefined && options.optimize && options.viaIR) {
        it(`are those of ${call}, or its first line where several fit`, async () => {
          await chain.call(lines, "Lines", call, args);
          const found = await accesses(chain);
          const allowed = expected.map((access) => alternatives(access, orElse));
          for (const text of found) assert.ok(allowed.flat().includes(text), text);
          for (const texts of allowed)
            assert.ok(
              texts.some((text) => found.includes(text)),
              found.join("\n"),
            );
        });
        continue;
      }
      it(`are those of ${call}`, async () => {
        await chain.call(lines, "Lines", call, args);
        const exact = expected.map((access) => inWords(LINES, "Lines.sol", access));
        assert.deepEqual(await accesses(chain), exact.sort());
      });
    }

    it("are those of the function that was called, where others have the same code", async () => {
      const merged = await chain.deploy("Merged");
      const positions = new Set<number>();
      for (const [call, variable] of [
        ["pick", "apples"],
        ["gather", "apples"],
        ["shake", "pears"],
        ["fill", "baskets[*]"],
        ["empty", "baskets[*]"],
      ] as const) {
        await chain.call(merged, "Merged", call, [0]);
        const expected = both(`Merged.${variable}`, `// ${call}`, `Merged.${call}`);
        assert.deepEqual(await accesses(chain), [inWords(MERGED, "Merged.sol", expected)]);
        const ran = chain.collector.blocks.at(-1)?.transactions[0]?.accesses;
        for (const { lastWrite } of ran?.slots() ?? []) positions.add(ran?.site(lastWrite ?? -1).pc ?? -1);
      }
      if (options.optimize) assert.ok(positions.size < 5, "the optimiser has merged nothing");
    });
  });
}

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
