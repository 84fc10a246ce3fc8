import assert from "node:assert/strict";
import { LocalNetwork } from "../../plugin/network/local-network.ts";
import {
  ALICE,
  BOB,
  BothNetworks,
  deployment,
  localSettings,
  NOBODY,
  type Settings,
  transaction,
} from "./helpers/both.ts";

/** So many blocks that all blocks before them are packed. */
const MANY = 150;
const ZERO = `0x${"00".repeat(20)}`;
/** Emits a log without topics and data, and one that has the call's first word as both. */
const LOGGING = "60006000a060003560005260003560206000a1";

interface Sent {
  readonly from: string;
  readonly to?: string;
  readonly [field: string]: unknown;
}

/** One block of each kind that the hardfork knows. */
function kindsOf(hardfork: string): Sent[] {
  const legacy = { gasPrice: "0x77359400" };
  const accessList = [{ address: BOB, storageKeys: [`0x${"22".repeat(32)}`] }];
  const word = `0x${"ab".repeat(32)}`;
  const sent: Sent[] = [
    { from: ALICE, to: BOB, value: "0x1", ...legacy },
    { from: ALICE, data: deployment(LOGGING), ...legacy },
    { from: NOBODY, to: BOB, value: "0x1", ...legacy },
    { from: ZERO, to: BOB, value: "0x1", ...legacy },
    { from: ALICE, to: "LOGGING", data: word, ...legacy },
  ];
  if (hardfork !== "byzantium") sent.push({ from: ALICE, to: BOB, accessList, ...legacy });
  if (hardfork === "osaka") {
    const fees = { maxFeePerGas: "0x77359400", maxPriorityFeePerGas: "0x1" };
    sent.push({ from: ALICE, to: BOB, value: "0x2", ...fees }, { from: NOBODY, to: "LOGGING", data: word, ...fees });
    sent.push({ from: ZERO, to: BOB, value: "0x3", ...fees });
  }
  return sent;
}

/** A chain with every kind of transaction on both networks, and all that one may ask about it. */
class Chain {
  readonly networks: BothNetworks;
  readonly hashes: string[] = [];
  #contract: string | undefined;

  private constructor(networks: BothNetworks) {
    this.networks = networks;
  }

  static async create(settings: Settings): Promise<Chain> {
    const chain = new Chain(await BothNetworks.create(settings));
    for (const account of [NOBODY, ZERO]) {
      await chain.networks.result("hardhat_setBalance", account, "0xde0b6b3a7640000");
      await chain.networks.result("hardhat_impersonateAccount", account);
    }
    return chain;
  }

  async send(kinds: readonly Sent[]): Promise<void> {
    for (const { to, ...fields } of kinds) {
      const target = to === "LOGGING" ? this.#contract : to;
      const hash = (await this.networks.result("eth_sendTransaction", {
        gas: "0x30000",
        ...fields,
        ...(target === undefined ? {} : { to: target }),
      })) as string;
      this.hashes.push(hash);
      if (to === undefined) {
        const receipt = await this.networks.result("eth_getTransactionReceipt", hash);
        this.#contract = (receipt as { contractAddress: string }).contractAddress;
      }
    }
  }

  /** Mines blocks with one transaction each. */
  async mine(blocks: number): Promise<void> {
    for (let block = 0; block < blocks; block++) {
      await this.networks.result("eth_sendTransaction", transaction({ from: BOB, to: ALICE, gasPrice: "0x77359400" }));
    }
  }

