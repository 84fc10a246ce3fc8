import { concat } from "ethers";
import type { Hex } from "../../plugin/engine/access/types.ts";
import { describeGolden, type GoldenCase } from "./golden.ts";
import { play, steps } from "./play.ts";

/** ERC-1167. */
const cloneOf = (logic: Hex) =>
  concat(["0x3d602d80600a3d3981f3363d3d373d3d3d363d73", logic, "0x5af43d82803e903d91602b57fd5bf3"]);

const CASES: readonly GoldenCase[] = [
  {
    title: "an external library works on the caller's storage",
    play: async (stage) => {
      const ledger = await stage.deploy("Ledger");
      const user = await stage.deploy("Libraries", [], { Ledger: ledger.address });
      await stage.traffic(...steps(user, ["enter", 1], ["enter", 2]));
    },
    found: [["Libraries.book.total", "commutative 1", "Libraries.enter", "1 ledger"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "an internal library, and a function outside contracts",
    play: async (stage) => {
      const ledger = await stage.deploy("Ledger");
      const user = await stage.deploy("Libraries", [], { Ledger: ledger.address });
      await stage.traffic(...steps(user, ["add", 1], ["add", 2], ["free", 3], ["free", 4]));
    },
    found: [
      ["Libraries.first.value", "commutative 1", "Libraries.add", "1 sums"],
      ["Libraries.second.value", "commutative 1", "Libraries.free", "1 freely"],
    ],
    waves: 2,
    waiting: 2,
  },
  {
    title: "a proxy (ERC-1967) by its implementation's names; where that is stored, all only read",
    play: async (stage) => {
      const logic = await stage.deploy("Logic");
      const proxy = await stage.deploy("Proxy", [logic.address]);
      await stage.traffic(...steps(stage.at(proxy.address, "Logic"), ["mark", 1], ["mark", 2], ["mark", 3]));
    },
    found: [["Logic.value at {Proxy}", "commutative 2", "Logic.mark", "2 logic"]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "two proxies of one implementation have storage of their own",
    play: async (stage) => {
      const logic = await stage.deploy("Logic");
      const proxies = [await stage.deploy("Proxy", [logic.address]), await stage.deploy("Proxy", [logic.address])];
      await stage.traffic(...proxies.flatMap(({ address }) => steps(stage.at(address, "Logic"), ["mark", 1])));
    },
    found: [],
  },
  {
    title: "minimal proxies (ERC-1167), each for itself",
    play: async (stage) => {
      const logic = await stage.deploy("Logic");
      const first = await stage.deployCode("Clone", cloneOf(logic.address));
      const second = await stage.deployCode("Clone", cloneOf(logic.address));
      const [one, other] = [stage.at(first.address, "Logic"), stage.at(second.address, "Logic")];
      await stage.traffic(...steps(one, ["mark", 1], ["mark", 2]), ...steps(other, ["mark", 3]));
    },
    found: [["Logic.value at {Clone}", "commutative 1", "Logic.mark", "1 logic"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "a beacon that all ask for the implementation",
    play: async (stage) => {
      const logic = await stage.deploy("Logic");
      const beacon = await stage.deploy("Beacon", [logic.address]);
      const proxy = await stage.deploy("BeaconProxy", [beacon.address]);
      await stage.traffic(...steps(stage.at(proxy.address, "Logic"), ["mark", 1], ["mark", 2]));
    },
    found: [["Logic.value at {BeaconProxy}", "commutative 1", "Logic.mark", "1 logic"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "constructors that register in one place",
    play: async (stage) => {
      const registry = await stage.deploy("Registry");
      const member = () => stage.creation("Member", [registry.address]);
      await stage.traffic(member(), member(), member());
    },
    found: [["Registry.children", "commutative 2", "Member.constructor", "2 register"]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "constructors that write only what is theirs",
    play: async (stage) => {
      await stage.traffic(stage.creation("Static"), stage.creation("Static"));
    },
    found: [],
  },
  {
    title: "a modifier that counts",
    play: play("Counted", [], ["act"], ["act"]),
    found: [["Counted.calls", "commutative 1", "Counted.act", "1 modifier"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "an override that an inherited function calls",
    play: play("Derived", [], ["add", 1], ["add", 2]),
    found: [["Derived.sum", "commutative 1", "Derived.add", "1 derived"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "a small function that optimisers put in place of its calls",
    play: play("Small", [], ["hit"], ["hitTwice"], ["hit"]),
    found: [["Small.hits", "commutative 2", "Small.hit × Small.hitTwice", "2 bump"]],
    waves: 3,
    waiting: 2,
  },
  {
    title: "multicall: what is done on behalf of it",
    play: async (stage) => {
      const multi = await stage.deploy("Multi");
      const twice = [multi.data("up"), multi.data("up")];
      await stage.traffic(...steps(multi, ["multicall", twice], ["multicall", twice], ["up"]));
    },
    found: [
      ["Multi.count", "commutative 1", "Multi.multicall", "1 multi"],
      ["Multi.count", "commutative 1", "Multi.multicall × Multi.up", "1 multi"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "a static call of a getter",
    play: async (stage) => {
      const target = await stage.deploy("Target");
      const caller = await stage.deploy("Caller");
      const look = caller.call("look", [target.address]);
      await stage.traffic(look, target.call("set", [5]), look, look);
    },
    found: [["Target.price", "raw 2, war 1", "Caller.look × Target.set", "2 target>priceGetter"]],
    waves: 2,
    waiting: 2,
  },
  {
    title: "a low-level call",
    play: async (stage) => {
      const target = await stage.deploy("Target");
      const caller = await stage.deploy("Caller");
      const low = caller.call("low", [target.address]);
      await stage.traffic(low, low, target.call("up"));
    },
    found: [
      ["Target.count", "commutative 1", "Caller.low", "1 targetUp"],
      ["Target.count", "commutative 1", "Caller.low × Target.up", "1 targetUp"],
    ],
    waves: 3,
    waiting: 2,
  },
  {
    title: "a call that fails and is caught: it has read, and changed nothing",
    play: async (stage) => {
      const target = await stage.deploy("Target");
      const caller = await stage.deploy("Caller");
      const attempt = caller.call("attempt", [target.address]);
      await stage.traffic(target.call("up"), attempt, attempt, target.call("up"));
    },
    found: [
      ["Target.count", "raw 2, war 2", "Caller.attempt × Target.up", "2 targetUp>fails"],
      ["Target.count", "commutative 1", "Target.up", "1 targetUp"],
    ],
    waves: 2,
    waiting: 3,
  },
  {
    title: "a factory (CREATE): the address of the next follows from its nonce",
    play: play("Factory", [], ["make"], ["make"]),
    found: [
      ["Factory.made", "commutative 1", "Factory.make", "1 make"],
      ["nonce of {Factory}", "rmw 1", "Factory.make"],
    ],
    waves: 2,
    waiting: 1,
  },
  {
    title: "a factory (CREATE2): the nonce is counted all the same",
    play: play("Factory", [], ["makeAt", `0x${"01".padStart(64, "0")}`], ["makeAt", `0x${"02".padStart(64, "0")}`]),
    found: [["nonce of {Factory}", "rmw 1", "Factory.makeAt"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "receive and fallback",
    play: async (stage) => {
      const till = await stage.deploy("Till");
      const paid = { to: till.address, data: "0x", value: 1n };
      const other = { to: till.address, data: "0x12345678" };
      await stage.traffic(paid, paid, other, other);
    },
    found: [
      ["Till.received", "commutative 1", "Till.receive", "1 receive"],
      ["Till.others", "commutative 1", "Till.fallback", "1 fallback"],
      ["ether balance of {Till}", "waw 1", "Till.receive"],
    ],
    waves: 2,
    waiting: 2,
  },
  {
    title: "an account that runs the code of another one (EIP-7702)",
    play: async (stage) => {
      const code = await stage.deploy("Wallet");
      await stage.send({ ...code.call("use"), delegating: { account: 5, to: code.address } });
      const wallet = stage.at(stage.signers[5] as Hex, "Wallet");
      await stage.traffic(...steps(wallet, ["use"], ["use"]));
    },
    found: [["Wallet.uses at {5}", "commutative 1", "Wallet.use", "1 wallet"]],
    waves: 2,
    waiting: 1,
  },
];

describeGolden("Ways to call", "Calls.sol", CASES);
