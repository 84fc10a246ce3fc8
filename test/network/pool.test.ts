import assert from "node:assert/strict";
import { Wallet } from "ethers";
import { ALICE, BOB, BothNetworks, CAROL, NOBODY, PRIVATE_KEYS, transaction } from "./helpers/both.ts";

const GWEI = 1_000_000_000;
const price = (gwei: number) => `0x${(gwei * GWEI).toString(16)}`;

async function minedHashes(networks: BothNetworks): Promise<string[]> {
  const block = (await networks.result("eth_getBlockByNumber", "latest", false)) as { transactions: string[] };
  return block.transactions;
}

describe("the transaction pool, as on Hardhat's network", () => {
  let networks: BothNetworks;
  const send = (fields: Record<string, unknown>) => networks.result("eth_sendTransaction", transaction(fields));
  beforeEach(async () => {
    networks = await BothNetworks.create({ mining: { auto: false } });
  });
  afterEach(() => networks.close());

  it("mine what pays best first, and the same price in order of arrival", async () => {
    const cheap = await send({ to: NOBODY, gasPrice: price(2) });
    const dear = await send({ from: BOB, to: NOBODY, gasPrice: price(4) });
    const alsoCheap = await send({ from: CAROL, to: NOBODY, gasPrice: price(2) });
    await networks.result("evm_mine");
    assert.deepEqual(await minedHashes(networks), [dear, cheap, alsoCheap]);
  });

  it("keep the nonces of a sender in order, however they are paid", async () => {
    const first = await send({ to: NOBODY, gasPrice: price(2) });
    const second = await send({ to: NOBODY, gasPrice: price(9) });
    const other = await send({ from: BOB, to: NOBODY, gasPrice: price(5) });
    await networks.result("evm_mine");
    assert.deepEqual(await minedHashes(networks), [other, first, second]);
  });

  it("compare tips, not fees", async () => {
    const highFee = await send({ to: NOBODY, maxFeePerGas: price(9), maxPriorityFeePerGas: "0x1" });
    const highTip = await send({ from: BOB, to: NOBODY, maxFeePerGas: price(3), maxPriorityFeePerGas: price(1) });
    await networks.result("evm_mine");
    assert.deepEqual(await minedHashes(networks), [highTip, highFee]);
  });

  it("let a transaction wait for the nonces before it", async () => {
    const third = await send({ to: NOBODY, nonce: "0x2" });
    await networks.result("eth_pendingTransactions");
    await networks.result("evm_mine");
    assert.deepEqual(await minedHashes(networks), []);
    const first = await send({ to: NOBODY, nonce: "0x0" });
    const second = await send({ to: NOBODY, nonce: "0x1" });
    await networks.result("eth_pendingTransactions");
    await networks.result("evm_mine");
    assert.deepEqual(await minedHashes(networks), [first, second, third]);
  });

  it("give nonces to transactions without one, those that wait included", async () => {
    await send({ to: NOBODY });
    await send({ to: NOBODY });
    assert.equal(await networks.result("eth_getTransactionCount", ALICE, "pending"), "0x2");
    assert.equal(await networks.result("eth_getTransactionCount", ALICE, "latest"), "0x0");
  });

  it("replace a transaction by one that pays a tenth more", async () => {
    await send({ to: NOBODY, gasPrice: price(10), nonce: "0x0" });
    await networks.error("eth_sendTransaction", transaction({ to: NOBODY, gasPrice: price(10.9), nonce: "0x0" }));
    const replacement = await send({ to: NOBODY, gasPrice: price(11), nonce: "0x0" });
    await networks.result("eth_pendingTransactions");
    await networks.result("evm_mine");
    assert.deepEqual(await minedHashes(networks), [replacement]);
  });

  it("refuse a replacement that raises the fee but not the tip", async () => {
    await send({ to: NOBODY, maxFeePerGas: price(10), maxPriorityFeePerGas: price(1), nonce: "0x0" });
    const fields = { to: NOBODY, maxFeePerGas: price(20), maxPriorityFeePerGas: price(1), nonce: "0x0" };
    await networks.error("eth_sendTransaction", transaction(fields));
  });

  it("replace a transaction that waits for another", async () => {
    await send({ to: NOBODY, gasPrice: price(10), nonce: "0x5" });
    await networks.error(
      "eth_sendTransaction",
      transaction({ to: NOBODY, gasPrice: price(10), nonce: "0x5", value: "0x1" }),
    );
    await send({ to: NOBODY, gasPrice: price(12), nonce: "0x5" });
    await networks.result("eth_pendingTransactions");
  });

  it("refuse a transaction that is in the pool, and one whose nonce is gone", async () => {
    await send({ to: NOBODY, nonce: "0x0" });
    await networks.error("eth_sendTransaction", transaction({ to: NOBODY, nonce: "0x0" }));
    await networks.result("evm_mine");
    await networks.error("eth_sendTransaction", transaction({ to: NOBODY, nonce: "0x0" }));
  });

  it("refuse what exceeds the block's gas limit or the sender's funds", async () => {
    await networks.error("eth_sendTransaction", transaction({ to: NOBODY, value: "0xfffffffffffffffffffffff" }));
    await networks.result("evm_setBlockGasLimit", "0x10000");
    await networks.error("eth_sendTransaction", transaction({ to: NOBODY, gas: "0x10001" }));
    await send({ to: NOBODY, gas: "0x10000" });
  });

  it("fill blocks up to their gas limit and leave the rest for the next", async () => {
    await networks.result("evm_setBlockGasLimit", "0x10000");
    for (const from of [ALICE, BOB, CAROL]) {
      await send({ from, to: NOBODY, gas: "0x5208" });
      await send({ from, to: NOBODY, gas: "0xa000" });
    }
    for (let block = 0; block < 6; block++) {
      await networks.result("evm_mine");
      await networks.result("eth_getBlockByNumber", "latest", true);
    }
    await networks.result("eth_pendingTransactions");
  });

  it("leave transactions that do not pay the base fee until it falls", async () => {
    await send({ to: NOBODY, gasPrice: "0x30000000" });
    for (let block = 0; block < 4; block++) {
      await networks.result("evm_mine");
      await networks.result("eth_getBlockByNumber", "latest", false);
    }
    assert.equal(((await networks.result("eth_pendingTransactions")) as unknown[]).length, 0);
  });

  it("drop a transaction, and let those after it wait", async () => {
    const first = await send({ to: NOBODY });
    await send({ to: NOBODY });
    assert.equal(await networks.result("hardhat_dropTransaction", first), true);
    assert.equal(await networks.result("hardhat_dropTransaction", first), false);
    await networks.result("eth_pendingTransactions");
    await networks.result("evm_mine");
    assert.deepEqual(await minedHashes(networks), []);
    const again = await send({ to: NOBODY });
    await networks.result("evm_mine");
    assert.equal((await minedHashes(networks)).length, 2);
    await networks.error("hardhat_dropTransaction", again);
  });

  it("drop a transaction that waits", async () => {
    const waiting = await send({ to: NOBODY, nonce: "0x7" });
    assert.equal(await networks.result("hardhat_dropTransaction", waiting), true);
    await networks.result("eth_pendingTransactions");
  });

  it("drop transactions that their sender cannot pay any more", async () => {
    await send({ from: BOB, to: NOBODY, value: "0x1" });
    await networks.result("hardhat_setBalance", BOB, "0x5");
    assert.deepEqual(await networks.result("eth_pendingTransactions"), []);
  });

  it("drop transactions that a lower gas limit leaves no block for", async () => {
    await send({ to: NOBODY, gas: "0x30000" });
    await send({ from: BOB, to: NOBODY, gas: "0x6000" });
    await networks.result("evm_setBlockGasLimit", "0x10000");
    await networks.result("eth_pendingTransactions");
  });

  it("mine nothing while a sender cannot pay both of two transactions, and say so", async () => {
    await networks.result("hardhat_setBalance", BOB, "0xde0b6b3a7640000");
    await send({ from: BOB, to: ALICE, value: "0x853a0d2313c0000" });
    await send({ from: BOB, to: ALICE, value: "0x853a0d2313c0000" });
    await networks.error("evm_mine");
    await networks.error("eth_getBlockByNumber", "pending", false);
    assert.equal(await networks.result("eth_blockNumber"), "0x0");
    await networks.result("hardhat_setBalance", BOB, "0xde0b6b3a7640000000");
    await networks.result("evm_mine");
    assert.equal((await minedHashes(networks)).length, 2);
  });

  it("take several replacements, senders and gaps at once", async () => {
    for (let nonce = 5; nonce >= 0; nonce--)
      await send({ to: NOBODY, nonce: `0x${nonce}`, gasPrice: price(2 + nonce) });
    for (let nonce = 0; nonce < 4; nonce++) await send({ from: BOB, to: NOBODY, gasPrice: price(6 - nonce) });
    await send({ to: NOBODY, nonce: "0x3", gasPrice: price(20) });
    await send({ from: CAROL, to: NOBODY, nonce: "0x1" });
    await networks.result("eth_pendingTransactions");
    await networks.result("eth_getBlockByNumber", "pending", true);
    await networks.result("evm_mine");
    await networks.result("eth_getBlockByNumber", "latest", true);
    await networks.result("eth_pendingTransactions");
  });

  it("refuse to set a nonce while transactions wait", async () => {
    await send({ to: NOBODY });
    await networks.error("hardhat_setNonce", BOB, "0x5");
  });
});

