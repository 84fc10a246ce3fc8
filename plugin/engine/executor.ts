import { Block, type BlockHeader } from "@ethereumjs/block";
import { type Common, Hardfork } from "@ethereumjs/common";
import { isBlob4844Tx, type TypedTransaction } from "@ethereumjs/tx";
import { bigIntMax, EthereumJSError } from "@ethereumjs/util";
import { createVM, type RunTxResult, runTx, type VM } from "@ethereumjs/vm";
import { AccessRecorder } from "./access/recorder.ts";
import { SilentRecorder } from "./access/silent-recorder.ts";
import { accessesOf } from "./access/transaction-record.ts";
import type { Accesses } from "./access/types.ts";
import { bloomOf } from "./block/bloom.ts";
import { executionHeader } from "./block/environment.ts";
import { keccakReady } from "./crypto/keccak.ts";
import { EngineEvm, type EngineEvmOptions } from "./evm/engine-evm.ts";
import { findStockClasses } from "./evm/stock-classes.ts";
import type { ExecutedTransaction, Execution, TransactionExecutor } from "./execution.ts";
import { createEngineCommon } from "./hardforks.ts";
import { ALL_LEVERS } from "./levers.ts";
import { addressToKey } from "./state/keys.ts";
import { type MissingKey, MissingStateError } from "./state/missing-state.ts";
import { TransactionState } from "./state/transaction-state.ts";
import type { StateView, WriteSet } from "./state/types.ts";
import { WorldState } from "./state/world-state.ts";
import { collectWrites } from "./state/write-set.ts";
import { asSent } from "./transactions/as-sent.ts";
import { keepDataGas } from "./transactions/data-gas.ts";
import { likelyKeys } from "./transactions/likely-keys.ts";
import { refusal } from "./transactions/refusal.ts";
import type { BlockEnvironment, EngineOptions, SendableTransaction } from "./types.ts";

/** The settings that decide what a transaction does. Plain values: a worker gets them as they are. */
export type ExecutorOptions = Pick<
  EngineOptions,
  | "chainId"
  | "hardfork"
  | "allowUnlimitedContractSize"
  | "transactionGasCap"
  | "contractSenders"
  | "recordAccesses"
  | "levers"
> & {
  /** Part of the state is kept elsewhere. */
  readonly forked?: boolean;
};

/** What `execute` may leave unchecked, for messages that nobody signed. */
export interface ExecutionChecks {
  readonly skipBalance?: boolean;
  readonly skipNonce?: boolean;
}

/** Whether what is missing of a state kept elsewhere is loaded, to execute again then, or `MissingStateError` is thrown. */
export type OnMissing = "load" | "throw";

/** What may be left out of an execution, or done otherwise. */
export interface ExecuteOptions extends ExecutionChecks {
  /** Nobody will look at the access record: it is left empty. */
  readonly unrecorded?: boolean;
  /** Unless set, as the executor says. */
  readonly onMissing?: OnMissing;
}

/** An execution, with what only a caller of `eth_call` wants to know. */
export interface DetailedExecution extends Execution {
  /** Gas used before refunds: that much has to be provided. */
  readonly gasUsedBeforeRefund: bigint;
  /** A message below the top one ran out of gas. */
  readonly internalOutOfGas: boolean;
}

const NO_WRITES: WriteSet = { accounts: new Map(), slots: new Map(), codes: new Map() };

const noAccesses = (): Accesses => ({ storage: [], accounts: [], preimages: [], codes: [] });

/** `TransactionExecutor` on `@ethereumjs/vm`: its unchanged `runTx`, over an EVM and a state that keep track. */
export class VmTransactionExecutor implements TransactionExecutor {
  readonly common: Common;
  onMissing: OnMissing = "load";
  readonly #vm: VM;
  readonly #evm: EngineEvm;
  readonly #state: TransactionState;
  readonly #gasCap: bigint | undefined;
  readonly #contractSenders: boolean;
  readonly #records: boolean;
  readonly #countsCalldata: boolean;
  #block: Block | undefined;
  #environment: BlockEnvironment | undefined;
  #blockHash: (number: bigint) => Uint8Array | undefined = () => undefined;