  /** Asserts that both networks answer alike. */
  async answers(): Promise<unknown[]> {
    const answers: unknown[] = [];
    const ask = async (method: string, ...params: unknown[]): Promise<unknown> => {
      const answer = await this.networks.result(method, ...params);
      answers.push(answer);
      return answer;
    };
    for (const hash of this.hashes) {
      await ask("eth_getTransactionByHash", hash);
      const receipt = (await ask("eth_getTransactionReceipt", hash)) as { blockNumber: string; blockHash: string };
      const { blockNumber, blockHash } = receipt;
      for (const full of [true, false]) {
        await ask("eth_getBlockByNumber", blockNumber, full);
        await ask("eth_getBlockByHash", blockHash, full);
      }
      await ask("eth_getTransactionByBlockNumberAndIndex", blockNumber, "0x0");
      await ask("eth_getTransactionByBlockHashAndIndex", blockHash, "0x0");
      await ask("eth_getBlockTransactionCountByHash", blockHash);
      await ask("eth_getBlockTransactionCountByNumber", blockNumber);
      await ask("eth_getLogs", { blockHash });
      await ask("eth_getLogs", { fromBlock: blockNumber, toBlock: blockNumber, address: this.#contract });
    }
    await ask("eth_getBlockByNumber", "earliest", true);
    await ask("eth_getLogs", { fromBlock: "0x0", toBlock: "latest" });
    await ask("eth_getLogs", { fromBlock: "0x0", toBlock: "latest", topics: [`0x${"ab".repeat(32)}`] });
    await ask("eth_getLogs", { fromBlock: "0x0", toBlock: "latest", topics: [`0x${"cd".repeat(32)}`] });
    return answers;
  }
}

describe("Blocks that were mined long ago", () => {
  for (const hardfork of ["byzantium", "berlin", "osaka"]) {
    it(`are answered as when they were new, and as on Hardhat's network, under ${hardfork}`, async () => {
      const chain = await Chain.create({ hardfork });
      try {
        await chain.send(kindsOf(hardfork));
        const fresh = await chain.answers();
        await chain.mine(MANY);
        assert.deepEqual(await chain.answers(), fresh);
      } finally {
        await chain.networks.close();
      }
    });
  }

  for (const hardfork of ["chainstart", "osaka"]) {
    it(`are answered as when they were new where they have very many transactions, under ${hardfork}`, async () => {
      const network = await LocalNetwork.create({ ...localSettings({ hardfork }), workers: 1 });
      const request = { from: ALICE, to: BOB, value: "0x1", gas: "0x5208", gasPrice: "0x77359400" };
      const hashes: unknown[] = [];
      await network.request("evm_setAutomine", [false]);
      for (const transactions of [700, 0, 3, 300, 300]) {
        for (let sent = 0; sent < transactions; sent++) {
          hashes.push(await network.request("eth_sendTransaction", [request]));
        }
        await network.request("evm_mine");
      }
      const answers = async (): Promise<unknown[]> => {
        const all: unknown[] = [];
        for (const hash of hashes) all.push(await network.request("eth_getTransactionReceipt", [hash]));
        for (let number = 0; number <= 5; number++) {
          all.push(await network.request("eth_getBlockByNumber", [`0x${number}`, true]));
        }
        return all;
      };
      const fresh = await answers();
      for (let block = 0; block < MANY; block++) await network.request("evm_mine");
      assert.deepEqual(await answers(), fresh);
      await network.close();
    });
  }

  describe("on a chain that goes back", () => {
    let chain: Chain;
    beforeEach(async () => {
      chain = await Chain.create({ hardfork: "osaka" });
    });
    afterEach(() => chain.networks.close());

    it("are there up to the snapshot and not after it", async () => {
      const { networks } = chain;
      await chain.send(kindsOf("osaka"));
      await chain.mine(MANY);
      const before = [...chain.hashes];
      const snapshot = await networks.result("evm_snapshot");
      await chain.send(kindsOf("osaka"));
      const after = chain.hashes.splice(before.length);
      await chain.mine(MANY);
      const gone = (await networks.result("eth_getTransactionReceipt", after[0])) as { blockHash: string };

      assert.equal(await networks.result("evm_revert", snapshot), true);

      for (const hash of after) assert.equal(await networks.result("eth_getTransactionByHash", hash), null);
      assert.equal(await networks.result("eth_getBlockByHash", gone.blockHash, false), null);
      await chain.answers();
      await chain.send(kindsOf("osaka"));
      await chain.mine(MANY);
      await chain.answers();
    });

    it("are there although runs of blocks lie between them that nobody has looked at", async () => {
      const { networks } = chain;
      await chain.send(kindsOf("osaka"));
      const snapshot = await networks.result("evm_snapshot");
      await networks.result("hardhat_mine", "0x3e8");
      await chain.mine(MANY);
      await networks.result("hardhat_mine", "0x3e8", "0x5");
      await chain.mine(MANY);
      await chain.answers();
      for (const number of ["0x64", "0x3f0", "0x3f8", "0x4a0", "0x800"]) {
        const block = (await networks.result("eth_getBlockByNumber", number, true)) as { hash: string };
        await networks.result("eth_getBlockByHash", block.hash, true);
      }
      assert.equal(await networks.result("evm_revert", snapshot), true);
      await chain.answers();
    });

    it("give contracts their hashes", async () => {
      const { networks } = chain;
      await chain.mine(MANY);
      // Returns the hash of the block with the number that the call's first word is.
      const code = "0x6000354060005260206000f3";
      await networks.result("hardhat_setCode", NOBODY, code);
      for (const number of [0, 1, 20, MANY - 1, MANY]) {
        const data = `0x${number.toString(16).padStart(64, "0")}`;
        await networks.result("eth_call", { to: NOBODY, data }, "latest");
      }
    });
  });
});
