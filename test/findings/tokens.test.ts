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
];

describeGolden("Tokens", "Tokens.sol", CASES);
