import hardhatToolboxViem from "@nomicfoundation/hardhat-toolbox-viem";
import type { NetworkConnection } from "hardhat/types/network";
import { type Abi, type Hex, parseEther } from "viem";
import { BothEngines, scenarios } from "./helpers/both-engines.ts";

const STRANGER = "0x00000000000000000000000000000000000000cc";

/** The contracts' types are generated for each project; here they are any. */
// biome-ignore lint/suspicious/noExplicitAny: viem types contracts by their ABI, which these tests only have at run time
type Contract = any;

async function deploy(connection: NetworkConnection, name: string, args: unknown[] = []): Promise<Contract> {
  return await (connection as Contract).viem.deployContract(name, args);
}

async function clients(connection: NetworkConnection): Promise<Contract> {
  const { viem, networkHelpers } = connection as Contract;
  const [wallet, other] = await viem.getWalletClients();
  return {
    viem,
    networkHelpers,
    wallet,
    other,
    reader: await viem.getPublicClient(),
    tester: await viem.getTestClient(),
  };
}

/** The parts of a receipt that do not depend on the time. */
function receipt({ status, gasUsed, effectiveGasPrice, logs, contractAddress, from, to, type }: Contract): unknown {
  const events = logs.map(({ address, topics, data, logIndex }: Contract) => ({ address, topics, data, logIndex }));
  return { status, gasUsed, effectiveGasPrice, contractAddress, from, to, type, events };
}

