import path from "node:path";
import type { EdrNetworkConfig } from "hardhat/types/config";
import type { HookContext } from "hardhat/types/hooks";
import type { NetworkConnection } from "hardhat/types/network";
import type { EngineConfig } from "../config/types.ts";
import { ConsolePrinter } from "../network/console/printer.ts";
import { RequestDefaults } from "../network/defaults/request-defaults.ts";
import type { RpcRequester } from "../network/defaults/requester.ts";
import type { ExecutedMessage, Failure } from "../network/failures/failure.ts";
import { ShadowNetwork } from "../network/failures/shadow.ts";
import type { LocalNetwork } from "../network/local-network.ts";
import { getRunStats } from "../stats/accessors.ts";
import type { ChainRecorder } from "../stats/chain-recorder.ts";
import { localNetworkConfig } from "./local-network-config.ts";

export interface ParallelConnectionOptions {
  readonly context: HookContext;
  readonly connection: NetworkConnection<string>;
  readonly network: EdrNetworkConfig;
  readonly engine: EngineConfig;
}

/**
 * One network connection on the parallel engine: the local network, and around it what Hardhat does around its own
 * (defaults of requests, Solidity errors, console.log, coverage).
 */
export class ParallelConnection {
  readonly #options: ParallelConnectionOptions;
  readonly #defaults: RequestDefaults;
  readonly #printer = new ConsolePrinter((line) => console.log(line));
  #coverageTags: string[] = [];
  #requests = 0;
  #network: Promise<LocalNetwork> | undefined;
  #shadow: ShadowNetwork | undefined;

  constructor(options: ParallelConnectionOptions) {
    this.#options = options;
    const { network, connection } = options;
    this.#defaults = new RequestDefaults(network, connection.provider as object, async (method, params) =>
      (await this.#started()).request(method, params),
    );
  }

  /** Loads the engine in the background. What goes wrong is thrown by the first request. */
  warmUp(): void {
    this.#started().catch(() => {});
  }

  /**
   * Answers a request.
   *
   * @param tag comes back with the block of a transaction that the request sends
   * @param hardhat asks Hardhat's own network
   * @throws RpcError, or an error of Hardhat's own network for failed executions
   */
  async request(method: string, params: readonly unknown[], tag: unknown, hardhat: RpcRequester): Promise<unknown> {
    if (this.#shadow === undefined) {
      this.#shadow = new ShadowNetwork(hardhat);
      if (this.#options.network.mining.interval !== 0) await this.#shadow.prepare();
    }
    this.#requests += 1;
    try {
      const network = await this.#started();
      const complete = this.#defaults.covers(method) ? await this.#defaults.apply(method, params) : params;
      return await network.request(method, complete, tag);
    } finally {
      this.#requests -= 1;
      await this.#deliver();
    }
  }

  async close(): Promise<void> {
    const network = await this.#network?.catch(() => undefined);
    await network?.close();
    await this.#deliver();
  }

  #started(): Promise<LocalNetwork> {
    this.#network ??= this.#start();
    return this.#network;
  }

  async #start(): Promise<LocalNetwork> {
    const { context, connection, network, engine } = this.#options;
    const coverage = await context.hooks.hasHandlers("network", "onCoverageData");
    const gasStats = await context.hooks.hasHandlers("network", "onGasMeasurement");
    const [{ LocalNetwork: Network }, { reproductionWriter }, config] = await Promise.all([
      import("../network/local-network.ts"),
      import("../replay/reproduction-file.ts"),
      localNetworkConfig(network, engine, coverage),
    ]);
    const stats = getRunStats(context);
    let recorder: ChainRecorder | undefined;
    const started = await Network.create(config, {
      onBlock: (block) => {
        recorder?.addBlock(block, (codeHash) => started.codeOf(codeHash));
        // Mined by the clock: no request will hand on what it left behind.
        if (this.#requests === 0) void this.#deliver();
      },
      afterBlocks: stats === undefined ? undefined : async () => await recorder?.proveAdditions(),
      saveReproduction: reproductionWriter(path.join(context.config.paths.cache, "parallel")),
      explainFailure: (failure) => this.#explain(failure),
      measureGas: gasStats ? (message) => this.#measure(message) : undefined,
      emit: (event, payload) => connection.provider.emit(event, payload),
      onConsoleLog: (input) => this.#printer.hold([input]),
      onCoverage: coverage
        ? (inputs) => this.#coverageTags.push(...inputs.map((input) => Buffer.from(input).toString("hex")))
        : undefined,
    });
    const accounts = (await started.request("eth_accounts")) as string[];
    recorder = stats?.openChain(connection.networkName, accounts);
    return started;
  }

  async #explain(failure: Failure): Promise<Error | undefined> {
    const explanation = await this.#shadow?.explain(failure);
    if (explanation?.executed) this.#printer.drop(failure.consoleInputs);
    return explanation?.error;
  }

  /** Hardhat's own network measures what it executes, in the words of its gas statistics. */
  async #measure(message: ExecutedMessage): Promise<void> {
    const execution = await this.#shadow?.execute(message);
    if (execution?.executed) this.#printer.drop(message.consoleInputs);
  }

  /** Hands on what the executions of a request left behind. */
  async #deliver(): Promise<void> {
    await this.#printer.flush();
    if (this.#coverageTags.length === 0) return;
    const tags = this.#coverageTags;
    this.#coverageTags = [];
    await this.#options.context.hooks.runParallelHandlers("network", "onCoverageData", [tags]);
  }
}