describe("the transaction pool in order of arrival, as on Hardhat's network", () => {
  it("mine first what came first, whatever it pays", async () => {
    const networks = await BothNetworks.create({ mining: { auto: false, mempool: { order: "fifo" } } });
    const cheap = await networks.result("eth_sendTransaction", transaction({ to: NOBODY, gasPrice: price(2) }));
    const dear = await networks.result(
      "eth_sendTransaction",
      transaction({ from: BOB, to: NOBODY, gasPrice: price(9) }),
    );
    await networks.result("evm_mine");
    assert.deepEqual(await minedHashes(networks), [cheap, dear]);
    await networks.close();
  });
});

describe("switching automine on, as on Hardhat's network", () => {
  let networks: BothNetworks;
  beforeEach(async () => {
    networks = await BothNetworks.create({ mining: { auto: false } });
  });
  afterEach(() => networks.close());

  it("mine what waits together with the next transaction", async () => {
    await networks.result("eth_sendTransaction", transaction({ to: NOBODY }));
    await networks.result("eth_sendTransaction", transaction({ from: BOB, to: NOBODY }));
    await networks.result("evm_setAutomine", true);
    await networks.result("eth_sendTransaction", transaction({ from: CAROL, to: NOBODY }));
    assert.equal((await minedHashes(networks)).length, 3);
  });

  it("mine as many blocks as the waiting transactions need", async () => {
    await networks.result("evm_setBlockGasLimit", "0x10000");
    for (const from of [ALICE, BOB])
      await networks.result("eth_sendTransaction", transaction({ from, to: NOBODY, gas: "0x10000" }));
    await networks.result("evm_setAutomine", true);
    networks.pinned = false;
    await networks.each("evm_setNextBlockTimestamp", 1_800_000_000);
    await networks.each(
      "eth_sendTransaction",
      transaction({ from: CAROL, to: NOBODY, gas: "0x10000", gasPrice: price(2) }),
    );
    assert.equal(await networks.result("eth_blockNumber"), "0x3");
    assert.deepEqual(await networks.result("eth_pendingTransactions"), []);
  });

  it("refuse a gap in the nonces only while automine is on", async () => {
    await networks.result("eth_sendTransaction", transaction({ to: NOBODY, nonce: "0x5" }));
    await networks.result("evm_setAutomine", true);
    await networks.error("eth_sendTransaction", transaction({ to: NOBODY, nonce: "0x6" }));
    assert.equal(await networks.result("hardhat_getAutomine"), true);
  });
});