describe("viem, on both networks", function () {
  this.timeout(120_000);
  let engines: BothEngines;
  before(async () => {
    engines = await BothEngines.create([hardhatToolboxViem]);
  });

  scenarios(() => engines, "value", {
    "deploys and waits for receipts": async (connection) => {
      const { reader, wallet } = await clients(connection);
      const token = await deploy(connection, "Token", [1_000n]);
      const hash = await token.write.transfer([STRANGER, 5n]);
      const mined = await reader.waitForTransactionReceipt({ hash });
      return [receipt(mined), await token.read.balanceOf([wallet.account.address]), await token.read.totalSupply()];
    },
    "sends a deployment without waiting": async (connection) => {
      const { viem, reader } = await clients(connection);
      const { contract, deploymentTransaction } = await viem.sendDeploymentTransaction("Token", [5n]);
      const mined = await reader.getTransactionReceipt({ hash: deploymentTransaction.hash });
      return [receipt(mined), contract.address, await contract.read.name()];
    },
    "estimates gas and fees": async (connection) => {
      const { reader, wallet } = await clients(connection);
      const token = await deploy(connection, "Token", [1_000n]);
      return [
        await token.estimateGas.transfer([STRANGER, 5n]),
        await reader.estimateGas({ account: wallet.account, to: STRANGER, value: 1n }),
        await reader.getGasPrice(),
        await reader.estimateFeesPerGas(),
        await reader.estimateMaxPriorityFeePerGas(),
        await reader.getFeeHistory({ blockCount: 2, rewardPercentiles: [10, 90] }),
      ];
    },
    "finds events": async (connection) => {
      const { reader } = await clients(connection);
      const token = await deploy(connection, "Token", [1_000n]);
      for (const amount of [1n, 2n, 3n]) await token.write.transfer([STRANGER, amount]);
      const events = await token.getEvents.Transfer({ to: STRANGER });
      const filter = await reader.createContractEventFilter({
        abi: token.abi as Abi,
        address: token.address,
        eventName: "Transfer",
      });
      await token.write.transfer([STRANGER, 9n]);
      const changes = await reader.getFilterChanges({ filter });
      return [events, changes].map((list) => list.map(({ args, logIndex }: Contract) => ({ args, logIndex })));
    },
    "watches blocks and events": async (connection) => {
      const { reader, tester } = await clients(connection);
      const token = await deploy(connection, "Token", [1_000n]);
      const seen: unknown[] = [];
      const enough = new Promise<void>((resolve) => {
        const unwatch = token.watchEvent.Transfer(
          {},
          {
            pollingInterval: 20,
            onLogs: (logs: Contract[]) => {
              seen.push(...logs.map(({ args }) => args));
              if (seen.length >= 2) {
                unwatch();
                resolve();
              }
            },
          },
        );
      });
      // The filter is made after a tick of the clock.
      await new Promise((resolve) => setTimeout(resolve, 200));
      await token.write.transfer([STRANGER, 1n]);
      await token.write.transfer([STRANGER, 2n]);
      await enough;
      await tester.mine({ blocks: 3 });
      // A slow poll brings more than one transfer.
      return [seen.slice(0, 2), await reader.getBlockNumber({ cacheTime: 0 })];
    },
    signs: async (connection) => {
      const { wallet, reader } = await clients(connection);
      const types = { Note: [{ name: "text", type: "string" }] };
      const message = {
        types,
        primaryType: "Note",
        domain: { name: "Notes", chainId: 31337 },
        message: { text: "hi" },
      };
      const signature: Hex = await wallet.signMessage({ message: "hello" });
      const valid = await reader.verifyMessage({ address: wallet.account.address, message: "hello", signature });
      return [signature, valid, await wallet.signTypedData(message)];
    },
    "uses test actions": async (connection) => {
      const { reader, tester, wallet } = await clients(connection);
      await tester.setBalance({ address: STRANGER, value: parseEther("3") });
      await tester.impersonateAccount({ address: STRANGER });
      await tester.setNonce({ address: STRANGER, nonce: 7 });
      const hash = await wallet.sendTransaction({ account: STRANGER, to: wallet.account.address, value: 5n });
      const { nonce, value } = await reader.getTransaction({ hash });
      const id = await tester.snapshot();
      await tester.mine({ blocks: 10, interval: 5 });
      await tester.revert({ id });
      await tester.setAutomine(false);
      await wallet.sendTransaction({ to: STRANGER, value: 1n });
      const waiting = await reader.getTransactionCount({ address: wallet.account.address, blockTag: "pending" });
      await tester.mine({ blocks: 1 });
      await tester.setAutomine(true);
      return [nonce, value, waiting, await reader.getBlockNumber({ cacheTime: 0 }), await tester.getAutomine()];
    },
    "simulates contracts, and calls with overrides": async (connection) => {
      const { reader, wallet } = await clients(connection);
      const token = await deploy(connection, "Token", [1_000n]);
      const { result } = await token.simulate.transfer([STRANGER, 5n]);
      const rich = await reader.call({
        to: STRANGER,
        data: "0x",
        stateOverride: [{ address: STRANGER, code: "0x604260005260206000f3" }],
      });
      return [result, rich, await token.read.balanceOf([wallet.account.address])];
    },
    "reads blocks, code, storage and proofs": async (connection) => {
      const { reader, tester } = await clients(connection);
      const token = await deploy(connection, "Token", [1_000n]);
      await tester.setStorageAt({ address: STRANGER, index: 3, value: `0x${"07".padStart(64, "0")}` });
      const { transactions, gasUsed, baseFeePerGas, number } = await reader.getBlock({ includeTransactions: false });
      const { accountProof: _, ...proof } = await reader.getProof({
        address: STRANGER,
        storageKeys: [`0x${"03".padStart(64, "0")}`],
      });
      const storage = await reader.getStorageAt({ address: STRANGER, slot: "0x3" });
      return [transactions.length, gasUsed, baseFeePerGas, number, await reader.getCode(token), storage, proof];
    },
    "sends access lists": async (connection) => {
      const { reader, wallet } = await clients(connection);
      const token = await deploy(connection, "Token", [1_000n]);
      const accessList = [{ address: token.address, storageKeys: [`0x${"00".repeat(32)}`] }];
      const hash = await wallet.sendTransaction({ to: STRANGER, value: 1n, accessList });
      const sent = await reader.getTransaction({ hash });
      return [sent.accessList, sent.typeHex, sent.gas, receipt(await reader.getTransactionReceipt({ hash }))];
    },
  });

  scenarios(() => engines, "error", {
    "shows a reason": async (connection) => (await deploy(connection, "Failing", [false])).write.reason([5n]),
    "shows a custom error": async (connection) => (await deploy(connection, "Failing", [false])).read.custom(),
    "shows a panic": async (connection) => (await deploy(connection, "Failing", [false])).read.panic([0n]),
    "shows an overflow": async (connection) => (await deploy(connection, "Failing", [false])).write.overflow(),
    "shows silence": async (connection) => (await deploy(connection, "Failing", [false])).read.silent(),
    "shows an invalid opcode": async (connection) =>
      (await deploy(connection, "Failing", [false])).read.invalidOpcode(),
    "shows too little gas": async (connection) =>
      (await deploy(connection, "Failing", [false])).write.burn({ gas: 100_000n }),
    "shows a constructor that fails": async (connection) => deploy(connection, "Failing", [true]),
    "shows a simulation that fails": async (connection) =>
      (await deploy(connection, "Failing", [false])).simulate.pay({ value: 1n }),
    "shows an estimation that fails": async (connection) =>
      (await deploy(connection, "Failing", [false])).estimateGas.reason([1n]),
    "shows a lack of funds": async (connection) => {
      const { wallet } = await clients(connection);
      await wallet.sendTransaction({ to: STRANGER, value: parseEther("1000000") });
    },
    "shows a failed call below": async (connection) => (await deploy(connection, "Outer")).read.failBelow(),
    "shows a failed transaction of an account that is not known": async (connection) => {
      const { wallet } = await clients(connection);
      await wallet.sendTransaction({ account: STRANGER, to: STRANGER, value: 1n });
    },
  });
});
