import assert from "node:assert/strict";
import { Transaction, Wallet } from "ethers";
import {
  ALICE,
  BOB,
  BothNetworks,
  CAROL,
  compare,
  deployment,
  NOBODY,
  PRIVATE_KEYS,
  transaction,
} from "./helpers/both.ts";

const HASH = `0x${"11".repeat(32)}`;
const HUGE = "0xfffffffffffffffffffffffff";
const REVERTING = `0x${"60006000fd"}`;

describe("eth_sendTransaction, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create();
  });
  after(() => networks.close());

  const accessList = [{ address: BOB, storageKeys: [HASH, `0x${"22".repeat(32)}`] }];
  for (const [title, fields] of Object.entries({
    "with dynamic fees": { to: BOB, value: "0x1" },
    "with a gas price": { to: BOB, value: "0x1", gasPrice: "0x77359400" },
    "with a gas price and an access list": { to: BOB, gasPrice: "0x77359400", accessList },
    "with dynamic fees and an access list": { to: BOB, accessList },
    "with data": { to: BOB, data: "0x1234" },
    "with `input` for `data`": { to: BOB, input: "0x1234" },
    "with numbers for quantities": { to: BOB, value: 1, gas: 40_000 },
    "with decimal text for quantities": { to: BOB, value: "1", gas: "40000" },
    "with an unknown field": { to: BOB, color: "red" },
    "with a type that does not fit": { to: BOB, type: "0x1" },
    "with the chain id": { to: BOB, chainId: "0x7a69" },
    "that creates a contract": { data: deployment("6001600055") },
    "that creates an empty contract": { data: "0x00" },
    "that creates a contract and gives it value": { data: deployment("00"), value: "0x5" },
    "that is from another account": { from: BOB, to: CAROL },
    "to a precompile": { to: "0x0000000000000000000000000000000000000002", data: "0x11" },
    "to its sender": { to: ALICE, value: "0x1" },
  })) {
    it(`mine a transaction ${title}, with the same hash, receipt and block`, async () => {
      const hash = await networks.result("eth_sendTransaction", transaction(fields));
      const shown = await networks.result("eth_getTransactionByHash", hash);
      const receipt = await networks.result("eth_getTransactionReceipt", hash);
      const [stockTransaction] = await networks.each("eth_getTransactionByHash", hash);
      const [stockReceipt] = await networks.each("eth_getTransactionReceipt", hash);
      assert.equal(JSON.stringify(shown), JSON.stringify(stockTransaction));
      assert.equal(JSON.stringify(receipt), JSON.stringify(stockReceipt));
      await networks.result("eth_getBlockByNumber", "latest", true);
    });
  }

  const send = (fields: Record<string, unknown>) => ["eth_sendTransaction", transaction(fields)] as const;
  compare(() => networks, "error", [
    ["refuse a nonce that is too high", ...send({ to: BOB, nonce: "0x99" })],
    ["refuse a nonce that is too low", ...send({ to: BOB, nonce: "0x0" })],
    ["refuse what the sender cannot pay", ...send({ to: BOB, value: HUGE })],
    ["refuse too little gas", ...send({ to: BOB, gas: "0x1" })],
    ["refuse less gas than the floor of the data", ...send({ to: BOB, gas: "0x6000", data: `0x${"ff".repeat(300)}` })],
    ["refuse gas above the cap", ...send({ to: BOB, gas: "0x1000001" })],
    ["refuse gas above the block's limit", ...send({ to: BOB, gas: "0x10000000" })],
    ["refuse a price below the base fee", ...send({ to: BOB, gasPrice: "0x1" })],
    ["refuse a fee below the base fee", ...send({ to: BOB, maxFeePerGas: "0x1", maxPriorityFeePerGas: "0x1" })],
    ["refuse a tip above the fee", ...send({ to: BOB, maxFeePerGas: "0x1", maxPriorityFeePerGas: "0x2" })],
    ["refuse a creation without code", ...send({ data: "0x" })],
    ["refuse a creation with a null receiver and no code", ...send({ to: null })],
    ["refuse another chain", ...send({ to: BOB, chainId: "0x1" })],
    ["refuse a sender without key", ...send({ from: `0x${"abcde".repeat(8)}`, to: BOB })],
    ["refuse a type for blobs", ...send({ to: BOB, type: "0x3" })],
    ["refuse authorizations with a gas price", ...send({ to: BOB, gasPrice: "0x77359400", authorizationList: [] })],
    ["refuse an empty list of authorizations", ...send({ to: BOB, authorizationList: [] })],
    ["refuse authorizations in a creation", ...send({ data: "0x00", authorizationList: [] })],
    ["refuse init code that is too long", ...send({ data: `0x${"00".repeat(50_000)}`, gas: "0xf00000" })],
    ["refuse an odd receiver", ...send({ to: "0x1" })],
    ["refuse `input` beside `data`", ...send({ to: BOB, data: "0x12", input: "0x12" })],
    ["refuse odd data", ...send({ to: BOB, data: "0x1" })],
    ["refuse an access list that is an object", ...send({ to: BOB, accessList: {} })],
    ["refuse an odd storage key", ...send({ to: BOB, accessList: [{ address: BOB, storageKeys: ["0x1"] }] })],
    ["refuse a gas limit that is no number", ...send({ to: BOB, gas: "much" })],
    ["refuse a nonce above 2^64", ...send({ to: BOB, nonce: "0x10000000000000000" })],
    ["tell a revert, and mine it", ...send({ data: REVERTING })],
    ["tell an invalid opcode, and mine it", ...send({ data: "0xfe" })],
    ["tell the end of gas, and mine it", ...send({ data: "0x5b600056", gas: "0x10000" })],
    ["tell a code that is too long, and mine it", ...send({ data: "0x6160016000f3" })],
    ["refuse a missing transaction", "eth_sendTransaction"],
    ["refuse a number for a transaction", "eth_sendTransaction", 1],
    ["refuse null for a transaction", "eth_sendTransaction", null],
  ]);

  it("have changed nothing when a transaction is refused", async () => {
    const before = await networks.result("eth_blockNumber");
    await networks.error("eth_sendTransaction", transaction({ to: BOB, nonce: "0x99" }));
    await networks.error("eth_sendTransaction", transaction({ to: BOB, value: HUGE }));
    assert.equal(await networks.result("eth_blockNumber"), before);
    await networks.result("eth_getTransactionCount", ALICE);
    await networks.result("eth_pendingTransactions");
  });

  it("mine a failing transaction: it pays, has a receipt, and its error names it", async () => {
    const { transactionHash } = await networks.error("eth_sendTransaction", transaction({ data: REVERTING }));
    const receipt = (await networks.result("eth_getTransactionReceipt", transactionHash)) as { status: string };
    assert.equal(receipt.status, "0x0");
    await networks.result("eth_getBalance", ALICE);
    await networks.result("eth_getBlockByNumber", "latest", true);
  });

  it("refuse the last nonce, after which there is no other", async () => {
    const others = await BothNetworks.create();
    const last = "0xffffffffffffffff";
    await others.error("eth_sendTransaction", transaction({ to: BOB, nonce: last }));
    await others.error("eth_sendTransaction", transaction({ data: "0x00", nonce: last }));
    await others.result("hardhat_setNonce", BOB, "0xfffffffffffffffe");
    await others.result("eth_sendTransaction", transaction({ from: BOB, data: "0x00" }));
    await others.result("eth_getTransactionCount", BOB);
    await others.error("eth_sendTransaction", transaction({ from: BOB, to: ALICE }));
    await others.close();
  });

  it("delegate an account's code by an authorization", async () => {
    const wallet = new Wallet(PRIVATE_KEYS[2] as string);
    const nonce = Number(await networks.result("eth_getTransactionCount", CAROL));
    const signed = wallet.authorizeSync({ address: BOB, chainId: 31337n, nonce });
    const authorization = {
      chainId: "0x7a69",
      address: BOB,
      nonce: `0x${nonce.toString(16)}`,
      yParity: `0x${signed.signature.yParity}`,
      r: signed.signature.r,
      s: signed.signature.s,
    };
    const hash = await networks.result(
      "eth_sendTransaction",
      transaction({ to: BOB, authorizationList: [authorization] }),
    );
    await networks.result("eth_getTransactionByHash", hash);
    await networks.result("eth_getTransactionReceipt", hash);
    await networks.result("eth_getCode", CAROL);
    await networks.result("eth_getTransactionCount", CAROL);
  });
});

