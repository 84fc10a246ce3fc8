import { describeGolden, type GoldenCase } from "./golden.ts";
import { play, playWith, type Step, steps } from "./play.ts";
import type { Stage } from "./stage.ts";

/** A diamond with both facets, seen as each of them. */
async function diamond(stage: Stage) {
  const proxy = await stage.deploy("Diamond");
  const facets = [await stage.deploy("BidFacet"), await stage.deploy("RoundFacet")] as const;
  const methods = [["bid"], ["next", "count", "toggle"]] as const;
  for (const [index, facet] of facets.entries()) {
    for (const method of methods[index] ?? []) {
      const selector = facet.data(method, method === "bid" ? [0, 0] : []).slice(0, 10);
      await stage.send(proxy.call("cut", [selector, facet.address]));
    }
  }
  return [stage.at(proxy.address, "BidFacet"), stage.at(proxy.address, "RoundFacet")] as const;
}

const CASES: readonly GoldenCase[] = [
  {
    title: "a diamond (EIP-2535): bids for one lot and for another",
    play: async (stage) => {
      const [bids] = await diamond(stage);
      await stage.traffic(...steps(bids, ["bid", 7, 5], ["bid", 8, 6], ["bid", 7, 1]));
    },
    found: [
      ["Market.Layout.bids[7]", "commutative 1", "BidFacet.bid", "1 bids"],
      ["Market.Layout.total at {Diamond}", "commutative 2", "BidFacet.bid", "2 total"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "a diamond (EIP-2535): two facets on one word",
    play: async (stage) => {
      const [, rounds] = await diamond(stage);
      await stage.traffic(...steps(rounds, ["next"], ["toggle"], ["next"]));
    },
    found: [
      [
        "Market.Layout.rounds, Layout.open at {Diamond}",
        "rmw 2",
        "RoundFacet.next × RoundFacet.toggle",
        "1 rounds>open",
        "1 open>rounds",
      ],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "a diamond (EIP-2535): one variable, whichever facet comes to it first",
    play: async (stage) => {
      const [bids, rounds] = await diamond(stage);
      await stage.traffic(...steps(rounds, ["count"]), ...steps(bids, ["bid", 7, 5], ["bid", 8, 5]));
    },
    found: [
      ["Market.Layout.total at {Diamond}", "commutative 1", "BidFacet.bid × RoundFacet.count", "1 count>total"],
      ["Market.Layout.total at {Diamond}", "commutative 1", "BidFacet.bid", "1 total"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "a diamond (EIP-2535): a cut is waited for by who calls what it puts in place",
    play: async (stage) => {
      const [bids, rounds] = await diamond(stage);
      const facet = await stage.deploy("BidFacet");
      const selector = bids.data("bid", [0, 0]).slice(0, 10);
      const cut = stage.at(bids.address, "Diamond").call("cut", [selector, facet.address]);
      await stage.traffic(...steps(rounds, ["next"]), cut, ...steps(bids, ["bid", 7, 5]));
    },
    found: [["Diamond.facets[0x598647f8]", "raw 1", "BidFacet.bid × Diamond.cut", "1 cut>facets"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "balances by the hash of an address and a seed",
    play: playWith("Seeded", (signer) => [
      ["credit", signer(8), 5],
      ["credit", signer(9), 5],
      ["credit", signer(8), 6],
    ]),
    found: [["Seeded slot 0xa159...3960", "commutative 1", "Seeded.credit", "1 seeded"]],
    throughYul: { "1 seeded": "1 inCredit" },
    waves: 2,
    waiting: 1,
  },
  {
    title: "positions by a hash: everybody's own",
    play: play("Positions", [], ["add", -60, 60, 5], ["add", -60, 60, 5]),
    found: [],
  },
  {
    title: "positions by a hash: the same one",
    play: playWith("Positions", (signer) => [
      ["add", -60, 60, 5],
      ["addFor", signer(1), -60, 60, 5],
      ["addFor", signer(1), -60, 120, 5],
    ]),
    found: [
      [
        "Positions.positions[0xb574...80c4].liquidity, positions[0xb574...80c4].fees",
        "commutative 1",
        "Positions.add × Positions.addFor",
        "1 liquidity>fees",
      ],
    ],
    waves: 2,
    waiting: 1,
  },
  {
    title: "checkpoints: the first makes the list, the others add to its last",
    play: playWith("Votes", (signer) => [
      ["move", signer(9), 5],
      ["move", signer(9), 6],
      ["move", signer(9), 7],
    ]),
    found: [
      ["Votes.delegated[{9}].checkpoints.length", "raw 2", "Votes.move", "2 tracePush>traceLength"],
      [
        "Votes.delegated[{9}].checkpoints[0].key, delegated[{9}].checkpoints[0].value",
        "rmw 1, commutative 1",
        "Votes.move",
        "1 tracePush>checkpoint",
        "1 checkpoint",
      ],
    ],
    throughYul: {
      "2 tracePush>traceLength": "2 tracePush>inMove",
      "1 tracePush>checkpoint": "1 checkpoint>inMove",
      "1 checkpoint": "1 inMove",
    },
    waves: 3,
    waiting: 2,
  },
  {
    title: "a bitmap of OpenZeppelin's: claims in a bucket and in another",
    play: play("Claims", [], ["claim", 1], ["claim", 2], ["claim", 300]),
    found: [["Claims.claimed.data[0]", "rmw 1", "Claims.claim", "1 claimed"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "ERC721A: ids that count up in steps",
    play: play("Batched", [], ["mint", 2], ["mint", 3]),
    found: [["Batched.nextId", "rmw 1", "Batched.mint", "1 nextId"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "ERC721A: two numbers of a word, added to at once",
    play: playWith("Batched", (signer) => [
      ["give", signer(9), 2],
      ["give", signer(9), 3],
    ]),
    found: [["Batched.packed[{9}]", "commutative 1", "Batched.give", "1 packedGift"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "structs in a list in a struct in a mapping",
    play: play("Nests", [], ["buy", 0], ["sell", 0], ["buy", 1]),
    found: [
      [
        "Nests.books[1].legs[0].bought, books[1].legs[0].sold",
        "commutative 1",
        "Nests.buy × Nests.sell",
        "1 bought>sold",
      ],
    ],
    waves: 2,
    waiting: 1,
  },
  {
    title: "a mapping that is handed on",
    play: playWith("Nests", (signer): Step[] => [
      ["user", signer(8), 2],
      ["user", signer(8), 1],
      ["user", signer(8), 2],
    ]),
    found: [["Nests.books[1].ofUser[{8}][2].sold", "commutative 1", "Nests.user", "1 ofUser"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "a fixed array in a struct in a list",
    play: play("Nests", [], ["cell", 1, 2], ["cell", 1, 3], ["cell", 2, 2]),
    found: [["Nests.rows[1].cells[2], rows[1].cells[3]", "commutative 1", "Nests.cell", "1 cells"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "a fixed array of fixed arrays: a slot a row",
    play: play("Nests", [], ["paint", 1, 2], ["paint", 0, 2], ["paint", 1, 2]),
    found: [["Nests.grid[1][2]", "commutative 1", "Nests.paint", "1 grid"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "flags in a list: neighbours share a word",
    play: play("Nests", [], ["raise", 1], ["raise", 2]),
    found: [["Nests.flags[1], flags[2]", "rmw 1", "Nests.raise", "1 flag"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "bytes that all append to",
    play: play("Nests", [], ["note", "0x61"], ["note", "0x62"]),
    found: [["Nests.log", "rmw 1", "Nests.note", "1 note"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "variables that begin elsewhere than at slot 0",
    play: play("Placed", [], ["up"], ["up"]),
    found: [["Placed.first", "commutative 1", "Placed.up", "1 placed"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "keys: texts and bytes",
    play: play("Placed", [], ["upNamed", "gold"], ["upNamed", "gold"], ["upBytes", "0x0102"], ["upBytes", "0x0102"]),
    found: [
      ['Placed.named["gold"]', "commutative 1", "Placed.upNamed", "1 placedName"],
      ["Placed.byBytes[0x0102]", "commutative 1", "Placed.upBytes", "1 placedBytes"],
    ],
    waves: 2,
    waiting: 2,
  },
  {
    title: "members of a word in assembly",
    play: play("ByHand", [], ["setOther", 5], ["setOther", 6]),
    found: [["ByHand.other", "rmw 1", "ByHand.setOther", "1 other"]],
    throughYul: { "1 other": "1 inSetOther" },
    waves: 2,
    waiting: 1,
  },
  {
    title: "an owner beside a sum",
    play: play("ByHand", [], ["give", 5], ["own"], ["give", 6]),
    found: [["ByHand.left, owner", "rmw 2", "ByHand.give × ByHand.own", "1 left>owner", "1 owner>left"]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "nothing: transient storage ends with its transaction",
    play: play("Fleeting", [], ["act"], ["act"]),
    found: [],
  },
  {
    title: "a sum of what is counted in transient storage",
    play: play("Fleeting", [], ["keep"], ["keep"]),
    found: [["Fleeting.kept", "commutative 1", "Fleeting.keep", "1 kept"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "an upgradeable vault: its assets, and everybody's shares",
    play: play("Upgradeable", [], ["deposit", 5], ["deposit", 6]),
    found: [["Upgradeable.VaultStorage.assets", "commutative 1", "Upgradeable.deposit", "1 assets"]],
    waves: 2,
    waiting: 1,
  },
];

describeGolden("Patterns of well-known libraries", "Patterns.sol", CASES);