describe("minimum gas prices, as on Hardhat's network", () => {
  it("refuse what pays less", async () => {
    const networks = await BothNetworks.create({ hardfork: "berlin", minGasPrice: 2_000_000_000n });
    await networks.error("eth_sendTransaction", transaction({ to: BOB, gasPrice: price(1.5) }));
    await networks.result("eth_sendTransaction", transaction({ to: BOB, gasPrice: price(3) }));
    await networks.close();
  });

  it("change before EIP-1559 and leave cheaper transactions in the pool", async () => {
    const networks = await BothNetworks.create({ hardfork: "berlin", mining: { auto: false } });
    await networks.result("eth_sendTransaction", transaction({ to: BOB, gasPrice: price(5) }));
    await networks.result("hardhat_setMinGasPrice", price(6));
    await networks.result("evm_mine");
    assert.deepEqual(await minedHashes(networks), []);
    await networks.result("hardhat_setMinGasPrice", price(5));
    await networks.result("evm_mine");
    assert.equal((await minedHashes(networks)).length, 1);
    await networks.close();
  });
});

describe("a block that cannot be mined, as on Hardhat's network", () => {
  it("takes those before it back, which were mined for the same transaction", async () => {
    const networks = await BothNetworks.create({ mining: { auto: false }, blockGasLimit: 60_000n });
    const half = transaction({ from: BOB, to: CAROL, value: "0x21e0000000000000000", gas: "0x7530" });
    await networks.result("eth_sendTransaction", half);
    await networks.result("eth_sendTransaction", half);
    await networks.result("hardhat_setCode", NOBODY, "0xfe");
    await networks.result("evm_setAutomine", true);
    const full = { to: NOBODY, gas: "0xea60", maxFeePerGas: price(4), maxPriorityFeePerGas: price(2) };
    await networks.error("eth_sendTransaction", transaction(full));
    assert.equal(await networks.result("eth_blockNumber"), "0x0");
    assert.equal(((await networks.result("eth_pendingTransactions")) as unknown[]).length, 2);
    await networks.close();
  });

  it("for a nonce that the block itself has used up, by an authorization", async () => {
    const networks = await BothNetworks.create({ mining: { auto: false, mempool: { order: "fifo" } } });
    const wallet = new Wallet(PRIVATE_KEYS[1] as string);
    const { signature } = wallet.authorizeSync({ address: NOBODY, chainId: 31337, nonce: 0 });
    const { r, s, yParity } = signature;
    const authorization = { address: NOBODY, chainId: "0x7a69", nonce: "0x0", yParity: `0x${yParity}`, r, s };
    await networks.result("eth_sendTransaction", transaction({ to: CAROL, authorizationList: [authorization] }));
    await networks.result("eth_sendTransaction", transaction({ from: BOB, to: CAROL, nonce: "0x0" }));
    const { message } = await networks.error("evm_mine");
    assert.equal(message, "nonce 0 too low, expected 1");
    assert.equal(await networks.result("eth_blockNumber"), "0x0");
    await networks.close();
  });
});
