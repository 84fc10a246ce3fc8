import assert from "node:assert/strict";
import { bytesToHex } from "@ethereumjs/util";
import { Wallet } from "ethers";
import { ALICE, BOB, BothNetworks, CAROL, compare, NOBODY, PRIVATE_KEYS, START, transaction } from "./helpers/both.ts";
import { DEPLOYMENT, FAILING_DEPLOYMENT, PROGRAMS, TRACERS } from "./helpers/traced-programs.ts";

const STRANGER = "0x1234567890123456789012345678901234567890";
const [STORE, CALLER] = ["changes its storage", "calls in every way"].map(
  (name) => PROGRAMS[name]?.address as string,
) as [string, string];
const GAS_PRICE = "0x77359400";
const ETHER = "0xde0b6b3a7640000";

async function putPrograms(networks: BothNetworks): Promise<void> {
  for (const { address, code } of Object.values(PROGRAMS)) {
    await networks.result("hardhat_setCode", address, bytesToHex(code));
    await networks.result("hardhat_setBalance", address, "0x64");
  }
  await networks.result("hardhat_setStorageAt", STORE, "0x2", `0x${"9".padStart(64, "0")}`);
}

/** Sends a transaction, which may fail, and returns its hash. */
async function send(networks: BothNetworks, fields: Record<string, unknown>): Promise<string> {
  const answer = await networks.ask("eth_sendTransaction", transaction({ gas: "0x80000", ...fields }));
  if ("result" in answer) return answer.result as string;
  const { transactionHash, data } = answer.error;
  const hash = transactionHash ?? (data as { transactionHash?: unknown } | null)?.transactionHash;
  assert.ok(typeof hash === "string", JSON.stringify(answer));
  return hash;
}

describe("debug_traceTransaction, as on Hardhat's network", () => {
  let networks: BothNetworks;
  const hashes = new Map<string, string>();
  /** Hash of a block of several transactions. */
  let together: string;
  before(async () => {
    networks = await BothNetworks.traced();
    await putPrograms(networks);
    await networks.result("hardhat_setBalance", STRANGER, ETHER);
    for (const [name, { address }] of Object.entries(PROGRAMS)) {
      hashes.set(`of a call that ${name}`, await send(networks, { to: address, value: "0x5" }));
    }
    hashes.set("of a transfer", await send(networks, { to: NOBODY, value: "0x5" }));
    hashes.set("of a deployment", await send(networks, { data: bytesToHex(DEPLOYMENT) }));
    hashes.set("of a failing deployment", await send(networks, { data: bytesToHex(FAILING_DEPLOYMENT) }));
    hashes.set("with one gas price", await send(networks, { to: STORE, gasPrice: "0x77359400" }));
    const accessList = [{ address: STORE, storageKeys: [`0x${"2".padStart(64, "0")}`, `0x${"33".repeat(32)}`] }];
    hashes.set("with an access list", await send(networks, { to: STORE, gasPrice: "0x77359400", accessList }));
    await networks.result("hardhat_impersonateAccount", STRANGER);
    hashes.set("of an impersonated account", await send(networks, { from: STRANGER, to: CALLER, value: "0x9" }));
    hashes.set("with an authorization", await send(networks, { to: CAROL, authorizationList: [authorization()] }));
    hashes.set("of an account that delegates", await send(networks, { to: CAROL, value: "0x1" }));
    await networks.result("evm_setAutomine", false);
    const sent = [
      await send(networks, { to: STORE }),
      await send(networks, { to: CALLER, value: "0x5" }),
      await send(networks, { from: BOB, to: STORE, maxPriorityFeePerGas: "0x4b9aca00" }),
      await send(networks, { from: BOB, to: STRANGER, value: "0x7", maxPriorityFeePerGas: "0x4b9aca00" }),
    ];
    await networks.result("evm_mine");
    ({ hash: together } = (await networks.result("eth_getBlockByNumber", "latest", false)) as { hash: string });
    await networks.result("evm_setAutomine", true);
    for (const [index, hash] of sent.entries()) hashes.set(`number ${index} sent for a block`, hash);
    // None of this may show in traces of what was before.
    await networks.result("hardhat_setStorageAt", STORE, "0x0", `0x${"99".repeat(32)}`);
    await networks.result("hardhat_setCode", CALLER, "0x00");
    await networks.result("hardhat_setBalance", ALICE, ETHER);
    await networks.result("hardhat_mine", "0x100", "0x3");
    hashes.set("after many blocks", await send(networks, { to: STORE }));
  });
  after(() => networks.close());

  function authorization(): object {
    const { signature } = new Wallet(PRIVATE_KEYS[2] as string).authorizeSync({
      address: STORE,
      chainId: 31337n,
      nonce: 0,
    });
    const { r, s, yParity } = signature;
    return { chainId: "0x7a69", address: STORE, nonce: "0x0", yParity: `0x${yParity}`, r, s };
  }

  it("traces programs that do what they are named for", async () => {
    const calls = async (title: string): Promise<string[]> => {
      const options = { tracer: "flatCallTracer" };
      const frames = await networks.result("debug_traceTransaction", hashes.get(title), options);
      return (frames as { type: string; action: { callType?: string }; error?: string }[]).map(
        ({ type, action, error }) => [action.callType ?? type, ...(error === undefined ? [] : [error])].join(": "),
      );
    };
    assert.deepEqual(await calls("of a call that calls in every way"), [
      "call",
      "call",
      "call: Reverted",
      "call",
      "call",
      "callcode",
      "delegatecall",
      "staticcall",
      "staticcall: StateChangeDuringStaticCall",
    ]);
    assert.deepEqual(await calls("of a call that creates contracts"), [
      "call",
      "create",
      "create",
      "call",
      "create: Reverted",
    ]);
    assert.deepEqual(await calls("of a call that runs out of gas"), ["call: Out of gas"]);
    assert.deepEqual(await calls("of a call that creates a contract that destroys itself"), [
      "call",
      "create",
      "suicide",
    ]);
    const { transactions } = (await networks.result("eth_getBlockByHash", together, false)) as {
      transactions: string[];
    };
    assert.equal(transactions.length, 4);
  });

  for (const [name, options] of Object.entries(TRACERS)) {
    it(`gives the trace of every transaction with ${name}`, async () => {
      const differences: string[] = [];
      for (const [title, hash] of hashes) {
        try {
          await networks.result("debug_traceTransaction", hash, ...(options === undefined ? [] : [options]));
        } catch (error) {
          differences.push(`A transaction ${title}: ${(error as Error).message}`);
        }
      }
      assert.equal(differences.length, 0, differences.join("\n"));
    });
  }
});