describe("eth_sendRawTransaction, as on Hardhat's network", () => {
  let networks: BothNetworks;
  let nonce: number;
  before(async () => {
    networks = await BothNetworks.create();
  });
  beforeEach(async () => {
    nonce = Number(await networks.result("eth_getTransactionCount", ALICE));
  });
  after(() => networks.close());

  const wallet = new Wallet(PRIVATE_KEYS[0] as string);
  const base = { to: BOB, gasLimit: 50_000n, chainId: 31337n, value: 1n };
  const dynamic = { type: 2, maxFeePerGas: 3_000_000_000n, maxPriorityFeePerGas: 1n };
  for (const [title, fields] of Object.entries({
    "of the oldest type": { type: 0, gasPrice: 3_000_000_000n },
    "with an access list": { type: 1, gasPrice: 3_000_000_000n, accessList: [{ address: BOB, storageKeys: [HASH] }] },
    "with dynamic fees": dynamic,
    "signed for any chain": { type: 0, gasPrice: 3_000_000_000n, chainId: 0n },
  })) {
    it(`mine a signed transaction ${title}`, async () => {
      const raw = await wallet.signTransaction({ ...base, ...fields, nonce });
      const hash = await networks.result("eth_sendRawTransaction", raw);
      await networks.result("eth_getTransactionByHash", hash);
      await networks.result("eth_getTransactionReceipt", hash);
      await networks.result("eth_getBlockByNumber", "latest", true);
    });
  }

  for (const [title, fields] of Object.entries({
    "of the oldest type for another chain": { type: 0, gasPrice: 3_000_000_000n, chainId: 5n },
    "for another chain": { ...dynamic, chainId: 5n },
    "with too little gas": { ...dynamic, gasLimit: 20_000n },
    "with gas above the cap": { ...dynamic, gasLimit: 20_000_000n },
    "with a nonce that is too high": { ...dynamic, nonce: 99 },
    "that the sender cannot pay": { ...dynamic, value: 10n ** 30n },
    "with a fee below the base fee": { ...dynamic, maxFeePerGas: 1n },
    "that creates a contract out of nothing": { ...dynamic, to: null },
  })) {
    it(`refuse a signed transaction ${title}`, async () => {
      const raw = await wallet.signTransaction({ ...base, nonce, ...fields });
      await networks.error("eth_sendRawTransaction", raw);
    });
  }

  compare(() => networks, "error", [
    ["refuse no bytes", "eth_sendRawTransaction", "0x"],
    ["refuse the type zero", "eth_sendRawTransaction", "0x00"],
    ["refuse an unknown type", "eth_sendRawTransaction", "0x05c0"],
    ["refuse an empty transaction", "eth_sendRawTransaction", "0x02c0"],
    ["refuse a cut transaction", "eth_sendRawTransaction", "0xf8"],
    ["refuse text that is not hexadecimal", "eth_sendRawTransaction", "foo"],
    ["refuse a number", "eth_sendRawTransaction", 1],
    ["refuse nothing", "eth_sendRawTransaction"],
  ]);

  for (const [hardfork, types] of [
    ["istanbul", [1, 2, 4]],
    ["muirGlacier", [1, 4]],
    ["berlin", [2, 4]],
    ["london", [4]],
    ["grayGlacier", [4]],
    ["merge", [4]],
    ["cancun", [4]],
  ] as const) {
    it(`refuse signed transactions of types that ${hardfork} does not have`, async () => {
      const old = await BothNetworks.create({ hardfork });
      try {
        for (const type of types) {
          const fees = type === 1 ? { gasPrice: 9_000_000_000n } : { ...dynamic, maxFeePerGas: 9_000_000_000n };
          const authorizations = type === 4 ? { authorizationList: [wallet.authorizeSync({ address: BOB })] } : {};
          const raw = await wallet.signTransaction({
            ...base,
            ...fees,
            ...authorizations,
            gasLimit: 90_000n,
            type,
            nonce: 0,
          });
          await old.error("eth_sendRawTransaction", raw);
        }
        const authorizationList = [{ chainId: "0x1", address: BOB, nonce: "0x0", yParity: "0x0", r: "0x1", s: "0x1" }];
        await old.error("eth_sendTransaction", { from: ALICE, to: BOB, gas: "0x30000", authorizationList });
      } finally {
        await old.close();
      }
    });
  }

  it("pay for storage under Constantinople what Petersburg made of it in the same block", async () => {
    const old = await BothNetworks.create({ hardfork: "constantinople" });
    try {
      await old.result("hardhat_setCode", NOBODY, "0x600160005560026000556000600055600160015500");
      const hash = await old.result("eth_sendTransaction", transaction({ to: NOBODY, gasPrice: "0x77359400" }));
      await old.result("eth_getTransactionReceipt", hash);
    } finally {
      await old.close();
    }
  });

  it("refuse a signed transaction again", async () => {
    const raw = await wallet.signTransaction({ ...base, ...dynamic, nonce });
    assert.equal(await networks.result("eth_sendRawTransaction", raw), Transaction.from(raw).hash);
    await networks.error("eth_sendRawTransaction", raw);
  });
});

