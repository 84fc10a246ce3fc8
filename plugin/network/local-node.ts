import type { Blob4844Tx } from "@ethereumjs/tx";
import { Address, hexToBytes } from "@ethereumjs/util";
import type { Hex } from "../engine/access/types.ts";
import { Engine } from "../engine/engine.ts";
import { hexToKey } from "../engine/state/keys.ts";
import type { EngineOptions, TransactionOutcome } from "../engine/types.ts";
import { Chain, type ChainSnapshot } from "./chain/chain.ts";
import { LEGACY_GAS_PRICE, maximumGasPrice, maximumPriorityFee, SUGGESTED_PRIORITY_FEE } from "./chain/fees.ts";
import { type FilterEvent, FilterRegistry } from "./chain/filters.ts";
import { writeGenesisState } from "./chain/genesis.ts";
import { forkRules } from "./chain/rules.ts";
import { SnapshotStack } from "./chain/snapshots.ts";
import type { KnownTransaction } from "./chain/stored-block.ts";
import { DEFAULT_BLOCK_GAS_LIMIT, type LocalNetworkConfig, transactionGasCap } from "./config.ts";
import { invalidInput, wrongNonce } from "./errors.ts";
import type { BegunFork } from "./fork/begun-fork.ts";
import type { ForkingConfig } from "./fork/config.ts";
import type { Fork } from "./fork/fork.ts";
import { Accounts } from "./pool/accounts.ts";
import { checkBlobFee, checkRoom } from "./pool/blob-checks.ts";
import { type MinedBlock, Miner } from "./pool/miner.ts";
import { type PoolSnapshot, TransactionPool } from "./pool/pool.ts";
import { TransactionBuilder } from "./pool/transaction-builder.ts";

interface NodeSnapshot {
  readonly chain: ChainSnapshot;
  readonly pool: PoolSnapshot;
}

/** A transaction that was sent, and what became of it if it was mined at once. */
export interface SentTransaction {
  readonly transaction: KnownTransaction;
  /** All that were mined at once: it is in one of them. None without automine. */
  readonly blocks: readonly MinedBlock[];
  readonly mined?: { readonly block: MinedBlock; readonly outcome: TransactionOutcome };
}

/** What the node tells its surroundings. */
export interface NodeListeners {
  onBlock(mined: MinedBlock, branch: number): void;
  /** An event of a subscription (not of a filter). */
  onEvent(subscription: bigint, event: FilterEvent): void;
  /** See `EngineOptions`. */
  readonly saveReproduction?: EngineOptions["saveReproduction"];
}

/** Nothing of forks is loaded by networks that are none. */
async function beginFork(config: ForkingConfig): Promise<BegunFork> {
  const { BegunFork: Begun } = await import("./fork/begun-fork.ts");
  return await Begun.from(config);
}

/** The parts of a local network and what takes more than one of them: sending, snapshots. */
export class LocalNode {
  readonly config: LocalNetworkConfig;
  readonly engine: Engine;
  readonly chain: Chain;
  readonly pool: TransactionPool;
  readonly miner: Miner;
  readonly accounts: Accounts;
  readonly builder: TransactionBuilder;
  readonly filters: FilterRegistry;
  /** The chain that this one continues. */
  readonly fork: Fork | undefined;
  /** Whether a sent transaction is mined at once. */
  automine: boolean;
  /** Number of times the chain went back to a snapshot. */
  branch = 0;
  readonly #snapshots = new SnapshotStack<NodeSnapshot>();

