import type { CompileOptions } from "../source/compile.ts";
import { describeGolden, type GoldenCase } from "./golden.ts";
import { steps } from "./play.ts";
import type { Contract, Stage } from "./stage.ts";

async function token(stage: Stage): Promise<Contract> {
  const ledger = await stage.deploy("OldLedger");
  return await stage.deploy("OldToken", [], { OldLedger: ledger.address });
}

/** Such additions may overflow unnoticed before solc 0.8, which takes nothing from them. */
const CASES: readonly GoldenCase[] = [
  {
    title: "SafeMath: additions to a supply and to one balance",
    play: async (stage) => {
      const old = await token(stage);
      const mint = ["mint", stage.signers[9], 5] as const;
      await stage.traffic(...steps(old, mint, mint, mint));
    },
    found: [
      ["OldToken.balances[{9}]", "commutative 2", "OldToken.mint", "2 oldBalance"],
      ["OldToken.total", "commutative 2", "OldToken.mint", "2 oldTotal"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "a guarded debit, and credits",
    play: async (stage) => {
      const old = await token(stage);
      const [one, eight, nine] = [1, 8, 9].map((n) => stage.signers[n]);
      await stage.send(old.call("mint", [one, 100]));
      await stage.traffic(...steps(old, ["move", one, eight, 5], ["move", one, eight, 6], ["move", one, nine, 7]));
    },
    found: [["OldToken.balances[*]", "rmw 2, commutative 1", "OldToken.move", "2 oldDebit", "1 oldCredit"]],
    elements: { "OldToken.balances[{1}]": 2, "OldToken.balances[{8}]": 1 },
    throughYul: { "2 oldDebit": "2 move>oldDebit" },
    waves: 3,
    waiting: 2,
  },
  {
    title: "a packed member of a struct in a mapping",
    play: async (stage) => {
      const old = await token(stage);
      await stage.traffic(...steps(old, ["fill", 7, 1], ["fill", 8, 1], ["fill", 7, 2]));
    },
    found: [["OldToken.orders[7].filled", "commutative 1", "OldToken.fill", "1 oldFill"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "an array that all push to",
    play: async (stage) => {
      const old = await token(stage);
      await stage.traffic(...steps(old, ["push", 7], ["push", 8]));
    },
    found: [["OldToken.items.length", "rmw 1", "OldToken.push", "1 oldPush"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "a short text",
    play: async (stage) => {
      const old = await token(stage);
      await stage.traffic(...steps(old, ["rename", "one"], ["rename", "two"]));
    },
    found: [["OldToken.label", "rmw 1", "OldToken.rename", "1 oldLabel"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "a stop that all read in a modifier",
    play: async (stage) => {
      const old = await token(stage);
      for (const n of [1, 2]) await stage.send(old.call("mint", [stage.signers[n], 100]));
      const move = (from: number, to: number) => old.call("move", [stage.signers[from], stage.signers[to], 5]);
      await stage.traffic(move(1, 7), old.call("stop"), move(2, 8));
    },
    found: [["OldToken.stopped", "raw 1, war 1", "OldToken.move × OldToken.stop", "1 stop>stopped"]],
    waves: 2,
    waiting: 1,
    failed: 1,
  },
  {
    title: "an external library",
    play: async (stage) => {
      const old = await token(stage);
      await stage.traffic(...steps(old, ["enter", 7], ["enter", 8]));
    },
    found: [["OldToken.book.total", "commutative 1", "OldToken.enter", "1 oldBook"]],
    waves: 2,
    waiting: 1,
  },
];

const COMPILERS: readonly CompileOptions[] = [
  { compiler: "0.5.16" },
  { compiler: "0.5.16", optimize: true },
  { compiler: "0.7.6" },
  { compiler: "0.7.6", optimize: true },
  { compiler: "0.8.19" },
  { compiler: "0.8.19", optimize: true },
  { compiler: "0.8.19", optimize: true, viaIR: true },
  { optimize: true },
  { viaIR: true },
];

describeGolden(
  "Old contracts",
  "Old.sol",
  CASES,
  COMPILERS.map((options) => {
    const { compiler = "current", optimize, viaIR } = options;
    const how = `${optimize ? " with its optimiser" : ""}${viaIR ? " through Yul" : ""}`;
    return { title: `compiled by solc ${compiler}${how}`, options, mined: "together" };
  }),
);
