import assert from "node:assert/strict";
import { ALICE, BOB, BothNetworks, compare, deployment, NOBODY, transaction } from "./helpers/both.ts";

const WORD = "60005260206000f3";
const SLOT_1 = `0x${"00".repeat(31)}01`;
const HASH = `0x${"11".repeat(32)}`;
const HUGE = "0xffffffffffffffffffffff";
const BEACON_ROOTS = "0x000f3df6d732807ef1319fb7b8bb8522d0beac02";
const BLOCK_HASHES = "0x0000f90827f1c53a10cb7a02335b175320002935";

/** `Error(string)`, `Panic(uint256)` and a custom error, each as init code that reverts with it. */
const REASON = revertWith(
  `08c379a0${"20".padStart(64, "0")}${"4".padStart(64, "0")}${Buffer.from("oops").toString("hex").padEnd(64, "0")}`,
);
const EMPTY_REASON = revertWith(`08c379a0${"20".padStart(64, "0")}${"0".padStart(64, "0")}`);
const PANIC = revertWith(`4e487b71${"12".padStart(64, "0")}`);
const CUSTOM = revertWith(`deadbeef${"7".padStart(64, "0")}`);
const SHORT = revertWith("08c379");

function revertWith(data: string): string {
  const length = (data.length / 2).toString(16).padStart(2, "0");
  return `0x60${length}600c60003960${length}6000fd${data}`;
}

/** Takes 213 bytes (EIP-152). */
const BLAKE2F = "0x0000000000000000000000000000000000000009";

