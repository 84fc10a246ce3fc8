import assert from "node:assert/strict";
import { ALICE, BOB, BothNetworks, type Case, compare, deployment, NOBODY, transaction } from "./helpers/both.ts";

const WORD = `0x${"11".repeat(32)}`;

describe("changing the state by hand, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create();
  });
  after(() => networks.close());

  compare(() => networks, "result", [
    ["set a balance", "hardhat_setBalance", NOBODY, "0x5"],
    ["set a balance of nothing", "hardhat_setBalance", BOB, "0x"],
    ["set a balance with leading zeros", "hardhat_setBalance", BOB, "0x0f"],
    ["set a nonce", "hardhat_setNonce", NOBODY, "0x5"],
    ["set the same nonce again", "hardhat_setNonce", NOBODY, "0x5"],
    ["set a code", "hardhat_setCode", NOBODY, "0x6001"],
    ["remove a code", "hardhat_setCode", NOBODY, "0x"],
    ["set a slot", "hardhat_setStorageAt", NOBODY, "0x0", WORD],
    ["set a slot with leading zeros in its key", "hardhat_setStorageAt", NOBODY, "0x01", WORD],
    ["clear a slot", "hardhat_setStorageAt", NOBODY, "0x0", `0x${"00".repeat(32)}`],
    ["set the coinbase", "hardhat_setCoinbase", NOBODY],
    ["switch logging", "hardhat_setLoggingEnabled", true],
  ]);

  const amount = (title: string, value: unknown): Case => [title, "hardhat_setBalance", BOB, value];
  compare(() => networks, "error", [
    ["refuse no balance", "hardhat_setBalance", BOB],
    amount("refuse a balance that is a number", 1),
    amount("refuse a balance that is null", null),
    amount("refuse a balance without prefix", "1"),
    amount("refuse a balance that is not hexadecimal", "0xzz"),
    amount("refuse a balance above 2^256", `0x${"f".repeat(65)}`),
    ["refuse a balance of a short address", "hardhat_setBalance", "0x1", "0x1"],
    ["refuse a lower nonce", "hardhat_setNonce", NOBODY, "0x4"],
    ["refuse a nonce above 2^64", "hardhat_setNonce", NOBODY, "0x10000000000000000"],
    ["refuse a nonce that is a number", "hardhat_setNonce", NOBODY, 5],
    ["refuse a nonce that is not hexadecimal", "hardhat_setNonce", NOBODY, "0xzz"],
    ["refuse a code without prefix", "hardhat_setCode", NOBODY, "12"],
    ["refuse an odd code", "hardhat_setCode", NOBODY, "0x1"],
    ["refuse a code that is a number", "hardhat_setCode", NOBODY, 1],
    ["refuse a code that is a list", "hardhat_setCode", NOBODY, []],
    ["refuse a short word", "hardhat_setStorageAt", NOBODY, "0x0", "0x1"],
    ["refuse a word without prefix", "hardhat_setStorageAt", NOBODY, "0x0", "11"],
    ["refuse a word that is not hexadecimal", "hardhat_setStorageAt", NOBODY, "0x0", `0x${"zz".repeat(32)}`],
    ["refuse a word that is a number", "hardhat_setStorageAt", NOBODY, "0x0", 1],
    ["refuse a key that is too long", "hardhat_setStorageAt", NOBODY, `0x${"0".repeat(65)}`, WORD],
    ["refuse a key without prefix", "hardhat_setStorageAt", NOBODY, "0", WORD],
    ["refuse a key that is a number", "hardhat_setStorageAt", NOBODY, 0, WORD],
    ["refuse no word", "hardhat_setStorageAt", NOBODY, "0x0"],
    ["refuse an odd coinbase", "hardhat_setCoinbase", "0x1"],
    ["refuse a coinbase that is a number", "hardhat_setCoinbase", 1],
    ["refuse a number for logging", "hardhat_setLoggingEnabled", 1],
    ["refuse a minimum price with EIP-1559", "hardhat_setMinGasPrice", "0x1"],
    ["refuse a minimum price that is no number", "hardhat_setMinGasPrice", "much"],
    ["refuse a base fee that is no number", "hardhat_setNextBlockBaseFeePerGas", "much"],
    ["refuse a base fee above 2^128", "hardhat_setNextBlockBaseFeePerGas", `0x1${"0".repeat(32)}`],
    ["refuse odd randomness", "hardhat_setPrevRandao", "0x1"],
    ["refuse randomness that is a number", "hardhat_setPrevRandao", 1],
    ["refuse an impersonation of no address", "hardhat_impersonateAccount", "bob"],
    ["refuse an impersonation of a number", "hardhat_impersonateAccount", 1],
    ["refuse an odd hash to drop", "hardhat_dropTransaction", "0x1"],
    ["refuse no hash to drop", "hardhat_dropTransaction"],
  ]);

  it("show what was set, and have the same state root", async () => {
    await networks.result("hardhat_setBalance", NOBODY, "0x123");
    await networks.result("hardhat_setCode", NOBODY, "0x60aa60005260206000f3");
    await networks.result("hardhat_setStorageAt", NOBODY, "0x7", WORD);
    await networks.result("hardhat_setNonce", NOBODY, "0x20");
    await networks.result("eth_getBalance", NOBODY);
    await networks.result("eth_getCode", NOBODY);
    await networks.result("eth_getStorageAt", NOBODY, "0x7");
    await networks.result("eth_getTransactionCount", NOBODY);
    await networks.result("eth_call", { from: ALICE, to: NOBODY });
    await networks.result("evm_mine");
    await networks.result("eth_getBlockByNumber", "latest", false);
  });

  it("pay the fees to the coinbase that was set", async () => {
    const coinbase = "0x00000000000000000000000000000000000000dd";
    await networks.result("hardhat_setCoinbase", coinbase);
    await networks.result("eth_coinbase");
    await networks.result("eth_sendTransaction", transaction({ to: BOB }));
    assert.notEqual(await networks.result("eth_getBalance", coinbase), "0x0");
  });

  it("give the next block, and only it, the base fee and randomness that were set", async () => {
    await networks.result("hardhat_setNextBlockBaseFeePerGas", "0x5");
    await networks.result("hardhat_setPrevRandao", WORD);
    await networks.result("eth_gasPrice");
    for (let block = 0; block < 3; block++) {
      await networks.result("evm_mine");
      await networks.result("eth_getBlockByNumber", "latest", false);
    }
  });

  it("tell about itself", async () => {
    const [stock, ours] = (await networks.each("hardhat_metadata")) as Record<string, unknown>[];
    assert.deepEqual(Object.keys(ours ?? {}), Object.keys(stock ?? {}));
    for (const field of ["chainId", "latestBlockNumber", "latestBlockHash"])
      assert.equal(ours?.[field], stock?.[field]);
    assert.match(String(ours?.instanceId), /^0x[0-9a-f]{64}$/);
  });
});

