import { randomBytes } from "node:crypto";
import { getActivePrecompiles } from "@ethereumjs/evm";
import type { Hex } from "../engine/access/types.ts";
import type { ProveAdditions } from "../engine/dataflow/addition-prover.ts";
import { hexToKey } from "../engine/state/keys.ts";
import type { BlockResult, EngineOptions } from "../engine/types.ts";
import { Additions } from "./additions.ts";
import type { LocalNetworkConfig } from "./config.ts";
import type { ExplainFailure, MeasureGas } from "./failures/failure.ts";
import { FollowUp } from "./follow-up.ts";
import { LocalNode, type NodeListeners } from "./local-node.ts";
import type { CallTraces } from "./log/call-traces.ts";
import type { LogElsewhere } from "./log/description.ts";
import { NodeLog } from "./log/node-log.ts";
import type { LogOutput } from "./log/request-log.ts";
import { OpenBlock } from "./open-block.ts";
import { IntervalMining } from "./pool/interval-mining.ts";
import type { RpcContext } from "./rpc/context.ts";
import { formatNotifications } from "./rpc/eth-filters.ts";
import { GasMeasurement } from "./rpc/gas-measurement.ts";
import { callMethod, type MethodTable } from "./rpc/method.ts";
import { methods } from "./rpc/methods.ts";
import { executedTransaction } from "./rpc/transaction-failure.ts";
import type { Tracer } from "./tracing/tracer.ts";

/** A block that was mined. */
export interface BlockEvent {
  readonly result: BlockResult;
  /** Number of `evm_revert`s before it: blocks of different branches never were in one chain. */
  readonly branch: number;
  /** `tags[i]` came with the request that sent transaction i. */
  readonly tags: readonly unknown[];
  /** To be called in `afterBlocks` only. */
  readonly proveAdditions: ProveAdditions;
}

/** What a local network needs from its surroundings. All of it may be left out. */
export interface NetworkEnvironment {
  /** Called for every mined block, before the request that caused it is answered. Pending blocks are none. */
  onBlock?(event: BlockEvent): void;
  /** Called after a request that mined, also when it failed: nothing else is executed until the promise is fulfilled. */
  afterBlocks?(): Promise<void>;
  /** Finds a better error for a failed call or transaction than its message. */
  readonly explainFailure?: ExplainFailure;
  /** Makes the traces of `debug_traceCall` and `debug_traceTransaction`, which are not there without it. */
  readonly tracer?: Tracer;
  /** Called for every call and every mined transaction that succeeded, before the request is answered. */
  readonly measureGas?: MeasureGas;
  /** Delivers an event of a subscription under the two names that providers emit it. */
  emit?(event: "notification" | "message", payload: unknown): void;
  /** Where requests are logged while that is on; nothing is without it. */
  readonly logOutput?: LogOutput;
  /** Traces what requests execute; absent where nobody wants to see it. */
  readonly callTraces?: CallTraces;
  /** Finds out what messages call, for the log. */
  readonly logElsewhere?: LogElsewhere;
  /** Input of a call to console.log, of mined transactions, calls and estimations, in order: those that no log shows. */
  onConsoleLog?(input: Uint8Array): void;
  /** Inputs of calls to Hardhat's coverage address of one block or call. */
  onCoverage?(inputs: Uint8Array[]): void;
  /** Keeps a block that `verify` found to differ, and returns where it is. */
  readonly saveReproduction?: EngineOptions["saveReproduction"];
  /** Answer of `web3_clientVersion`. */
  readonly clientVersion?: string;
}

const NO_OUTPUT: LogOutput = { printLine() {}, replaceLastLine() {} };

const CLIENT_VERSION = "edr/hardhat-parallel";

/**
 * A local chain behind JSON-RPC: it answers what Hardhat's simulated network answers, and executes on the engine.
 *
 * Requests are answered one at a time, in the order in which they came.
 */
export class LocalNetwork {
  readonly #node: LocalNode;
  readonly #methods: MethodTable;
  readonly #context: RpcContext;
  readonly #interval: IntervalMining;
  readonly #followUp: FollowUp;
  readonly #log: NodeLog;
  #queue: Promise<unknown> = Promise.resolve();
  #nextRequestId = 1;

