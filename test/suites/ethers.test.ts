import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { BothEngines, type Scenario, scenarios } from "./helpers/both-engines.ts";

const STRANGER = "0x00000000000000000000000000000000000000cc";

// biome-ignore lint/suspicious/noExplicitAny: the contracts' types are generated for each project
type Any = any;

/** A scenario with ethers as Hardhat sets it up. */
function using(run: (ethers: Any, connection: NetworkConnection) => Promise<unknown>): Scenario {
  return (connection) => run(connection.ethers, connection);
}

/** The parts of a receipt that do not depend on the time. */
function receipt({ status, gasUsed, gasPrice, logs, contractAddress, from, to, type, index }: Any): unknown {
  const events = logs.map(({ address, topics, data, index: log }: Any) => ({ address, topics, data, log }));
  return { status, gasUsed, gasPrice, contractAddress, from, to, type, index, events };
}

describe("ethers, on both networks", function () {
  this.timeout(120_000);
  let engines: BothEngines;
  before(async () => {
    engines = await BothEngines.create([hardhatToolboxMochaEthers]);
  });

  scenarios(() => engines, "value", {
    "waits for receipts": using(async (ethers) => {
      const token = await ethers.deployContract("Token", [1_000n]);
      const sent = await token.transfer(STRANGER, 5n);
      return [receipt(await sent.wait()), receipt(await token.deploymentTransaction().wait())];
    }),
    "waits for confirmations": using(async (ethers, { networkHelpers }) => {
      const [signer] = await ethers.getSigners();
      const sent = await signer.sendTransaction({ to: STRANGER, value: 1n });
      const confirmed = sent.wait(3);
      await networkHelpers.mine(2);
      return receipt(await confirmed);
    }),
    "hears of events": using(async (ethers) => {
      const token = await ethers.deployContract("Token", [1_000n]);
      const heard: unknown[] = [];
      const enough = new Promise<void>((resolve) => {
        void token.on("Transfer", (_from: string, to: string, amount: bigint) => {
          heard.push([to, amount]);
          if (heard.length === 2) resolve();
        });
      });
      // Polling begins at the block that is the latest when it is first asked.
      await new Promise((resolve) => setTimeout(resolve, 100));
      await token.transfer(STRANGER, 1n);
      await token.transfer(STRANGER, 2n);
      await enough;
      await token.removeAllListeners();
      return heard;
    }),
    "queries events of a range": using(async (ethers) => {
      const [, alice] = await ethers.getSigners();
      const token = await ethers.deployContract("Token", [1_000n]);
      for (const to of [STRANGER, alice.address, STRANGER]) await token.transfer(to, 1n);
      const filter = token.filters.Transfer(null, STRANGER);
      const found = await Promise.all([
        token.queryFilter(filter),
        token.queryFilter(filter, 3, 4),
        token.queryFilter("*", -2),
      ]);
      return found.map((events) => events.map(({ blockNumber, args, index }: Any) => [blockNumber, [...args], index]));
    }),
    "reads the state after past blocks": using(async (ethers) => {
      const token = await ethers.deployContract("Token", [1_000n]);
      const block = await ethers.provider.getBlockNumber();
      await token.transfer(STRANGER, 5n);
      return [
        await token.balanceOf(STRANGER, { blockTag: block }),
        await token.balanceOf(STRANGER, { blockTag: "pending" }),
        await ethers.provider.getCode(token, block - 1),
        await ethers.provider.getTransactionCount(await ethers.provider.getSigner(0), 0),
      ];
    }),
    "deploys with links, value and overrides": using(async (ethers) => {
      const failing = await ethers.deployContract("Failing", [false], { value: 5n, gasLimit: 5_000_000n });
      const transaction = failing.deploymentTransaction();
      return [
        await ethers.provider.getBalance(failing),
        transaction.gasLimit,
        transaction.maxFeePerGas,
        transaction.nonce,
      ];
    }),
    "sends transactions of all types": using(async (ethers) => {
      const [signer] = await ethers.getSigners();
      const accessList = [{ address: STRANGER, storageKeys: [`0x${"01".repeat(32)}`] }];
      const sent = [
        await signer.sendTransaction({ to: STRANGER, value: 1n, type: 0, gasPrice: 10n ** 10n }),
        await signer.sendTransaction({ to: STRANGER, value: 1n, type: 1, gasPrice: 10n ** 10n, accessList }),
        await signer.sendTransaction({ to: STRANGER, value: 1n, type: 2, accessList }),
      ];
      return await Promise.all(sent.map(async (transaction) => receipt(await transaction.wait())));
    }),
    "authorizes code for an account": using(async (ethers) => {
      const [signer, sponsor] = await ethers.getSigners();
      const wallet = new ethers.Wallet(`0x${"42".repeat(32)}`, ethers.provider);
      const failing = await ethers.deployContract("Failing", [false]);
      const authorization = await wallet.authorize({ address: await failing.getAddress(), nonce: 0, chainId: 31337 });
      const raw = new ethers.Wallet(`0x${"43".repeat(32)}`, ethers.provider);
      await signer.sendTransaction({ to: raw.address, value: 10n ** 18n });
      const sent = await raw.sendTransaction({
        type: 4,
        to: wallet.address,
        authorizationList: [authorization],
        gasLimit: 200_000n,
        data: failing.interface.encodeFunctionData("set", [77n]),
      });
      const delegated = failing.attach(wallet.address).connect(sponsor);
      return [receipt(await sent.wait()), await ethers.provider.getCode(wallet.address), await delegated.value()];
    }),
    "sends many at once": using(async (ethers) => {
      const signers = await ethers.getSigners();
      const token = await ethers.deployContract("Token", [1_000n]);
      await Promise.all(signers.map((signer: Any) => token.transfer(signer, 10n)));
      await Promise.all(signers.slice(1).map((signer: Any) => token.connect(signer).transfer(STRANGER, 1n)));
      return [await token.balanceOf(STRANGER), await ethers.provider.getBlockNumber()];
    }),
    "mines on its own": using(async (ethers, { provider }) => {
      const [signer] = await ethers.getSigners();
      await provider.request({ method: "evm_setAutomine", params: [false] });
      await provider.request({ method: "evm_setIntervalMining", params: [50] });
      const sent = await signer.sendTransaction({ to: STRANGER, value: 1n });
      const mined = receipt(await sent.wait());
      await provider.request({ method: "evm_setIntervalMining", params: [0] });
      return mined;
    }),
    "looks at pending blocks": using(async (ethers, { provider }) => {
      const [signer] = await ethers.getSigners();
      await provider.request({ method: "evm_setAutomine", params: [false] });
      for (let nonce = 0; nonce < 3; nonce++)
        await signer.sendTransaction({ to: STRANGER, value: 1n, nonce, gasLimit: 21_000n });
      const block = await ethers.provider.send("eth_getBlockByNumber", ["pending", false]);
      const [balance, count] = [
        await ethers.provider.getBalance(STRANGER, "pending"),
        await signer.getNonce("pending"),
      ];
      return [
        block.transactions,
        block.gasUsed,
        block.number,
        balance,
        count,
        await ethers.provider.getBalance(STRANGER),
      ];
    }),
    "replaces transactions": using(async (ethers, { provider }) => {
      const [signer] = await ethers.getSigners();
      await provider.request({ method: "evm_setAutomine", params: [false] });
      const cheap = {
        to: STRANGER,
        nonce: 0,
        gasLimit: 21_000n,
        maxFeePerGas: 10n ** 10n,
        maxPriorityFeePerGas: 10n ** 9n,
      };
      const first = await signer.sendTransaction({ ...cheap, value: 1n });
      const second = await signer.sendTransaction({
        ...cheap,
        value: 2n,
        maxFeePerGas: 2n * 10n ** 10n,
        maxPriorityFeePerGas: 2n * 10n ** 9n,
      });
      await provider.request({ method: "evm_mine", params: [] });
      return [
        await ethers.provider.getTransaction(first.hash),
        receipt(await second.wait()),
        await ethers.provider.getBalance(STRANGER),
      ];
    }),
  });

  scenarios(() => engines, "error", {
    "shows a failing constructor": using((ethers) => ethers.deployContract("Failing", [true])),
    "shows a failing view of a past block": using(async (ethers) => {
      const failing = await ethers.deployContract("Failing", [false]);
      await failing.atBlock.staticCall(1n, { blockTag: 1 });
    }),
    "shows a call to what is no contract": using(async (ethers) => {
      const token = await ethers.getContractAt("Token", STRANGER);
      await token.balanceOf(STRANGER);
    }),
    "shows a call of a function that is not there": using(async (ethers) => {
      const failing = await ethers.deployContract("Failing", [false]);
      const token = await ethers.getContractAt("Token", await failing.getAddress());
      await token.balanceOf(STRANGER);
    }),
    "shows ether that nobody takes": using(async (ethers) => {
      const [signer] = await ethers.getSigners();
      await signer.sendTransaction({ to: await ethers.deployContract("Token", [1n]), value: 1n });
    }),
    "shows a replacement that pays too little": using(async (ethers, { provider }) => {
      const [signer] = await ethers.getSigners();
      await provider.request({ method: "evm_setAutomine", params: [false] });
      const fields = { to: STRANGER, nonce: 0, gasLimit: 21_000n, gasPrice: 10n ** 10n };
      await signer.sendTransaction(fields);
      await signer.sendTransaction({ ...fields, value: 1n });
    }),
    "shows too little gas for a deployment": using((ethers) =>
      ethers.deployContract("Token", [1n], { gasLimit: 200_000n }),
    ),
    "shows a gas limit above the cap": using((ethers) =>
      ethers.deployContract("Token", [1n], { gasLimit: 50_000_000n }),
    ),
    "shows a transaction of an unknown account": using(async (ethers) => {
      const signer = await ethers.provider.getSigner(STRANGER).catch(() => ethers.getSigner(STRANGER));
      await signer.sendTransaction({ to: STRANGER });
    }),
    "shows a wrong chain": using(async (ethers) => {
      const wallet = new ethers.Wallet(`0x${"42".repeat(32)}`);
      const raw = await wallet.signTransaction({
        to: STRANGER,
        chainId: 5,
        gasLimit: 21_000n,
        gasPrice: 10n ** 10n,
        nonce: 0,
      });
      await ethers.provider.broadcastTransaction(raw);
    }),
    "shows code that is too large": using(async (ethers) => {
      const [signer] = await ethers.getSigners();
      await signer.sendTransaction({ data: "0x6160016000f3", gasLimit: 10_000_000n });
    }),
    "shows code that begins with 0xef": using(async (ethers) => {
      const [signer] = await ethers.getSigners();
      await signer.sendTransaction({ data: "0x60ef60005360016000f3", gasLimit: 1_000_000n });
    }),
  });
});
