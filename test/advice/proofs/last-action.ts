import type { Proof, ProofCase } from "../proof.ts";

const DAY = 86_400n;

const posting: Pick<ProofCase, "contracts" | "run"> = {
  contracts: ["Board", "DailyBoard"],
  async run(ground, name, test) {
    // The first post of a day has been there already.
    ground.wait(DAY - (ground.now % DAY));
    const contract = await ground.deploy(name);
    const post = { to: contract, method: "post", args: [`0x${"d1".repeat(32)}`] };
    await ground.send({ from: ground.owner, ...post });
    await test(ground.users.map((from) => ({ from, ...post })));
    const open = [await ground.read(contract, "isOpen")];
    for (const days of [29n, 3n]) {
      ground.wait(days * DAY);
      open.push(await ground.read(contract, "isOpen"));
    }
    const posts = ground.addresses.map((author) => ground.read(contract, "postsOf", author));
    return [open, await Promise.all(posts)];
  },
};

export const lastActionProof: Proof = {
  id: "last-action",
  file: "LastAction.sol",
  variable: "Board.lastActivity",
  cases: [
    { traffic: "16 authors post on one day, each in a block of their own", mined: "apart", ...posting },
    { traffic: "16 authors post on one day, in one block", mined: "together", ...posting },
  ],
};