  private constructor(
    config: LocalNetworkConfig,
    { engine, accounts, stateRoot, fork }: { engine: Engine; accounts: Accounts; stateRoot: Uint8Array; fork?: Fork },
    listeners: NodeListeners,
  ) {
    const gasLimit = config.blockGasLimit === false ? DEFAULT_BLOCK_GAS_LIMIT : config.blockGasLimit;
    const rules = forkRules(config.hardfork);
    const { state } = engine;
    this.config = config;
    this.engine = engine;
    this.fork = fork;
    this.automine = config.mining.auto;
    this.chain = new Chain({
      rules,
      common: engine.common,
      state,
      stateRoot,
      coinbase: new Address(hexToBytes(config.coinbase)),
      gasLimit,
      continued: fork,
      initialDate: config.initialDate,
      initialBaseFee: config.initialBaseFeePerGas,
      allowBlocksWithSameTimestamp: config.allowBlocksWithSameTimestamp,
      history: config.history,
      blockHistory: config.blockHistory,
    });
    this.pool = new TransactionPool(
      {
        blockGasLimit: config.blockGasLimit === false ? undefined : config.blockGasLimit,
        transactionGasCap: transactionGasCap(config, rules),
      },
      (address) => state.account(hexToKey(address)) ?? { nonce: 0n, balance: 0n },
    );
    this.filters = new FilterRegistry((id, event) => listeners.onEvent(id, event));
    this.miner = new Miner(
      { engine, chain: this.chain, pool: this.pool, filters: this.filters },
      { order: config.mining.mempoolOrder, defaultGasLimit: gasLimit, minGasPrice: config.minGasPrice },
      (mined) => {
        this.chain.forgetOld(this.#snapshots.oldest?.chain.number);
        listeners.onBlock(mined, this.branch);
      },
    );
    this.accounts = accounts;
    this.builder = new TransactionBuilder(this.chain.common, config.allowUnlimitedContractSize);
  }

  /** @throws RpcError when the chain to continue cannot be */
  static async create(config: LocalNetworkConfig, listeners: NodeListeners): Promise<LocalNode> {
    const forking = config.forking === undefined ? undefined : await beginFork(config.forking);
    const engine = await Engine.create({
      chainId: config.chainId,
      hardfork: forkRules(config.hardfork).executed,
      workers: config.workers,
      verify: config.verify,
      allowUnlimitedContractSize: config.allowUnlimitedContractSize,
      minParallelTransactions: config.minParallelTransactions,
      minTransactionMicroseconds: config.minTransactionMicroseconds,
      transactionGasCap: config.transactionGasCap,
      systemOperations: false,
      contractSenders: true,
      saveReproduction: listeners.saveReproduction,
      remote: forking?.state,
    });
    const accounts = new Accounts(config.accounts.map(({ privateKey }) => privateKey));
    const funded = accounts.addresses.map((address, index) => ({
      address,
      balance: config.accounts[index]?.balance ?? 0n,
    }));
    const rules = forkRules(config.hardfork);
    const fork = await forking?.complete(engine, rules, funded);
    if (fork === undefined) writeGenesisState(engine.state, rules, funded);
    return new LocalNode(config, { engine, accounts, stateRoot: await engine.stateRoot(), fork }, listeners);
  }

  async close(): Promise<void> {
    await this.engine.close();
  }

  /** Gas price that Hardhat's network suggests for the next block. */
  gasPrice(): bigint {
    const baseFee = this.chain.nextBaseFee();
    return baseFee === undefined ? LEGACY_GAS_PRICE : baseFee + SUGGESTED_PRIORITY_FEE;
  }

  /** Makes a snapshot of everything that belongs to the chain; not of the mining mode, filters and impersonations. */
  snapshot(): bigint {
    return this.#snapshots.push({ chain: this.chain.snapshot(), pool: this.pool.snapshot() });
  }

  /** @returns whether there was such a snapshot */
  revert(id: bigint): boolean {
    if (!this.#restore(id)) return false;
    this.branch++;
    return true;
  }

  /**
   * Puts a transaction into the pool and, with automine, mines blocks until it is in one.
   *
   * @throws RpcError when it is not valid; nothing has changed then
   */
  async send(transaction: KnownTransaction, tag: unknown): Promise<SentTransaction> {
    const { tx } = transaction;
    if ("blobVersionedHashes" in tx) return await this.#sendBlobs(transaction, tx, tag);
    if (!this.automine) {
      this.#enterPool(transaction, tag);
      return { transaction, blocks: [] };
    }
    this.#checkAutomine(transaction);
    const snapshot = this.snapshot();
    try {
      this.#enterPool(transaction, tag);
      const blocks: MinedBlock[] = [];
      const mined = await this.#mineUntil(transaction.hash, blocks);
      while (this.pool.hasPending) blocks.push(await this.#mineProgress());
      return { transaction, blocks, mined };
    } catch (error) {
      const { head } = this.chain;
      this.#restore(snapshot);
      if (this.chain.head !== head) this.branch++;
      throw error;
    } finally {
      this.#snapshots.discard(snapshot);
    }
  }

  #restore(id: bigint): boolean {
    const snapshot = this.#snapshots.pop(id);
    if (snapshot === undefined) return false;
    this.chain.restore(snapshot.chain);
    this.pool.restore(snapshot.pool);
    return true;
  }

  #enterPool(transaction: KnownTransaction, tag: unknown): void {
    this.pool.add(transaction, tag);
    this.filters.pendingTransaction(transaction.hash);
  }

  async #mineUntil(hash: Hex, blocks: MinedBlock[]): Promise<SentTransaction["mined"]> {
    for (;;) {
      const block = await this.#mineProgress();
      blocks.push(block);
      const index = block.block.transactions.findIndex((transaction) => transaction.hash === hash);
      const outcome = block.result.outcomes[index];
      if (outcome !== undefined) return { block, outcome };
    }
  }

