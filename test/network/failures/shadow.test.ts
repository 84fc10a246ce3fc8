import assert from "node:assert/strict";
import { createAddressFromString, hexToBytes, type PrefixedHexString } from "@ethereumjs/util";
import { getCreateAddress, Interface } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import type { BlockEnvironment, PrestateAccount } from "../../../plugin/engine/types.ts";
import type { Failure } from "../../../plugin/network/failures/failure.ts";
import { ShadowNetwork } from "../../../plugin/network/failures/shadow.ts";
import { compiledRuntime } from "../../helpers/projects.ts";

type Hex = PrefixedHexString;
type HardhatError = Error & { data: unknown; transactionHash?: unknown };

interface Message {
  from: Hex;
  to?: Hex;
  data: Hex;
  value?: Hex;
  gas?: Hex;
}

describe("the shadow network", () => {
  let hre: HardhatRuntimeEnvironment;
  let real: NetworkConnection;
  let shadow: ShadowNetwork;
  let abi: Interface;
  let bytecode: Hex;
  let from: Hex;
  let to: Hex;

  before(async () => {
    hre = await compiledRuntime("suite");
    ({ bytecode } = (await hre.artifacts.readArtifact("Failing")) as { bytecode: Hex });
    abi = new Interface((await hre.artifacts.readArtifact("Failing")).abi);
  });

  beforeEach(async () => {
    real = await hre.network.create({ override: { initialDate: "2030-01-01", coinbase: `0x${"c0".repeat(20)}` } });
    const behind = await hre.network.create({ override: { initialDate: "2030-01-01" } });
    shadow = new ShadowNetwork((method, params) => behind.provider.request({ method, params: [...params] }));
    [from] = (await ask("eth_accounts")) as [Hex];
    const hash = await ask("eth_sendTransaction", { from, data: bytecode + "00".repeat(32), gas: "0x400000" });
    ({ contractAddress: to } = (await ask("eth_getTransactionReceipt", hash)) as { contractAddress: Hex });
  });

  async function ask(method: string, ...params: unknown[]): Promise<unknown> {
    return await real.provider.request({ method, params });
  }

  function call(name: string, ...values: unknown[]): Message {
    return { from, to, data: abi.encodeFunctionData(name, values) as Hex, gas: "0x100000" };
  }

  function burn(): Message {
    return { ...call("burn"), gas: "0x10000" };
  }

  /** What a call fails with on the real network, and what the shadow says of the same failure. */
  async function bothErrors(message: Message, change: Partial<Failure> = {}) {
    const expected = await rejection(() => ask("eth_call", message, "latest"));
    const failure = await failureOf(message, expected);
    return { expected, ...(await shadow.explain({ ...failure, ...change })) };
  }

  async function failureOf(message: Message, error: HardhatError): Promise<Failure> {
    const { data } = error;
    const ranOutOfGas = typeof data !== "string";
    return {
      ...message,
      value: BigInt(message.value ?? 0),
      gasLimit: BigInt(message.gas ?? 0x100000),
      environment: await environment(),
      prestate: await prestate(message),
      exception: ranOutOfGas ? "out of gas" : error.message.includes("invalid opcode") ? "invalid opcode" : "revert",
      consoleInputs: [],
      returnData: ranOutOfGas ? new Uint8Array() : hexToBytes(data as Hex),
    };
  }

  async function environment(): Promise<BlockEnvironment> {
    const block = (await ask("eth_getBlockByNumber", "latest", false)) as Record<string, Hex>;
    return {
      number: BigInt(block.number as Hex),
      timestamp: BigInt(block.timestamp as Hex),
      parentHash: hexToBytes(block.parentHash as Hex),
      gasLimit: BigInt(block.gasLimit as Hex),
      coinbase: createAddressFromString(block.miner as Hex),
      baseFeePerGas: BigInt(block.baseFeePerGas as Hex),
      mixHash: hexToBytes(block.mixHash as Hex),
    };
  }

  async function prestate(message: Message): Promise<Map<string, PrestateAccount>> {
    const accounts = (await ask("debug_traceCall", message, "latest", { tracer: "prestateTracer" })) as Record<
      string,
      { balance?: Hex; nonce?: number; code?: Hex; storage?: Record<Hex, Hex> }
    >;
    return new Map(
      Object.entries(accounts).map(([address, { balance, nonce, code, storage }]) => [
        address,
        {
          balance: BigInt(balance ?? 0),
          nonce: BigInt(nonce ?? 0),
          code: code === undefined ? new Uint8Array() : hexToBytes(code),
          slots: new Map(Object.entries(storage ?? {}) as [Hex, Hex][]),
        },
      ]),
    );
  }

  it("throws the very error of Hardhat's network, with the Solidity stack trace", async () => {
    for (const message of failingMessages()) {
      const { expected, error, executed } = await bothErrors(message);
      assert.equal(executed, true);
      assert.equal(error?.name, "SolidityError");
      assert.equal(error?.message, expected.message);
      assert.deepEqual((error as HardhatError).data, expected.data);
      assert.deepEqual(solidityFrames(error), solidityFrames(expected));
      assert.ok(solidityFrames(error).length > 0);
    }
  });

  it("throws that error also where calls do not fail, and then is as it was", async () => {
    const quiet = { initialDate: "2030-01-01", throwOnCallFailures: false, throwOnTransactionFailures: false };
    const { provider } = await hre.network.create({ override: quiet });
    shadow = new ShadowNetwork((method, params) => provider.request({ method, params: [...params] }), false);
    for (const message of [...failingMessages(), burn()]) {
      const { expected, error, executed } = await bothErrors(message);
      assert.equal(executed, true);
      assert.equal(error?.message, expected.message);
      assert.deepEqual((error as HardhatError).data, expected.data);
      assert.deepEqual(solidityFrames(error), solidityFrames(expected));
    }
    assert.equal(await provider.request({ method: "eth_getCode", params: [to] }), "0x");
  });

  function failingMessages(): Message[] {
    return [
      call("reason", 5),
      call("custom"),
      call("panic", 0),
      call("overflow"),
      call("silent"),
      call("invalidOpcode"),
      call("create"),
      { ...call("pay"), value: "0x5" } as Message,
      { ...call("set", 1), value: "0x5" } as Message,
      { from, to, data: "0x12345678" } as Message,
      { from, data: (bytecode + "01".padStart(64, "0")) as Hex } as Message,
    ];
  }

  it("names the hash of a failed transaction", async () => {
    const transactionHash: Hex = `0x${"ab".repeat(32)}`;
    assert.equal(
      ((await bothErrors(call("silent"), { transactionHash })).error as HardhatError).transactionHash,
      transactionHash,
    );
    const { error, expected } = await bothErrors(burn(), { transactionHash });
    assert.deepEqual((error as HardhatError).data, { ...(expected.data as object), transactionHash });
  });

  it("explains running out of gas as Hardhat does", async () => {
    const { expected, error } = await bothErrors(burn());
    assert.equal(error?.name, "ProviderError");
    assert.equal(error?.message, expected.message);
    assert.deepEqual((error as HardhatError).data, expected.data);
  });

  it("sees the block that the message ran in", async () => {
    for (const mined of [1, 3, 1, 50]) {
      await ask("hardhat_mine", `0x${mined.toString(16)}`, "0x7");
      const { expected, error } = await bothErrors(call("environment"));
      assert.equal(error?.message, expected.message);
    }
  });

  it("goes back in time when the network did", async () => {
    const snapshot = await ask("evm_snapshot");
    await ask("hardhat_mine", "0x20");
    const late = await bothErrors(call("environment"));
    await ask("evm_revert", snapshot);
    await ask("evm_increaseTime", 1000);
    await ask("evm_mine");
    const early = await bothErrors(call("environment"));
    assert.equal(late.error?.message, late.expected.message);
    assert.equal(early.error?.message, early.expected.message);
    assert.notEqual(late.error?.message, early.error?.message);
  });

  it("says the same of a failure that comes again and again, also after it went back in time", async () => {
    let snapshot = await ask("evm_snapshot");
    for (const message of [...failingMessages(), call("environment")]) {
      for (const mined of [1, 1, 5]) {
        await ask("hardhat_mine", `0x${mined}`);
        const { expected, error } = await bothErrors(message);
        assert.equal(error?.message, expected.message);
        assert.deepEqual(solidityFrames(error), solidityFrames(expected));
      }
      await ask("evm_revert", snapshot);
      snapshot = await ask("evm_snapshot");
    }
  });

  it("takes no contract for that which stood there before, nor for one where nothing stands", async () => {
    // Forwards what it is called with, and fails as what it calls does.
    const forwarder: Hex = `0x363d3d373d3d3d363d73${to.slice(2)}5af43d82803e903d91602b57fd5bf3`;
    const other: Hex = `0x${"0e".repeat(20)}`;
    const message = { ...call("reason", 5), to: other };
    const codes: Hex[] = [forwarder, forwarder, forwarder, "0xfe", "0xfe", forwarder, "0xfe", forwarder];
    for (const code of codes) {
      await ask("hardhat_setCode", other, code);
      const { expected, error } = await bothErrors(message);
      assert.equal(error?.message, expected.message);
      assert.deepEqual(solidityFrames(error), solidityFrames(expected));
    }
    await ask("hardhat_setCode", other, "0x");
    const failure = await failureOf(call("silent"), await rejection(() => ask("eth_call", call("silent"), "latest")));
    const withoutCode = await prestate(message);
    const { executed, error } = await shadow.execute({ ...failure, to: other, prestate: withoutCode });
    assert.deepEqual({ executed, error }, { executed: true, error: undefined });
  });

  it("lets a contract be created where another one stood before", async () => {
    const nonce = Number(await ask("eth_getTransactionCount", from, "latest"));
    const created = getCreateAddress({ from, nonce }).toLowerCase();
    await ask("hardhat_setCode", created, "0xfe");
    for (const _ of [1, 2, 3]) assert.ok((await bothErrors({ ...call("silent"), to: created as Hex })).error);
    await ask("hardhat_setCode", created, "0x");
    const { expected, error } = await bothErrors({ from, data: (bytecode + "01".padStart(64, "0")) as Hex });
    assert.equal(error?.message, expected.message);
    assert.deepEqual(solidityFrames(error), solidityFrames(expected));
  });

  it("has no explanation when it returns other data than the network that answers", async () => {
    const { error, executed } = await bothErrors(call("reason", 5), { returnData: hexToBytes("0x12345678") });
    assert.equal(error, undefined);
    assert.equal(executed, true);
  });

  it("is not asked about panic codes that would abort the process", async () => {
    const panic = `0x4e487b71${"ff".repeat(32)}` as const;
    const failure = await failureOf(call("silent"), Object.assign(new Error(), { data: panic }));
    assert.deepEqual(await shadow.explain(failure), { executed: false });
  });

  it("explains concurrent failures of different blocks", async () => {
    const failures = [];
    for (const _ of [1, 2, 3]) {
      await ask("hardhat_mine", "0x2");
      const message = call("environment");
      const expected = await rejection(() => ask("eth_call", message, "latest"));
      failures.push({ expected, failure: await failureOf(message, expected) });
    }
    const explained = await Promise.all(failures.map(({ failure }) => shadow.explain(failure)));
    assert.deepEqual(
      explained.map(({ error }) => error?.message),
      failures.map(({ expected }) => expected.message),
    );
  });
});

async function rejection(run: () => Promise<unknown>): Promise<HardhatError> {
  try {
    await run();
  } catch (error) {
    return error as HardhatError;
  }
  throw new Error("It did not fail");
}

/** The lines of a stack trace that stand for Solidity code. */
function solidityFrames(error: Error): string[] {
  return (error.stack ?? "").split("\n").filter((line) => /\.sol:\d+\)|Unrecognized|\(unknown\)|\(0x/.test(line));
}
