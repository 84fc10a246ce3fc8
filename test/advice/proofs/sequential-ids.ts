import type { Proof } from "../proof.ts";

export const sequentialIdsProof: Proof = {
  id: "sequential-ids",
  file: "SequentialIds.sol",
  variable: "SequentialDrop._nextTokenId",
  cases: [
    {
      traffic: "16 accounts mint a token each, in one block",
      mined: "together",
      contracts: ["SequentialDrop", "RangedDrop"],
      async run(ground, name, test) {
        const contract = await ground.deploy(name);
        await test(ground.users.map((from) => ({ from, to: contract, method: "mint" })));
        // Whoever mints again gets another token.
        await ground.send({ from: ground.users[2] as number, to: contract, method: "mint" });
        return await Promise.all(ground.addresses.map((owner) => ground.read(contract, "balanceOf", owner)));
      },
    },
  ],
};