describe("looking transactions up, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create({ mining: { auto: false } });
  });
  after(() => networks.close());

  compare(() => networks, "result", [
    ["find no unknown transaction", "eth_getTransactionByHash", HASH],
    ["find no receipt of an unknown transaction", "eth_getTransactionReceipt", HASH],
    ["have no pending transactions at first", "eth_pendingTransactions"],
  ]);
  compare(() => networks, "error", [
    ["refuse a short hash", "eth_getTransactionByHash", "0x12"],
    ["refuse a hash that is not hexadecimal", "eth_getTransactionReceipt", `0x${"zz".repeat(32)}`],
    ["refuse a number for a hash", "eth_getTransactionByHash", 1],
    ["refuse an object for a hash", "eth_getTransactionReceipt", {}],
    ["refuse no hash", "eth_getTransactionByHash"],
    ["refuse two hashes", "eth_getTransactionByHash", HASH, HASH],
  ]);

  it("show a waiting transaction without a place, and no receipt of it", async () => {
    const hash = await networks.result("eth_sendTransaction", transaction({ to: BOB }));
    await networks.result("eth_getTransactionByHash", hash);
    assert.equal(await networks.result("eth_getTransactionReceipt", hash), null);
    await networks.result("eth_pendingTransactions");
  });
});
