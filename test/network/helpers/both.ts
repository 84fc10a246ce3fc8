import assert from "node:assert/strict";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { EdrNetworkUserConfig, HardhatUserConfig } from "hardhat/types/config";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { EthereumProvider } from "hardhat/types/providers";
import type { Hex } from "../../../plugin/engine/access/types.ts";
import type { LocalNetworkConfig } from "../../../plugin/network/config.ts";
import { ShadowNetwork } from "../../../plugin/network/failures/shadow.ts";
import { LocalNetwork, type NetworkEnvironment } from "../../../plugin/network/local-network.ts";

/** Keys of the accounts that both networks have. */
export const PRIVATE_KEYS: readonly Hex[] = [
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
  "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
];
export const ALICE = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
export const BOB = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
export const CAROL = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";
/** An account without key and balance. */
export const NOBODY = "0x00000000000000000000000000000000000000cc";

const BALANCE = 10_000n * 10n ** 18n;
const COINBASE = "0xc014ba5ec014ba5ec014ba5ec014ba5ec014ba5e";
/** In the past, so that the clocks of both networks are offsets, not the real time. */
export const START = 1_700_000_000;

/** Settings that a test may change, in Hardhat's words. */
export type Settings = Pick<
  EdrNetworkUserConfig,
  | "hardfork"
  | "mining"
  | "allowBlocksWithSameTimestamp"
  | "allowUnlimitedContractSize"
  | "throwOnTransactionFailures"
  | "throwOnCallFailures"
  | "gasEstimationMode"
> & {
  chainId?: number;
  blockGasLimit?: bigint;
  transactionGasCap?: bigint | false;
  minGasPrice?: bigint;
  initialBaseFeePerGas?: bigint;
  forking?: { url: string; blockNumber?: bigint };
};

/** What a request came to. */
export type Answer = { readonly result: unknown } | { readonly error: Failure };

export interface Failure {
  readonly code: unknown;
  readonly message: string;
  readonly data: unknown;
  readonly transactionHash: unknown;
}

/** The same network twice: Hardhat's own and ours. */
export class BothNetworks {
  readonly stock: EthereumProvider;
  readonly ours: LocalNetwork;
  /**
   * Whether the time of every block is fixed before a request that makes one: the two networks' clocks are real, and a
   * second may pass between their answers.
   */
  pinned = true;
  readonly #close: () => Promise<void>;

  private constructor(stock: EthereumProvider, ours: LocalNetwork, close: () => Promise<void>) {
    this.stock = stock;
    this.ours = ours;
    this.#close = close;
  }

  /**
   * @param engine settings of ours that the other one does not have.
   * @param project configuration of Hardhat around the other one.
   */
  static async create(
    settings: Settings = {},
    environment: NetworkEnvironment = {},
    engine: Partial<LocalNetworkConfig> = {},
    project: Partial<HardhatUserConfig> = {},
  ): Promise<BothNetworks> {
    const runtime = await stockRuntime(settings, project);
    const connection = await runtime.network.create("stock");
    const ours = await LocalNetwork.create({ ...localSettings(settings), ...engine }, environment);
    return new BothNetworks(connection.provider, ours, async () => {
      await connection.close();
      await ours.close();
    });
  }

  /** As `create`, with a third network behind ours that makes its traces, as there is one in Hardhat. */
  static async traced(settings: Settings = {}, engine: Partial<LocalNetworkConfig> = {}): Promise<BothNetworks> {
    const runtime = await stockRuntime(settings);
    const behind = await runtime.network.create("stock");
    const tracer = new ShadowNetwork((method, params) => behind.provider.request({ method, params: [...params] }));
    const networks = await BothNetworks.create(settings, { tracer }, engine);
    return new BothNetworks(networks.stock, networks.ours, async () => {
      await networks.close();
      await behind.close();
    });
  }

  async close(): Promise<void> {
    await this.#close();
  }

  /** Sends a request to both networks, asserts that they answer alike, and returns the answer. */
  async ask(method: string, ...params: unknown[]): Promise<Answer> {
    if (this.pinned && makesBlock(method, params)) await this.#pin();
    const before = structuredClone(params);
    const stock = await answerOf(() => this.stock.request({ method, params: structuredClone(params) }));
    const ours = await answerOf(() => this.ours.request(method, params));
    assert.deepEqual(params, before, "the parameters were modified");
    assert.deepEqual(ours, stock, `${method} ${JSON.stringify(params)}`);
    return ours;
  }

  /** As `ask`, where both networks must answer with a result. */
  async result(method: string, ...params: unknown[]): Promise<unknown> {
    const answer = await this.ask(method, ...params);
    assert.ok("result" in answer, `${method} failed: ${JSON.stringify(answer)}`);
    return answer.result;
  }

  /** As `ask`, where both networks must answer with an error. */
  async error(method: string, ...params: unknown[]): Promise<Failure> {
    const answer = await this.ask(method, ...params);
    assert.ok("error" in answer, `${method} succeeded: ${JSON.stringify(answer)}`);
    return answer.error;
  }

