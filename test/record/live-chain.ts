import { createEOACode7702Tx, createLegacyTx, type TypedTransaction } from "@ethereumjs/tx";
import { Address, createAddressFromPrivateKey, type EOACode7702AuthorizationList, hexToBytes } from "@ethereumjs/util";
import { concat, getCreateAddress, Interface } from "ethers";
import type { Hex, TransactionRecord } from "../../plugin/engine/access/types.ts";
import { AdditionProver } from "../../plugin/engine/dataflow/addition-prover.ts";
import { Engine } from "../../plugin/engine/engine.ts";
import { hexToKey } from "../../plugin/engine/state/keys.ts";
import type { BlockEnvironment, BlockResult, SendableTransaction } from "../../plugin/engine/types.ts";
import { buildRunRecord } from "../../plugin/record/builder.ts";
import { type CollectedTransaction, RunCollector, type TransactionContext } from "../../plugin/record/collector.ts";
import type { KeyRow, RunRecord, TransactionRow } from "../../plugin/record/types.ts";
import { createNamer } from "../../plugin/source/namer.ts";
import { AdditionProofs } from "../../plugin/stats/addition-proofs.ts";
import { type CompiledProject, type CompileOptions, compile, readContract } from "../source/compile.ts";
import { REMAPPINGS, withImports } from "../source/packages.ts";

const SENDERS = 3;
const keysOf = (senders: number) => Array.from({ length: senders }, (_, n) => new Uint8Array(32).fill(n + 1));
const BASE_FEE = 1000n;

/** Compiles `Live.sol` with the contracts of OpenZeppelin that it imports. */
export function compileLive(options: CompileOptions): CompiledProject {
  const sources = withImports({ "project/contracts/Live.sol": readContract("Live.sol") });
  return compile(sources, { ...options, remappings: REMAPPINGS });
}

/** A call of a contract's function. */
export interface Call {
  readonly to: Hex;
  /** Of the contract. */
  readonly name: string;
  readonly method: string;
  readonly args: readonly unknown[];
  /** Number of the sender. */
  readonly sender: number;
  /** Ether that goes along, in wei. */
  readonly value?: bigint;
}

export interface LiveChainOptions {
  /** Accounts that can send; 3 unless set. */
  readonly senders?: number;
  /** Execute each block a second time, to compare. */
  readonly verify?: boolean;
  /** Prove additions, as a run does. */
  readonly additions?: boolean;
}

interface Signed {
  readonly tx: TypedTransaction;
  readonly sender: number;
}

/** A chain on the real engine, whose blocks are collected as in a run. */
export class LiveChain {
  readonly senders: readonly Hex[];
  readonly collector = new RunCollector();
  /** Whose transactions the next ones are. */
  context: TransactionContext = { phase: "hook" };
  /** Timestamp of the last block, in seconds; each block is a second later, and more where a test adds to it. */
  time = 1_700_000_000n;
  readonly #engine: Engine;
  readonly #project: CompiledProject;
  readonly #keys: readonly Uint8Array[];
  readonly #proofs = new AdditionProofs();
  readonly #prover: AdditionProver | undefined;
  #number = 0n;

  static async create(project: CompiledProject, options: LiveChainOptions = {}): Promise<LiveChain> {
    const rules = { chainId: 31337n, hardfork: "osaka", allowUnlimitedContractSize: false };
    const verify = options.verify ?? false;
    const engine = await Engine.create({ ...rules, workers: 1, verify, minParallelTransactions: 2 });
    const prover = options.additions === true ? await AdditionProver.create(rules) : undefined;
    return new LiveChain(engine, project, options.senders ?? SENDERS, prover);
  }

  private constructor(engine: Engine, project: CompiledProject, senders: number, prover?: AdditionProver) {
    this.#prover = prover;
    this.#engine = engine;
    this.#project = project;
    this.#keys = keysOf(senders);
    this.senders = this.#keys.map((key) => createAddressFromPrivateKey(key).toString());
    for (const sender of this.senders) engine.state.setBalance(hexToKey(sender), 10n ** 20n);
  }

