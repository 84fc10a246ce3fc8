import type { Proof } from "../proof.ts";

export const reentrancyGuardProof: Proof = {
  id: "reentrancy-guard",
  file: "ReentrancyGuard.sol",
  variable: "Tickets.REENTRANCY_GUARD_STORAGE",
  cases: [
    {
      traffic: "16 accounts claim a ticket each, in one block",
      mined: "together",
      contracts: ["Tickets", "TransientTickets"],
      async run(ground, name, test) {
        const contract = await ground.deploy(name);
        await test(ground.users.map((from) => ({ from, to: contract, method: "claim" })));
        return await Promise.all(ground.addresses.map((owner) => ground.read(contract, "ownerOf", BigInt(owner))));
      },
    },
  ],
};
