import assert from "node:assert/strict";
import { hexToBytes } from "@ethereumjs/util";
import { Interface } from "ethers";
import type { StorageAccess, TransactionRecord } from "../../plugin/engine/access/types.ts";
import { AdditionProver } from "../../plugin/engine/dataflow/addition-prover.ts";
import type { ExecutedOn } from "../../plugin/engine/dataflow/executed-on.ts";
import type { Addition, Verdict } from "../../plugin/engine/dataflow/verdict.ts";
import { wordToShortBytes } from "../../plugin/engine/evm/words.ts";
import { type ExecutorOptions, VmTransactionExecutor } from "../../plugin/engine/executor.ts";
import { bytesToHexString, hexToKey } from "../../plugin/engine/state/keys.ts";
import type { StateView } from "../../plugin/engine/state/types.ts";
import type { CompiledProject } from "../source/compile.ts";
import { SingleTransactions } from "./single-transactions.ts";

/** The slots that a transaction read and changed. */
export function changedSlots({ storage }: Pick<TransactionRecord, "storage">): StorageAccess[] {
  return storage.filter(({ before, after, looked, gasOnly }) => before !== after && looked && !gasOnly);
}

export function inWords(verdict: Verdict): string {
  return verdict.adds ? "adds" : verdict.refusal;
}

/** What a proof of an addition claims, put to the test: the transaction is executed with other values in the slot. */
export class Repetition {
  readonly #executor: VmTransactionExecutor;

  private constructor(executor: VmTransactionExecutor) {
    this.#executor = executor;
  }

  static async create(options: ExecutorOptions): Promise<Repetition> {
    return new Repetition(await VmTransactionExecutor.create(options));
  }

  /**
   * Executes the transaction with `random` in the slot, cut to what leaves the additions their room, and compares all
   * that came out with the first time.
   *
   * @param record of the first time.
   */
  async check(
    { transaction, environment, blockHash, view }: ExecutedOn,
    record: TransactionRecord,
    access: StorageAccess,
    additions: readonly Addition[],
    random: bigint,
  ): Promise<void> {
    const [owner, slot] = [hexToKey(access.address), hexToKey(access.slot)];
    const value = withRoom(random, additions);
    const other: StateView = {
      ...view,
      slot: (address, key) => (address === owner && key === slot ? wordToShortBytes(value) : view.slot(address, key)),
    };
    this.#executor.beginBlock(environment, blockHash);
    const first = (await this.#executor.execute(transaction, view)).outcome;
    const again = await this.#executor.execute(transaction, other);
    const { outcome } = again;
    assert.ok(first.kind === "executed" && outcome.kind === "executed");
    const where = `${record.hash} with ${value} in ${access.address} ${access.slot}`;
    assert.equal(outcome.succeeded, first.succeeded, where);
    assert.deepEqual(outcome.returnValue, first.returnValue, where);
    assert.deepEqual(outcome.logs, first.logs, where);
    assert.deepEqual(others(outcome.accesses(), access), others(record, access), where);
    const stored = again.writes.slots.get(owner)?.get(slot);
    const after = stored === undefined ? value : BigInt(`0x0${bytesToHexString(stored).slice(2)}`);
    assert.equal(after, added(value, additions), where);
    // The price of an SSTORE depends on whether values are zero, as one is also that wraps around.
    const before = BigInt(access.before);
    const wraps = additions.some(
      ({ offset, width, rise }) => (fieldOf(before, offset, width) + rise) >> BigInt(width) > 0n,
    );
    const neverZero = additions.every(({ fall }) => fall === 0n) && value !== 0n && before !== 0n && !wraps;
    if (neverZero) assert.equal(outcome.gasUsed, first.gasUsed, where);
  }
}

/** The value, with each field that is added to in the lower half of its range and not too high. */
function withRoom(value: bigint, additions: readonly Addition[]): bigint {
  return additions.reduce((word, { offset, width, rise }) => {
    const field = fieldOf(word, offset, width) % ((1n << BigInt(width - 1)) - rise);
    return withField(word, offset, width, field);
  }, value);
}

function added(value: bigint, additions: readonly Addition[]): bigint {
  return additions.reduce(
    (word, { offset, width, amount }) => withField(word, offset, width, fieldOf(word, offset, width) + amount),
    value,
  );
}

function fieldOf(word: bigint, offset: number, width: number): bigint {
  return BigInt.asUintN(width, word >> BigInt(offset));
}

function withField(word: bigint, offset: number, width: number, field: bigint): bigint {
  const place = ((1n << BigInt(width)) - 1n) << BigInt(offset);
  return (word & ~place) | (BigInt.asUintN(width, field) << BigInt(offset));
}

function others({ storage }: Pick<TransactionRecord, "storage">, { address, slot }: StorageAccess): unknown {
  return storage
    .filter((access) => access.address !== address || access.slot !== slot)
    .map(({ address, slot, before, after, looked, gasOnly }) => ({ address, slot, before, after, looked, gasOnly }));
}

/** Contracts on a chain of which each call is proven, and each proof put to the test. */
export class ProvenCalls {
  readonly #chain: SingleTransactions;
  readonly #project: CompiledProject;
  readonly #prover: AdditionProver;
  readonly #repetition: Repetition;