describe("impersonation, as on Hardhat's network", () => {
  let networks: BothNetworks;
  beforeEach(async () => {
    networks = await BothNetworks.create();
  });
  afterEach(() => networks.close());

  for (const [title, account] of Object.entries({
    "an account without key": NOBODY,
    "an account with a key": BOB,
    "the zero address": `0x${"00".repeat(20)}`,
  })) {
    it(`let anybody send from ${title}, with the same hash`, async () => {
      await networks.result("hardhat_impersonateAccount", account);
      await networks.result("hardhat_setBalance", account, "0xde0b6b3a7640000");
      for (const fields of [
        { to: ALICE, value: "0x1" },
        { to: ALICE, value: "0x1", gasPrice: "0x77359400" },
        { to: ALICE, gasPrice: "0x77359400", accessList: [] },
        { data: deployment("00") },
      ]) {
        const hash = await networks.result("eth_sendTransaction", transaction({ from: account, ...fields }));
        await networks.result("eth_getTransactionByHash", hash);
        await networks.result("eth_getTransactionReceipt", hash);
        await networks.result("eth_getBlockByNumber", "latest", true);
      }
    });
  }

  it("let anybody send from a contract", async () => {
    const hash = await networks.result(
      "eth_sendTransaction",
      transaction({ data: deployment("00"), value: "0xde0b6b3a7640000" }),
    );
    const { contractAddress } = (await networks.result("eth_getTransactionReceipt", hash)) as {
      contractAddress: string;
    };
    await networks.result("hardhat_impersonateAccount", contractAddress);
    await networks.result("eth_sendTransaction", transaction({ from: contractAddress, to: BOB, value: "0x1" }));
    await networks.result("eth_getBalance", contractAddress);
    await networks.result("eth_getTransactionCount", contractAddress);
  });

  it("stop", async () => {
    await networks.result("hardhat_setBalance", NOBODY, "0xde0b6b3a7640000");
    await networks.result("hardhat_impersonateAccount", NOBODY);
    assert.equal(await networks.result("hardhat_stopImpersonatingAccount", NOBODY), true);
    assert.equal(await networks.result("hardhat_stopImpersonatingAccount", NOBODY), false);
    await networks.error("eth_sendTransaction", transaction({ from: NOBODY, to: BOB }));
  });

  it("sign nothing in the name of an impersonated account", async () => {
    await networks.result("hardhat_impersonateAccount", NOBODY);
    await networks.error("eth_sign", NOBODY, "0x12");
  });
});