  /** Sends a request to both networks without comparing what they answer (their ids or random values differ). */
  async each(method: string, ...params: unknown[]): Promise<[stock: unknown, ours: unknown]> {
    return [await this.stock.request({ method, params }), await this.ours.request(method, params)];
  }

  async #pin(): Promise<void> {
    const head = (await this.ours.request("eth_getBlockByNumber", ["latest", false])) as { timestamp: string };
    await this.each("evm_setNextBlockTimestamp", Number(head.timestamp) + 1);
  }
}

/** Methods that mine, and those that look at the block that would be mined. */
function makesBlock(method: string, params: readonly unknown[]): boolean {
  return [
    "eth_sendTransaction",
    "eth_sendRawTransaction",
    "evm_mine",
    "hardhat_mine",
    "eth_estimateGas",
    "eth_feeHistory",
  ].includes(method)
    ? params.length === 0 || method !== "evm_mine"
    : params.includes("pending");
}

/** A request and what it is about, as a sentence after "it". */
export type Case = readonly [title: string, method: string, ...params: unknown[]];

/** One test a case: both networks give the same result, or the same error. */
export function compare(networks: () => BothNetworks, expected: "result" | "error", cases: readonly Case[]): void {
  for (const [title, method, ...params] of cases) {
    it(title, async () => {
      await networks()[expected](method, ...params);
    });
  }
}

/** A transaction with every field that Hardhat would otherwise fill in before its network sees it. */
export function transaction(fields: Record<string, unknown>): Record<string, unknown> {
  const fees = "gasPrice" in fields ? {} : { maxFeePerGas: "0x77359400", maxPriorityFeePerGas: "0x3b9aca00" };
  return { from: ALICE, gas: "0x30000", ...fees, ...fields };
}

/** Init code that deploys the given runtime code. */
export function deployment(runtimeCode: string): Hex {
  const length = (runtimeCode.length / 2).toString(16).padStart(4, "0");
  return `0x61${length}80600c6000396000f3${runtimeCode}`;
}

async function stockRuntime(
  settings: Settings,
  project: Partial<HardhatUserConfig> = {},
): Promise<HardhatRuntimeEnvironment> {
  return await createHardhatRuntimeEnvironment({
    ...project,
    networks: { stock: { type: "edr-simulated", chainType: "l1", ...hardhatSettings(settings) } },
  });
}

function hardhatSettings(settings: Settings): Partial<EdrNetworkUserConfig> {
  return {
    ...settings,
    initialDate: new Date(START * 1000),
    accounts: PRIVATE_KEYS.map((privateKey) => ({ privateKey, balance: BALANCE })),
  };
}

/** Our settings for the same network. */
export function localSettings(settings: Settings = {}): LocalNetworkConfig {
  const chainId = BigInt(settings.chainId ?? 31337);
  return {
    chainId,
    networkId: chainId,
    hardfork: settings.hardfork ?? "osaka",
    accounts: PRIVATE_KEYS.map((privateKey) => ({ privateKey, balance: BALANCE })),
    mining: {
      auto: settings.mining?.auto ?? true,
      interval: (settings.mining?.interval ?? 0) as number,
      mempoolOrder: (settings.mining?.mempool?.order ?? "priority") as "fifo" | "priority",
    },
    blockGasLimit: settings.blockGasLimit ?? 60_000_000n,
    transactionGasCap: settings.transactionGasCap,
    gasEstimationMode: settings.gasEstimationMode,
    forking: settings.forking,
    initialDate: new Date(START * 1000),
    initialBaseFeePerGas: settings.initialBaseFeePerGas,
    minGasPrice: settings.minGasPrice ?? 0n,
    coinbase: COINBASE,
    allowBlocksWithSameTimestamp: settings.allowBlocksWithSameTimestamp ?? false,
    allowUnlimitedContractSize: settings.allowUnlimitedContractSize ?? false,
    throwOnTransactionFailures: settings.throwOnTransactionFailures ?? true,
    throwOnCallFailures: settings.throwOnCallFailures ?? true,
    loggingEnabled: false,
    workers: 1,
    verify: false,
    minParallelTransactions: 4,
  };
}

/** What a request came to, in a form that compares: without positions in Hardhat's JSON text and request ids. */
export async function answerOf(request: () => Promise<unknown>): Promise<Answer> {
  try {
    return { result: (await request()) ?? null };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { code, message, data, transactionHash } = error as Error & Partial<Failure>;
    // An error without code is a bug, not an answer.
    if (typeof code !== "number") throw error;
    return {
      error: {
        code,
        message: message.replaceAll(/ at line 1 column \d+/g, ""),
        data: withoutId(data),
        transactionHash: transactionHash ?? null,
      },
    };
  }
}

function withoutId(data: unknown): unknown {
  if (typeof data !== "object" || data === null) return data ?? null;
  const { id: _, ...rest } = data as Record<string, unknown>;
  return rest;
}