describe("debug_traceCall, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.traced();
    await putPrograms(networks);
    await send(networks, { to: STORE });
    await networks.result("hardhat_setStorageAt", STORE, "0x0", `0x${"99".repeat(32)}`);
    await send(networks, { to: CALLER, value: "0x5" });
    await networks.result("evm_mine");
    await networks.result("evm_setAutomine", false);
    await send(networks, { to: STORE, value: "0x1" });
  });
  after(() => networks.close());

  for (const [name, options] of Object.entries(TRACERS)) {
    for (const block of ["latest", "pending", "0x1", "0x0"]) {
      it(`gives the trace of every call in block ${block} with ${name}`, async () => {
        const calls = [
          ...Object.values(PROGRAMS).map(({ address }) => ({
            from: ALICE,
            to: address,
            gas: "0x80000",
            value: "0x5",
          })),
          { from: NOBODY, to: BOB, value: ETHER },
          { from: ALICE, data: bytesToHex(DEPLOYMENT) },
          { data: bytesToHex(FAILING_DEPLOYMENT) },
          { from: ALICE, to: CALLER, gasPrice: "0x77359400" },
          { from: ALICE, to: CALLER, maxFeePerGas: "0x77359400", maxPriorityFeePerGas: "0x5" },
          { from: ALICE, to: STORE, accessList: [{ address: STORE, storageKeys: [`0x${"2".padStart(64, "0")}`] }] },
        ];
        for (const call of calls) await networks.result("debug_traceCall", call, block, options ?? {});
      });
    }
  }
});

