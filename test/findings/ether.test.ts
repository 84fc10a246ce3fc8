import type { Hex } from "../../plugin/engine/access/types.ts";
import { describeGolden, type GoldenCase } from "./golden.ts";
import { steps } from "./play.ts";

const CASES: readonly GoldenCase[] = [
  {
    title: "waw: payments to one account are added without looking",
    play: async (stage) => {
      const to = stage.signers[9] as Hex;
      const pay = { to, data: "0x", value: 5n };
      await stage.traffic(pay, pay, pay);
    },
    found: [["ether balance of {9}", "waw 2", "transfer of ether"]],
  },
  {
    title: "waw: payments to a contract",
    play: async (stage) => {
      const pot = await stage.deploy("Pot");
      const fill = pot.call("fill", [], { value: 5n });
      await stage.traffic(fill, fill);
    },
    found: [["ether balance of {Pot}", "waw 1", "Pot.fill"]],
  },
  {
    title: "payments out of one contract wait for its balance",
    play: async (stage) => {
      const pot = await stage.deploy("Pot");
      await stage.send(pot.call("fill", [], { value: 50n }));
      const [eight, nine] = [stage.signers[8], stage.signers[9]];
      await stage.traffic(...steps(pot, ["pay", eight, 5], ["pay", nine, 6]));
    },
    found: [["ether balance of {Pot}", "rmw 1", "Pot.pay"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "who looks at a contract's balance waits for all payments before, who pay at once",
    play: async (stage) => {
      const pot = await stage.deploy("Pot");
      const fill = pot.call("fill", [], { value: 5n });
      await stage.traffic(fill, fill, pot.call("drainTo", [stage.signers[9]]));
    },
    found: [
      ["ether balance of {Pot}", "waw 1", "Pot.fill"],
      ["ether balance of {Pot}", "rmw 1", "Pot.drainTo × Pot.fill"],
    ],
    waves: 2,
    waiting: 1,
  },
  {
    title: "savings of different people lie in one balance",
    play: async (stage) => {
      const savings = await stage.deploy("Savings");
      const save = savings.call("save", [], { value: 5n });
      await stage.send({ ...save, from: 1 }, { ...save, from: 2 });
      await stage.traffic(...steps(savings, ["withdraw"], ["withdraw"]));
    },
    found: [["ether balance of {Savings}", "rmw 1", "Savings.withdraw"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "selfdestruct takes the balance, and does not destroy (EIP-6780)",
    play: async (stage) => {
      const pot = await stage.deploy("Pot");
      await stage.traffic(
        pot.call("fill", [], { value: 5n }),
        pot.call("close", [stage.signers[9]]),
        pot.call("fill", [], { value: 5n }),
      );
    },
    found: [["ether balance of {Pot}", "rmw 1, waw 1", "Pot.close × Pot.fill"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "who looks at the balance of an account waits for a payment to it",
    play: async (stage) => {
      const watcher = await stage.deploy("Watcher");
      const watched = stage.signers[9] as Hex;
      const watch = watcher.call("watch", [watched]);
      await stage.traffic(watch, { to: watched, data: "0x", value: 5n }, watch);
    },
    found: [["ether balance of {9}", "raw 1, war 1", "Watcher.watch × transfer of ether"]],
    waves: 2,
    waiting: 1,
  },
  {
    title: "protocol: who looks at the balance of an account that only paid for gas",
    play: async (stage) => {
      const watcher = await stage.deploy("Watcher");
      const watched = stage.signers[1] as Hex;
      // Signer 1 looks at another account's code, and signer 2 at what that left him.
      await stage.traffic(...steps(watcher, ["size", watcher.address], ["watch", watched]));
    },
    found: [],
    protocol: 1,
  },
];

describeGolden("Payments of ether", "Ether.sol", CASES);
