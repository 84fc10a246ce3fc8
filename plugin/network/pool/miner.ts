import { Hardfork } from "@ethereumjs/common";
import { bigIntMax } from "@ethereumjs/util";
import type { Engine } from "../../engine/engine.ts";
import { hexToKey } from "../../engine/state/keys.ts";
import type { BlockEnvironment, BlockInput, BlockResult, ExcludedTransaction } from "../../engine/types.ts";
import { checkBlockSize } from "../chain/block-size.ts";
import type { Chain } from "../chain/chain.ts";
import type { BlockTime } from "../chain/clock.ts";
import { upfrontCost } from "../chain/fees.ts";
import type { FilterRegistry } from "../chain/filters.ts";
import { type StoredBlock, storedBlock } from "../chain/stored-block.ts";
import { insufficientFunds, invalidInput, nonceHasChanged } from "../errors.ts";
import { type MempoolOrder, orderForBlock } from "./ordering.ts";
import type { PooledTransaction, TransactionPool } from "./pool.ts";

export interface MinerOptions {
  readonly order: MempoolOrder;
  /** Gas limit of blocks on a network without one; it grows with the transactions that have to fit in. */
  readonly defaultGasLimit: bigint;
  minGasPrice: bigint;
}

/** A mined block, how it was executed, and the tags of the requests that sent its transactions. */
export interface MinedBlock {
  readonly block: StoredBlock;
  readonly result: BlockResult;
  readonly tags: readonly unknown[];
}

/** Fewer empty blocks than these are mined one by one, as on Hardhat's network. */
const LEAST_RESERVED_BLOCKS = 6n;

/** Takes transactions from the pool, has them executed, and appends the block to the chain. */
export class Miner {
  readonly #engine: Engine;
  readonly #chain: Chain;
  readonly #pool: TransactionPool;
  readonly #filters: FilterRegistry;
  readonly #options: MinerOptions;
  readonly #onBlock: (mined: MinedBlock) => void;

  constructor(
    parts: { engine: Engine; chain: Chain; pool: TransactionPool; filters: FilterRegistry },
    options: MinerOptions,
    onBlock: (mined: MinedBlock) => void,
  ) {
    this.#engine = parts.engine;
    this.#chain = parts.chain;
    this.#pool = parts.pool;
    this.#filters = parts.filters;
    this.#options = options;
    this.#onBlock = onBlock;
  }

  /** Least price that a transaction has to pay; only before EIP-1559 can it be changed. */
  get minGasPrice(): bigint {
    return this.#options.minGasPrice;
  }

  setMinGasPrice(price: bigint): void {
    this.#options.minGasPrice = price;
  }

  /** Gas limit of the next block. */
  get gasLimit(): bigint {
    return this.#pool.blockGasLimit ?? this.#options.defaultGasLimit;
  }

  /**
   * Mines one block of the transactions that fit in.
   *
   * @param timestamp of the block, in seconds; by the clock when absent
   * @param order of its transactions; that of the network when absent
   */
  async mine(timestamp?: bigint, order?: MempoolOrder): Promise<MinedBlock> {
    return await this.#mineTransactions(this.#nextTransactions(order), timestamp);
  }

  /** Mines a block of one transaction that is not in the pool (a blob transaction has no place there). */
  async mineAlone(transaction: PooledTransaction): Promise<MinedBlock> {
    return await this.#mineTransactions([transaction], undefined);
  }