describe("tracing, as on Hardhat's network", () => {
  let networks: BothNetworks;
  let hash: string;
  before(async () => {
    networks = await BothNetworks.traced();
    hash = await send(networks, { to: NOBODY });
  });
  after(() => networks.close());

  const call = { from: ALICE, to: NOBODY };
  for (const [title, options] of Object.entries({
    "a number for options": 1,
    "text for options": "callTracer",
    "a list for options": [],
    "a boolean for options": true,
    "an unknown tracer": { tracer: "bestTracer" },
    "a tracer in JavaScript": { tracer: "{ step() {}, fault() {}, result() {} }" },
    "a number for a tracer": { tracer: 1 },
    "a number for a time-out": { timeout: 1 },
    "text for a limit": { limit: "1" },
    "a limit below zero": { limit: -1 },
    "a limit that is not whole": { limit: 1.5 },
    "a number for a switch": { disableStorage: 1 },
    "text for a switch": { enableMemory: "true" },
    "settings of a tracer that are none": { tracer: "prestateTracer", tracerConfig: 5 },
    "a wrong setting of a tracer": { tracer: "callTracer", tracerConfig: { withLog: 1 } },
    "tracers without settings": { tracer: "muxTracer", tracerConfig: { callTracer: null } },
  })) {
    it(`refuse ${title} for a transaction`, () => networks.error("debug_traceTransaction", hash, options));
    it(`refuse ${title} for a call`, () => networks.error("debug_traceCall", call, "latest", options));
  }

  for (const [title, options] of Object.entries({
    "options that are null": null,
    "a tracer that is null": { tracer: null },
    "unknown options": { color: "red" },
    "a time-out": { timeout: "1s" },
    "the old name of memory": { disableMemory: false },
    "no settings of a tracer": { tracer: "callTracer", tracerConfig: null },
    "state overrides, and ignore them": { stateOverrides: { [NOBODY]: { code: "0xfe" } } },
  })) {
    it(`accept ${title} for a transaction`, () => networks.result("debug_traceTransaction", hash, options));
    it(`accept ${title} for a call`, () => networks.result("debug_traceCall", call, "latest", options));
  }

  compare(() => networks, "error", [
    ["refuse an unknown transaction", "debug_traceTransaction", `0x${"11".repeat(32)}`],
    ["refuse an unknown transaction first", "debug_traceTransaction", `0x${"11".repeat(32)}`, { tracer: "bestTracer" }],
    ["refuse a short hash", "debug_traceTransaction", "0x11"],
    ["refuse a hash that is a number", "debug_traceTransaction", 1],
    ["refuse no hash", "debug_traceTransaction"],
    ["refuse a third parameter", "debug_traceTransaction", `0x${"11".repeat(32)}`, {}, {}],
    ["refuse no call", "debug_traceCall"],
    ["refuse a call that is null", "debug_traceCall", null],
    ["refuse a call that creates nothing", "debug_traceCall", {}],
    ["refuse a block that is not there", "debug_traceCall", call, "0x99"],
    ["refuse an unknown tag", "debug_traceCall", call, "newest"],
    ["refuse too little gas", "debug_traceCall", { ...call, gas: "0x10" }],
    ["refuse more gas than the cap", "debug_traceCall", { ...call, gas: "0x7fffffff" }],
    ["refuse two kinds of fees", "debug_traceCall", { ...call, gasPrice: "0x1", maxFeePerGas: "0x1" }],
    ["refuse a number for an address", "debug_traceCall", { ...call, to: 1 }],
    ["refuse blobs", "debug_traceCall", { ...call, blobs: [] }],
    ["refuse a fourth parameter", "debug_traceCall", call, "latest", {}, {}],
  ]);
  compare(() => networks, "result", [
    ["trace on the latest block unless told", "debug_traceCall", call],
    ["trace on a block by its number of EIP-1898", "debug_traceCall", call, { blockNumber: "0x0" }],
    ["trace what the sender cannot pay", "debug_traceCall", { ...call, from: NOBODY, value: ETHER }],
    ["trace a call of the first account", "debug_traceCall", { to: NOBODY }],
    ["ignore a nonce", "debug_traceCall", { ...call, nonce: "0x99" }],
  ]);
});

