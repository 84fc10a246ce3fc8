import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { BothEngines, type Scenario, scenarios } from "./helpers/both-engines.ts";

const STRANGER = "0x00000000000000000000000000000000000000cc";
const CODE = "0x604260005260206000f3";

type Helpers = NetworkConnection["networkHelpers"];

/** A scenario for the helpers; `ask` sends a request. */
function helped(
  run: (helpers: Helpers, ask: (method: string, ...params: unknown[]) => Promise<unknown>) => Promise<unknown>,
): Scenario {
  return (connection) =>
    run(connection.networkHelpers, (method, ...params) => connection.provider.request({ method, params }));
}

/** Seconds that `run` moved the chain's time by, blocks that took none of the real time included. */
async function seconds({ time }: Helpers, run: () => Promise<unknown>): Promise<number> {
  const before = await time.latest();
  await run();
  return (await time.latest()) - before;
}

describe("network-helpers, on both networks", function () {
  this.timeout(120_000);
  let engines: BothEngines;
  before(async () => {
    engines = await BothEngines.create([hardhatToolboxMochaEthers]);
  });

  scenarios(() => engines, "value", {
    "mine blocks": helped(async (helpers) => {
      await helpers.mine();
      await helpers.mine(9);
      await helpers.mine("0x5");
      return [await helpers.time.latestBlock(), await seconds(helpers, () => helpers.mine(1_000, { interval: 60 }))];
    }),
    "mine up to a block": helped(async (helpers) => {
      await helpers.mineUpTo(500);
      return await helpers.time.latestBlock();
    }),
    "mine a million blocks, and read in the middle": helped(async (helpers, ask) => {
      await helpers.mine(1_000_000, { interval: 12 });
      const { number, baseFeePerGas } = (await ask("eth_getBlockByNumber", "0x7a120", false)) as Record<string, string>;
      const logs = await ask("eth_getLogs", { fromBlock: "0x7a110", toBlock: "0x7a120" });
      return [number, baseFeePerGas, logs, await helpers.time.latestBlock()];
    }),
    "increase the time": helped(async (helpers) => [
      await seconds(helpers, () => helpers.time.increase(1_000)),
      await seconds(helpers, () => helpers.time.increase(10n)),
    ]),
    "set the time": helped(async (helpers) => {
      const { time } = helpers;
      await time.increaseTo(4_000_000_000);
      const first = await time.latest();
      await time.setNextBlockTimestamp(4_000_000_100);
      await helpers.mine();
      return [first, await time.latest()];
    }),
    "set balances, nonces, code and storage": helped(async (helpers, ask) => {
      await helpers.setBalance(STRANGER, 10n ** 18n);
      await helpers.setNonce(STRANGER, 5);
      await helpers.setCode(STRANGER, CODE);
      await helpers.setStorageAt(STRANGER, 1, 2);
      return [
        await ask("eth_getBalance", STRANGER),
        await ask("eth_getTransactionCount", STRANGER),
        await ask("eth_getCode", STRANGER),
        await helpers.getStorageAt(STRANGER, 1),
        await ask("eth_call", { to: STRANGER }),
      ];
    }),
    "impersonate a contract": helped(async (helpers, ask) => {
      await helpers.setCode(STRANGER, CODE);
      await helpers.setBalance(STRANGER, 10n ** 18n);
      await helpers.impersonateAccount(STRANGER);
      const hash = await ask("eth_sendTransaction", { from: STRANGER, to: STRANGER, value: "0x1" });
      await helpers.stopImpersonatingAccount(STRANGER);
      const { status, gasUsed } = (await ask("eth_getTransactionReceipt", hash)) as Record<string, string>;
      return [hash, status, gasUsed];
    }),
    "drop transactions": helped(async (helpers, ask) => {
      const [from] = (await ask("eth_accounts")) as string[];
      await ask("evm_setAutomine", false);
      const hash = (await ask("eth_sendTransaction", { from, to: STRANGER, gas: "0x5208", value: "0x1" })) as string;
      await helpers.dropTransaction(hash);
      await helpers.mine();
      return [await ask("eth_getTransactionByHash", hash), await ask("eth_getBalance", STRANGER)];
    }),
    "go back to snapshots, again and again": helped(async (helpers, ask) => {
      const first = await helpers.takeSnapshot();
      await helpers.setBalance(STRANGER, 1n);
      const second = await helpers.takeSnapshot();
      await helpers.setBalance(STRANGER, 2n);
      const seen: unknown[] = [];
      for (const snapshot of [second, second, first, first]) {
        await snapshot.restore();
        seen.push(await ask("eth_getBalance", STRANGER));
      }
      return seen;
    }),
    "load fixtures once": helped(async (helpers, ask) => {
      let loaded = 0;
      async function fixture() {
        loaded++;
        await helpers.setBalance(STRANGER, 5n);
        return loaded;
      }
      async function other() {
        loaded++;
        await helpers.mine(3);
        return loaded;
      }
      const seen: unknown[] = [];
      for (const load of [fixture, fixture, other, fixture, other]) {
        seen.push(await helpers.loadFixture(load), await ask("eth_getBalance", STRANGER));
        await helpers.setBalance(STRANGER, 9n);
      }
      return [seen, loaded, await helpers.time.latestBlock()];
    }),
    "set the environment of the next block": helped(async (helpers, ask) => {
      await helpers.setCoinbase(STRANGER);
      await helpers.setBlockGasLimit(12_345_678);
      await helpers.setPrevRandao(77);
      await helpers.setNextBlockBaseFeePerGas(5_000);
      await helpers.mine();
      const block = (await ask("eth_getBlockByNumber", "latest", false)) as Record<string, unknown>;
      return [block.miner, block.gasLimit, block.mixHash, block.baseFeePerGas];
    }),
    "clear snapshots": helped(async (helpers) => {
      await helpers.takeSnapshot();
      await helpers.clearSnapshots();
    }),
  });

  scenarios(() => engines, "error", {
    "refuse to go back in time": helped((helpers) => helpers.time.increaseTo(1_000)),
    "refuse the time of the latest block": helped((helpers) => helpers.time.setNextBlockTimestamp(1_000)),
    "refuse to mine down": helped(async (helpers) => {
      await helpers.mine(5);
      await helpers.mineUpTo(3);
    }),
    "refuse a snapshot that was passed over": helped(async (helpers) => {
      const first = await helpers.takeSnapshot();
      const second = await helpers.takeSnapshot();
      await first.restore();
      await second.restore();
    }),
    "refuse a nonce below that of the account": helped(async (helpers) => {
      await helpers.setNonce(STRANGER, 5);
      await helpers.setNonce(STRANGER, 3);
    }),
    "refuse a negative balance": helped((helpers) => helpers.setBalance(STRANGER, -1n)),
    "refuse code that is no hexadecimal": helped((helpers) => helpers.setCode(STRANGER, "0xzz")),
    "refuse a slot that is too large": helped((helpers) => helpers.setStorageAt(STRANGER, 2n ** 256n, 1)),
    "refuse to drop what was mined": helped(async (helpers, ask) => {
      const [from] = (await ask("eth_accounts")) as string[];
      await helpers.dropTransaction(
        (await ask("eth_sendTransaction", { from, to: STRANGER, gas: "0x5208" })) as string,
      );
    }),
    "refuse a gas limit of nothing": helped((helpers) => helpers.setBlockGasLimit(0)),
    "let a fixture fail": helped((helpers) =>
      helpers.loadFixture(async function broken() {
        throw new Error("the fixture broke");
      }),
    ),
    "refuse fixtures without a name": helped((helpers) => helpers.loadFixture(async () => {})),
    "stop at a fixture that reverts": async ({ networkHelpers, ethers }) => {
      async function reverting() {
        const failing = await ethers.deployContract("Failing", [false]);
        await failing.getFunction("reason")(1n);
      }
      await networkHelpers.loadFixture(reverting);
    },
  });
});
