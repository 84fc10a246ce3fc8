import { describeGolden, type GoldenCase } from "./golden.ts";
import { play, playWith, steps } from "./play.ts";
import type { Contract, Stage } from "./stage.ts";

/** A token of which the first signers, 0 apart, have 100 each. */
async function funded(stage: Stage, holders: number): Promise<Contract> {
  const token = await stage.deploy("Token");
  for (let n = 1; n <= holders; n++) await stage.send(token.call("mint", [stage.signers[n], 100]));
  return token;
}

const CASES: readonly GoldenCase[] = [
  {
    title: "ERC-20: payments to one recipient only add to his balance",
    play: async (stage) => {
      const token = await funded(stage, 3);
      const pay = ["transfer", stage.signers[9], 5] as const;
      await stage.traffic(...steps(token, pay, pay, pay));
    },
    found: [["Token.balanceOf[{9}]", "commutative 2", "Token.transfer", "2 credit"]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "ERC-20: payments between different people",
    play: async (stage) => {
      const token = await funded(stage, 3);
      await stage.traffic(...[7, 8, 9].map((to) => token.call("transfer", [stage.signers[to], 5])));
    },
    found: [],
  },
  {
    title: "ERC-20: who was paid passes it on",
    // 1 pays 2, 2 pays 3, 3 pays 9: each waits for the credit to what he spends.
    play: async (stage) => {
      const token = await funded(stage, 3);
      await stage.traffic(...[2, 3, 9].map((to) => token.call("transfer", [stage.signers[to], 5])));
    },
    found: [["Token.balanceOf[*]", "rmw 2", "Token.transfer", "2 credit>debit"]],
    elements: { "Token.balanceOf[{2}]": 1, "Token.balanceOf[{3}]": 1 },
    waves: 3,
    waiting: 2,
  },
  {
    title: "ERC-20: two spend what one has allowed them",
    play: async (stage) => {
      const token = await funded(stage, 1);
      for (const spender of [2, 3]) await stage.send(token.call("approve", [stage.signers[spender], 50], { from: 1 }));
      const spend = (from: number, to: number) =>
        token.call("transferFrom", [stage.signers[1], stage.signers[to], 5], { from });
      await stage.traffic(spend(2, 8), spend(3, 9));
    },
    found: [["Token.balanceOf[{1}]", "rmw 1", "Token.transferFrom", "1 debit"]],
    waves: 2,
    waiting: 1,
    throughYul: { "1 debit": "1 _move>debit" },
  },
  {
    title: "ERC-20: one spender twice",
    play: async (stage) => {
      const token = await funded(stage, 1);
      await stage.send(token.call("approve", [stage.signers[2], 50], { from: 1 }));
      const spend = token.call("transferFrom", [stage.signers[1], stage.signers[9], 5], { from: 2 });
      await stage.traffic(spend, spend);
    },
    found: [
      ["Token.allowance[{1}][{2}]", "rmw 1", "Token.transferFrom", "1 allowed"],
      ["Token.balanceOf[*]", "rmw 1, commutative 1", "Token.transferFrom", "1 debit", "1 credit"],
    ],
    elements: { "Token.allowance[{1}][{2}]": 1, "Token.balanceOf[{1}]": 1, "Token.balanceOf[{9}]": 1 },
    waves: 2,
    waiting: 1,
    protocol: 2,
    throughYul: { "1 debit": "1 _move>debit" },
  },
  {
    title: "ERC-20: minting adds to the supply",
    play: playWith("Token", (signer) => [
      ["mint", signer(1), 5],
      ["mint", signer(2), 5],
      ["mint", signer(3), 5],
    ]),
    found: [["Token.totalSupply", "commutative 2", "Token.mint", "2 supply"]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "ERC-20: burning takes from the supply, unchecked, and minting adds to it",
    play: async (stage) => {
      const token = await funded(stage, 2);
      const burn = ["burn", 5] as const;
      await stage.traffic(...steps(token, burn, burn, ["mint", stage.signers[9], 5]));
    },
    found: [
      ["Token.totalSupply", "commutative 1", "Token.burn", "1 burnt"],
      ["Token.totalSupply", "commutative 1", "Token.burn × Token.mint", "1 burnt>supply"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "ERC-20: who looks at the supply waits for the last who changed it",
    play: playWith("Token", (signer) => [["mint", signer(1), 5], ["mint", signer(2), 5], ["totalSupply"]]),
    found: [
      ["Token.totalSupply", "commutative 1", "Token.mint", "1 supply"],
      ["Token.totalSupply", "raw 1", "Token.mint × Token.totalSupply", "1 supply>supplyGetter"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "ERC-721: ids that count up",
    play: play("Collectible", [], ["mint"], ["mint"], ["mint"]),
    found: [["Collectible.nextId", "rmw 2", "Collectible.mint", "2 nextId"]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "ERC-721: ids of the minters' own",
    play: play("Collectible", [], ["mintAs", 5], ["mintAs", 6], ["mintAs", 7]),
    found: [],
  },
  {
    title: "ERC-721: an id that is taken",
    play: play("Collectible", [], ["mintAs", 5], ["mintAs", 5]),
    found: [["Collectible.owners[5]", "raw 1", "Collectible.mintAs", "1 owner>taken"]],
    waves: 2,
    waiting: 1,
    failed: 1,
  },
  {
    title: "ERC-721: a token changes hands twice",
    // 1 hands it to 2: balances 1 -> 0, 0 -> 1. 2 hands it to 9.
    play: async (stage) => {
      const nft = await stage.deploy("Collectible");
      await stage.send(nft.call("mintAs", [5], { from: 1 }));
      await stage.traffic(...steps(nft, ["transfer", 5, stage.signers[2]], ["transfer", 5, stage.signers[9]]));
    },
    found: [
      ["Collectible.owners[5]", "rmw 1", "Collectible.transfer", "1 handed>owner"],
      ["Collectible.balances[{2}]", "rmw 1", "Collectible.transfer", "1 received>released"],
    ],
    waves: 2,
    waiting: 1,
    throughYul: { "1 received>released": "1 transfer" },
  },
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

describeGolden("Patterns of contracts", "Patterns.sol", CASES);
