import type { Proof, ProofCase } from "../proof.ts";

const saving: Pick<ProofCase, "contracts" | "run"> = {
  contracts: ["AccruingSavings", "TimedSavings"],
  async run(ground, name, test) {
    const contract = await ground.deploy(name, [], 10n ** 6n);
    await ground.send({ from: ground.owner, to: contract, method: "setRate", args: [10n ** 23n] });
    await test(ground.users.map((from) => ({ from, to: contract, method: "deposit", value: 10_000n })));
    await ground.send({ from: ground.owner, to: contract, method: "setRate", args: [10n ** 22n] });
    ground.wait(1000n);
    await ground.send({ from: ground.users[1] as number, to: contract, method: "withdraw", args: [5000] });
    const shares = ground.addresses.map((saver) => ground.read(contract, "sharesOf", saver));
    const index = await ground.read(contract, "currentIndex");
    return [await Promise.all(shares), index, ground.etherOf(contract.address)];
  },
};

export const interestIndexProof: Proof = {
  id: "interest-index",
  file: "InterestIndex.sol",
  variable: "AccruingSavings.index",
  cases: [
    { traffic: "16 accounts save, each in a block of its own", mined: "apart", ...saving },
    { traffic: "16 accounts save, in one block", mined: "together", ...saving },
  ],
};
