import assert from "node:assert/strict";
import type { Hex } from "../../plugin/engine/access/types.ts";
import { type CompiledProject, type CompileOptions, compile, lineOf, readContract } from "../source/compile.ts";
import { accesses } from "./live-accesses.ts";
import { LiveChain } from "./live-chain.ts";

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
