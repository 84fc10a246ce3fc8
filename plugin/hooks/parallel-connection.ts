import type { EdrNetworkConfig } from "hardhat/types/config";
import type { HookContext } from "hardhat/types/hooks";
import type { NetworkConnection } from "hardhat/types/network";
import type { BlockReport } from "../assertions/block-report.ts";
import { blocksFolder } from "../config/cache-folders.ts";
import type { EngineConfig } from "../config/types.ts";
import type { Hex } from "../engine/access/types.ts";
import { ConsolePrinter } from "../network/console/printer.ts";
import { unprinted } from "../network/console/unprinted.ts";
import { RequestDefaults } from "../network/defaults/request-defaults.ts";
import type { RpcRequester } from "../network/defaults/requester.ts";
import type { ExecutedMessage, Failure } from "../network/failures/failure.ts";
import { type ShadowExecution, ShadowNetwork } from "../network/failures/shadow.ts";
import type { LocalNetwork } from "../network/local-network.ts";
import { CallTraces, TRACES_FAILURES } from "../network/log/call-traces.ts";
import { terminal } from "../network/log/terminal.ts";
import type { OpenBlock } from "../network/open-block.ts";
import { OpenBlockError } from "../network/open-block-error.ts";
import type { Namer } from "../source/namer.ts";
import { getRunStats } from "../stats/accessors.ts";
import type { BlockWatch } from "../stats/block-watch.ts";
import type { ChainRecorder } from "../stats/chain-recorder.ts";
import { localNetworkConfig } from "./local-network-config.ts";
import { unmeasured } from "./unmeasured.ts";
import { checkWhileOpen } from "./while-open.ts";

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
  readonly #traces: CallTraces | undefined;
  readonly #printer = new ConsolePrinter((line) => console.log(line));
  #coverageTags: string[] = [];
  #requests = 0;
  readonly #watches = new Set<Watched>();
  #open: OpenBlock | undefined;
  #namer: Promise<Namer> | undefined;
  #network: Promise<LocalNetwork> | undefined;
  #closed: Promise<void> | undefined;
  #shadow: ShadowNetwork | undefined;
  /** What has to be done with the shadow before the first request is answered; nothing on most networks. */
  #preparation: Promise<unknown> | undefined;

  constructor(options: ParallelConnectionOptions) {
    this.#options = options;
    this.#traces = this.#callTraces();
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
    this.#shadow ??= this.#openShadow(hardhat);
    if (this.#preparation !== undefined) await this.#preparation;
    if (this.#open !== undefined) checkWhileOpen(this.#open, method, params);
    this.#requests += 1;
    try {
      const network = await this.#started();
      const complete = this.#defaults.covers(method) ? await this.#defaults.apply(method, params) : params;
      const result = await network.request(method, complete, tag);
      if (isSend(method)) for (const { sent } of this.#watches) sent.push(result as Hex);
      return result;
    } finally {
      this.#requests -= 1;
      const delivery = this.#deliver();
      if (delivery !== undefined) await delivery;
    }
  }

  /** Are requests being answered? */
  get isBusy(): boolean {
    return this.#requests > 0;
  }

  /** Does a transaction that fails make the request that sends it fail? */
  get throwsOnFailures(): boolean {
    return this.#options.network.throwOnTransactionFailures;
  }

  /**
   * Collects what is sent from here on for one block. To be followed by `closeBlock`.
   *
   * @throws OpenBlockError when there is such a block already, or transactions wait in the pool
   */
  async openBlock(): Promise<OpenBlock> {
    const network = await this.#started();
    if (this.#open !== undefined) {
      throw new OpenBlockError(
        "parallel.block runs on this connection already, and a transaction can only be in one of two blocks. Await the first, or open a connection of its own for each.",
      );
    }
    this.#open = await network.openBlock();
    return this.#open;
  }

  /** Mining goes on as it was before `openBlock`. */
  async closeBlock(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.close();
  }

  /** Watches which transactions are sent and mined until the promise is settled. */
  async watching<Result>(run: () => Promise<Result>): Promise<Watched & { readonly result: Result }> {
    const { BlockWatch: Watch } = await import("../stats/block-watch.ts");
    const watched: Watched = { watch: new Watch(), sent: [] };
    this.#watches.add(watched);
    try {
      return { ...watched, result: await run() };
    } finally {
      this.#watches.delete(watched);
    }
  }

  /** Those of the transactions that are mined on the chain as it is now, and those that wait for that. */
  async whereabouts(
    hashes: readonly Hex[],
  ): Promise<{ readonly mined: readonly Hex[]; readonly pending: readonly Hex[] }> {
    const network = await this.#started();
    const mined = hashes.filter((hash) => network.isMined(hash));
    return { mined, pending: hashes.filter((hash) => network.isPending(hash)) };
  }

  /** Reports on transactions that were watched. */
  async report(watch: BlockWatch, hashes: readonly Hex[], name: string): Promise<BlockReport> {
    const { artifacts, config } = this.#options.context;
    const { buildReport, namerFor } = await import("../assertions/build-report.ts");
    this.#namer ??= this.#started().then(async (network) => namerFor(artifacts, network.accounts));
    return await buildReport(watch, { hashes, name, namer: await this.#namer, projectRoot: config.paths.root });
  }

  /** Waits for what is being answered. */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
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
      localNetworkConfig(network, engine, coverage, context.config.chainDescriptors),
    ]);
    const stats = getRunStats(context);
    let recorder: ChainRecorder | undefined;
    const started = await Network.create(config, {
      onBlock: (block) => {
        const codeOf = (codeHash: Hex) => started.codeOf(codeHash);
        recorder?.addBlock(block, codeOf);
        for (const { watch } of this.#watches) watch.add(block, codeOf);
        // Mined by the clock: no request will hand on what it left behind.
        if (this.#requests === 0) void this.#deliver();
      },
      afterBlocks: async () => {
        await recorder?.proveAdditions();
        for (const { watch } of this.#watches) await watch.proveAdditions();
      },
      saveReproduction: reproductionWriter(blocksFolder(context.config.paths.cache)),
      explainFailure: (failure) => this.#explain(failure),
      tracer: {
        traceCall: (call) => this.#requireShadow().traceCall(call),
        traceTransaction: (transaction) => {
          const trace = () => this.#requireShadow().traceTransaction(transaction);
          const { consoleInputs, receipt } = transaction;
          const quietly = () => unprinted(consoleInputs, trace);
          return gasStats ? unmeasured(context.hooks, receipt.gasUsed, quietly) : quietly();
        },
      },
      measureGas: gasStats ? (message) => this.#measure(message) : undefined,
      emit: (event, payload) => connection.provider.emit(event, payload),
      callTraces: this.#traces,
      logOutput: terminal,
      logElsewhere: (message) => this.#requireShadow().logOf(message),
      onConsoleLog: (input) => this.#printer.hold([input]),
      onCoverage: coverage
        ? (inputs) => {
            for (const input of inputs) this.#coverageTags.push(Buffer.from(input).toString("hex"));
          }
        : undefined,
    });
    recorder = stats?.openChain(connection.networkName, started.accounts);
    return started;
  }

  /** The shadow would mine on its own where the network does, and log what it is asked where that does. */
  #openShadow(hardhat: RpcRequester): ShadowNetwork {
    const { loggingEnabled, mining, throwOnCallFailures } = this.#options.network;
    const shadow = new ShadowNetwork(
      hardhat,
      throwOnCallFailures,
      this.#traces && ((trace) => this.#traces?.collect(trace)),
    );
    if (loggingEnabled || mining.interval !== 0) {
      const silence = loggingEnabled ? hardhat("hardhat_setLoggingEnabled", [false]) : Promise.resolve();
      this.#preparation = silence.then(async () => {
        if (mining.interval !== 0) await shadow.prepare();
        this.#preparation = undefined;
      });
    }
    return shadow;
  }

  /** Absent unless Hardhat is to be so verbose that its networks print the calls of what they execute. */
  #callTraces(): CallTraces | undefined {
    const { verbosity } = this.#options.context.globalOptions;
    if (!(verbosity >= TRACES_FAILURES)) return undefined;
    return new CallTraces({
      verbosity,
      traceElsewhere: (message) => unprinted(message.consoleInputs, () => this.#requireShadow().traceOf(message)),
      print: async (text) => {
        await this.#printer.flush();
        console.log(text);
      },
    });
  }

  #requireShadow(): ShadowNetwork {
    if (this.#shadow === undefined) throw new Error("Nothing has been requested yet");
    return this.#shadow;
  }

  async #explain(failure: Failure): Promise<Error | undefined> {
    const explanation = await this.#executed(failure, (shadow) => shadow.explain(failure));
    return explanation.error;
  }

  /** Hardhat's own network measures what it executes, in the words of its gas statistics. */
  async #measure(message: ExecutedMessage): Promise<void> {
    await this.#executed(message, (shadow) => shadow.execute(message));
  }

  /** Has the shadow execute a message, which prints what the contracts log, and prints that but once. */
  async #executed(
    { consoleInputs }: ExecutedMessage,
    execute: (shadow: ShadowNetwork) => Promise<ShadowExecution>,
  ): Promise<ShadowExecution> {
    const shadow = this.#requireShadow();
    if ((await this.#started()).isLogging) return await unprinted(consoleInputs, () => execute(shadow));
    const execution = await execute(shadow);
    if (execution.executed) this.#printer.drop(consoleInputs);
    return execution;
  }

  /** Hands on what the executions of a request left behind; undefined where that is nothing. */
  #deliver(): Promise<void> | undefined {
    const printed = this.#printer.flush();
    return this.#coverageTags.length === 0 ? printed : this.#deliverCoverage(printed);
  }

  async #deliverCoverage(printed: Promise<void> | undefined): Promise<void> {
    await printed;
    const tags = this.#coverageTags;
    this.#coverageTags = [];
    if (tags.length > 0) await this.#options.context.hooks.runParallelHandlers("network", "onCoverageData", [tags]);
  }
}

/** Transactions that are watched. */
export interface Watched {
  readonly watch: BlockWatch;
  /** Hashes of those that were sent, whether they were mined or not. */
  readonly sent: Hex[];
}

/** Does the method send a transaction? It answers its hash. */
export function isSend(method: string): boolean {
  return method === "eth_sendTransaction" || method === "eth_sendRawTransaction";
}
