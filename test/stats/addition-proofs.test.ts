import assert from "node:assert/strict";
import { LocalNetwork } from "../../plugin/network/local-network.ts";
import { RunCollector, type TransactionContext } from "../../plugin/record/collector.ts";
import { AccessFlag } from "../../plugin/record/flags.ts";
import type { Grouping } from "../../plugin/record/types.ts";
import { ChainRecorder } from "../../plugin/stats/chain-recorder.ts";
import { assemble } from "../helpers/assembly.ts";
import { ALICE, BOB, localSettings, transaction } from "../network/helpers/both.ts";

const ADDER = "0x00000000000000000000000000000000000add00";
/** Adds the first word of its input to slot 0. */
const ADDING = assemble(0, "CALLDATALOAD", 0, "SLOAD", "ADD", 0, "SSTORE");
const RETURNER = "0x0000000000000000000000000000000000009e70";
/** Adds one to slot 0, and returns the sum. */
const RETURNING = assemble(0, "SLOAD", 1, "ADD", "DUP1", 0, "SSTORE", 0, "MSTORE", 32, 0, "RETURN");

const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;

/** A network that is recorded as in a test run. */
class RecordedNetwork {
  readonly network: LocalNetwork;
  readonly #collector: RunCollector;

  private constructor(network: LocalNetwork, collector: RunCollector) {
    this.network = network;
    this.#collector = collector;
  }

  static async create(
    settings: Parameters<typeof LocalNetwork.create>[0],
    grouping?: Grouping,
  ): Promise<RecordedNetwork> {
    const collector = new RunCollector();
    const recorder = new ChainRecorder(collector, "default#0", { ...(grouping && { grouping }) });
    const network = await LocalNetwork.create(settings, {
      onBlock: (block) => recorder.addBlock(block, () => undefined),
      afterBlocks: () => recorder.proveAdditions(),
    });
    await network.request("hardhat_setCode", [ADDER, hex(ADDING)]);
    await network.request("hardhat_setCode", [RETURNER, hex(RETURNING)]);
    return new RecordedNetwork(network, collector);
  }

  async add(context: TransactionContext, from = ALICE, to = ADDER): Promise<void> {
    const data = `0x${"5".padStart(64, "0")}`;
    await this.network.request("eth_sendTransaction", [transaction({ from, to, data })], context);
  }

  /** Of each transaction that read and changed slot 0: whether it only added. */
  get proven(): boolean[] {
    const changing = AccessFlag.READ | AccessFlag.WRITE;
    return this.#collector.blocks
      .flatMap(({ transactions }) => transactions.flatMap(({ accesses }) => [...accesses.slots()]))
      .filter(({ flags }) => (flags & changing) === changing)
      .map(({ flags }) => (flags & AccessFlag.ADDS) !== 0);
  }
}

describe("proofs of addition in a test run", () => {
  const before = process.env.HH_TEST;
  const open: LocalNetwork[] = [];

  beforeEach(() => {
    process.env.HH_TEST = "true";
  });

  afterEach(async () => {
    if (before === undefined) delete process.env.HH_TEST;
    else process.env.HH_TEST = before;
    for (const network of open.splice(0)) await network.close();
  });

  async function create(
    settings: Partial<ReturnType<typeof localSettings>> = {},
    grouping?: Grouping,
  ): Promise<RecordedNetwork> {
    const recorded = await RecordedNetwork.create({ ...localSettings(), ...settings }, grouping);
    open.push(recorded.network);
    return recorded;
  }

  const inTest = (title: string): TransactionContext => ({ test: { title }, phase: "body" });

  it("are made as soon as a second transaction of the test changes the slot, of the first one too", async () => {
    const recorded = await create();
    const test = inTest("adds");
    await recorded.add(test);
    assert.deepEqual(recorded.proven, [false]);
    await recorded.add(test, BOB);
    await recorded.add(test);
    assert.deepEqual(recorded.proven, [true, true, true]);
  });

  it("are not made for what returns the sum", async () => {
    const recorded = await create();
    const test = inTest("returns");
    for (let call = 0; call < 2; call++) await recorded.add(test, ALICE, RETURNER);
    assert.deepEqual(recorded.proven, [false, false]);
  });

  it("are not made between tests, nor for fixtures", async () => {
    const recorded = await create();
    await recorded.add(inTest("first"));
    await recorded.add(inTest("second"));
    const fixture: TransactionContext = { ...inTest("second"), phase: "fixture" };
    await recorded.add(fixture);
    await recorded.add(fixture);
    assert.deepEqual(recorded.proven, [false, false, false, false]);
  });

  describe("where tests are grouped", () => {
    const of = (title: string, suite: string, file = "Vault.ts"): TransactionContext => ({
      test: { title, suite, file },
      phase: "body",
    });
    const first = of("first", "Vault");
    const inner = of("inner", "Vault pays");
    const last = of("last", "Vault");
    const elsewhere = of("elsewhere", "Vault", "Bank.ts");

    for (const [by, expected] of [
      ["test", [false, false, false, false]],
      ["describe", [true, false, true, false]],
      ["file", [true, true, true, false]],
      [3, [true, true, true, true]],
    ] as const) {
      it(`are made between the tests that are one block: by ${by}`, async () => {
        const recorded = await create({}, { by, fixtures: false });
        for (const context of [first, inner, last, elsewhere]) await recorded.add(context);
        assert.deepEqual(recorded.proven, expected);
      });
    }

    it("are made of what hooks and fixtures send where that is a part of the block", async () => {
      for (const fixtures of [false, true]) {
        const recorded = await create({}, { by: "test", fixtures });
        await recorded.add({ ...first, phase: "hook" });
        await recorded.add(first);
        assert.deepEqual(recorded.proven, [fixtures, fixtures]);
      }
    });

    it("are not made between what was undone and what came after", async () => {
      const recorded = await create({}, { by: "file", fixtures: false });
      const snapshot = await recorded.network.request("evm_snapshot");
      await recorded.add(first);
      await recorded.network.request("evm_revert", [snapshot]);
      await recorded.add(last);
      assert.deepEqual(recorded.proven, [false, false]);
    });
  });

  it("are made within a block, whoever sent its transactions", async () => {
    const recorded = await create();
    await recorded.network.request("evm_setAutomine", [false]);
    const outside: TransactionContext = { phase: "hook" };
    await recorded.add(outside);
    await recorded.add(outside, BOB);
    await recorded.network.request("evm_mine");
    assert.deepEqual(recorded.proven, [true, true]);
  });

  it("are not made across evm_revert, and are right after it", async () => {
    const recorded = await create();
    const test = inTest("goes back");
    const snapshot = await recorded.network.request("evm_snapshot");
    await recorded.add(test);
    await recorded.network.request("evm_revert", [snapshot]);
    await recorded.add(test);
    assert.deepEqual(recorded.proven, [false, false]);
    await recorded.add(test);
    assert.deepEqual(recorded.proven, [false, true, true]);
  });

  it("are left out where the state from before the transaction is not kept any more", async () => {
    const recorded = await create({ history: 5 });
    const test = inTest("forgets");
    await recorded.add(test);
    for (let block = 0; block < 200; block++) await recorded.network.request("evm_mine");
    await recorded.add(test);
    assert.deepEqual(recorded.proven, [false, true]);
  });
});