describe("eth_call, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create();
    await networks.result("evm_mine");
    await networks.result("eth_sendTransaction", transaction({ to: BOB, value: "0x1" }));
  });
  after(() => networks.close());

  for (const block of ["latest", "pending", "0x1", "0x0"]) {
    compare(() => networks, "result", [
      [`see the number of block ${block}`, "eth_call", { from: ALICE, data: `0x43${WORD}` }, block],
      [`see the time of block ${block}`, "eth_call", { from: ALICE, data: `0x42${WORD}` }, block],
      [`see the randomness of block ${block}`, "eth_call", { from: ALICE, data: `0x44${WORD}` }, block],
      [`see the coinbase of block ${block}`, "eth_call", { from: ALICE, data: `0x41${WORD}` }, block],
      [`see no base fee in block ${block}`, "eth_call", { from: ALICE, data: `0x48${WORD}` }, block],
      [`see the gas limit of block ${block}`, "eth_call", { from: ALICE, data: `0x45${WORD}` }, block],
      [`see the price of blob gas in block ${block}`, "eth_call", { from: ALICE, data: `0x4a${WORD}` }, block],
    ]);
  }

  compare(() => networks, "result", [
    ["return nothing from an account without code", "eth_call", { from: ALICE, to: BOB }],
    ["take the latest block when it is null", "eth_call", { from: ALICE, to: BOB }, null],
    ["need no funds for the value", "eth_call", { from: NOBODY, to: BOB, value: HUGE }],
    ["need no funds for gas", "eth_call", { from: NOBODY, to: BOB, gasPrice: "0x5" }],
    ["show the gas price", "eth_call", { from: ALICE, data: `0x3a${WORD}`, gasPrice: "0x5" }],
    ["show a price of zero", "eth_call", { from: ALICE, data: `0x3a${WORD}` }],
    ["show the price of dynamic fees", "eth_call", { from: ALICE, data: `0x3a${WORD}`, maxFeePerGas: "0x9" }],
    [
      "show the tip of dynamic fees",
      "eth_call",
      { from: ALICE, data: `0x3a${WORD}`, maxFeePerGas: "0x9", maxPriorityFeePerGas: "0x2" },
    ],
    ["show the sender", "eth_call", { from: NOBODY, data: `0x33${WORD}` }],
    ["show the chain id", "eth_call", { from: ALICE, data: `0x46${WORD}` }],
    ["show the gas that is left", "eth_call", { from: ALICE, data: `0x5a${WORD}` }],
    ["show the gas that is left of what was given", "eth_call", { from: ALICE, data: `0x5a${WORD}`, gas: "0x30000" }],
    ["show the hash of the parent", "eth_call", { from: ALICE, data: `0x6001430340${WORD}` }],
    ["ignore the nonce", "eth_call", { from: ALICE, to: BOB, nonce: "0x99" }],
    ["ignore the type", "eth_call", { from: ALICE, to: BOB, type: "0x5" }],
    ["accept `input` for `data`", "eth_call", { from: ALICE, input: `0x43${WORD}` }],
    [
      "accept an access list",
      "eth_call",
      { from: ALICE, to: BOB, accessList: [{ address: BOB, storageKeys: [HASH] }] },
    ],
    ["override a code", "eth_call", { from: ALICE, to: BOB }, "latest", { [BOB]: { code: `0x602a${WORD}` } }],
    [
      "override a balance",
      "eth_call",
      { from: ALICE, to: BOB },
      "latest",
      { [BOB]: { code: `0x47${WORD}`, balance: "0x7" } },
    ],
    [
      "override single slots",
      "eth_call",
      { from: ALICE, to: BOB },
      "latest",
      { [BOB]: { code: `0x600154${WORD}`, stateDiff: { [SLOT_1]: SLOT_1 } } },
    ],
    [
      "override all storage",
      "eth_call",
      { from: ALICE, to: BOB },
      "latest",
      { [BOB]: { code: `0x600054${WORD}`, state: { [SLOT_1]: SLOT_1 } } },
    ],
    ["accept no overrides", "eth_call", { from: ALICE, to: BOB }, "latest", {}],
    ["accept overrides that are null", "eth_call", { from: ALICE, to: BOB }, "latest", null],
    ["ignore unknown fields of overrides", "eth_call", { from: ALICE, to: BOB }, "latest", { [BOB]: { color: 1 } }],
  ]);

  compare(() => networks, "error", [
    ["fail in a precompile that does not take their data", "eth_call", { to: BLAKE2F, data: "0x" }],
    ["tell a reason", "eth_call", { from: ALICE, data: REASON }],
    ["tell an empty reason", "eth_call", { from: ALICE, data: EMPTY_REASON }],
    ["tell a panic", "eth_call", { from: ALICE, data: PANIC }],
    ["tell a custom error", "eth_call", { from: ALICE, data: CUSTOM }],
    ["tell a revert with a few bytes", "eth_call", { from: ALICE, data: SHORT }],
    ["tell a revert without reason", "eth_call", { from: ALICE, data: "0x60006000fd" }],
    ["tell an invalid opcode", "eth_call", { from: ALICE, data: "0xfe" }],
    ["tell an unknown opcode", "eth_call", { from: ALICE, data: "0x0c" }],
    ["tell an empty stack", "eth_call", { from: ALICE, data: "0x01" }],
    ["tell a bad jump", "eth_call", { from: ALICE, data: "0x600056" }],
    ["tell the end of gas", "eth_call", { from: ALICE, data: "0x5b600056", gas: "0x20000" }],
    ["tell the reason why block hashes are not there", "eth_call", { from: ALICE, to: BLOCK_HASHES }],
    ["have no beacon roots", "eth_call", { from: ALICE, to: BEACON_ROOTS, data: HASH }],
    ["refuse a creation without code", "eth_call", { from: ALICE }],
    ["refuse too little gas", "eth_call", { from: ALICE, to: BOB, gas: "0x1" }],
    ["refuse gas above the cap", "eth_call", { from: ALICE, to: BOB, gas: "0x1000001" }],
    ["refuse two kinds of fees", "eth_call", { from: ALICE, to: BOB, gasPrice: "0x1", maxFeePerGas: "0x1" }],
    ["refuse authorizations with a gas price", "eth_call", { to: BOB, gasPrice: "0x0", authorizationList: [] }],
    ["refuse two kinds of tips", "eth_call", { from: ALICE, to: BOB, gasPrice: "0x1", maxPriorityFeePerGas: "0x1" }],
    [
      "refuse a tip above the fee",
      "eth_call",
      { from: ALICE, to: BOB, maxFeePerGas: "0x1", maxPriorityFeePerGas: "0x2" },
    ],
    ["refuse blobs", "eth_call", { from: ALICE, to: BOB, blobs: [] }],
    ["refuse hashes of blobs", "eth_call", { from: ALICE, to: BOB, blobHashes: [HASH] }],
    ["refuse a block that does not exist", "eth_call", { from: ALICE, to: BOB }, "0x500"],
    ["refuse an unknown tag", "eth_call", { from: ALICE, to: BOB }, "newest"],
    ["refuse `input` beside `data`", "eth_call", { from: ALICE, data: "0x12", input: "0x12" }],
    ["refuse an odd sender", "eth_call", { from: "0x1", to: BOB }],
    ["refuse a sender of the wrong length", "eth_call", { from: "0x12", to: BOB }],
    ["refuse a receiver that is a number", "eth_call", { from: ALICE, to: 5 }],
    ["refuse odd data", "eth_call", { from: ALICE, to: BOB, data: "0x1" }],
    ["refuse data that is a number", "eth_call", { from: ALICE, to: BOB, data: 1 }],
    ["refuse a negative value", "eth_call", { from: ALICE, to: BOB, value: -1 }],
    ["refuse a value that is no number", "eth_call", { from: ALICE, to: BOB, value: "much" }],
    ["refuse a gas limit above 2^64", "eth_call", { from: ALICE, to: BOB, gas: "0x10000000000000000" }],
    ["refuse an access list that is an object", "eth_call", { from: ALICE, to: BOB, accessList: {} }],
    [
      "refuse an odd storage key",
      "eth_call",
      { from: ALICE, to: BOB, accessList: [{ address: BOB, storageKeys: ["0x1"] }] },
    ],
    [
      "refuse state and a difference at once",
      "eth_call",
      { from: ALICE, to: BOB },
      "latest",
      { [BOB]: { state: {}, stateDiff: {} } },
    ],
    [
      "refuse an override that is no number",
      "eth_call",
      { from: ALICE, to: BOB },
      "latest",
      { [BOB]: { balance: "much" } },
    ],
    ["refuse overrides that are a number", "eth_call", { from: ALICE, to: BOB }, "latest", 1],
    ["refuse overrides of an odd address", "eth_call", { from: ALICE, to: BOB }, "latest", { "0x1": {} }],
    ["refuse a parameter too many", "eth_call", { from: ALICE, to: BOB }, "latest", {}, 1],
  ]);

  it("refuse init code that is too long", async () => {
    await networks.error("eth_call", { from: ALICE, data: `0x${"5b".repeat(50_000)}` });
  });

  it("leave no trace in the state", async () => {
    await networks.result("eth_call", { from: ALICE, to: BOB, value: "0x5" });
    await networks.result("eth_getBalance", BOB);
    await networks.result("eth_getTransactionCount", ALICE);
  });

  it("see what the pending transactions change", async () => {
    await networks.result("evm_setAutomine", false);
    await networks.result("eth_sendTransaction", transaction({ to: NOBODY, value: "0x5" }));
    const balance = `0x73${NOBODY.slice(2)}31${WORD}`;
    assert.equal(BigInt((await networks.result("eth_call", { from: ALICE, data: balance }, "pending")) as string), 5n);
    assert.equal(BigInt((await networks.result("eth_call", { from: ALICE, data: balance }, "latest")) as string), 0n);
    await networks.result("eth_getTransactionCount", ALICE, "pending");
    await networks.result("evm_mine");
    await networks.result("evm_setAutomine", true);
  });
});

