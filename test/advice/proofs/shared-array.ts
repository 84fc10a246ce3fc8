import assert from "node:assert/strict";
import type { Proof } from "../proof.ts";

export const sharedArrayProof: Proof = {
  id: "shared-array",
  file: "SharedArray.sol",
  variable: "ListedParticipants.participants.length",
  cases: [
    {
      traffic: "16 accounts join, in one block",
      mined: "together",
      contracts: ["ListedParticipants", "MappedParticipants", "ShardedParticipants"],
      async run(ground, name, test) {
        const contract = await ground.deploy(name);
        await test(ground.users.map((from) => ({ from, to: contract, method: "join" })));
        if (name === "ShardedParticipants") {
          const all = (await ground.read(contract, "participants")) as readonly string[];
          assert.deepEqual(all.map((account) => account.toLowerCase()).sort(), ground.addresses.toSorted());
        }
        return await Promise.all(ground.addresses.map((account) => ground.read(contract, "takesPart", account)));
      },
    },
  ],
};
