import type { Proof } from "../proof.ts";

const TREASURY = `0x${"7e".repeat(20)}`;

export const hotTreasuryProof: Proof = {
  id: "hot-treasury",
  file: "HotTreasury.sol",
  variable: "FeeToken._balances[*]",
  cases: [
    {
      traffic: "16 accounts pay 16 others, in one block",
      mined: "together",
      contracts: ["FeeToken", "TillFeeToken"],
      async run(ground, name, test) {
        const token = await ground.deploy(name, [TREASURY, 10n ** 9n]);
        for (const to of ground.addresses) {
          await ground.send({ from: ground.owner, to: token, method: "transfer", args: [to, 100_000] });
        }
        const payee = (user: number) => `0x${(0xbeef00 + user).toString(16).padStart(40, "0")}`;
        await test(
          ground.users.map((from) => ({ from, to: token, method: "transfer", args: [payee(from), 1000 * from] })),
        );
        if (name === "TillFeeToken") await ground.send({ from: ground.owner, to: token, method: "collectFees" });
        const accounts = [TREASURY, ...ground.addresses, ...ground.users.map(payee)];
        return await Promise.all([
          ground.read(token, "totalSupply"),
          ...accounts.map((account) => ground.read(token, "balanceOf", account)),
        ]);
      },
    },
    {
      traffic: "16 accounts draw ether that is theirs, in one block",
      mined: "together",
      variable: "ether balance of Payroll",
      contracts: ["Payroll", "SplitPayroll"],
      async run(ground, name, test) {
        const contract = await ground.deploy(name, [ground.addresses, 1000], 16_000n);
        await test(ground.users.map((from) => ({ from, to: contract, method: "draw" })));
        const left = ground.addresses.map((worker) => ground.read(contract, "wageOf", worker));
        return [ground.etherOf(contract.address), await Promise.all(left)];
      },
    },
  ],
};
