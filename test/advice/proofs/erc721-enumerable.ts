import type { Hex } from "../../../plugin/engine/access/types.ts";
import type { Proof } from "../proof.ts";

export const erc721EnumerableProof: Proof = {
  id: "erc721-enumerable",
  file: "Erc721Enumerable.sol",
  variable: "ListedPasses._allTokens.length",
  cases: [
    {
      traffic: "16 accounts mint a token each, in one block",
      mined: "together",
      contracts: ["ListedPasses", "OwnerListedPasses"],
      async run(ground, name, test) {
        const contract = await ground.deploy(name);
        await test(ground.users.map((from) => ({ from, to: contract, method: "mint" })));
        const [from, to] = ground.addresses as [Hex, Hex];
        const args = [from, to, BigInt(from)];
        await ground.send({ from: ground.users[0] as number, to: contract, method: "transferFrom", args });
        const owners = ground.addresses.slice(1);
        return await Promise.all([
          ...ground.addresses.map((owner) => ground.read(contract, "balanceOf", owner)),
          ...owners.map((owner) => ground.read(contract, "tokenOfOwnerByIndex", owner, 0)),
          ground.read(contract, "tokenOfOwnerByIndex", to, 1),
        ]);
      },
    },
  ],
};