  /** Sends creation code with arguments, libraries linked. */
  async deploy(
    name: string,
    args: readonly unknown[] = [],
    libraries: Readonly<Record<string, Hex>> = {},
    value = 0n,
  ): Promise<Hex> {
    const { abi, bytecode, linkReferences } = this.#project.artifact(name);
    let code = bytecode;
    for (const references of Object.values(linkReferences)) {
      for (const [library, ranges] of Object.entries(references)) {
        for (const { start } of ranges) {
          const at = 2 + start * 2;
          code = code.slice(0, at) + (libraries[library] ?? "0x").slice(2) + code.slice(at + 40);
        }
      }
    }
    return await this.deployCode(concat([code, new Interface(abi).encodeDeploy(args)]) as Hex, value);
  }

  /** Sends init code. */
  async deployCode(data: Hex, value = 0n): Promise<Hex> {
    const [sender] = this.senders as [Hex];
    const created = getCreateAddress({ from: sender, nonce: this.#nonce(sender) }).toLowerCase() as Hex;
    await this.#send(0, { data, value });
    return created;
  }

  async call(to: Hex, name: string, method: string, args: readonly unknown[] = [], sender = 0): Promise<void> {
    await this.block([{ to, name, method, args, sender }]);
  }

  /** Mines the calls in one block, in their order; each sender sends one at most. */
  async block(calls: readonly Call[]): Promise<void> {
    const signed = calls.map(({ to, name, method, args, sender, value = 0n }) => {
      const data = new Interface(this.#project.artifact(name).abi).encodeFunctionData(method, args);
      return { tx: this.#sign(sender, { to, data: data as Hex, value }), sender };
    });
    await this.#mine(signed);
  }

  async transfer(to: Hex, value: bigint): Promise<void> {
    await this.#send(0, { to, value });
  }

  /** Has an account run the code of another one (EIP-7702), and calls it. */
  async delegate(
    account: number,
    to: Hex,
    authorize: (nonce: bigint) => EOACode7702AuthorizationList,
    data: Hex,
  ): Promise<void> {
    const address = this.senders[account] as Hex;
    const fields = { authorizationList: authorize(this.#nonce(address)), maxFeePerGas: BASE_FEE, to, data };
    const nonce = this.#nonce(this.senders[0] as Hex);
    const tx = createEOACode7702Tx({ ...fields, nonce, gasLimit: 1_000_000n }, { common: this.#engine.common });
    await this.#mine([{ tx: tx.sign(this.key(0)), sender: 0 }]);
  }

  /** What a view returns. */
  async read(to: Hex, name: string, method: string, args: readonly unknown[] = []): Promise<readonly unknown[]> {
    const contract = new Interface(this.#project.artifact(name).abi);
    const tx = this.#sign(0, { to, data: contract.encodeFunctionData(method, args) as Hex });
    const { succeeded, returnValue, exception } = await this.#engine.call({
      environment: this.#environment(),
      transaction: this.#sendable({ tx, sender: 0 }),
      blockHash: () => undefined,
      skipBalance: true,
      skipNonce: true,
    });
    if (!succeeded) throw new Error(`${method} failed: ${exception}`);
    return contract.decodeFunctionResult(method, returnValue).toArray();
  }

  /** Ether of an account, in wei. */
  etherOf(address: Hex): bigint {
    return this.#engine.state.account(hexToKey(address))?.balance ?? 0n;
  }

  get key(): (account: number) => Uint8Array {
    return (account) => this.#keys[account] as Uint8Array;
  }

  /** What has happened since the last call, as a record. */
  async record(labels?: ReadonlyMap<string, string>): Promise<NamedRun> {
    const namer = createNamer({ artifacts: this.#project.artifacts, ...(labels && { labels }) });
    const record = await buildRunRecord(this.collector, namer);
    return new NamedRun(record);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  #nonce(address: Hex): bigint {
    return this.#engine.state.account(hexToKey(address))?.nonce ?? 0n;
  }

  async #send(sender: number, fields: { to?: Hex; value?: bigint; data?: Hex }): Promise<void> {
    await this.#mine([{ tx: this.#sign(sender, fields), sender }]);
  }

  #sign(sender: number, fields: { to?: Hex; value?: bigint; data?: Hex }): TypedTransaction {
    const nonce = this.#nonce(this.senders[sender] as Hex);
    const tx = createLegacyTx(
      { ...fields, nonce, gasLimit: 6_000_000n, gasPrice: BASE_FEE },
      { common: this.#engine.common },
    );
    return tx.sign(this.key(sender));
  }

  async #mine(signed: readonly Signed[]): Promise<void> {
    this.#number++;
    this.time++;
    const environment = this.#environment();
    const result = await this.#engine.executeBlock({
      environment,
      transactions: signed.map((transaction) => this.#sendable(transaction)),
      blockHash: () => undefined,
      onInvalid: "throw",
      reward: false,
    });
    const collected = this.#collect(result);
    if (this.#prover !== undefined) await this.#prove(this.#prover, environment, result, collected);
  }

  #sendable({ tx, sender }: Signed): SendableTransaction {
    return { tx, sender: new Address(hexToBytes(this.senders[sender] as Hex)), impersonated: false };
  }

  #environment(): BlockEnvironment {
    return {
      number: this.#number,
      parentHash: new Uint8Array(32),
      timestamp: this.time,
      gasLimit: 1_000_000_000n,
      coinbase: new Address(new Uint8Array(20).fill(0xc0)),
      baseFeePerGas: BASE_FEE,
      mixHash: new Uint8Array(32),
      excessBlobGas: 0n,
      parentBeaconBlockRoot: new Uint8Array(32),
    };
  }

  async #prove(
    prover: AdditionProver,
    environment: BlockEnvironment,
    { record, outcomes }: BlockResult,
    collected: readonly CollectedTransaction[],
  ): Promise<void> {
    const storage = record.transactions.map((transaction) => transaction.storage);
    this.#proofs.addBlock(0, collected, storage, async (position, accesses) => {
      const outcome = outcomes[position] as BlockResult["outcomes"][number];
      const executed = {
        transaction: outcome.transaction,
        environment,
        blockHash: () => undefined,
        view: this.#engine.state.at(outcome.version),
        record: record.transactions[position] as TransactionRecord,
      };
      return (await prover.prove(executed, accesses)).map(({ adds }) => adds);
    });
    await this.#proofs.prove();
  }

  #collect({ record, outcomes }: BlockResult): readonly CollectedTransaction[] {
    return this.collector.addBlock({
      chain: "default#0",
      branch: 0,
      record,
      contexts: record.transactions.map(() => this.context),
      codeOf: (hash) => this.#engine.state.code(hexToKey(hash)),
      inputOf: (position) => outcomes[position]?.transaction.tx.data,
    });
  }
}

/** A record, transaction by transaction in words. */
export class NamedRun {
  readonly record: RunRecord;

  constructor(record: RunRecord) {
    this.record = record;
  }

  /** The function of the last transaction. */
  get function() {
    return this.record.functions[this.#last.function];
  }

  /** Names of the slots that the last transaction used, sorted; `?` for one without a name. */
  get slots(): readonly string[] {
    return this.#keys
      .filter((key) => key.kind === "slot")
      .map((key) => key.members.map(({ name }) => name).join(" | ") || "?")
      .sort();
  }

  /** Names of the packed variables that the last transaction changed. */
  get changedMembers(): readonly string[] {
    return this.#last.accesses.flatMap(({ key, changed = 0 }) =>
      (this.record.keys[key]?.members ?? []).filter((_, i) => (changed & (1 << i)) !== 0).map(({ name }) => name),
    );
  }

  get sources(): ReadonlyMap<string, string> {
    const members = this.#keys.flatMap((key) => key.members);
    return new Map(members.map(({ variable, source }) => [variable, `${source?.file}:${source?.line}`]));
  }

  get #last(): TransactionRow {
    return this.record.blocks.at(-1)?.transactions.at(-1) as TransactionRow;
  }

  get #keys(): readonly KeyRow[] {
    return this.#last.accesses.map(({ key }) => this.record.keys[key] as KeyRow);
  }
}