  /** Mines a block, and fails rather than mine empty blocks for ever. */
  async #mineProgress(): Promise<MinedBlock> {
    const baseFee = this.chain.nextBaseFee();
    const mined = await this.miner.mine();
    if (mined.block.transactions.length === 0 && this.chain.nextBaseFee() === baseFee) {
      throw invalidInput("The pending transactions cannot be mined: none of them pays the base fee of the next block");
    }
    return mined;
  }

  async #sendBlobs(transaction: KnownTransaction, tx: Blob4844Tx, tag: unknown): Promise<SentTransaction> {
    if (!this.automine || !this.pool.isEmpty) {
      throw invalidInput(
        "An EIP-4844 (shard blob) transaction was received while auto-mine was disabled or the mempool contained transactions, but Hardhat doesn't have support for them yet. See https://github.com/NomicFoundation/hardhat/issues/5024",
      );
    }
    checkBlobFee(tx, this.chain);
    this.#checkNonce(transaction);
    checkRoom(tx, this.chain, this.miner.gasLimit);
    this.filters.pendingTransaction(transaction.hash);
    const block = await this.miner.mineAlone({ ...transaction, order: 0, tag });
    const outcome = block.result.outcomes[0];
    if (outcome === undefined) throw invalidInput("The transaction could not be mined: the block has no room for it");
    return { transaction, blocks: [block], mined: { block, outcome } };
  }

  /** @throws RpcError when the nonce is not the sender's next: with automine, nothing waits for another */
  #checkNonce({ tx, from }: KnownTransaction): void {
    const expected = this.pool.nextNonce(from);
    if (tx.nonce === expected) return;
    throw wrongNonce(expected, tx.nonce);
  }

  /** @throws RpcError when the next block cannot take the transaction: with automine, nothing waits in the pool */
  #checkAutomine(transaction: KnownTransaction): void {
    this.#checkNonce(transaction);
    const { tx } = transaction;
    const price = maximumGasPrice(tx);
    const tip = maximumPriorityFee(tx);
    const { minGasPrice } = this.miner;
    if ((tip ?? price) < minGasPrice) {
      throw invalidInput(`Transaction gas price is ${tip ?? price}, which is below the minimum of ${minGasPrice}`);
    }
    const baseFee = this.chain.nextBaseFee();
    if (baseFee !== undefined && price < baseFee) {
      const field = tip === undefined ? "gasPrice" : "maxFeePerGas";
      throw invalidInput(
        `Transaction ${field} (${price}) is too low for the next block, which has a baseFeePerGas of ${baseFee}`,
      );
    }
  }
}
