import type { Hex } from "../../plugin/engine/access/types.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { LiveChain } from "../record/live-chain.ts";
import type { CompiledProject } from "../source/compile.ts";

const USERS = 16;
/**
 * Two of these sixteen accounts fall into a part of 64 that another one has. On average 1.75 do: a proof must not be
 * lucky.
 */
const FIRST_USER = 23;

/** A deployed contract. */
export interface Contract {
  readonly address: Hex;
  readonly name: string;
}

/** A call that a user makes. */
export interface Call {
  /** Number of the sender: one of `Ground.users`, or the owner. */
  readonly from: number;
  readonly to: Contract;
  readonly method: string;
  readonly args?: readonly unknown[];
  readonly value?: bigint;
}

/** Transactions of a test in one block, or each in a block of its own, a second after the one before. */
export type Mined = "together" | "apart";

/** A chain on which the same traffic meets one contract and then another. Every block is executed twice, to compare. */
export class Ground {
  /** Sends what prepares. */
  readonly owner = 0;
  readonly users: readonly number[] = Array.from({ length: USERS }, (_, i) => FIRST_USER + i);
  readonly #chain: LiveChain;

  static async create(project: CompiledProject): Promise<Ground> {
    return new Ground(await LiveChain.create(project, { senders: FIRST_USER + USERS, verify: true, additions: true }));
  }

  private constructor(chain: LiveChain) {
    this.#chain = chain;
  }

  close(): Promise<void> {
    return this.#chain.close();
  }

  address(user: number): Hex {
    return this.#chain.senders[user] as Hex;
  }

  get addresses(): readonly Hex[] {
    return this.users.map((user) => this.address(user));
  }

  key(user: number): Uint8Array {
    return this.#chain.key(user);
  }

  /** Seconds since 1970 of the last block. */
  get now(): bigint {
    return this.#chain.time;
  }

  /** Lets time pass. */
  wait(seconds: bigint): void {
    this.#chain.time += seconds;
  }

  async deploy(name: string, args: readonly unknown[] = [], value = 0n): Promise<Contract> {
    this.#chain.context = { phase: "fixture" };
    return { address: await this.#chain.deploy(name, args, {}, value), name };
  }

  /** Prepares: each call in a block of its own, no part of what is measured. */
  async send(...calls: readonly Call[]): Promise<void> {
    this.#chain.context = { phase: "fixture" };
    for (const call of calls) await this.#chain.block([sent(call)]);
  }

  /** The calls of the test called `title`. */
  async test(title: string, mined: Mined, calls: readonly Call[]): Promise<void> {
    this.#chain.context = { test: { title }, phase: "body" };
    const blocks = mined === "together" ? [calls] : calls.map((call) => [call]);
    for (const block of blocks) await this.#chain.block(block.map(sent));
  }

  /** What a view returns, if it is one value. */
  async read(contract: Contract, method: string, ...args: readonly unknown[]): Promise<unknown> {
    const [result] = await this.readAll(contract, method, ...args);
    return result;
  }

  /** All that a view returns. */
  readAll({ address, name }: Contract, method: string, ...args: readonly unknown[]): Promise<readonly unknown[]> {
    return this.#chain.read(address, name, method, args);
  }

  /** Gives an account ether. */
  async fund(address: Hex): Promise<void> {
    this.#chain.context = { phase: "fixture" };
    await this.#chain.transfer(address, 1n);
  }

  etherOf(address: Hex): bigint {
    return this.#chain.etherOf(address);
  }

  /** What has happened since the last call. */
  async record(): Promise<RunRecord> {
    const { record } = await this.#chain.record();
    this.#chain.collector.clear();
    return record;
  }
}

function sent({ from, to, method, args = [], value = 0n }: Call) {
  return { to: to.address, name: to.name, method, args, sender: from, value };
}