  /** Mines `count` blocks, the second and later ones `interval` seconds after the one before. */
  async mineMany(count: bigint, interval: bigint): Promise<MinedBlock[]> {
    const mined: MinedBlock[] = [];
    const left = (): bigint => count - BigInt(mined.length);
    const next = async (): Promise<void> => {
      mined.push(await this.mine(this.#chain.head.header.timestamp + interval));
    };
    if (count > 0n) mined.push(await this.mine());
    while (left() > 0n && this.#pool.hasPending) await next();
    if (left() > 0n) await next();
    if (left() >= LEAST_RESERVED_BLOCKS) {
      this.#chain.reserve(left() - 1n, interval);
      await next();
      return mined;
    }
    while (left() > 0n) await next();
    return mined;
  }

  /** Runs `use` on the block that would be mined now, with its state as the latest, and takes everything back. */
  async withPending<Result>(use: (block: StoredBlock) => Promise<Result> | Result): Promise<Result> {
    const { state } = this.#chain;
    const version = state.version;
    const time = this.#chain.clock.blockTime(this.#chain.head.header.timestamp);
    const transactions = this.#nextTransactions();
    try {
      const result = await this.#execute(transactions, time);
      return await use(storedBlock(result, this.#chain.head.totalDifficulty));
    } finally {
      state.revertTo(version);
    }
  }

  /**
   * Runs `use` with the state after the block that would be mined now as the latest, and takes everything back. It is
   * given what messages see of that block. A block that changes nothing is not executed for that.
   */
  async withPendingState<Result>(
    use: (environment: () => BlockEnvironment) => Promise<Result> | Result,
  ): Promise<Result> {
    const chain = this.#chain;
    const rewarded = !chain.rules.isAtLeast(Hardfork.Paris);
    if (rewarded || this.#pool.hasPending) {
      return await this.withPending((block) => use(() => chain.environmentOf(block)));
    }
    const time = chain.clock.blockTime(chain.head.header.timestamp);
    const environment = chain.nextEnvironment({ time, gasLimit: this.#gasLimitFor([]) });
    return await use(() => environment);
  }

  #nextTransactions(order = this.#options.order): PooledTransaction[] {
    const { minGasPrice } = this.#options;
    return orderForBlock(this.#pool.pendingBySender(), order, this.#chain.nextBaseFee(), minGasPrice);
  }

  async #mineTransactions(
    transactions: readonly PooledTransaction[],
    timestamp: bigint | undefined,
  ): Promise<MinedBlock> {
    const chain = this.#chain;
    const time = chain.clock.blockTime(chain.head.header.timestamp, timestamp);
    const version = chain.state.version;
    let result: BlockResult;
    try {
      result = await this.#execute(transactions, time);
    } catch (error) {
      chain.state.revertTo(version);
      throw error;
    }
    const block = chain.append(result, time);
    this.#pool.update();
    const tags = new Map(transactions.map(({ hash, tag }) => [hash, tag]));
    const mined = { block, result, tags: block.transactions.map(({ hash }) => tags.get(hash)) };
    this.#filters.minedBlock(block);
    this.#onBlock(mined);
    return mined;
  }

  /** @throws RpcError when a transaction cannot be executed for another reason than that the block is full of gas */
  async #execute(transactions: readonly PooledTransaction[], time: BlockTime): Promise<BlockResult> {
    const version = this.#chain.state.version;
    const result = await this.#engine.executeBlock(this.#blockInput(transactions, time));
    const culprit = firstUnexecutable(result.excluded);
    if (culprit === undefined) {
      checkBlockSize(result.block);
      return result;
    }
    const { tx, from } = transactions[culprit.index] ?? {};
    if (culprit.reason === "invalid" || tx === undefined || from === undefined) throw invalidInput(culprit.message);
    // The balance that was too small, or the nonce that was another, is the one at the transaction's turn.
    this.#chain.state.revertTo(version);
    await this.#engine.executeBlock(this.#blockInput(transactions.slice(0, culprit.index), time));
    const account = this.#chain.state.account(hexToKey(from));
    if (culprit.reason === "nonce") throw nonceHasChanged(tx.nonce, account?.nonce ?? 0n);
    throw insufficientFunds(upfrontCost(tx), account?.balance ?? 0n);
  }

  #blockInput(transactions: readonly PooledTransaction[], time: BlockTime): BlockInput {
    const chain = this.#chain;
    const rules = chain.rules;
    return {
      environment: chain.nextEnvironment({ time, gasLimit: this.#gasLimitFor(transactions) }),
      transactions,
      withdrawals: rules.isAtLeast(Hardfork.Shanghai) ? [] : undefined,
      blockHash: chain.blockHash,
      onInvalid: "exclude",
      reward: !rules.isAtLeast(Hardfork.Paris),
    };
  }

  #gasLimitFor(transactions: readonly PooledTransaction[]): bigint {
    if (this.#pool.blockGasLimit !== undefined) return this.#pool.blockGasLimit;
    const needed = transactions.reduce((sum, { tx }) => sum + tx.gasLimit, 0n);
    return bigIntMax(needed, this.#options.defaultGasLimit);
  }
}

/** The first transaction that was left out although there was room for it and for those of its sender before it. */
function firstUnexecutable(excluded: readonly ExcludedTransaction[]): ExcludedTransaction | undefined {
  const waiting = new Set<string>();
  for (const exclusion of excluded) {
    const sender = exclusion.transaction.sender.toString();
    if (exclusion.reason !== "gas-limit" && !waiting.has(sender)) return exclusion;
    waiting.add(sender);
  }
  return undefined;
}
