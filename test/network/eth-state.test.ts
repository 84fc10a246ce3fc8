import assert from "node:assert/strict";
import { ALICE, BOB, BothNetworks, type Case, compare, deployment, NOBODY, transaction } from "./helpers/both.ts";

const HASH = `0x${"11".repeat(32)}`;
/** Stores the block number in slot 0 and returns nothing. */
const STORE_NUMBER = "4360005500";
const CONTRACT = "0x5fbdb2315678afecb367f032d93f642f64180aa3";

describe("the state methods, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create();
    await networks.result("eth_sendTransaction", transaction({ data: deployment(STORE_NUMBER) }));
    await networks.result("eth_sendTransaction", transaction({ to: CONTRACT }));
    await networks.result("eth_sendTransaction", transaction({ to: CONTRACT, value: "0x5" }));
  });
  after(() => networks.close());

  const blocks: Case[] = ["latest", "pending", "earliest", "safe", "finalized", "0x1", "0x02", "0x", null].flatMap(
    (block): Case[] => [
      [`read a balance at block ${block}`, "eth_getBalance", ALICE, block],
      [`read a contract's balance at block ${block}`, "eth_getBalance", CONTRACT, block],
      [`read a code at block ${block}`, "eth_getCode", CONTRACT, block],
      [`read a slot at block ${block}`, "eth_getStorageAt", CONTRACT, "0x0", block],
      [`read a nonce at block ${block}`, "eth_getTransactionCount", ALICE, block],
    ],
  );
  compare(() => networks, "result", [
    ...blocks,
    ["read the latest balance without a block", "eth_getBalance", ALICE],
    ["read the balance of an account that does not exist", "eth_getBalance", NOBODY],
    ["read the code of an account without one", "eth_getCode", ALICE],
    ["read the code of the beacon roots contract", "eth_getCode", "0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02"],
    ["read the code of the block hashes contract", "eth_getCode", "0x0000F90827F1C53a10cb7A02335B175320002935"],
    ["accept a slot without prefix", "eth_getStorageAt", CONTRACT, "0"],
    ["accept an empty slot", "eth_getStorageAt", CONTRACT, "0x"],
    ["accept a slot in full length", "eth_getStorageAt", CONTRACT, `0x${"00".repeat(32)}`],
    ["accept a block by number in an object", "eth_getBalance", ALICE, { blockNumber: "0x1" }],
    ["accept an address in capitals", "eth_getBalance", `0x${ALICE.slice(2).toUpperCase()}`],
  ]);

  compare(() => networks, "error", [
    ["refuse a block that does not exist yet", "eth_getBalance", ALICE, "0x50"],
    ["refuse a block number in an object that does not exist yet", "eth_getCode", ALICE, { blockNumber: "0x50" }],
    ["refuse a block hash that does not exist", "eth_getBalance", ALICE, { blockHash: HASH }],
    ["refuse an unknown tag", "eth_getBalance", ALICE, "newest"],
    ["refuse a block as a number", "eth_getBalance", ALICE, 5],
    ["refuse a block that is not hexadecimal", "eth_getBalance", ALICE, "0xzz"],
    ["refuse a block above 2^64", "eth_getBalance", ALICE, "0x10000000000000000"],
    ["refuse an empty block object", "eth_getBalance", ALICE, {}],
    ["refuse a block number that is no text", "eth_getBalance", ALICE, { blockNumber: 0 }],
    ["refuse hash and number at once", "eth_getBalance", ALICE, { blockHash: HASH, blockNumber: "0x0" }],
    ["refuse an unknown field of a block", "eth_getBalance", ALICE, { number: "0x0" }],
    ["refuse a list as a block", "eth_getBalance", ALICE, []],
    ["refuse a missing address", "eth_getBalance"],
    ["refuse an address that is a number", "eth_getBalance", 1],
    ["refuse an address that is a list", "eth_getBalance", []],
    ["refuse an address that is an object", "eth_getCode", {}],
    ["refuse an address that is null", "eth_getTransactionCount", null],
    ["refuse an address that is a truth value", "eth_getBalance", true],
    ["refuse an empty address", "eth_getBalance", ""],
    ["refuse a short address", "eth_getBalance", "0x12"],
    ["refuse an address with a capital prefix", "eth_getBalance", ALICE.toUpperCase()],
    ["refuse an address that is not hexadecimal", "eth_getBalance", `0x${"zz".repeat(20)}`],
    ["refuse a parameter too many", "eth_getBalance", ALICE, "latest", 1],
    ["refuse a missing slot", "eth_getStorageAt", ALICE],
    ["refuse a slot that is a number", "eth_getStorageAt", ALICE, 0],
    ["refuse a slot that is a list", "eth_getStorageAt", ALICE, []],
    ["refuse a slot that is empty text", "eth_getStorageAt", ALICE, ""],
    ["refuse a slot that is too long", "eth_getStorageAt", ALICE, `0x${"0".repeat(65)}`],
    ["refuse a slot that is too long without prefix", "eth_getStorageAt", ALICE, "0".repeat(65)],
    ["refuse a slot that is not hexadecimal", "eth_getStorageAt", ALICE, "0xzz"],
    ["refuse a block that does not exist for a slot", "eth_getStorageAt", ALICE, "0x0", "0x50"],
  ]);

  it("read the state after a block by its hash", async () => {
    const block = (await networks.result("eth_getBlockByNumber", "0x2", false)) as { hash: string };
    const value = await networks.result("eth_getStorageAt", CONTRACT, "0x0", { blockHash: block.hash });
    assert.equal(BigInt(value as string), 2n);
    await networks.result("eth_getBalance", ALICE, { blockHash: block.hash, requireCanonical: true });
  });

  it("count a change by hand to the last block, and keep it apart from the blocks before", async () => {
    const snapshot = await networks.result("evm_snapshot");
    await networks.result("hardhat_setBalance", BOB, "0x5");
    assert.equal(await networks.result("eth_getBalance", BOB, "latest"), "0x5");
    assert.equal(await networks.result("eth_getBalance", BOB, "0x3"), "0x5");
    await networks.result("eth_getBalance", BOB, "0x2");
    await networks.result("evm_revert", snapshot);
    await networks.result("eth_getBalance", BOB, "latest");
  });
});

describe("the state methods before the merge, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create({ hardfork: "london" });
  });
  after(() => networks.close());

  compare(() => networks, "error", [
    ["refuse the safe block", "eth_getBalance", ALICE, "safe"],
    ["refuse the finalized block", "eth_getStorageAt", ALICE, "0x0", "finalized"],
  ]);
});
