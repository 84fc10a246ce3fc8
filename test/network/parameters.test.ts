import { ALICE, BOB, BothNetworks } from "./helpers/both.ts";

const FEES = { gas: "0x10000", maxFeePerGas: "0x77359400", maxPriorityFeePerGas: "0x1" };

describe("values of requests are read as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create();
  });
  after(() => networks.close());

  for (const value of [2 ** 53, 2 ** 53 + 2, 2 ** 60, 2 ** 63, 2 ** 64, 123_456_789_012_345_680_000, 1e21, 1e22]) {
    it(`numbers that a double cannot hold, as they are written: ${value}`, async () => {
      await networks.ask("eth_call", { from: ALICE, to: BOB, gas: value });
      await networks.ask("eth_call", { from: ALICE, to: BOB, value });
      await networks.ask("hardhat_mine", 0, value);
      await networks.ask("evm_revert", value);
    });
  }

  it("times, whatever is given for one", async () => {
    const values = ["10000000000000000000000000000000", "0x1111111111111111111111111111111111111", -1, 1.5, "abc", ""];
    const others = [null, true, "0x", "0x-1", " 5", "5 ", "0x05", "005", {}, [], "1e3", (2n ** 64n).toString()];
    networks.pinned = false;
    for (const method of ["evm_increaseTime", "evm_setNextBlockTimestamp", "evm_mine"]) {
      for (const value of [...values, ...others]) {
        const snapshot = await networks.result("evm_snapshot");
        await networks.ask(method, value);
        await networks.result("evm_revert", snapshot);
      }
    }
    networks.pinned = true;
  });

  const blobs = [
    ["0x1234"],
    ["0x123"],
    [5],
    ["zz"],
    ["0xzz"],
    [null],
    "0x12",
    [],
    ["0x"],
    [["0x12"]],
    [{}],
    {},
    null,
    [true],
  ];
  for (const method of ["eth_sendTransaction", "eth_call", "eth_estimateGas"]) {
    it(`blobs, which ${method} does not take`, async () => {
      for (const value of blobs) await networks.ask(method, { from: ALICE, to: BOB, ...FEES, blobs: value });
      for (const length of [131_071, 131_072, 131_073]) {
        const blob = `0x${"00".repeat(length)}`;
        await networks.error(method, { from: ALICE, to: BOB, ...FEES, blobs: [blob] });
      }
    });
  }
});
