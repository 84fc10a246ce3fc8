import type { Proof } from "../proof.ts";

export const globalCounterProof: Proof = {
  id: "global-counter",
  file: "GlobalCounter.sol",
  variable: "Deposits.totalDeposits",
  cases: [
    {
      traffic: "16 accounts deposit, in one block",
      mined: "together",
      contracts: ["Deposits", "ShardedDeposits"],
      async run(ground, name, test) {
        const contract = await ground.deploy(name);
        const value = (user: number) => 1000n * BigInt(user);
        await test(ground.users.map((from) => ({ from, to: contract, method: "deposit", value: value(from) })));
        await ground.send({ from: ground.users[2] as number, to: contract, method: "withdraw", args: [2999] });
        const deposits = ground.addresses.map((account) => ground.read(contract, "depositOf", account));
        return [await ground.read(contract, "totalDeposits"), ...(await Promise.all(deposits))];
      },
    },
  ],
};