  private constructor(
    chain: SingleTransactions,
    project: CompiledProject,
    prover: AdditionProver,
    repetition: Repetition,
  ) {
    this.#chain = chain;
    this.#project = project;
    this.#prover = prover;
    this.#repetition = repetition;
  }

  static async create(project: CompiledProject): Promise<ProvenCalls> {
    const options = { chainId: 31337n, hardfork: "osaka", allowUnlimitedContractSize: true };
    return new ProvenCalls(
      await SingleTransactions.create({ verify: false, ...options }),
      project,
      await AdditionProver.create(options),
      await Repetition.create(options),
    );
  }

  get senders(): readonly string[] {
    return this.#chain.senders.map((sender) => sender.toString());
  }

  async deploy(contract: string, args: readonly unknown[] = []): Promise<string> {
    const { abi, bytecode } = this.#project.artifact(contract);
    const data = `${bytecode}${new Interface(abi).encodeDeploy(args).slice(2)}`;
    const { outcome } = await this.#chain.send({ data: hexToBytes(data as `0x${string}`), gasLimit: 10_000_000n });
    assert.ok(outcome.succeeded, `${contract} ${outcome.exception}`);
    return String(outcome.createdAddress);
  }

  /** @returns the verdict on each slot that the call read and changed, in words. */
  async call(to: string, contract: string, method: string, args: readonly unknown[] = []): Promise<string[]> {
    const chain = this.#chain;
    const data = new Interface(this.#project.artifact(contract).abi).encodeFunctionData(method, args);
    const transaction = chain.transaction({ to: to as `0x${string}`, data: hexToBytes(data as `0x${string}`) });
    const environment = chain.environment();
    const { outcomes, record } = await chain.block([transaction], { environment });
    const [[outcome], [executed]] = [outcomes, record.transactions];
    assert.ok(outcome?.succeeded && executed !== undefined, `${method} ${outcome?.exception}`);
    const view = chain.engine.state.at(outcome.version);
    const once = { transaction, environment, blockHash: () => undefined, view, record: executed };
    const accesses = changedSlots(executed);
    const verdicts = await this.#prover.prove(once, accesses);
    for (const [index, verdict] of verdicts.entries()) {
      if (!verdict.adds) continue;
      for (const random of [0n, 1n, 0x0123_4567_89ab_cdefn * 0x1_0000_0001_0000_0001_0000_0001n]) {
        await this.#repetition.check(once, executed, accesses[index] as StorageAccess, verdict.additions, random);
      }
    }
    return verdicts.map(inWords);
  }
}
