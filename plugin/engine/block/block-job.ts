import type { BlockHeader } from "@ethereumjs/block";
import { type Common, Hardfork } from "@ethereumjs/common";
import type { Log } from "@ethereumjs/evm";
import { Blob4844Tx, type TypedTransaction } from "@ethereumjs/tx";
import { Address } from "@ethereumjs/util";
import type { TxReceipt } from "@ethereumjs/vm";
import { type Completion, completeRecord, completionOf } from "../access/complete-record.ts";
import type { TransactionRecord } from "../access/types.ts";
import type { BlockJob } from "../block-executor.ts";
import { InvalidBlockError } from "../errors.ts";
import type { ExecutedTransaction, Execution } from "../execution.ts";
import { failedExecutions, prestateOf } from "../prestate.ts";
import { addressToKey, bytesToHexString } from "../state/keys.ts";
import type { StateRoot } from "../state/state-root.ts";
import type { AddressKey } from "../state/types.ts";
import type { WorldState } from "../state/world-state.ts";
import type {
  BlockEnvironment,
  BlockInput,
  ExcludedTransaction,
  SendableTransaction,
  TransactionOutcome,
} from "../types.ts";
import { bloomOf, EMPTY_BLOOM, mergeBloom } from "./bloom.ts";
import { encodeReceipt } from "./receipt.ts";

/** One block while its transactions are being committed: gas, receipts and records add up here, in order. */
export class CommittingBlock implements BlockJob {
  readonly environment: BlockEnvironment;
  readonly transactions: readonly SendableTransaction[];
  readonly blockHash: (number: bigint) => Uint8Array | undefined;
  readonly state: WorldState;
  /** What the transactions see of the block. */
  readonly header: BlockHeader;

  readonly outcomes: TransactionOutcome[] = [];
  /** Of each outcome, as it stands in the trie of receipts. */
  readonly receipts: Uint8Array[] = [];
  readonly excluded: ExcludedTransaction[] = [];
  /** Of all logs, 256 bytes. */
  bloom: Uint8Array = EMPTY_BLOOM;
  /** Gas that counts towards the block's limit. */
  gasUsed = 0n;
  blobGasUsed = 0n;

  readonly #common: Common;
  readonly #trie: StateRoot;
  readonly #onInvalid: BlockInput["onInvalid"];
  readonly #maxBlobGas: bigint;
  readonly #coinbase: AddressKey;
  readonly #toRecord: { readonly executed: ExecutedTransaction; readonly completion: Completion }[] = [];
  #records: readonly TransactionRecord[] | undefined;
  /** Gas paid for so far: what receipts accumulate. */
  #cumulativeGas = 0n;

  constructor(input: BlockInput, header: BlockHeader, state: WorldState, trie: StateRoot) {
    const { common } = header;
    this.environment = input.environment;
    this.transactions = input.transactions;
    this.blockHash = input.blockHash;
    this.state = state;
    this.#common = common;
    this.header = header;
    this.#trie = trie;
    this.#onInvalid = input.onInvalid;
    this.#coinbase = addressToKey(input.environment.coinbase);
    this.#maxBlobGas = common.isActivatedEIP(4844) ? common.getBlobGasSchedule().maxBlobGasPerBlock : 0n;
  }

  /** Logs of the committed transactions, in order. */
  get logs(): Log[] {
    return this.outcomes.flatMap((outcome) => outcome.logs);
  }

  admits(index: number): boolean {
    return this.#lack(this.#transaction(index).tx) === undefined;
  }