  private constructor(
    node: LocalNode,
    table: MethodTable,
    environment: NetworkEnvironment,
    followUp: FollowUp,
    log: NodeLog,
  ) {
    this.#node = node;
    this.#log = log;
    this.#methods = table;
    this.#followUp = followUp;
    this.#interval = new IntervalMining(() =>
      this.#inTurn(async () => await log.minedAtInterval(await node.miner.mine())),
    );
    this.#context = {
      node,
      clientVersion: environment.clientVersion ?? CLIENT_VERSION,
      instanceId: `0x${randomBytes(32).toString("hex")}`,
      explainFailure: environment.explainFailure,
      measureGas: environment.measureGas,
      tracer: environment.tracer,
      log,
      observe: (execution) => observe(environment, execution, log),
      setMiningInterval: (interval) => this.#interval.set(interval),
    };
    this.#interval.set(node.config.mining.interval);
  }

  /** @throws UnknownHardforkError, RpcError when the chain to continue cannot be */
  static async create(config: LocalNetworkConfig, environment: NetworkEnvironment = {}): Promise<LocalNetwork> {
    const { measureGas, saveReproduction, afterBlocks } = environment;
    const gas = measureGas === undefined ? undefined : new GasMeasurement(measureGas);
    const followUp = new FollowUp([
      ...(gas === undefined ? [] : [() => gas.measure(node)]),
      ...(afterBlocks === undefined ? [] : [() => afterBlocks.call(environment)]),
    ]);
    const additions = new Additions();
    const listeners: NodeListeners = {
      saveReproduction,
      onBlock: (mined, branch) => {
        const { result, tags } = mined;
        followUp.mined();
        gas?.add(mined);
        for (const outcome of result.outcomes) observe(environment, outcome, log);
        environment.onBlock?.({
          result,
          branch,
          tags,
          // Most blocks are never asked.
          get proveAdditions() {
            return additions.of(node, mined);
          },
        });
      },
      onEvent: (id, event) => {
        const subscription = `0x${id.toString(16)}`;
        for (const result of formatNotifications(event, node.chain.rules)) {
          environment.emit?.("notification", { subscription, result });
          environment.emit?.("message", { type: "eth_subscription", data: { subscription, result } });
        }
      },
    };
    const node = await LocalNode.create(config, listeners);
    const log = new NodeLog({
      enabled: config.loggingEnabled,
      output: environment.logOutput ?? NO_OUTPUT,
      state: node.chain.state,
      precompiles: new Set([...getActivePrecompiles(node.chain.common).keys()].map((address): Hex => `0x${address}`)),
      logElsewhere: environment.logElsewhere,
      traces: environment.callTraces,
      executedTransaction: (mined, outcome) => executedTransaction(node, mined, outcome, true),
    });
    const table = node.fork === undefined ? methods : (await import("./fork/methods.ts")).forkedMethods;
    return new LocalNetwork(node, table, environment, followUp, log);
  }

  /**
   * Answers a request. Neither `params` nor the answer is ever shared with the network's state.
   *
   * @param tag anything: comes back with the block of a transaction that this request sends
   * @throws RpcError, or whatever `explainFailure` found for a failed execution
   */
  request(method: string, params: readonly unknown[] = [], tag?: unknown): Promise<unknown> {
    const id = this.#nextRequestId++;
    const log = this.#log;
    return this.#inTurn(async () => {
      try {
        const result = await callMethod(this.#methods, this.#context, { id, method, params }, tag);
        if (log.listens) await log.answered(method);
        return result;
      } catch (error) {
        if (log.listens) await log.failed(method, error);
        throw error;
      }
    });
  }

  /** Addresses of the accounts that the network holds the keys of. */
  get accounts(): readonly Hex[] {
    return this.#node.accounts.addresses;
  }

  /** Are requests logged? */
  get isLogging(): boolean {
    return this.#log.enabled;
  }

  /** Code that some account has or had, by its hash. */
  codeOf(codeHash: Hex): Uint8Array | undefined {
    const code = this.#node.engine.state.code(hexToKey(codeHash));
    return code.length > 0 ? code : undefined;
  }

  /**
   * Nothing is mined from here on until the block is closed, which takes what is sent until then.
   *
   * @throws OpenBlockError while transactions wait in the pool already
   */
  async openBlock(): Promise<OpenBlock> {
    const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => this.#inTurn(work);
    return await this.#inTurn(async () => new OpenBlock(this.#context, this.#interval, inTurn));
  }

  /** Is the transaction in a block of the chain as it is now? */
  isMined(transactionHash: Hex): boolean {
    return this.#node.chain.blocks.transaction(transactionHash) !== undefined;
  }

  /** Does the transaction wait to be mined? */
  isPending(transactionHash: Hex): boolean {
    return this.#node.pool.byHash(transactionHash) !== undefined;
  }

  /** Stops mining, waits for what is being executed and releases all threads. */
  async close(): Promise<void> {
    this.#interval.stop();
    await this.#inTurn(() => this.#node.close());
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(this.#followUp.after(work));
    this.#queue = result.catch(() => {});
    return result;
  }
}

function observe(
  environment: NetworkEnvironment,
  execution: { consoleInputs: readonly Uint8Array[]; coverageInputs: readonly Uint8Array[] },
  log: NodeLog,
): void {
  if (!log.enabled) for (const input of execution.consoleInputs) environment.onConsoleLog?.(input);
  if (execution.coverageInputs.length > 0) environment.onCoverage?.([...execution.coverageInputs]);
}
