import { type Common, Hardfork } from "@ethereumjs/common";
import { Address, createWithdrawal, SHA256_NULL } from "@ethereumjs/util";
import { CommittingBlock } from "./block/block-job.ts";
import { collectRequests } from "./block/requests.ts";
import { sealBlock } from "./block/seal.ts";
import { closeBlock, openBlock } from "./block/system.ts";
import type { BlockExecutor } from "./block-executor.ts";
import { warnOfUncheckedVersions } from "./checked-versions.ts";
import { InvalidCallError } from "./errors.ts";
import { coversRules } from "./evm/covered-rules.ts";
import { GasNeed } from "./evm/gas-need.ts";
import { type DetailedExecution, VmTransactionExecutor } from "./executor.ts";
import { ParallelExecutor } from "./parallel/parallel-executor.ts";
import { SenderRecovery } from "./parallel/sender-recovery.ts";
import { prefetch } from "./prefetch.ts";
import { prestateOf } from "./prestate.ts";
import { SequentialExecutor } from "./sequential.ts";
import { ForkedWorldState } from "./state/forked-state.ts";
import { bytesToHexString } from "./state/keys.ts";
import { MissingStateError } from "./state/missing-state.ts";
import { OverriddenView } from "./state/overridden-view.ts";
import { MadeUpRoot, type StateRoot } from "./state/state-root.ts";
import { type StateProof, StateTrie } from "./state/state-trie.ts";
import type { AddressKey, SlotKey, StateView } from "./state/types.ts";
import { WorldState } from "./state/world-state.ts";
import { decodeTransaction, decodeUnidentified, senderOf } from "./transactions/encoded.ts";
import type {
  BlockInput,
  BlockResult,
  CallInput,
  CallResult,
  EngineOptions,
  MeasuredCall,
  SendableTransaction,
} from "./types.ts";
import type { BlockVerifier } from "./verify/block-verifier.ts";

/**
 * One chain's state and the execution of its blocks: (block, pre-state) to (post-state, receipts, access records).
 *
 * Blocks and calls are executed one at a time, in the order in which they were asked for. The state may be modified
 * directly (`state.setBalance` and so on) between blocks, never while one is being executed.
 */
export class Engine {
  readonly state: WorldState;
  /** The chain rules: create transactions with it. */
  readonly common: Common;