  private constructor(options: ExecutorOptions, vm: VM, evm: EngineEvm, state: TransactionState) {
    this.common = evm.common;
    this.#vm = vm;
    this.#evm = evm;
    this.#state = state;
    this.#gasCap = gasCapOf(options, evm.common);
    this.#contractSenders = options.contractSenders ?? false;
    this.#records = options.recordAccesses ?? true;
    this.#countsCalldata = (options.levers ?? ALL_LEVERS).calldata;
  }

  /**
   * @param instrument see `EngineEvmOptions`.
   * @throws UnknownHardforkError
   */
  static async create(
    options: ExecutorOptions,
    instrument?: EngineEvmOptions["instrument"],
  ): Promise<VmTransactionExecutor> {
    await Promise.all([keccakReady, findStockClasses()]);
    const common = createEngineCommon(options);
    const state = new TransactionState(new WorldState());
    const blockHash = (number: number) => executor.#blockHash(BigInt(number)) ?? new Uint8Array(32);
    const blockchain = {
      getBlock: async (number: number) => ({ hash: () => blockHash(number) }),
      putBlock: async () => {},
      shallowCopy: () => blockchain,
    };
    const { allowUnlimitedContractSize } = options;
    const recorder = options.recordAccesses === false ? new SilentRecorder(state) : new AccessRecorder(state);
    const evm = new EngineEvm({
      common,
      state,
      recorder,
      blockchain,
      allowUnlimitedContractSize,
      levers: options.levers,
      instrument,
    });
    const vm = await createVM({ common, stateManager: state.asStateManager(), evm, blockchain });
    const executor = new VmTransactionExecutor(options, vm, evm, state);
    return executor;
  }

  /** @throws InvalidBlockError when the environment has no place in the hardfork. */
  beginBlock(environment: BlockEnvironment, blockHash: (number: bigint) => Uint8Array | undefined): void {
    this.headerOf(environment);
    this.#blockHash = blockHash;
  }

  /**
   * The header that the transactions of a block see.
   *
   * @throws InvalidBlockError when the environment has no place in the hardfork.
   */
  headerOf(environment: BlockEnvironment): BlockHeader {
    // Making a header takes as long as executing a transfer, and a block's environment is asked about twice.
    if (this.#block === undefined || this.#environment !== environment) {
      const header = executionHeader(environment, this.common);
      const withdrawals = this.common.isActivatedEIP(4895) ? [] : undefined;
      const options = { common: this.common, skipConsensusFormatValidation: true };
      this.#block = new Block(header, [], [], withdrawals, options);
      this.#environment = environment;
    }
    return this.#block.header;
  }

  /** @throws MissingStateError, or what keeps what is missing from being loaded. */
  async execute(
    transaction: SendableTransaction,
    view: StateView,
    options: ExecuteOptions = {},
  ): Promise<DetailedExecution> {
    for (;;) {
      try {
        return await this.#execute(transaction, view, options);
      } catch (error) {
        if (!(error instanceof MissingStateError)) throw error;
        await this.#load(error, options.onMissing, likelyKeys(transaction));
      }
    }
  }