  commit(index: number, execution: Execution | undefined): "applied" | "excluded" {
    const transaction = this.#transaction(index);
    const lack = this.#lack(transaction.tx);
    if (lack !== undefined) return this.#exclude(transaction, index, "gas-limit", lack);
    if (execution === undefined) throw new Error(`Transaction ${index} is committed without having been executed`);
    const { outcome } = execution;
    if (outcome.kind === "invalid") return this.#exclude(transaction, index, outcome.reason, outcome.message);
    const { reads, writes, lookedAtBlock } = execution;
    const { state } = this;
    const completion = completionOf(writes, state, this.#coinbase);
    const { version } = state;
    state.apply(writes);
    this.gasUsed += outcome.blockGasUsed;
    this.blobGasUsed += outcome.blobGasUsed;
    this.#cumulativeGas += outcome.gasUsed;
    const receipt = this.#receipt(transaction.tx, outcome);
    this.receipts.push(encodeReceipt(receipt, transaction.tx.type, outcome.receiptTail));
    this.#toRecord.push({ executed: outcome, completion });
    const included: TransactionOutcome = {
      transaction,
      version,
      succeeded: outcome.succeeded,
      gasUsed: outcome.gasUsed,
      returnValue: outcome.returnValue,
      exception: outcome.exception,
      logs: outcome.logs,
      createdAddress: outcome.createdAddress === undefined ? undefined : new Address(outcome.createdAddress),
      receipt,
      consoleInputs: outcome.consoleInputs,
      coverageInputs: outcome.coverageInputs,
    };
    this.outcomes.push(included);
    if (!outcome.succeeded) {
      failedExecutions.set(included, { prestate: () => prestateOf(reads, writes, state.at(version)), lookedAtBlock });
    }
    return "applied";
  }

  #transaction(index: number): SendableTransaction {
    const transaction = this.transactions[index];
    if (transaction === undefined) throw new RangeError(`The block has no transaction ${index}`);
    return transaction;
  }

  /** What the block lacks to take the transaction, undefined when there is room. */
  #lack(tx: TypedTransaction): string | undefined {
    const gasLeft = this.environment.gasLimit - this.gasUsed;
    if (tx.gasLimit > gasLeft) return `its gas limit of ${tx.gasLimit} exceeds the ${gasLeft} gas left in the block`;
    if (!(tx instanceof Blob4844Tx)) return undefined;
    const blobGas = this.#common.param("blobGasPerBlob") * BigInt(tx.numBlobs());
    const blobGasLeft = this.#maxBlobGas - this.blobGasUsed;
    return blobGas > blobGasLeft
      ? `its blob gas of ${blobGas} exceeds the ${blobGasLeft} left in the block`
      : undefined;
  }

  #exclude(
    transaction: SendableTransaction,
    index: number,
    reason: ExcludedTransaction["reason"],
    message: string,
  ): "excluded" {
    if (this.#onInvalid === "throw") throw new InvalidBlockError(this.environment.number, message, index);
    this.excluded.push({ transaction, index, reason, message });
    return "excluded";
  }

  #receipt(tx: TypedTransaction, outcome: ExecutedTransaction): TxReceipt {
    const bitvector = outcome.bloom ?? bloomOf(outcome.logs);
    this.bloom = mergeBloom(this.bloom, bitvector);
    const base = {
      cumulativeBlockGasUsed: this.#cumulativeGas,
      bitvector,
      logs: outcome.logs as Log[],
    };
    if (!this.#common.gteHardfork(Hardfork.Byzantium)) return { ...base, stateRoot: this.#trie.root() };
    const status = outcome.succeeded ? 1 : 0;
    if (!(tx instanceof Blob4844Tx)) return { ...base, status };
    return { ...base, status, blobGasUsed: outcome.blobGasUsed, blobGasPrice: this.header.getBlobGasPrice() };
  }

  /** Records of the committed transactions. They are written when they are asked for: most never are. */
  get records(): readonly TransactionRecord[] {
    this.#records ??= this.#toRecord.map(({ executed, completion }, index) => {
      const { tx, sender } = (this.outcomes[index] as TransactionOutcome).transaction;
      const { createdAddress, succeeded, gasUsed } = executed;
      const accesses = executed.accesses();
      return {
        index,
        hash: bytesToHexString(tx.hash()),
        from: bytesToHexString(sender.bytes),
        to: tx.to === undefined ? undefined : bytesToHexString(tx.to.bytes),
        selector: tx.to !== undefined && tx.data.length >= 4 ? bytesToHexString(tx.data.subarray(0, 4)) : undefined,
        created: createdAddress === undefined ? undefined : bytesToHexString(createdAddress),
        succeeded,
        gasUsed,
        ...accesses,
        ...completeRecord(accesses, completion),
      };
    });
    return this.#records;
  }
}
