import assert from "node:assert/strict";
import { RpcError } from "../../plugin/network/errors.ts";
import type { Failure } from "../../plugin/network/failures/failure.ts";
import type { BlockEvent } from "../../plugin/network/local-network.ts";
import { LocalNetwork } from "../../plugin/network/local-network.ts";
import { ALICE, BOB, CAROL, deployment, localSettings, NOBODY, transaction } from "./helpers/both.ts";

const CONSOLE = "636f6e736f6c652e6c6f67";
const COVERAGE = "c0bec0bec0bec0bec0bec0bec0bec0bec0bec0be";
/** Calls an address with the two bytes 1234, then stops. */
const callWith1234 = (address: string) => `61123460f01b60005260006000600260006000${pushAddress(address)}5af100`;

function pushAddress(address: string): string {
  return `73${address.padStart(40, "0")}`;
}

describe("a local network", () => {
  let network: LocalNetwork;
  afterEach(() => network.close());

  it("tells of every block, with the tags of the requests and the number of reverts before it", async () => {
    const events: BlockEvent[] = [];
    network = await LocalNetwork.create(localSettings({ mining: { auto: false } }), {
      onBlock: (event) => events.push(event),
    });
    await network.request("eth_sendTransaction", [transaction({ to: BOB, gasPrice: "0x77359400" })], "cheap");
    await network.request(
      "eth_sendTransaction",
      [transaction({ from: BOB, to: ALICE, gasPrice: "0x77359401" })],
      "dear",
    );
    await network.request("eth_getBlockByNumber", ["pending", false]);
    const snapshot = await network.request("evm_snapshot");
    await network.request("evm_mine");
    await network.request("evm_revert", [snapshot]);
    await network.request("evm_mine");
    assert.deepEqual(
      events.map(({ branch, tags }) => ({ branch, tags })),
      [
        { branch: 0, tags: ["dear", "cheap"] },
        { branch: 1, tags: ["dear", "cheap"] },
      ],
    );
    const [first] = events;
    assert.equal(first?.result.record.transactions.length, 2);
    assert.equal(first?.result.record.number, 1n);
  });

  it("counts it as going back when blocks mined for a transaction are taken back with it", async () => {
    const events: BlockEvent[] = [];
    const environment = { onBlock: (event: BlockEvent) => void events.push(event) };
    network = await LocalNetwork.create(
      localSettings({ mining: { auto: false }, blockGasLimit: 60_000n }),
      environment,
    );
    // Each of the two can be paid for, but not both: the block with them cannot be mined.
    const half = transaction({ from: BOB, to: CAROL, value: "0x21e0000000000000000", gas: "0x7530" });
    await network.request("eth_sendTransaction", [half]);
    await network.request("eth_sendTransaction", [half]);
    // The block before it is full.
    await network.request("hardhat_setCode", [NOBODY, "0xfe"]);
    const first = transaction({
      to: NOBODY,
      gas: "0xea60",
      maxFeePerGas: "0xee6b2800",
      maxPriorityFeePerGas: "0x77359400",
    });
    await network.request("evm_setAutomine", [true]);
    await assert.rejects(network.request("eth_sendTransaction", [first]), /enough funds/);
    assert.equal(await network.request("eth_blockNumber"), "0x0");
    await network.request("evm_setAutomine", [false]);
    await network.request("hardhat_setBalance", [BOB, "0x0"]);
    await network.request("evm_mine");
    assert.deepEqual(
      events.map(({ branch, result }) => [result.record.number, branch]),
      [
        [1n, 0],
        [1n, 1],
      ],
    );
  });

  it("answers requests one at a time, in order", async () => {
    network = await LocalNetwork.create(localSettings());
    const sends = Array.from({ length: 20 }, () => network.request("eth_sendTransaction", [transaction({ to: BOB })]));
    const count = network.request("eth_getTransactionCount", [ALICE]);
    assert.equal(new Set(await Promise.all(sends)).size, 20);
    assert.equal(await count, "0x14");
  });

  it("goes on after a request that failed", async () => {
    network = await LocalNetwork.create(localSettings());
    await assert.rejects(network.request("eth_getBalance", ["0x1"]), RpcError);
    assert.equal(await network.request("eth_blockNumber"), "0x0");
  });

  it("never shares its answers", async () => {
    network = await LocalNetwork.create(localSettings());
    const accounts = (await network.request("eth_accounts")) as string[];
    accounts.pop();
    assert.equal(((await network.request("eth_accounts")) as string[]).length, 3);
  });

  it("passes on what contracts write to the console, of transactions, calls and estimations that fail", async () => {
    const inputs: string[] = [];
    network = await LocalNetwork.create(localSettings(), {
      onConsoleLog: (input) => inputs.push(Buffer.from(input).toString("hex")),
    });
    const data = deployment(callWith1234(CONSOLE));
    const hash = await network.request("eth_sendTransaction", [transaction({ data })]);
    const { contractAddress: to } = (await network.request("eth_getTransactionReceipt", [hash])) as {
      contractAddress: string;
    };
    await network.request("eth_sendTransaction", [transaction({ to })]);
    await network.request("eth_call", [{ from: ALICE, to }]);
    await network.request("eth_estimateGas", [{ from: ALICE, to }]);
    assert.deepEqual(inputs, ["1234", "1234"]);
    const failing = `0x${callWith1234(CONSOLE).slice(0, -2)}60006000fd`;
    await network.request("hardhat_setCode", [NOBODY, failing]);
    await assert.rejects(network.request("eth_estimateGas", [{ from: ALICE, to: NOBODY }]));
    assert.deepEqual(inputs, ["1234", "1234", "1234"]);
  });

  it("passes on what instrumented contracts report", async () => {
    const reports: string[][] = [];
    network = await LocalNetwork.create(localSettings(), {
      onCoverage: (inputs) => reports.push(inputs.map((input) => Buffer.from(input).toString("hex"))),
    });
    await network.request("hardhat_setCode", [NOBODY, `0x${callWith1234(COVERAGE)}`]);
    await network.request("eth_sendTransaction", [transaction({ to: NOBODY })]);
    assert.deepEqual(reports, [["1234"]]);
  });

  it("asks for a better explanation of a failed call, with all that is needed to repeat it", async () => {
    const failures: Failure[] = [];
    network = await LocalNetwork.create(localSettings(), {
      explainFailure: async (failure) => {
        failures.push(failure);
        return new Error("explained");
      },
    });
    await network.request("hardhat_setCode", [NOBODY, "0x60015460005260206000fd"]);
    await network.request("hardhat_setStorageAt", [NOBODY, "0x1", `0x${"77".repeat(32)}`]);
    const call = { from: ALICE, to: NOBODY, data: "0x12", gas: "0x30000", gasPrice: "0x77359400" };
    await assert.rejects(network.request("eth_call", [call]), /^Error: explained$/);
    await assert.rejects(network.request("eth_estimateGas", [call]), /^Error: explained$/);
    await assert.rejects(network.request("eth_sendTransaction", [transaction(call)]), /^Error: explained$/);
    assert.equal(failures.length, 3);
    for (const failure of failures) {
      assert.equal(failure.from, ALICE);
      assert.equal(failure.to, NOBODY);
      assert.equal(failure.data, "0x12");
      assert.equal(failure.gasLimit, 0x30000n);
      assert.equal(failure.gasPrice, 0x77359400n);
      assert.equal(failure.exception, "revert");
      assert.equal(Buffer.from(failure.returnData).toString("hex"), "77".repeat(32));
      const account = failure.prestate.get(NOBODY);
      assert.equal(account?.slots.get(`0x${"1".padStart(64, "0")}`), `0x${"77".repeat(32)}`);
      assert.equal(Buffer.from(account?.code ?? []).toString("hex"), "60015460005260206000fd");
    }
    assert.match(String(failures[2]?.transactionHash), /^0x[0-9a-f]{64}$/);
    assert.equal(failures[2]?.environment.number, 1n);
  });

  it("falls back to its own words where nobody can explain", async () => {
    network = await LocalNetwork.create(localSettings(), { explainFailure: async () => undefined });
    await assert.rejects(network.request("eth_call", [{ from: ALICE, data: "0xfe" }]), {
      name: "RpcError",
      code: 3,
      message: "VM Exception while processing transaction: invalid opcode",
      data: "0x",
    });
  });

  it("knows code by its hash", async () => {
    network = await LocalNetwork.create(localSettings());
    await network.request("hardhat_setCode", [NOBODY, "0x6001"]);
    const codeHash = (await network.request("web3_sha3", ["0x6001"])) as `0x${string}`;
    assert.deepEqual([...(network.codeOf(codeHash) ?? [])], [0x60, 0x01]);
    assert.equal(network.codeOf(`0x${"11".repeat(32)}`), undefined);
  });

  it("traces nothing where nobody stands behind it that can", async () => {
    network = await LocalNetwork.create(localSettings());
    for (const [method, param] of Object.entries({
      debug_traceTransaction: `0x${"11".repeat(32)}`,
      debug_traceCall: {},
    })) {
      await assert.rejects(network.request(method, [param]), (error: RpcError) => {
        assert.equal(error.code, -32004);
        assert.match(error.message, new RegExp(`^Method ${method} is not supported on a local network without`));
        return true;
      });
    }
  });

  it("lets blocks have all the gas that their transactions need where there is no limit", async () => {
    network = await LocalNetwork.create({ ...localSettings(), blockGasLimit: false, transactionGasCap: false });
    const hash = await network.request("eth_sendTransaction", [transaction({ to: BOB, gas: "0x5f5e100" })]);
    assert.notEqual(await network.request("eth_getTransactionReceipt", [hash]), null);
  });

  it("mines at the interval of its settings", async () => {
    network = await LocalNetwork.create(localSettings({ mining: { auto: false, interval: 5 } }));
    const hash = await network.request("eth_sendTransaction", [transaction({ to: BOB })]);
    while ((await network.request("eth_getTransactionReceipt", [hash])) === null) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  });

  it("mines every block the same with verification and worker threads", async () => {
    const hashes: string[] = [];
    for (const settings of [{ workers: 1 }, { workers: 1, verify: true }, { workers: 2, verify: true }]) {
      network = await LocalNetwork.create({
        ...localSettings({ mining: { auto: false } }),
        ...settings,
        minParallelTransactions: 2,
      });
      for (let i = 0; i < 8; i++) {
        const fields = { from: i % 2 === 0 ? ALICE : BOB, to: NOBODY, value: "0x1", gasPrice: "0x77359400" };
        await network.request("eth_sendTransaction", [transaction(fields)]);
      }
      await network.request("evm_setNextBlockTimestamp", [1_800_000_000]);
      await network.request("evm_mine");
      const block = (await network.request("eth_getBlockByNumber", ["latest", false])) as { hash: string };
      hashes.push(block.hash);
      if (settings.workers === 1) await network.close();
    }
    assert.equal(new Set(hashes).size, 1);
  });
});
