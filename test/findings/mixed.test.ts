import { encodeBytes32String } from "ethers";
import { describeGolden, type GoldenCase } from "./golden.ts";
import { play, playWith, steps } from "./play.ts";

const NAME = encodeBytes32String("name");

const CASES: readonly GoldenCase[] = [
  {
    title: "a bitmap: 256 claims in a slot",
    play: play("Airdrop", [], ["claim", 3], ["claim", 4], ["claim", 300]),
    found: [["Airdrop.claimed[0]", "rmw 1", "Airdrop.claim", "1 claim"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "a batch of payments: each account that two batches have in common",
    play: playWith("Batch", (signer) => [
      ["pay", [signer(7), signer(8)], 5],
      ["pay", [signer(8), signer(9)], 5],
      ["pay", [signer(9), signer(7), signer(9)], 5],
    ]),
    found: [["Batch.balances[*]", "commutative 3", "Batch.pay", "3 batch"]],
    elements: { "Batch.balances[{7}]": 1, "Batch.balances[{8}]": 1, "Batch.balances[{9}]": 1 },
    waves: 3,
    waiting: 2,
  },
  {
    title: "functions of one name",
    play: async (stage) => {
      const overloads = await stage.deploy("Overloads");
      const [one, two] = ["add(uint256)", "add(uint256,uint256)"];
      await stage.traffic(
        ...steps(overloads, [one as string, 1], [two as string, 1, 2], [one as string, 1], [two as string, 3, 4]),
      );
    },
    found: [
      ["Overloads.plain", "commutative 1", "Overloads.add(uint256)", "1 plain"],
      ["Overloads.scaled", "commutative 1", "Overloads.add(uint256,uint256)", "1 scaled"],
    ],
    waves: 2,
    waiting: 2,
  },
  {
    title: "one contract deployed twice: one variable, two slots",
    play: async (stage) => {
      const [first, second] = [await stage.deploy("Hits"), await stage.deploy("Hits")];
      await stage.traffic(first.call("hit"), second.call("hit"), first.call("hit"), second.call("hit"));
    },
    found: [["Hits.hits", "commutative 2", "Hits.hit", "2 hit"]],
    elements: { "Hits.hits": 1, "Hits.hits at {Hits#2}": 1 },
    waves: 2,
    waiting: 2,
  },
  {
    title: "what is added and taken away again is no write",
    play: play("Hits", [], ["hit"], ["nudge"], ["nudge"], ["hit"]),
    found: [
      ["Hits.hits", "raw 2, war 2", "Hits.hit × Hits.nudge", "2 hit>nudge"],
      ["Hits.hits", "commutative 1", "Hits.hit", "1 hit"],
    ],
    waves: 2,
    waiting: 3,
  },
  {
    title: "an addition of a transaction that fails is none",
    play: play("Hits", [], ["hitOrNot", true], ["hitOrNot", false], ["hitOrNot", true]),
    found: [["Hits.hits", "raw 1, war 1, commutative 1", "Hits.hitOrNot", "2 orNot"]],
    waves: 2,
    waiting: 2,
    failed: 1,
  },
  {
    title: "a loop over an array that others push to",
    // Of three pushes, sum reads the length that the last has left, and each element.
    play: play("Log", [], ["push", 5], ["push", 6], ["sum"]),
    found: [
      ["Log.items.length", "rmw 1", "Log.push", "1 log"],
      ["Log.items.length", "raw 1", "Log.push × Log.sum", "1 log>logLength"],
      ["Log.items[*]", "raw 2", "Log.push × Log.sum", "2 log>logItem"],
    ],
    elements: { "Log.items.length": 2, "Log.items[0]": 1, "Log.items[1]": 1 },
    waves: 3,
    waiting: 2,
  },
  {
    title: "texts in a mapping",
    play: play("Log", [], ["name", 1, "one"], ["name", 2, "two"], ["name", 1, "three"]),
    found: [["Log.names[1]", "rmw 1", "Log.name", "1 name"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "ERC-1155: a balance, and the supply of an id",
    play: playWith("Multitoken", (signer) => [
      ["mint", 7, signer(8), 1],
      ["mint", 7, signer(9), 1],
      ["mint", 6, signer(8), 1],
      ["mint", 7, signer(8), 1],
    ]),
    found: [
      ["Multitoken.supply[7]", "commutative 2", "Multitoken.mint", "2 multiSupply"],
      ["Multitoken.balances[7][{8}]", "commutative 1", "Multitoken.mint", "1 multiBalance"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "an initializer: the second one fails",
    play: play("Register", [], ["initialize", 5], ["initialize", 6]),
    found: [["Register.ready", "raw 1", "Register.initialize", "1 ready"]],
    waves: 2,
    waiting: 1,
    failed: 1,
  },
  {
    title: "an entry under a short text: opened, looked at, closed",
    play: play("Register", [], ["open", NAME, 5], ["price", NAME], ["close", NAME], ["open", NAME, 6]),
    found: [
      // close clears blindly what open has written; the second open looks whether it is cleared.
      ['Register.entries["name"].by', "rmw 1, gas-only 1", "Register.close × Register.open", "1 close>entryBy"],
      ['Register.entries["name"].price', "raw 1", "Register.open × Register.price", "1 entryBy>entryPrice"],
      ['Register.entries["name"].price', "gas-only 2", "Register.close × Register.open"],
      ['Register.entries["name"].price', "war 1", "Register.close × Register.price"],
    ],
    waves: 2,
    waiting: 2,
  },
  {
    title: "an upgrade: everybody after it waits to know the implementation",
    play: async (stage) => {
      const first = await stage.deploy("Upgradable");
      const second = await stage.deploy("Upgradable");
      const gateway = await stage.deploy("Gateway", [first.address]);
      await stage.traffic(
        ...steps(stage.at(gateway.address, "Upgradable"), ["use"], ["upgrade", second.address], ["use"], ["use"]),
      );
    },
    found: [["Gateway.IMPLEMENTATION", "raw 2, war 1", "Upgradable.upgrade × Upgradable.use", "2 upgrade>gateway"]],
    waves: 2,
    waiting: 2,
  },
  {
    title: "permits: nonces of their owners",
    play: playWith("Permits", (signer) => [
      ["permit", signer(7), signer(9), 5, 0],
      ["permit", signer(8), signer(9), 5, 0],
      ["permit", signer(7), signer(8), 5, 1],
    ]),
    found: [["Permits.nonces[{7}]", "rmw 1", "Permits.permit", "1 permit"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "a set: joining and leaving",
    // 1 and 2 join; 1 leaves, and 2 takes its place.
    play: async (stage) => {
      const set = await stage.deploy("Set");
      await stage.traffic(
        set.call("join", [], { from: 1 }),
        set.call("join", [], { from: 2 }),
        set.call("leave", [], { from: 1 }),
      );
    },
    found: [
      ["Set.members.length", "rmw 1", "Set.join", "1 join"],
      ["Set.members.length", "rmw 1", "Set.join × Set.leave", "1 join>leave"],
      // members[0] gets the last one: an address is put into its slot; members[1] is read, and cleared.
      ["Set.members[*]", "rmw 2", "Set.join × Set.leave", "1 join>moved", "1 join>leave"],
      // places[1] is read, and deleted; places[2] is stored blindly.
      ["Set.places[*]", "rmw 1, gas-only 1", "Set.join × Set.leave", "1 joined>place"],
    ],
    throughYul: { "1 join>moved": "1 join>leaving" },
    elements: { "Set.members.length": 2, "Set.members[0]": 1, "Set.members[1]": 1, "Set.places[{1}]": 1 },
    waves: 3,
    waiting: 2,
    protocol: 2,
  },
  {
    title: "a contract that calls itself: additions of all levels, and a depth that is restored",
    play: play("Bouncing", [], ["bounce"], ["bounce"]),
    found: [["Bouncing.total", "commutative 1", "Bouncing.bounce", "1 bounce"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "through a pointer to a struct in a mapping",
    play: playWith("Pointers", (signer) => [
      ["raise", signer(8), 5],
      ["raise", signer(8), 6],
      ["raise", signer(9), 7],
    ]),
    // The first and the third open a position each, the second raises one.
    found: [
      ["Pointers.positions[{8}].size", "commutative 1", "Pointers.raise", "1 size"],
      ["Pointers.positions[{8}].margin", "rmw 1", "Pointers.raise", "1 margin"],
      ["Pointers.open", "commutative 1", "Pointers.raise", "1 open"],
    ],
    waves: 2,
    waiting: 2,
  },
  {
    title: "two variables that change places",
    play: play("Swapped", [], ["swap"], ["swap"]),
    found: [
      ["Swapped.first", "rmw 1", "Swapped.swap", "1 swapped"],
      ["Swapped.second", "rmw 1", "Swapped.swap", "1 swapped"],
    ],
    waves: 2,
    waiting: 1,
  },
  {
    title: "a limit that is part of the code, and a counter that it stops",
    play: play("Named", [2], ["up"], ["up"], ["up"]),
    found: [["Named.count", "rmw 1, raw 1", "Named.up", "2 named"]],
    waves: 3,
    waiting: 2,
    failed: 1,
  },
  {
    title: "a hook of another contract: both variables, under the function that was called",
    play: async (stage) => {
      const hook = await stage.deploy("Hook");
      const hooked = await stage.deploy("Hooked");
      await stage.traffic(...steps(hooked, ["act", hook.address], ["act", hook.address]), hook.call("hook"));
    },
    found: [
      ["Hooked.calls", "commutative 1", "Hooked.act", "1 hooked"],
      ["Hook.hooks", "commutative 1", "Hooked.act", "1 hook"],
      ["Hook.hooks", "commutative 1", "Hook.hook × Hooked.act", "1 hook"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "packed: bits that are set are no sum, a signed member beside them is",
    play: play("Bits", [], ["move", 5], ["move", -7], ["set", 1], ["set", 2]),
    found: [
      ["Bits.flags, drift", "commutative 1", "Bits.move", "1 drift"],
      ["Bits.flags, drift", "rmw 1", "Bits.move × Bits.set", "1 drift>bits"],
      ["Bits.flags, drift", "rmw 1", "Bits.set", "1 bits"],
    ],
    waves: 4,
    waiting: 3,
  },
  {
    title: "a contract that the traffic itself deploys: who calls it waits for its code",
    play: async (stage) => {
      const address = await stage.nextAddress(1);
      stage.name(address, "Swapped");
      const swapped = stage.at(address, "Swapped");
      await stage.traffic(stage.creation("Swapped"), swapped.call("swap"));
    },
    found: [
      ["code of {Swapped}", "raw 1", "Swapped.constructor × Swapped.swap"],
      ["Swapped.first", "rmw 1", "Swapped.constructor × Swapped.swap", "1 firstValue>swapped"],
      ["Swapped.second", "rmw 1", "Swapped.constructor × Swapped.swap", "1 secondValue>swapped"],
    ],
    waves: 2,
    waiting: 1,
  },
];

describeGolden("Mixtures", "Mixed.sol", CASES);
