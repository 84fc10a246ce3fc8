import assert from "node:assert/strict";
import type { Call, Contract, Ground } from "../ground.ts";
import type { Proof, SendTest } from "../proof.ts";

const RESERVE = 1_000_000n;
const BALANCE = 10_000n;

/** A market with two tokens of which each trader has some. */
async function market(ground: Ground, name: string): Promise<Contract> {
  const tokens = [await ground.deploy("Coin", [10n ** 9n]), await ground.deploy("Coin", [10n ** 9n])];
  const contract = await ground.deploy(name, [...tokens.map(({ address }) => address)]);
  const { owner } = ground;
  for (const to of tokens) {
    await ground.send({ from: owner, to, method: "approve", args: [contract.address, 10n ** 9n] });
  }
  const deposit = (trader: string, amount: bigint): Call => {
    return { from: owner, to: contract, method: "depositFor", args: [trader, amount, amount] };
  };
  await ground.send(
    deposit(ground.address(owner), RESERVE),
    { from: owner, to: contract, method: "provide", args: [RESERVE, RESERVE] },
    ...ground.addresses.map((trader) => deposit(trader, BALANCE)),
  );
  return contract;
}

function orders(ground: Ground, to: Contract): Call[] {
  return ground.users.map((from): Call => {
    const side = from % 2 === 0 ? ["sell0", "swap0For1"] : ["sell1", "swap1For0"];
    const amount = 100n * BigInt(from);
    if (to.name === "BatchPool") return { from, to, method: side[0] as string, args: [amount] };
    const pool = to.name === "SplitPool" ? [from % 8] : [];
    return { from, to, method: side[1] as string, args: [...pool, amount, 1] };
  });
}

async function reservesOf(ground: Ground, contract: Contract): Promise<bigint[]> {
  const call = (method: string, ...args: unknown[]) => ground.readAll(contract, method, ...args);
  if (contract.name !== "SplitPool") return (await call("reserves")) as bigint[];
  const pools = await Promise.all(Array.from({ length: 8 }, (_, pool) => call("pools", pool)));
  return [0, 1].map((side) => pools.reduce((sum, pool) => sum + (pool[side] as bigint), 0n));
}

export const ammReservesProof: Proof = {
  id: "amm-reserves",
  file: "AmmReserves.sol",
  variable: "Pool.reserves.reserve0, reserves.reserve1",
  cases: [
    {
      traffic: "16 traders trade on one pair, half of them in each direction, in one block",
      mined: "together",
      contracts: ["Pool", "BatchPool", "SplitPool"],
      async run(ground, name, test: SendTest) {
        const contract = await market(ground, name);
        await test(orders(ground, contract));
        if (name === "BatchPool") {
          const batch = ground.now / 60n;
          ground.wait(60n);
          const settles: Call = { from: ground.owner, to: contract, method: "settle", args: [batch] };
          await ground.send(settles, ...ground.users.map((from) => ({ ...settles, from, method: "claim" })));
        }
        const [reserve0 = 0n, reserve1 = 0n] = await reservesOf(ground, contract);
        let [held0, held1] = [0n, 0n];
        for (const trader of ground.addresses) {
          const [balance0, balance1] = await Promise.all([
            ground.read(contract, "balance0", trader) as Promise<bigint>,
            ground.read(contract, "balance1", trader) as Promise<bigint>,
          ]);
          const [sold, bought] = balance0 < balance1 ? [balance0, balance1] : [balance1, balance0];
          assert.ok(sold < BALANCE && bought > BALANCE);
          held0 += balance0;
          held1 += balance1;
        }
        assert.ok(reserve0 * reserve1 >= RESERVE * RESERVE - RESERVE);
        // Each market gives prices of its own. None makes or loses more than the dust of rounding.
        const all = BigInt(ground.users.length) * BALANCE + RESERVE;
        const lost = [all - held0 - reserve0, all - held1 - reserve1];
        assert.ok(
          lost.every((dust) => dust >= 0n && dust <= 16n),
          lost.join(),
        );
        return "every trader sold one token for the other";
      },
    },
  ],
};
