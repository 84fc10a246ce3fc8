import type { Hex } from "../engine/access/types.ts";
import { OpenBlockError } from "./open-block-error.ts";
import type { IntervalMining } from "./pool/interval-mining.ts";
import type { RpcContext } from "./rpc/context.ts";
import { transactionFailure } from "./rpc/transaction-failure.ts";

/** What became of the transactions of an `OpenBlock`. */
export interface ClosedBlock {
  readonly number: bigint;
  readonly transactions: readonly Hex[];
  /** The error of the first transaction that failed, as sending it would have thrown it; undefined where none did. */
  readonly failure: (() => Promise<Error>) | undefined;
}

/**
 * A block that is being collected: nothing is mined, by sending or by the clock, until it is closed. It takes its
 * transactions in the order in which they were sent, whatever the order of the network's pool.
 */
export class OpenBlock {
  readonly #context: RpcContext;
  readonly #interval: IntervalMining;
  readonly #inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly #before: { readonly automine: boolean; readonly interval: IntervalMining["interval"] };

  /** @throws OpenBlockError while transactions wait in the pool already */
  constructor(
    context: RpcContext,
    interval: IntervalMining,
    inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>,
  ) {
    const { node } = context;
    if (!node.pool.isEmpty) {
      const waiting = [...node.pool.all()].length;
      throw new OpenBlockError(
        `${waiting === 1 ? "1 transaction waits" : `${waiting} transactions wait`} to be mined already, and would get into the same block. Mine them first (evm_mine).`,
      );
    }
    this.#context = context;
    this.#interval = interval;
    this.#inTurn = inTurn;
    this.#before = { automine: node.automine, interval: interval.interval };
    node.automine = false;
    interval.set(0);
  }

  /** Has the transaction been sent, and waits for the block? */
  holds(transactionHash: Hex): boolean {
    return this.#context.node.pool.byHash(transactionHash) !== undefined;
  }

  /**
   * Mines what was sent as one block. Nothing is mined when nothing was sent.
   *
   * @returns undefined when nothing was sent
   * @throws OpenBlockError when the block does not take all of it: the others are dropped then
   */
  async mine(): Promise<ClosedBlock | undefined> {
    const { node } = this.#context;
    return await this.#inTurn(async () => {
      if (node.pool.isEmpty) return undefined;
      const mined = await node.miner.mine(undefined, "fifo");
      await this.#context.log.minedAtInterval(mined);
      const { block, result } = mined;
      const left = [...node.pool.all()].length;
      if (left > 0) {
        this.#drop();
        const { header } = block;
        throw new OpenBlockError(
          `Block ${header.number} takes ${block.transactions.length} of ${block.transactions.length + left} transactions, ` +
            `the others are dropped: their gas limits do not fit into the ${header.gasLimit} gas of a block, they do not pay its base fee, or their nonces leave a gap. ` +
            "Raise `blockGasLimit` of the network, give the transactions a gas limit of their own, or send fewer.",
        );
      }
      const failed = result.outcomes.findIndex(({ succeeded }) => !succeeded);
      const outcome = result.outcomes[failed];
      const transaction = block.transactions[failed];
      return {
        number: block.header.number,
        transactions: block.transactions.map(({ hash }) => hash),
        failure:
          outcome === undefined || transaction === undefined
            ? undefined
            : () =>
                this.#inTurn(() =>
                  transactionFailure(this.#context, { transaction, mined: { block: mined, outcome } }),
                ),
      };
    });
  }

  /** Mining goes on as it was before. What was sent and not mined is dropped. */
  async close(): Promise<void> {
    await this.#inTurn(async () => {
      this.#drop();
      this.#context.node.automine = this.#before.automine;
      this.#interval.set(this.#before.interval);
    });
  }

  #drop(): void {
    const { pool } = this.#context.node;
    for (const { hash } of [...pool.all()]) pool.remove(hash);
  }
}