  /** @throws `miss` itself when nothing can or shall be loaded. */
  async #load(
    miss: MissingStateError,
    onMissing: OnMissing = this.onMissing,
    likely: MissingKey[] = [],
  ): Promise<void> {
    if (miss.source === undefined || onMissing === "throw") throw miss;
    await miss.source.load([miss.key, ...likely]);
  }

  async #execute(
    transaction: SendableTransaction,
    view: StateView,
    { unrecorded = !this.#records, onMissing: _, ...checks }: ExecuteOptions,
  ): Promise<DetailedExecution> {
    const block = this.#block;
    if (block === undefined) throw new Error("beginBlock has not been called");
    const sender = addressToKey(transaction.sender);
    const tx = asSent(transaction, this.common);
    if (this.#countsCalldata) keepDataGas(tx, this.common);
    this.#evm.reset();
    this.#state.begin(view, {
      lazy: this.common.gteHardfork(Hardfork.SpuriousDragon),
      coinbase: addressToKey(block.header.coinbase),
      codelessSender: transaction.impersonated || this.#contractSenders ? sender : undefined,
      guard: checks.skipBalance === true ? undefined : { address: sender, minBalance: this.#mostCost(tx, block) },
    });
    if (this.#gasCap !== undefined && tx.gasLimit > this.#gasCap) {
      return this.#invalid(`the gas limit ${tx.gasLimit} exceeds the cap of ${this.#gasCap} for a transaction`);
    }
    try {
      const result = await runTx(this.#vm, {
        tx,
        block,
        blockGasUsed: 0n,
        // The block decides whether there is room; a transaction alone cannot know.
        skipBlockGasLimitValidation: true,
        skipHardForkValidation: true,
        ...checks,
      });
      return this.#executed(tx, result, block, unrecorded);
    } catch (error) {
      if (error instanceof EthereumJSError) return this.#invalid(error.message);
      throw error;
    }
  }

  /**
   * Runs a piece of the block that is no transaction (system contracts, withdrawals) and returns what it changes.
   * Existence of accounts is looked up exactly, and nothing is left to deltas.
   */
  async runSystem(view: StateView, operation: (vm: VM) => Promise<void>): Promise<WriteSet> {
    for (;;) {
      try {
        this.#evm.reset();
        this.#state.begin(view, { lazy: false });
        await operation(this.#vm);
        return collectWrites(this.#state);
      } catch (error) {
        if (!(error instanceof MissingStateError)) throw error;
        await this.#load(error);
      }
    }
  }

  /** What the sender must have for `runTx` to accept the transaction, in wei. */
  #mostCost(tx: TypedTransaction, { header }: Block): bigint {
    const cost = tx.getUpfrontCost(header.baseFeePerGas);
    if (!("maxFeePerGas" in tx)) return cost;
    const maxGas = tx.value + tx.gasLimit * tx.maxFeePerGas;
    const maxBlobs = isBlob4844Tx(tx)
      ? this.common.param("blobGasPerBlob") * BigInt(tx.numBlobs()) * tx.maxFeePerBlobGas
      : 0n;
    return bigIntMax(cost, maxGas + maxBlobs);
  }

  #executed(tx: TypedTransaction, result: RunTxResult, block: Block, unrecorded: boolean): DetailedExecution {
    const { execResult } = result;
    const logs = this.#evm.logs.of(execResult);
    const writes = collectWrites(this.#state);
    const blobGasUsed = result.blobGasUsed ?? 0n;
    const blobFee = blobGasUsed === 0n ? 0n : blobGasUsed * block.header.getBlobGasPrice();
    const settlement = {
      sender: addressToKey(tx.getSenderAddress()),
      coinbase: addressToKey(block.header.coinbase),
      paid: result.amountSpent + blobFee,
      fee: result.minerValue,
    };
    const accesses = unrecorded ? noAccesses : accessesOf(this.#state, this.#evm.recorder, settlement);
    const outcome: ExecutedTransaction = {
      kind: "executed",
      succeeded: execResult.exceptionError === undefined,
      gasUsed: result.totalGasSpent,
      blockGasUsed: result.blockGasSpent,
      blobGasUsed,
      returnValue: execResult.returnValue,
      exception: execResult.exceptionError?.error,
      logs,
      // What `runTx` computed is that of the logs that it has seen.
      bloom: logs === execResult.logs ? result.bloom.bitvector : bloomOf(logs),
      createdAddress: result.createdAddress?.bytes,
      consoleInputs: this.#evm.consoleInputs,
      coverageInputs: this.#evm.coverageInputs,
      accesses,
    };
    const gasUsedBeforeRefund = bigIntMax(execResult.executionGasUsed + tx.getIntrinsicGas(), result.totalGasSpent);
    return {
      reads: this.#state.reads,
      writes,
      outcome,
      gasUsedBeforeRefund,
      internalOutOfGas: this.#evm.innerOutOfGas,
      lookedAtBlock: this.#evm.blockUse.looked,
    };
  }

  #invalid(message: string): DetailedExecution {
    const outcome = refusal(message);
    return { reads: this.#state.reads, writes: NO_WRITES, outcome, gasUsedBeforeRefund: 0n, internalOutOfGas: false };
  }
}

function gasCapOf({ transactionGasCap }: ExecutorOptions, common: Common): bigint | undefined {
  if (transactionGasCap === false) return undefined;
  return transactionGasCap ?? (common.isActivatedEIP(7825) ? common.param("maxTransactionGasLimit") : undefined);
}
