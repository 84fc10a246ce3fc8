import assert from "node:assert/strict";
import type { Proof } from "../proof.ts";

const PAYEES = ["a1", "a2", "a3"].map((digits) => `0x${digits.repeat(20)}` as const);

export const pushPaymentsProof: Proof = {
  id: "push-payments",
  file: "PushPayments.sol",
  variable: "ether balance of PushingSplitter",
  cases: [
    {
      traffic: "16 accounts pay, in one block",
      mined: "together",
      contracts: ["PushingSplitter", "PullSplitter"],
      async run(ground, name, test) {
        // Payees that have no account yet would get one from the first payment, which others would wait for.
        for (const payee of PAYEES) await ground.fund(payee);
        const before = PAYEES.map((address) => ground.etherOf(address));
        const contract = await ground.deploy(name, [PAYEES]);
        const value = (user: number) => 1000n + 3n * BigInt(user);
        await test(ground.users.map((from) => ({ from, to: contract, method: "pay", value: value(from) })));
        if (name === "PullSplitter") {
          for (const partner of [2, 0, 1])
            await ground.send({ from: ground.owner, to: contract, method: "release", args: [partner] });
        }
        const paid = PAYEES.map((address, i) => ground.etherOf(address) - (before[i] as bigint));
        const all = ground.users.reduce((sum, user) => sum + value(user), 0n);
        assert.ok(paid.every((amount) => amount === paid[0]));
        // What does not divide evenly: of each payment, or once of their sum.
        const dust = all - paid.reduce((sum, amount) => sum + amount, 0n);
        assert.ok(dust >= 0n && dust < 3n * BigInt(ground.users.length), `${dust}`);
        return "each partner got a third";
      },
    },
  ],
};
