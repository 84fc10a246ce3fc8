import { describeGolden, type GoldenCase } from "./golden.ts";
import { play, playWith, steps } from "./play.ts";

const CASES: readonly GoldenCase[] = [
  {
    title: "AMM: trades follow each other on the reserves, which share a slot",
    play: play("Pool", [], ["swap", 1000], ["swap", 2000], ["swap", 3000]),
    found: [["Pool.reserve0, reserve1", "rmw 2", "Pool.swap", "2 reserves"]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "AMM: quotes follow the last trade, and trades follow no quote",
    play: play("Pool", [], ["swap", 1000], ["quote", 10], ["quote", 20], ["swap", 1000]),
    found: [
      ["Pool.reserve0, reserve1", "raw 2, war 2", "Pool.quote × Pool.swap", "2 reserves>quote"],
      ["Pool.reserve0, reserve1", "rmw 1", "Pool.swap", "1 reserves"],
    ],
    waves: 2,
    waiting: 3,
  },
  {
    title: "AMM: trades on two pools",
    play: async (stage) => {
      const pools = [await stage.deploy("Pool"), await stage.deploy("Pool")];
      await stage.traffic(...pools.map((pool) => pool.call("swap", [1000])));
    },
    found: [],
  },
  {
    title: "staking: the accumulator, second by second",
    mined: "apart",
    // The first finds nothing staked: it changes lastTime and totalStaked only. The second reads both and raises the
    // accumulator; the third follows it on all three. lastTime is read before it is stored from the second on.
    play: play("Staking", [], ["stake", 10], ["stake", 10], ["stake", 10]),
    found: [
      ["Staking.totalStaked", "rmw 2", "Staking.stake", "2 totalStaked"],
      ["Staking.lastTime", "rmw 2", "Staking.stake", "2 lastTime"],
      // The first reads it where it is paid out: war to the second.
      ["Staking.rewardPerShare", "rmw 1, war 1", "Staking.stake", "1 perShare"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "staking: the accumulator, in one second",
    mined: "together",
    // Nothing accrues: lastTime is stored once, and read; the accumulator never changes.
    play: play("Staking", [], ["stake", 10], ["stake", 10], ["stake", 10]),
    found: [
      ["Staking.totalStaked", "rmw 2", "Staking.stake", "2 totalStaked"],
      ["Staking.lastTime", "raw 2", "Staking.stake", "2 lastTime"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "lending: the interest index, in one second",
    mined: "together",
    // The first accrues; the others see that it is done, and scale by the index.
    play: play("Lending", [], ["borrow", 10], ["borrow", 10], ["borrow", 10]),
    found: [
      ["Lending.accrued", "raw 2", "Lending.borrow", "2 accrued"],
      ["Lending.index", "raw 2", "Lending.borrow", "2 index>scale"],
      ["Lending.totalBorrowed", "commutative 2", "Lending.borrow", "2 borrowed"],
    ],
    waves: 3,
    waiting: 2,
    throughYul: { "2 index>scale": "2 index>borrow" },
  },
  {
    title: "lending: the interest index, second by second",
    mined: "apart",
    play: play("Lending", [], ["borrow", 10], ["borrow", 10], ["borrow", 10]),
    found: [
      ["Lending.accrued", "rmw 2", "Lending.borrow", "2 accrued"],
      ["Lending.index", "rmw 2", "Lending.borrow", "2 index"],
      ["Lending.totalBorrowed", "commutative 2", "Lending.borrow", "2 borrowed"],
    ],
    waves: 3,
    waiting: 2,
    throughYul: { "2 index": "2 index>borrow" },
  },
  {
    title: "auction: every bid follows the one before, and pays it back",
    play: async (stage) => {
      const auction = await stage.deploy("Auction");
      await stage.traffic(...[5n, 6n, 7n].map((value) => auction.call("bid", [], { value })));
    },
    found: [
      ["Auction.highest", "rmw 2", "Auction.bid", "2 highest"],
      ["Auction.leader", "rmw 2", "Auction.bid", "2 leader"],
      // The first bid is added without looking; the others also pay out.
      ["ether balance of {Auction}", "rmw 2", "Auction.bid"],
      // Paid back to the one before, who has sent his bid: a credit without looking.
      ["ether balance of {1}", "waw 1", "Auction.bid"],
      ["ether balance of {2}", "waw 1", "Auction.bid"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "auction: a bid that is too low",
    play: async (stage) => {
      const auction = await stage.deploy("Auction");
      await stage.traffic(...[5n, 4n].map((value) => auction.call("bid", [], { value })));
    },
    found: [["Auction.highest", "raw 1", "Auction.bid", "1 highest"]],
    waves: 2,
    waiting: 1,
    failed: 1,
  },
  {
    title: "votes: for one option, and for another",
    play: play("Ballot", [], ["vote", 1], ["vote", 2], ["vote", 1], ["vote", 2]),
    found: [["Ballot.votes[*]", "commutative 2", "Ballot.vote", "2 vote"]],
    elements: { "Ballot.votes[1]": 1, "Ballot.votes[2]": 1 },
    waves: 2,
    waiting: 2,
  },
  {
    title: "votes: who asks for the winner waits for both",
    play: play("Ballot", [], ["vote", 1], ["vote", 2], ["winner", 1, 2]),
    found: [["Ballot.votes[*]", "raw 2", "Ballot.vote × Ballot.winner", "2 vote>winner"]],
    elements: { "Ballot.votes[1]": 1, "Ballot.votes[2]": 1 },
    waves: 2,
    waiting: 1,
  },
  {
    title: "oracle: all use one price",
    play: async (stage) => {
      const oracle = await stage.deploy("Oracle");
      const consumer = await stage.deploy("Consumer", [oracle.address]);
      await stage.traffic(...steps(consumer, ["use", 5], ["use", 6], ["use", 7]));
    },
    found: [],
  },
  {
    title: "oracle: a new price, then all use it",
    play: async (stage) => {
      const oracle = await stage.deploy("Oracle");
      const consumer = await stage.deploy("Consumer", [oracle.address]);
      await stage.traffic(oracle.call("push", [7]), ...steps(consumer, ["use", 5], ["use", 6]));
    },
    found: [["Oracle.answer", "raw 2", "Consumer.use × Oracle.push", "2 push>latest"]],
    waves: 2,
    waiting: 2,
  },
  {
    title: "relayer: one nonce for all",
    play: playWith("Relayer", (signer) => [
      ["relay", 0, signer(8)],
      ["relay", 1, signer(9)],
    ]),
    found: [["Relayer.nonce", "rmw 1", "Relayer.relay", "1 nonce"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "time of the last action: stored blindly, in one second",
    mined: "together",
    play: play("Clock", [], ["touch"], ["touch"]),
    // The second stores what the first has stored.
    found: [["Clock.last", "gas-only 1", "Clock.touch"]],
  },
  {
    title: "time of the last action: stored blindly, second by second",
    mined: "apart",
    play: play("Clock", [], ["touch"], ["touch"]),
    found: [["Clock.last", "gas-only 1", "Clock.touch"]],
  },
  {
    title: "once a block: the second fails",
    mined: "together",
    play: play("Clock", [], ["once"], ["once"]),
    found: [["Clock.lastBlock", "raw 1", "Clock.once", "1 lastBlock"]],
    waves: 2,
    waiting: 1,
    failed: 1,
  },
  {
    title: "fees: added by all, and collected",
    play: playWith("Fees", (signer) => [
      ["pay", signer(8), 500],
      ["pay", signer(9), 500],
      ["collect"],
      ["pay", signer(7), 500],
    ]),
    found: [
      ["Fees.collected", "commutative 1", "Fees.pay", "1 fee"],
      ["Fees.collected", "rmw 2", "Fees.collect × Fees.pay", "1 fee>collect", "1 collect>fee"],
    ],
    waves: 4,
    waiting: 3,
  },
  {
    title: "ERC-4626: the price of shares",
    // The first finds no shares, and does not look at the assets before it adds to them; from then on all do.
    play: play("Vault", [], ["deposit", 100], ["deposit", 200], ["deposit", 300]),
    found: [
      ["Vault.shares", "rmw 2", "Vault.deposit", "2 shares"],
      ["Vault.assets", "rmw 2", "Vault.deposit", "2 assets"],
    ],
    waves: 3,
    waiting: 2,
    throughYul: { "2 assets": "2 assets>deposit" },
  },
];

describeGolden("Protocols", "Protocols.sol", CASES);
