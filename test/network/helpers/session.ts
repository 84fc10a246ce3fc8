import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync } from "node:zlib";
import type { Hex } from "../../../plugin/engine/access/types.ts";
import type { LocalNetworkConfig } from "../../../plugin/network/config.ts";
import { RequestDefaults } from "../../../plugin/network/defaults/request-defaults.ts";
import type { RpcRequester } from "../../../plugin/network/defaults/requester.ts";
import { LocalNetwork, type NetworkEnvironment } from "../../../plugin/network/local-network.ts";

/** What one of a session's requests came to: the checksum of its result, or its error. */
export interface Outcome {
  readonly method: string;
  readonly checksum?: string;
  readonly error?: { readonly code: unknown; readonly message: string };
}

/** A request of the session whose answer is not the recorded one. */
export interface Difference {
  readonly index: number;
  readonly method: string;
  readonly params: readonly unknown[];
  readonly recorded: Outcome;
  readonly ours: Outcome;
  readonly result: unknown;
}

interface Request {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Requests that a real test suite sent to Hardhat's network, with what that answered. */
export interface Session {
  readonly config: LocalNetworkConfig;
  readonly requests: readonly Request[];
  readonly outcomes: readonly Outcome[];
}

const MESSAGE_LENGTH = 400;
/** Methods that make a block when mining is automatic. */
const MINING: ReadonlySet<string> = new Set([
  "eth_sendTransaction",
  "eth_sendRawTransaction",
  "evm_mine",
  "hardhat_mine",
]);

/** Reads a recorded session of the public test data. */
export function readSession(corpora: string, name: string, overrides: Partial<LocalNetworkConfig> = {}): Session {
  const [configuration, ...requests] = readLines(join(corpora, "rpc-sessions", `${name}.jsonl.gz`));
  const golden = readLines(join(corpora, "rpc-sessions", `${name}.golden.jsonl.gz`)) as Golden[];
  return {
    config: { ...configOf((configuration as { providerConfig: Recorded }).providerConfig), ...overrides },
    requests: requests.flat() as Request[],
    outcomes: golden.map(({ m, h, e }) => ({
      method: m,
      ...(e === undefined ? { checksum: h } : { error: { code: e.code, message: e.message } }),
    })),
  };
}

/**
 * Sends the requests of a session to a local network, one after the other, each block one second after the one before
 * unless the session says otherwise, and tells which were answered differently.
 */
export async function replaySession(session: Session, environment: NetworkEnvironment = {}): Promise<Difference[]> {
  const differences: Difference[] = [];
  const network = await LocalNetwork.create(session.config, environment);
  const clock = new SessionClock((method, params) => network.request(method, params));
  const defaults = new RequestDefaults({ gas: "auto", gasMultiplier: 1, gasPrice: "auto" }, {}, (method, params) =>
    network.request(method, params),
  );
  try {
    for (const [index, { method, params }] of session.requests.entries()) {
      await clock.before(method, params);
      let result: unknown;
      let ours: Outcome;
      try {
        const complete = defaults.covers(method) ? await defaults.apply(method, params) : params;
        result = await network.request(method, complete);
        ours = { method, checksum: checksum(result) };
      } catch (error) {
        const { code, message } = error as Error & { code?: unknown };
        if (typeof code !== "number") throw error;
        ours = { method, error: { code, message: message.slice(0, MESSAGE_LENGTH) } };
      }
      clock.after(method, params, ours.error);
      const recorded = session.outcomes[index] as Outcome;
      if (!isDeepStrictEqual(ours, recorded)) differences.push({ index, method, params, recorded, ours, result });
    }
  } finally {
    await network.close();
  }
  return differences;
}

/** Fixes the time of every block, as when the session's answers were recorded. */
export class SessionClock {
  readonly #request: RpcRequester;
  #increase = 0n;
  #isSet = false;

  constructor(request: RpcRequester) {
    this.#request = request;
  }

  async before(method: string, params: readonly unknown[]): Promise<void> {
    if (!MINING.has(method) || this.#isSet || (method === "evm_mine" && params.length > 0)) return;
    const { timestamp } = (await this.#request("eth_getBlockByNumber", ["latest", false])) as {
      timestamp: Hex;
    };
    await this.#request("evm_setNextBlockTimestamp", [`0x${(BigInt(timestamp) + 1n + this.#increase).toString(16)}`]);
  }

  /** @param error of the request, or undefined when it succeeded */
  after(method: string, params: readonly unknown[], error: unknown): void {
    if (MINING.has(method)) {
      this.#increase = 0n;
      this.#isSet = false;
    } else if (error === undefined && method === "evm_increaseTime") {
      this.#increase += BigInt(params[0] as string | number);
    } else if (error === undefined && method === "evm_setNextBlockTimestamp") {
      this.#isSet = true;
    }
  }
}

interface Golden {
  readonly m: string;
  readonly h?: string;
  readonly e?: { readonly code: unknown; readonly message: string };
}

/** The parts of a recorded provider configuration that matter here. */
interface Recorded {
  readonly chainId: number;
  readonly networkId: number;
  readonly hardfork: string;
  readonly coinbase: Hex;
  readonly ownedAccounts: readonly Hex[];
  readonly allowBlocksWithSameTimestamp: boolean;
  readonly allowUnlimitedContractSize: boolean;
  readonly bailOnCallFailure: boolean;
  readonly bailOnTransactionFailure: boolean;
  readonly minGasPrice: Hex;
  readonly mining: { readonly autoMine: boolean; readonly blockGasLimit: number };
  readonly network: { readonly Local: { readonly genesisBlockTime: string } };
}

const BALANCE = 0x21e19e0c9bab2400000n;

function configOf(recorded: Recorded): LocalNetworkConfig {
  return {
    chainId: BigInt(recorded.chainId),
    networkId: BigInt(recorded.networkId),
    hardfork: recorded.hardfork.toLowerCase(),
    accounts: recorded.ownedAccounts.map((privateKey) => ({ privateKey, balance: BALANCE })),
    mining: { auto: recorded.mining.autoMine, interval: 0, mempoolOrder: "priority" },
    blockGasLimit: BigInt(recorded.mining.blockGasLimit),
    transactionGasCap: false,
    initialDate: new Date(recorded.network.Local.genesisBlockTime),
    minGasPrice: BigInt(recorded.minGasPrice),
    coinbase: recorded.coinbase,
    allowBlocksWithSameTimestamp: recorded.allowBlocksWithSameTimestamp,
    allowUnlimitedContractSize: recorded.allowUnlimitedContractSize,
    throwOnTransactionFailures: recorded.bailOnTransactionFailure,
    throwOnCallFailures: recorded.bailOnCallFailure,
    loggingEnabled: false,
    workers: 1,
    verify: false,
    minParallelTransactions: 4,
  };
}

/** Of the golden files: block hashes and state roots count too, as the time of every block is fixed. */
function checksum(result: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(result ?? null))
    .digest("hex")
    .slice(0, 16);
}

function readLines(path: string): unknown[] {
  const text = gunzipSync(readFileSync(path)).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}
