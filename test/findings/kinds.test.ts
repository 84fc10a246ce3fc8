import { describeGolden, type GoldenCase } from "./golden.ts";
import { play, steps } from "./play.ts";

const CASES: readonly GoldenCase[] = [
  {
    title: "raw: those who read what one has set wait for it, and not for each other",
    play: play("Price", [], ["set", 5], ["buy"], ["buy"]),
    found: [["Price.price", "raw 2", "Price.buy × Price.set", "2 set>buy"]],
    waves: 2,
    waiting: 2,
  },
  {
    title: "raw: only the last of two writers is waited for",
    // set 5, set 6 is blind, buy reads 6.
    play: play("Price", [], ["set", 5], ["set", 6], ["buy"]),
    found: [
      ["Price.price", "gas-only 1", "Price.set"],
      ["Price.price", "raw 1", "Price.buy × Price.set", "1 set>buy"],
    ],
    waves: 2,
    waiting: 1,
  },
  {
    title: "war: who reads before it changes holds nobody up",
    play: play("Price", [], ["buy"], ["buy"], ["set", 5]),
    found: [["Price.price", "war 2", "Price.buy × Price.set"]],
  },
  {
    title: "raw and war on one variable in turn",
    // buy follows the first set (raw), the second set follows that buy (war) and the first set (gas-only), buy follows it.
    play: play("Price", [], ["set", 5], ["buy"], ["set", 6], ["buy"]),
    found: [
      ["Price.price", "raw 2, war 1", "Price.buy × Price.set", "2 set>buy"],
      ["Price.price", "gas-only 1", "Price.set"],
    ],
    waves: 2,
    waiting: 2,
  },
  {
    title: "nobody waits for a price that all read",
    play: play("Price", [], ["buy"], ["buy"], ["buy"]),
    found: [],
  },
  {
    title: "rmw: a guarded debit waits for the one before",
    play: play("Stock", [100], ["take", 1], ["take", 2], ["take", 3]),
    found: [["Stock.left", "rmw 2", "Stock.take", "2 take"]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "rmw: a debit waits for a credit, though the credits only add",
    play: play("Stock", [100], ["put", 1], ["put", 2], ["take", 3]),
    found: [
      ["Stock.left", "commutative 1", "Stock.put", "1 put"],
      ["Stock.left", "rmw 1", "Stock.put × Stock.take", "1 put>take"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "rmw: a credit waits for a debit, and is added to by the next credit",
    play: play("Stock", [100], ["take", 1], ["put", 2], ["put", 3]),
    found: [
      ["Stock.left", "rmw 1", "Stock.put × Stock.take", "1 take>put"],
      ["Stock.left", "commutative 1", "Stock.put", "1 put"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "commutative: a counter",
    play: play("Counter", [], ["up"], ["up"], ["up"]),
    found: [["Counter.count", "commutative 2", "Counter.up", "2 up"]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "commutative: an unchecked debit, which no branch guards",
    play: play("Counter", [], ["up"], ["down"], ["down"]),
    found: [
      ["Counter.count", "commutative 1", "Counter.down × Counter.up", "1 up>down"],
      ["Counter.count", "commutative 1", "Counter.down", "1 down"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "rmw: a checked debit, which fails where there is too little",
    play: play("Counter", [], ["up"], ["checkedDown"], ["up"]),
    found: [["Counter.count", "rmw 2", "Counter.checkedDown × Counter.up", "1 up>checkedDown", "1 checkedDown>up"]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "rmw: a counter whose value is returned",
    play: play("Counter", [], ["next"], ["next"]),
    found: [["Counter.count", "rmw 1", "Counter.next", "1 next"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "raw: the getter of a public variable",
    play: play("Counter", [], ["up"], ["count"], ["up"]),
    found: [
      ["Counter.count", "raw 1, war 1", "Counter.count × Counter.up", "1 up>getter"],
      // The reader in between takes nothing away from the additions.
      ["Counter.count", "commutative 1", "Counter.up", "1 up"],
    ],
    waves: 2,
    waiting: 2,
  },
  {
    title: "commutative: a signed sum that goes up and down",
    play: play("Signed", [], ["add", 5], ["add", -3], ["add", 4]),
    found: [["Signed.sum", "commutative 2", "Signed.add", "2 signed"]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "rmw: a sum that an event tells",
    play: play("Told", [], ["add", 5], ["add", 3]),
    found: [["Told.sum", "rmw 1", "Told.add", "1 told"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "rmw: a product",
    play: play("Doubling", [], ["twice"], ["twice"]),
    found: [["Doubling.value", "rmw 1", "Doubling.twice", "1 twice"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "rmw and raw: a maximum, which the lower offer leaves alone",
    play: play("Maximum", [], ["offer", 5], ["offer", 9], ["offer", 7]),
    found: [["Maximum.highest", "rmw 1, raw 1", "Maximum.offer", "2 offer"]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "rmw: a sum with a cap of the contract's own",
    play: play("Capped", [], ["add", 5], ["add", 3]),
    found: [["Capped.total", "rmw 1", "Capped.add", "1 capped"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "rmw and gas-only: a sum that is copied, and its copy",
    play: play("Copies", [], ["add", 5], ["add", 3]),
    found: [
      ["Copies.total", "rmw 1", "Copies.add", "1 total"],
      ["Copies.copy", "gas-only 1", "Copies.add"],
    ],
    waves: 2,
    waiting: 1,
  },
  {
    title: "commutative: an addition in assembly",
    play: play("Assembly", [], ["add", 5], ["add", 3]),
    found: [["Assembly.total", "commutative 1", "Assembly.add", "1 assembly"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "gas-only: blind stores of different values",
    play: play("Flags", [], ["setWord", 1], ["setWord", 2], ["setWord", 3]),
    found: [["Flags.word", "gas-only 2", "Flags.setWord"]],
  },
  {
    title: "gas-only: those who store what the first has set change nothing",
    // The first is the last writer for both.
    play: play("Flags", [], ["setWord", 1], ["setWord", 1], ["setWord", 1]),
    found: [["Flags.word", "gas-only 2", "Flags.setWord"]],
  },
  {
    title: "war: who stores the same value again does so before it changes",
    play: async (stage) => {
      const flags = await stage.deploy("Flags");
      await stage.send(flags.call("setWord", [1]));
      await stage.traffic(...steps(flags, ["setWord", 1], ["setWord", 2]));
    },
    found: [["Flags.word", "war 1", "Flags.setWord"]],
  },
  {
    title: "nothing: the same value stored by all",
    play: async (stage) => {
      const flags = await stage.deploy("Flags");
      await stage.send(flags.call("setWord", [1]), flags.call("setFlag", [true]));
      await stage.traffic(...steps(flags, ["setWord", 1], ["setWord", 1], ["setFlag", true], ["setFlag", true]));
    },
    found: [],
  },
  {
    title: "raw: a flag of one byte is read to keep the rest of its slot",
    play: play("Flags", [], ["setFlag", true], ["setFlag", true]),
    found: [["Flags.flag", "raw 1", "Flags.setFlag", "1 flag"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "nothing: a reentrancy guard is set and restored",
    play: play("Guarded", [], ["enter"], ["enter"], ["enter"]),
    found: [],
  },
  {
    title: "nothing: a reentrancy guard in transient storage",
    play: play("TransientGuarded", [], ["enter"], ["enter"], ["enter"]),
    found: [],
  },
  {
    title: "nothing: an owner, a role, a rate, a pause, an immutable and a constant that all read",
    play: play("Governed", [], ["act"], ["act"], ["act"]),
    found: [],
  },
  {
    title: "raw and war: the pause itself",
    play: async (stage) => {
      const governed = await stage.deploy("Governed");
      await stage.traffic(...steps(governed, ["act"], ["pause"], ["act"]));
    },
    // Owner and pause share a slot: the pause reads it to keep the owner.
    found: [["Governed.paused", "raw 1, war 1", "Governed.act × Governed.pause", "1 paused"]],
    waves: 2,
    waiting: 1,
    failed: 1,
  },
  {
    title: "raw: who fails for what another one took had to wait to know",
    play: play("Stock", [10], ["take", 8], ["take", 8]),
    found: [["Stock.left", "raw 1", "Stock.take", "1 take"]],
    waves: 2,
    waiting: 1,
    failed: 1,
  },
  {
    title: "war: who fails changes nothing for those after it, but has read",
    play: play("Stock", [10], ["take", 11], ["take", 8]),
    found: [["Stock.left", "war 1", "Stock.take"]],
    failed: 1,
  },
  {
    title: "protocol: one sender's transactions follow each other by nonce and gas balance only",
    play: async (stage) => {
      const quiet = await stage.deploy("Quiet");
      await stage.traffic(...[1, 1, 1].map((from) => quiet.call("call", [], { from })));
    },
    found: [],
    // Two followers, on two keys each.
    protocol: 4,
  },
  {
    title: "nothing, not even protocol: several senders",
    play: play("Quiet", [], ["call"], ["call"], ["call"]),
    found: [],
  },
  {
    title: "rmw and protocol: one sender who also meets himself on a variable",
    play: async (stage) => {
      const stock = await stage.deploy("Stock", [10]);
      await stage.traffic(...[1, 1].map((from) => stock.call("take", [2], { from })));
    },
    found: [["Stock.left", "rmw 1", "Stock.take", "1 take"]],
    waves: 2,
    waiting: 1,
    protocol: 2,
  },
];

describeGolden("Kinds of conflicts", "Kinds.sol", CASES);