describe("tracing under every hardfork, as on Hardhat's network", () => {
  const options = [{ enableMemory: true }, TRACERS["prestateTracer with differences"], { tracer: "flatCallTracer" }];
  for (const hardfork of ["byzantium", "istanbul", "berlin", "london", "merge", "shanghai", "cancun"]) {
    it(`gives the traces of ${hardfork}`, async () => {
      const networks = await BothNetworks.traced({ hardfork });
      try {
        await putPrograms(networks);
        const hashes = [await send(networks, { data: bytesToHex(DEPLOYMENT), gasPrice: GAS_PRICE })];
        for (const { address } of Object.values(PROGRAMS)) {
          hashes.push(await send(networks, { to: address, value: "0x5", gasPrice: GAS_PRICE }));
          const call = { from: ALICE, to: address, gas: "0x80000" };
          for (const tracer of options) await networks.result("debug_traceCall", call, "latest", tracer);
        }
        for (const tracer of options) {
          for (const hash of hashes) await networks.result("debug_traceTransaction", hash, tracer);
        }
      } finally {
        await networks.close();
      }
    });
  }
});

describe("tracing on a network", () => {
  const DIFFERENCES = TRACERS["prestateTracer with differences"];
  let networks: BothNetworks;
  afterEach(() => networks.close());

  it("of several threads gives the same traces of a block of many transactions", async () => {
    networks = await BothNetworks.traced({ mining: { auto: false } }, { workers: 2, minParallelTransactions: 2 });
    await putPrograms(networks);
    const hashes: string[] = [];
    for (let count = 0; count < 12; count++) {
      for (const from of [ALICE, BOB, CAROL]) {
        const to = count % 2 === 0 ? STORE : CALLER;
        hashes.push(await send(networks, { from, to, value: "0x1", gas: "0x80000" }));
      }
    }
    await networks.result("evm_mine");
    for (const hash of hashes) await networks.result("debug_traceTransaction", hash, DIFFERENCES);
  });

  it("that goes back to a snapshot traces what is mined afterwards", async () => {
    networks = await BothNetworks.traced();
    await putPrograms(networks);
    const snapshot = await networks.result("evm_snapshot");
    const undone = await send(networks, { to: STORE });
    await networks.result("debug_traceTransaction", undone, DIFFERENCES);
    await networks.result("evm_revert", snapshot);
    await networks.error("debug_traceTransaction", undone);
    await networks.result("hardhat_setStorageAt", STORE, "0x0", `0x${"7".padStart(64, "0")}`);
    await networks.result("debug_traceTransaction", await send(networks, { to: STORE, value: "0x1" }), DIFFERENCES);
  });

  it("whose blocks may have the same time is traced", async () => {
    networks = await BothNetworks.traced({ allowBlocksWithSameTimestamp: true });
    networks.pinned = false;
    await putPrograms(networks);
    const hashes: string[] = [];
    for (let block = 0; block < 6; block++) {
      await networks.result("evm_setNextBlockTimestamp", START + 1);
      hashes.push(await send(networks, { to: STORE }));
    }
    for (const hash of hashes) await networks.result("debug_traceTransaction", hash, DIFFERENCES);
  });

  it("refuses what asks for the hash of a block, which the network that traces does not have", async () => {
    networks = await BothNetworks.traced();
    await networks.result("hardhat_setCode", NOBODY, "0x600143034060005500");
    const hash = await send(networks, { to: NOBODY });
    for (const [method, param] of [
      ["debug_traceTransaction", hash],
      ["debug_traceCall", { from: ALICE, to: NOBODY }],
    ] as const) {
      await assert.rejects(networks.ours.request(method, [param]), /it asks for the hash of block 0 \(BLOCKHASH\)/);
    }
    await networks.result("hardhat_setCode", NOBODY, "0x60004060005500");
    await networks.result("hardhat_mine", "0x200");
    await networks.result("debug_traceCall", { from: ALICE, to: NOBODY });
  });

  it("that keeps few states says which transactions it cannot trace any more", async () => {
    networks = await BothNetworks.traced({}, { history: 2 });
    const hash = await send(networks, { to: NOBODY });
    for (let block = 0; block < 80; block++) await networks.result("evm_mine");
    await assert.rejects(networks.ours.request("debug_traceTransaction", [hash]), /state after block 0 is not kept/);
    await networks.result("debug_traceTransaction", await send(networks, { to: NOBODY }));
  });

  it("traces transactions of blocks that were packed away", async () => {
    networks = await BothNetworks.traced();
    await putPrograms(networks);
    const hash = await send(networks, { to: CALLER, value: "0x5" });
    for (let block = 0; block < 130; block++) await networks.result("evm_mine");
    await networks.result("debug_traceTransaction", hash, DIFFERENCES);
  });
});
