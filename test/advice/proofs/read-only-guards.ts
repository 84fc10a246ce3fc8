import type { Proof } from "../proof.ts";

export const readOnlyGuardsProof: Proof = {
  id: "read-only-guards",
  file: "ReadOnlyGuards.sol",
  variable: "GuardedReadings._paused",
  cases: [
    {
      traffic: "16 stations submit, in one block",
      mined: "together",
      contracts: ["GuardedReadings", "UnguardedReadings"],
      async run(ground, name, test) {
        const contract = await ground.deploy(name, [ground.addresses]);
        await test(ground.users.map((from) => ({ from, to: contract, method: "submit", args: [from * 7] })));
        return await Promise.all(ground.addresses.map((station) => ground.read(contract, "readingOf", station)));
      },
    },
  ],
};