  readonly #options: EngineOptions;
  readonly #executor: VmTransactionExecutor;
  readonly #blocks: BlockExecutor;
  readonly #trie: StateTrie | undefined;
  readonly #root: StateRoot;
  #verifier: BlockVerifier | undefined;
  /** Made for the first message whose gas is measured. */
  #measuring: { readonly need: GasNeed; readonly executor: VmTransactionExecutor } | undefined;
  readonly #systemOperations: boolean;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(options: EngineOptions, executor: VmTransactionExecutor, blocks: BlockExecutor) {
    this.#options = options;
    this.#executor = executor;
    this.#systemOperations = options.systemOperations ?? true;
    this.#blocks = blocks;
    this.state = options.remote === undefined ? new WorldState() : new ForkedWorldState(options.remote);
    this.#trie = options.remote === undefined ? new StateTrie(this.state) : undefined;
    this.#root = this.#trie ?? new MadeUpRoot();
    this.common = executor.common;
  }

  /**
   * @param blockExecutor who executes blocks, when it is not for `options.workers` to say.
   * @throws UnknownHardforkError
   */
  static async create(
    options: EngineOptions,
    blockExecutor: (executor: VmTransactionExecutor) => BlockExecutor = (executor) =>
      options.workers > 1 ? new ParallelExecutor(options, executor) : new SequentialExecutor(executor, "disabled"),
  ): Promise<Engine> {
    warnOfUncheckedVersions();
    const executor = await VmTransactionExecutor.create(options);
    const engine = new Engine(options, executor, blockExecutor(executor));
    if (options.verify) {
      // The other implementation is loaded only for those who want it.
      const { BlockVerifier } = await import("./verify/block-verifier.ts");
      engine.#verifier = new BlockVerifier(engine.state, options);
    }
    return engine;
  }

  /**
   * Decodes signed transactions for a block. Their senders are recovered on all threads, also while the block is being
   * executed already: whether a signature is valid may show as late as that.
   *
   * @param serialized are kept with the transactions: they must not be modified afterwards.
   * @throws what `decodeTransaction` and `senderOf` throw.
   */
  decode(serialized: readonly Uint8Array[]): SendableTransaction[] {
    const { common } = this;
    const shared = this.#blocks.recoverSenders?.(serialized);
    if (shared !== undefined) {
      const transactions = serialized.map((bytes) => decodeUnidentified(bytes, { common }));
      return new SenderRecovery(shared, transactions).recovered();
    }
    return serialized.map((bytes) => {
      const tx = decodeTransaction(bytes, { common });
      return { tx, sender: senderOf(tx), impersonated: false };
    });
  }

  /**
   * Executes a block on the present state and commits it.
   *
   * @throws InvalidBlockError, VerificationError; the state is then as it was before.
   */
  executeBlock(input: BlockInput): Promise<BlockResult> {
    return this.#inTurn(async () => {
      const before = this.state.version;
      try {
        await this.#verifier?.prepare();
        const result = await this.#executeLoaded(input);
        await this.#verifier?.verify(input, result);
        return result;
      } catch (error) {
        this.state.revertTo(before);
        throw error;
      }
    });
  }

  /**
   * Executes a message on a version of the state and forgets what it changed.
   *
   * @throws InvalidCallError, InvalidBlockError, UnknownVersionError
   */
  call(input: CallInput): Promise<CallResult> {
    return this.#inTurn(() => this.#call(input));
  }

  /**
   * As `call`, and finds out the least gas that the message needs.
   *
   * @throws InvalidCallError, InvalidBlockError, UnknownVersionError
   */
  measure(input: CallInput): Promise<MeasuredCall> {
    return this.#inTurn(() => this.#measure(input));
  }

  /** Resolves when the worker threads have started: blocks before that are executed on the main thread. */
  async ready(): Promise<void> {
    await this.#blocks.ready();
  }

  /** Root of the present state. */
  stateRoot(): Promise<Uint8Array> {
    return this.#inTurn(async () => this.#root.root());
  }

  /**
   * Proves an account and slots of it (EIP-1186).
   *
   * @param version of the state; the present one when absent
   * @throws UnknownVersionError
   */
  prove(address: AddressKey, slots: readonly SlotKey[], version?: number): Promise<StateProof> {
    return this.#inTurn(async () => {
      if (this.#trie === undefined) throw new Error("Of a state that is kept elsewhere nothing can be proven");
      return this.#trie.prove(address, slots, version);
    });
  }

  /** Waits for what is being executed and releases all threads. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#blocks.close();
      this.#root.close();
      this.#verifier?.close();
    });
  }

  /**
   * A block in which something is missing of a state kept elsewhere is begun again when that is there, so that all
   * threads have it and not every transaction waits for an answer of its own.
   */
  async #executeLoaded(input: BlockInput): Promise<BlockResult> {
    if (!(this.state instanceof ForkedWorldState) || input.transactions.length < 2) return this.#executeBlock(input);
    const before = this.state.version;
    this.#executor.onMissing = "throw";
    try {
      return await this.#executeBlock(input);
    } catch (error) {
      if (!(error instanceof MissingStateError)) throw error;
      this.state.revertTo(before);
    } finally {
      this.#executor.onMissing = "load";
    }
    await prefetch(this.#executor, input, this.state);
    return this.#executeBlock(input);
  }

  async #executeBlock(input: BlockInput): Promise<BlockResult> {
    const { state, common } = this;
    const { environment } = input;
    const header = this.#executor.headerOf(environment);
    const withdrawals = (input.withdrawals ?? []).map(createWithdrawal);
    if (this.#systemOperations) await openBlock(this.#executor, state, environment);
    const block = new CommittingBlock(input, header, state, this.#root);
    const execution = await this.#blocks.execute(block);
    await closeBlock(this.#executor, state, environment, withdrawals, input.reward);
    const requestsHash = common.isActivatedEIP(7685) ? await this.#requestsHash(block, environment.number) : undefined;
    const sealed = sealBlock(block, { stateRoot: this.#root.root(), requestsHash, withdrawals }, common);
    return {
      block: sealed,
      outcomes: block.outcomes,
      excluded: block.excluded,
      record: {
        number: environment.number,
        hash: bytesToHexString(sealed.hash()),
        timestamp: environment.timestamp,
        hardfork: common.hardfork(),
        coinbase: bytesToHexString(environment.coinbase.bytes),
        gasUsed: block.gasUsed,
        // An own property like the others, so that copies of the record have it too.
        get transactions() {
          return block.records;
        },
        execution,
      },
    };
  }

  /** Without system operations there are no requests either: the hash is that of an empty list. */
  async #requestsHash(block: CommittingBlock, number: bigint): Promise<Uint8Array> {
    return this.#systemOperations ? collectRequests(this.#executor, this.state, block.logs, number) : SHA256_NULL;
  }

  async #measure(input: CallInput): Promise<MeasuredCall> {
    const { common } = this;
    if (!common.gteHardfork(Hardfork.Berlin) || !coversRules(common)) return this.#call(input);
    this.#measuring ??= await this.#createMeasuring();
    const { need, executor } = this.#measuring;
    // What is missing is loaded before: an execution that ends in the middle is not measured.
    if (this.state instanceof ForkedWorldState) await this.#call(input);
    need.begin();
    const result = await this.#call(input, executor);
    if (!result.succeeded || result.internalOutOfGas === true) return result;
    return { ...result, leastGas: need.leastGas(input.transaction.tx.gasLimit, result.gasUsedBeforeRefund) };
  }

  /** An EVM of its own, so that the one that executes blocks pays nothing for it. */
  async #createMeasuring() {
    const need = new GasNeed();
    const options = { ...this.#options, recordAccesses: false };
    return { need, executor: await VmTransactionExecutor.create(options, need) };
  }

  async #call(input: CallInput, executor = this.#executor): Promise<CallResult> {
    const base: StateView = input.version === undefined ? this.state : this.state.at(input.version);
    const view = input.overrides === undefined ? base : new OverriddenView(base, input.overrides);
    executor.beginBlock(input.environment, input.blockHash);
    const { skipBalance, skipNonce } = input;
    const execution = await executor.execute(input.transaction, view, {
      skipBalance,
      skipNonce,
      unrecorded: true,
    });
    return callResult(execution, view);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => {});
    return result;
  }
}

function callResult(execution: DetailedExecution, view: StateView): CallResult {
  const { outcome } = execution;
  if (outcome.kind === "invalid") throw new InvalidCallError(outcome.reason, outcome.message);
  return {
    succeeded: outcome.succeeded,
    gasUsed: outcome.gasUsed,
    gasUsedBeforeRefund: execution.gasUsedBeforeRefund,
    internalOutOfGas: execution.internalOutOfGas,
    lookedAtBlock: execution.lookedAtBlock,
    returnValue: outcome.returnValue,
    exception: outcome.exception,
    createdAddress: outcome.createdAddress === undefined ? undefined : new Address(outcome.createdAddress),
    consoleInputs: outcome.consoleInputs,
    coverageInputs: outcome.coverageInputs,
    prestate: prestateOf(execution.reads, execution.writes, view),
  };
}
