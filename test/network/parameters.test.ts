import { ALICE, BOB, BothNetworks, NOBODY } from "./helpers/both.ts";

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

  const odd = [1.5, 1e30, -1, "-1", "0XFf", "0X", "1_0", "0x1_f", "0b11", "0o17", "0b", "_", "0x", "", null, true, {}];
  const lists = [[], [1], [300], [1.5], ["0x1"], [null], [true], [[]], Array(20).fill(7), Array(32).fill(7)];

  it("every kind of value, where it is none and where it is written in an unusual way", async () => {
    for (const value of [...odd, ...lists]) {
      for (const field of ["to", "value", "gas", "maxFeePerGas", "type", "data"]) {
        await networks.ask("eth_call", { from: ALICE, to: BOB, [field]: value });
      }
      await networks.ask("eth_call", { from: ALICE, to: BOB }, "latest", value);
      await networks.ask("eth_call", { from: ALICE, to: BOB }, "latest", { [BOB]: { balance: value } });
      await networks.ask("eth_getBalance", BOB, value);
      await networks.ask("eth_getStorageAt", BOB, value, "latest");
      await networks.ask("eth_getTransactionByHash", value);
      await networks.ask("eth_getTransactionByBlockNumberAndIndex", "latest", value);
      await networks.ask("eth_getBlockByNumber", "latest", value);
      await networks.ask("eth_getLogs", { fromBlock: value });
      await networks.ask("eth_getLogs", { topics: value });
      await networks.ask("web3_sha3", value);
      await networks.ask("hardhat_setNonce", NOBODY, value);
      await networks.ask("hardhat_setPrevRandao", value);
    }
  });

  const authorization = { address: BOB, chainId: "0x7a69", nonce: "0x0", yParity: "0x0", r: "0x1", s: "0x2" };
  it("authorizations and access lists that lack something, or have it under its other name", async () => {
    const call = (fields: Record<string, unknown>) => networks.ask("eth_call", { from: ALICE, to: BOB, ...fields });
    const { yParity: _, ...unsigned } = authorization;
    const names = Object.keys(authorization);
    await call({ authorizationList: [{}] });
    await call({ authorizationList: [unsigned] });
    for (const v of ["0x0", "0x1", "0x1b", "0x7", null]) {
      await call({ authorizationList: [{ ...unsigned, v }] });
      await call({ authorizationList: [{ ...authorization, v }] });
    }
    for (const name of names) {
      const others = Object.entries(authorization).filter(([other]) => other !== name);
      await call({ authorizationList: [Object.fromEntries(others)] });
      for (const value of [null, "zz", 1.5]) await call({ authorizationList: [{ ...authorization, [name]: value }] });
    }
    for (const entry of [
      5,
      "x",
      null,
      {},
      { address: BOB },
      { storageKeys: [] },
      { address: BOB, storageKeys: null },
    ]) {
      await call({ accessList: [entry] });
    }
  });

  it("faults of a call before the block that it is for", async () => {
    const faults = [
      { gasPrice: "0x1", maxFeePerGas: "0x1" },
      { maxFeePerGas: "0x1", maxPriorityFeePerGas: "0x2" },
      { gasPrice: "0x1", authorizationList: [authorization] },
      { gas: "0x1" },
    ];
    for (const method of ["eth_call", "eth_estimateGas"]) {
      for (const fault of faults) await networks.error(method, { from: ALICE, to: BOB, ...fault }, "0x99");
    }
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