describe("what hardforks do not have, as on Hardhat's network", () => {
  for (const hardfork of ["byzantium", "istanbul", "berlin", "london", "merge", "shanghai", "cancun", "prague"]) {
    it(`mine the same blocks and refuse the same requests on ${hardfork}`, async () => {
      const networks = await BothNetworks.create({ hardfork });
      await networks.result("eth_getBlockByNumber", "0x0", false);
      const hash = await networks.result(
        "eth_sendTransaction",
        transaction({ data: "0x602060006000a000", gasPrice: "0x2540be400" }),
      );
      await networks.result("eth_getTransactionReceipt", hash);
      await networks.result("eth_getTransactionByHash", hash);
      await networks.result("evm_mine");
      await networks.result("eth_getBlockByNumber", "latest", true);
      await networks.result("eth_getBalance", "0xc014ba5ec014ba5ec014ba5ec014ba5ec014ba5e");
      await networks.result("eth_gasPrice");
      await networks.result("eth_blobBaseFee");
      await networks.ask("eth_feeHistory", "0x1", "latest", [50]);
      await networks.ask("eth_getBlockByNumber", "safe", false);
      await networks.ask(
        "eth_sendTransaction",
        transaction({ to: BOB, maxFeePerGas: "0x2540be400", maxPriorityFeePerGas: "0x1" }),
      );
      await networks.ask("eth_call", { from: ALICE, to: BOB, accessList: [] });
      await networks.ask("eth_estimateGas", { from: ALICE, to: BOB });
      await networks.ask("hardhat_setNextBlockBaseFeePerGas", "0x1");
      await networks.ask("hardhat_setPrevRandao", WORD);
      await networks.ask("hardhat_setMinGasPrice", "0x5");
      await networks.result("hardhat_mine", "0x20");
      await networks.result("eth_getBlockByNumber", "0x10", false);
      await networks.result("eth_getBlockByNumber", "latest", false);
      await networks.close();
    });
  }
});

describe("accounts that were set by hand, as on Hardhat's network", () => {
  const word = (value: number): string => `0x${value.toString(16).padStart(64, "0")}`;
  for (const [title, ...requests] of [
    ["a balance of zero", ["hardhat_setBalance", NOBODY, "0x0"]],
    ["a balance and none again", ["hardhat_setBalance", NOBODY, "0x5"], ["hardhat_setBalance", NOBODY, "0x0"]],
    ["a nonce of zero", ["hardhat_setNonce", NOBODY, "0x0"]],
    ["no code", ["hardhat_setCode", NOBODY, "0x"]],
    ["code and none again", ["hardhat_setCode", NOBODY, "0x60"], ["hardhat_setCode", NOBODY, "0x"]],
    ["a slot of zero", ["hardhat_setStorageAt", NOBODY, "0x0", word(0)]],
    [
      "a slot and none again, and a balance of zero",
      ["hardhat_setStorageAt", NOBODY, "0x0", word(5)],
      ["hardhat_setStorageAt", NOBODY, "0x0", word(0)],
      ["hardhat_setBalance", NOBODY, "0x0"],
    ],
  ] as const) {
    it(`are in the state with ${title}`, async () => {
      const networks = await BothNetworks.create();
      try {
        for (const [method, ...params] of requests) await networks.result(method, ...params);
        await networks.result("eth_getProof", NOBODY, [], "latest");
        await networks.result("evm_mine");
        await networks.result("eth_getBlockByNumber", "latest", false);
        await networks.result("eth_sendTransaction", transaction({ to: NOBODY }));
        await networks.result("eth_getBlockByNumber", "latest", false);
      } finally {
        await networks.close();
      }
    });
  }

  it("may send although they have code", async () => {
    const engine = { workers: 2, minParallelTransactions: 2, verify: true };
    const networks = await BothNetworks.create({ mining: { auto: false } }, {}, engine);
    try {
      for (const from of [ALICE, BOB]) {
        await networks.result("hardhat_setCode", from, "0x00");
        for (const value of ["0x1", "0x2", "0x3"]) {
          await networks.result("eth_sendTransaction", transaction({ from, to: NOBODY, value }));
        }
      }
      await networks.result("evm_mine");
      const block = await networks.result("eth_getBlockByNumber", "latest", true);
      assert.equal((block as { transactions: unknown[] }).transactions.length, 6);
    } finally {
      await networks.close();
    }
  });
});
