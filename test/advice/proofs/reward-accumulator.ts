import type { Proof } from "../proof.ts";

export const rewardAccumulatorProof: Proof = {
  id: "reward-accumulator",
  file: "RewardAccumulator.sol",
  variable: "EagerCooperative._earnedPerShare",
  cases: [
    {
      traffic: "16 accounts pay, in one block",
      mined: "together",
      contracts: ["EagerCooperative", "CheckpointedCooperative"],
      async run(ground, name, test) {
        const members = ground.addresses.slice(0, 4);
        const contract = await ground.deploy(name, [members, 5]);
        const value = (user: number) => 20_000n * BigInt(user);
        await test(ground.users.map((from) => ({ from, to: contract, method: "pay", value: value(from) })));
        if (name === "CheckpointedCooperative")
          await ground.send({ from: ground.owner, to: contract, method: "checkpoint" });
        for (const member of members)
          await ground.send({ from: ground.owner, to: contract, method: "settle", args: [member] });
        await ground.send({ from: ground.users[1] as number, to: contract, method: "withdraw" });
        const earned = members.map((member) => ground.read(contract, "earnedBy", member));
        return [await Promise.all(earned), ground.etherOf(contract.address)];
      },
    },
  ],
};
