import type { StorageAccess } from "../access/types.ts";
import type { Execution } from "../execution.ts";
import { bytesToKey, sameBytes } from "../state/keys.ts";
import { findStaleRead } from "../state/validate.ts";
import { hashOf } from "../transactions/encoded.ts";
import type { BlockEnvironment } from "../types.ts";
import type { ExecutedOn } from "./executed-on.ts";
import type { Verdict } from "./verdict.ts";

type Ground = Pick<Execution, "reads" | "writes" | "lookedAtBlock">;

interface Proof {
  readonly sender: string;
  readonly environment: BlockEnvironment;
  readonly ground: Ground;
  readonly accesses: readonly StorageAccess[];
  readonly verdicts: readonly Verdict[];
}

/**
 * The last proofs, for transactions that come again: tests begin with what a fixture left, and many of them with the same
 * transaction. More than half of the proofs of a suite are of a transaction that was proven before.
 *
 * What a transaction does follows from what it looks up (`TransactionExecutor`). So a proof holds again where the same
 * transaction finds all of that as it was then; of its block, that is what pays and prices it, and everything if it
 * looked at the block.
 */
export class ProofMemory {
  readonly #mostKept: number;
  /** By hash of the transaction, the oldest first. */
  readonly #proofs = new Map<string, Proof>();

  constructor(mostKept = 500) {
    this.#mostKept = mostKept;
  }

  /**
   * @returns undefined when nothing is known of this transaction on this state.
   * @throws UnknownVersionError when the view is of a state that is not kept any more.
   */
  recall(executed: ExecutedOn, accesses: readonly StorageAccess[]): readonly Verdict[] | undefined {
    const { transaction, environment, view } = executed;
    const key = keyOf(executed);
    const proof = key === undefined ? undefined : this.#proofs.get(key);
    if (proof === undefined || proof.sender !== transaction.sender.toString()) return undefined;
    const holds =
      isSameBlock(proof.environment, environment, proof.ground.lookedAtBlock !== false) &&
      areSameSlots(proof.accesses, accesses) &&
      findStaleRead(view, proof.ground) === undefined;
    return holds ? proof.verdicts : undefined;
  }

  /** @param ground what the execution was on by which it was proven */
  keep(
    executed: ExecutedOn,
    { reads, writes, lookedAtBlock }: Ground,
    accesses: readonly StorageAccess[],
    verdicts: readonly Verdict[],
  ): void {
    const key = keyOf(executed);
    if (key === undefined) return;
    const { environment, transaction } = executed;
    const sender = transaction.sender.toString();
    // Reads know the state that they are of, too, which would be kept alive.
    const { accounts, slots } = reads;
    const ground = { reads: { accounts, slots }, writes, ...(lookedAtBlock !== undefined && { lookedAtBlock }) };
    this.#proofs.delete(key);
    this.#proofs.set(key, { sender, environment, ground, accesses, verdicts });
    const [oldest] = this.#proofs.keys();
    if (oldest !== undefined && this.#proofs.size > this.#mostKept) this.#proofs.delete(oldest);
  }
}

/** Undefined for messages that nobody signed, which have no hash. */
function keyOf({ transaction: { tx } }: ExecutedOn): string | undefined {
  return tx.isSigned() ? bytesToKey(hashOf(tx)) : undefined;
}

function areSameSlots(one: readonly StorageAccess[], other: readonly StorageAccess[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ address, slot }, index) => address === other[index]?.address && slot === other[index].slot)
  );
}

/** @param whole whether everything of the block matters */
function isSameBlock(one: BlockEnvironment, other: BlockEnvironment, whole: boolean): boolean {
  if (one.baseFeePerGas !== other.baseFeePerGas || !one.coinbase.equals(other.coinbase)) return false;
  if (one.excessBlobGas !== other.excessBlobGas) return false;
  if (!whole) return true;
  return (
    one.number === other.number &&
    one.timestamp === other.timestamp &&
    one.gasLimit === other.gasLimit &&
    one.difficulty === other.difficulty &&
    sameBytes(one.mixHash ?? NOTHING, other.mixHash ?? NOTHING) &&
    // Of blocks with the same parent, the hashes of all earlier ones are the same too.
    sameBytes(one.parentHash, other.parentHash)
  );
}

const NOTHING = new Uint8Array(0);
