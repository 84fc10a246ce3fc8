import { ALICE, BOB, BothNetworks, NOBODY, START, transaction } from "./helpers/both.ts";

const hex = (value: number): string => `0x${value.toString(16)}`;

/** Both networks, asked for the same blocks. */
class Chain {
  readonly networks: BothNetworks;

  constructor(networks: BothNetworks) {
    this.networks = networks;
  }

  async look(...numbers: readonly number[]): Promise<void> {
    for (const number of numbers) {
      if (number >= 0) await this.networks.result("eth_getBlockByNumber", hex(number), false);
    }
  }

  async last(): Promise<number> {
    return Number(await this.networks.result("eth_blockNumber"));
  }

  async send(nonce: number, fields: Record<string, unknown> = {}): Promise<void> {
    await this.networks.result(
      "eth_sendTransaction",
      transaction({ from: BOB, to: NOBODY, nonce: hex(nonce), ...fields }),
    );
  }
}

describe("many blocks are mined at once as on Hardhat's network", () => {
  let networks: BothNetworks;
  let chain: Chain;
  beforeEach(async () => {
    networks = await BothNetworks.create();
    chain = new Chain(networks);
  });
  afterEach(() => networks.close());

  for (const count of [0, 1, 2, 5, 6, 7, 100, 1e6, 1e9, 3e9, 2 ** 40]) {
    it(`${count} of them, and blocks after them`, async () => {
      await networks.result("hardhat_mine", hex(count));
      const last = await chain.last();
      const middle = Math.floor(last / 2);
      await chain.look(1, 2, 3, middle - 1, middle, middle + 1, last - 2, last - 1, last, last + 1);
      for (let number = last; number > 0; number = Math.floor(number / 2)) await chain.look(number);
      const { parentHash } = (await networks.result("eth_getBlockByNumber", "latest", false)) as { parentHash: string };
      await networks.result("eth_getBlockByHash", parentHash, false);
      await networks.result("evm_mine");
      await networks.result("eth_sendTransaction", transaction({ to: BOB, value: "0x1" }));
      await chain.look(last + 1, last + 2);
    });
  }

  for (const [first, interval, second, other] of [
    [10, 3600, 10, 3600],
    [10, 50, 10, 100],
    [20, 1, 3, 5],
    [1, 7, 9, 2],
  ] as const) {
    it(`${first} and ${second} of them, ${interval} and ${other} seconds apart`, async () => {
      await networks.result("hardhat_mine", hex(first), hex(interval));
      await networks.result("hardhat_mine", hex(second), hex(other));
      for (let number = 0; number <= first + second; number++) await chain.look(number);
      await networks.result("eth_feeHistory", hex(first + second), "latest", [50]);
    });
  }

  for (const count of [1, 10, 1e9]) {
    for (const waiting of [0, 1, 5]) {
      it(`${count} of them from a time on, while ${waiting} transactions wait`, async () => {
        await networks.result("evm_setAutomine", false);
        for (let nonce = 0; nonce < waiting; nonce++) await chain.send(nonce);
        await networks.result("evm_setNextBlockTimestamp", START + 3600);
        networks.pinned = false;
        await networks.result("hardhat_mine", hex(count), "0x3c");
        networks.pinned = true;
        for (let number = 1; number <= 12; number++) await chain.look(number);
        for (let number = count - 8; number <= count + 1; number++) await chain.look(number);
      });
    }
  }

  it("with transactions that need more of them, or more than there are", async () => {
    await networks.result("evm_setAutomine", false);
    await networks.result("evm_setBlockGasLimit", hex(63_000));
    for (let nonce = 0; nonce < 10; nonce++) await chain.send(nonce, { gas: hex(21_000) });
    await networks.result("hardhat_mine", "0x3");
    await chain.look(0, 1, 2, 3, 4);
    await networks.result("eth_pendingTransactions");
    await networks.result("hardhat_mine", hex(1e9));
    await chain.look(4, 5, 6, 1e9 + 3, 1e9 + 4);
  });

  for (const baseFee of [0, 1, 7]) {
    it(`with a base fee of ${baseFee} in the first`, async () => {
      await networks.result("hardhat_setNextBlockBaseFeePerGas", hex(baseFee));
      await networks.result("hardhat_mine", "0x14");
      for (let number = 1; number <= 20; number++) await chain.look(number);
    });
  }

  it("and taken back", async () => {
    await networks.result("hardhat_mine", hex(1e9));
    const first = await networks.result("evm_snapshot");
    await chain.send(0);
    await networks.result("evm_revert", first);
    const last = await chain.last();
    const second = await networks.result("evm_snapshot");
    await networks.result("hardhat_mine", hex(1e9));
    await chain.send(0);
    await networks.result("hardhat_mine", hex(1e9));
    await networks.result("evm_revert", second);
    for (const more of [1, 2, 9, 100, 1e6, 999_999_999, 1e9, 1e9 + 1]) await chain.look(last + more);
    await networks.result("eth_getTransactionCount", ALICE);
  });
});