describe("eth_call where failures are no errors, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create({ throwOnCallFailures: false, throwOnTransactionFailures: false });
  });
  after(() => networks.close());

  compare(() => networks, "result", [
    ["return the data of a revert", "eth_call", { from: ALICE, data: REASON }],
    ["return nothing for an invalid opcode", "eth_call", { from: ALICE, data: "0xfe" }],
    ["mine a failing transaction", "eth_sendTransaction", transaction({ data: REASON })],
  ]);
});

describe("eth_estimateGas, as on Hardhat's network", () => {
  /** Calls itself (at the address of its first deployment) with all but a 64th of the gas until depth is used up. */
  const GREEDY = "6000600060006000600073000000000000000000000000000000000000beef5af100";
  /** Needs 200,000 gas to be left, then uses little. */
  const DEMANDING = "62030d405a106009575b00";
  let networks: BothNetworks;
  let greedy: string;
  let demanding: string;
  before(async () => {
    networks = await BothNetworks.create();
    const deploy = async (code: string): Promise<string> => {
      const hash = await networks.result("eth_sendTransaction", transaction({ data: deployment(code) }));
      const receipt = (await networks.result("eth_getTransactionReceipt", hash)) as { contractAddress: string };
      return receipt.contractAddress;
    };
    greedy = await deploy(GREEDY);
    demanding = await deploy(DEMANDING);
    await networks.result(
      "hardhat_setCode",
      "0x000000000000000000000000000000000000beef",
      "0x60016001556001600255600160035500",
    );
  });
  after(() => networks.close());

  compare(() => networks, "result", [
    ["estimate a transfer", "eth_estimateGas", { from: ALICE, to: BOB }],
    ["estimate a transfer with data", "eth_estimateGas", { from: ALICE, to: BOB, data: "0x1234" }],
    ["estimate the floor of much data", "eth_estimateGas", { from: ALICE, to: BOB, data: `0x${"ff".repeat(1000)}` }],
    ["estimate a creation", "eth_estimateGas", { from: ALICE, data: "0x60206000f3" }],
    ["estimate a larger creation", "eth_estimateGas", { from: ALICE, data: deployment("60".repeat(1000)) }],
    [
      "estimate with an access list",
      "eth_estimateGas",
      { from: ALICE, to: BOB, accessList: [{ address: BOB, storageKeys: [HASH] }] },
    ],
    ["need no funds", "eth_estimateGas", { from: NOBODY, to: BOB, value: HUGE }],
    ["need no price above the base fee", "eth_estimateGas", { from: ALICE, to: BOB, gasPrice: "0x1" }],
    ["need no fee above the base fee", "eth_estimateGas", { from: ALICE, to: BOB, maxFeePerGas: "0x1" }],
    ["estimate on the latest block", "eth_estimateGas", { from: ALICE, to: BOB }, "latest"],
    ["estimate on an old block", "eth_estimateGas", { from: ALICE, to: BOB }, "0x0"],
    ["estimate with just enough gas", "eth_estimateGas", { from: ALICE, to: BOB, gas: "0x5209" }],
  ]);

  compare(() => networks, "error", [
    ["fail in a precompile that does not take their data", "eth_estimateGas", { to: BLAKE2F, data: "0x" }],
    ["tell a revert", "eth_estimateGas", { from: ALICE, data: REASON }],
    ["tell an invalid opcode", "eth_estimateGas", { from: ALICE, data: "0xfe" }],
    ["tell the end of gas", "eth_estimateGas", { from: ALICE, data: "0x5b600056", gas: "0x20000" }],
    ["refuse too little gas", "eth_estimateGas", { from: ALICE, to: BOB, gas: "0x1" }],
    ["refuse a creation without code", "eth_estimateGas", { from: ALICE }],
    ["refuse a block that does not exist", "eth_estimateGas", { from: ALICE, to: BOB }, "0x500"],
    ["refuse overrides", "eth_estimateGas", { from: ALICE, to: BOB }, "latest", {}],
    ["refuse a missing transaction", "eth_estimateGas"],
    ["refuse a number for a transaction", "eth_estimateGas", 1],
    ["refuse two kinds of fees", "eth_estimateGas", { from: ALICE, to: BOB, gasPrice: "0x1", maxFeePerGas: "0x1" }],
    ["refuse authorizations with a gas price", "eth_estimateGas", { to: BOB, gasPrice: "0x0", authorizationList: [] }],
  ]);

  it("find by bisection what a call needs that looks at the gas that is left", async () => {
    await networks.ask("eth_estimateGas", { from: ALICE, to: demanding });
  });

  it("give inner calls all the gas that they need", async () => {
    await networks.result("eth_estimateGas", { from: ALICE, to: greedy });
  });
});

describe("eth_estimateGas where only the top call counts, as on Hardhat's network", () => {
  it("accept that inner calls run out of gas", async () => {
    const networks = await BothNetworks.create({ gasEstimationMode: "topLevelSuccess" });
    await networks.result(
      "hardhat_setCode",
      "0x000000000000000000000000000000000000beef",
      "0x60016001556001600255600160035500",
    );
    await networks.result(
      "hardhat_setCode",
      BOB,
      "0x6000600060006000600073000000000000000000000000000000000000beef5af100",
    );
    await networks.result("eth_estimateGas", { from: ALICE, to: BOB });
    await networks.close();
  });
});
