import assert from "node:assert/strict";
import { keccak256 } from "ethers";
import { ALICE, BOB, BothNetworks, compare, NOBODY, transaction } from "./helpers/both.ts";

/** Changes two slots. */
const CODE = "0x602a600055600760015500";
const MANY = "0x00000000000000000000000000000000000000dd";
/** Destroys itself when it is called. */
const MORTAL = "0x00000000000000000000000000000000000000ee";

function word(value: bigint | number): string {
  return `0x${value.toString(16).padStart(64, "0")}`;
}

const SLOTS = [0, 1, 2].map(word);

describe("eth_getProof, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create();
    await networks.result("hardhat_setCode", NOBODY, CODE);
    await networks.result("hardhat_setStorageAt", NOBODY, "0x0", word(5));
    for (let slot = 0; slot < 40; slot++) {
      await networks.result("hardhat_setStorageAt", MANY, `0x${slot.toString(16)}`, word(1n << BigInt(6 * slot)));
    }
    await networks.result("eth_sendTransaction", transaction({ to: NOBODY }));
    for (const _ of [2, 3, 4]) await networks.result("evm_mine");
    await networks.result("hardhat_setStorageAt", MANY, "0x7", word(0));
    await networks.result("eth_sendTransaction", transaction({ to: NOBODY, value: "0x5" }));
  });
  after(() => networks.close());

  for (const block of ["latest", "pending", "earliest", "0x1", "0x3", { blockNumber: "0x4" }]) {
    const name = JSON.stringify(block);
    compare(() => networks, "result", [
      [`prove an account in block ${name}`, "eth_getProof", ALICE, [], block],
      [`prove an untouched account in block ${name}`, "eth_getProof", BOB, [], block],
      [`prove changing slots in block ${name}`, "eth_getProof", NOBODY, SLOTS, block],
      [`prove slots of a large storage in block ${name}`, "eth_getProof", MANY, [3, 7, 39, 40].map(word), block],
      [`prove that an account is not there in block ${name}`, "eth_getProof", `0x${"12".repeat(20)}`, SLOTS, block],
    ]);
  }

  compare(() => networks, "result", [
    ["prove the same slot twice", "eth_getProof", NOBODY, [word(0), word(0)], "latest"],
    ["accept keys without prefix", "eth_getProof", NOBODY, [word(1).slice(2)], "latest"],
  ]);

  compare(() => networks, "error", [
    ["need parameters", "eth_getProof"],
    ["need slots", "eth_getProof", NOBODY],
    ["need a block", "eth_getProof", NOBODY, []],
    ["refuse a block that is null", "eth_getProof", NOBODY, [], null],
    ["refuse one slot in place of a list", "eth_getProof", NOBODY, word(0), "latest"],
    ["refuse slots that are null", "eth_getProof", NOBODY, null, "latest"],
    ["refuse a number for a slot", "eth_getProof", NOBODY, [1], "latest"],
    ["refuse a short slot", "eth_getProof", NOBODY, ["0x01"], "latest"],
    ["refuse half a byte", "eth_getProof", NOBODY, ["0x1"], "latest"],
    ["refuse letters that are no digits", "eth_getProof", NOBODY, [`0x${"zz".repeat(32)}`], "latest"],
    ["refuse a short address", "eth_getProof", "0x12", [], "latest"],
    ["refuse a block that is not there", "eth_getProof", NOBODY, [], "0xffff"],
    ["refuse an unknown tag", "eth_getProof", NOBODY, [], "newest"],
    ["refuse a fourth parameter", "eth_getProof", NOBODY, [], "latest", {}],
  ]);
});

it("eth_getProof proves the state before a contract destroyed itself, and after", async () => {
  const networks = await BothNetworks.create({ hardfork: "shanghai" });
  try {
    await networks.result("hardhat_setCode", MORTAL, "0x33ff");
    await networks.result("hardhat_setStorageAt", MORTAL, "0x1", word(9));
    await networks.result("evm_mine");
    await networks.result("eth_sendTransaction", transaction({ to: MORTAL }));
    const before = await networks.result("eth_getProof", MORTAL, SLOTS, "0x1");
    const after = await networks.result("eth_getProof", MORTAL, SLOTS, "latest");
    assert.notDeepEqual(before, after);
    const snapshot = await networks.result("evm_snapshot");
    await networks.result("hardhat_setStorageAt", MORTAL, "0x1", word(8));
    await networks.result("evm_revert", snapshot);
    assert.deepEqual(await networks.result("eth_getProof", MORTAL, SLOTS, "0x1"), before);
    assert.deepEqual(await networks.result("eth_getProof", MORTAL, SLOTS, "latest"), after);
  } finally {
    await networks.close();
  }
});

it("eth_getProof proves the state of a block that nobody made, where Hardhat's network proves the empty state", async () => {
  const networks = await BothNetworks.create();
  try {
    await networks.result("hardhat_mine", "0x20");
    await networks.result("eth_sendTransaction", transaction({ to: BOB, value: "0x1" }));
    const { stateRoot } = (await networks.result("eth_getBlockByNumber", "0x10", false)) as { stateRoot: string };
    const proof = (await networks.ours.request("eth_getProof", [BOB, [], "0x10"])) as { accountProof: string[] };
    assert.equal(keccak256(proof.accountProof[0] as string), stateRoot);
  } finally {
    await networks.close();
  }
});

it("eth_getProof says so when the state is not kept any more", async () => {
  const networks = await BothNetworks.create({}, {}, { history: 2 });
  try {
    for (let block = 0; block < 80; block++) await networks.result("evm_mine");
    await assert.rejects(networks.ours.request("eth_getProof", [ALICE, [], "0x1"]), /not kept any more/);
  } finally {
    await networks.close();
  }
});
