import { concat, getCreateAddress, Interface, Wallet } from "ethers";
import type { Hex } from "../../plugin/engine/access/types.ts";
import { LocalNetwork } from "../../plugin/network/local-network.ts";
import { buildRunRecord } from "../../plugin/record/builder.ts";
import { RunCollector, type TestIdentity, type TransactionContext } from "../../plugin/record/collector.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { createNamer, type Namer } from "../../plugin/source/namer.ts";
import { ChainRecorder } from "../../plugin/stats/chain-recorder.ts";
import { localSettings } from "../network/helpers/both.ts";
import type { CompiledProject } from "../source/compile.ts";

/** Transactions in one block, or each in a block of its own. */
export type Mined = "together" | "apart";

export interface CallOptions {
  /** Number of the sender; unless set, every transaction of the traffic has a sender of its own: 1, 2, 3 and so on. */
  readonly from?: number;
  /** Ether that goes along, in wei. */
  readonly value?: bigint;
  /** Number of an account that from here on runs the code of `to` (EIP-7702). */
  readonly delegating?: { readonly account: number; readonly to: Hex };
}

/** A transaction to be sent. */
export interface Call extends CallOptions {
  /** Absent for creations. */
  readonly to?: Hex;
  readonly data: string;
}

/** A deployed contract. */
export class Contract {
  readonly address: Hex;
  readonly #abi: Interface;

  constructor(address: Hex, abi: Interface) {
    this.address = address;
    this.#abi = abi;
  }

  call(method: string, args: readonly unknown[] = [], options: CallOptions = {}): Call {
    return { ...options, to: this.address, data: this.data(method, args) };
  }

  data(method: string, args: readonly unknown[] = []): string {
    return this.#abi.encodeFunctionData(method, args);
  }

  results(method: string, data: string): readonly unknown[] {
    return this.#abi.decodeFunctionResult(method, data).toArray();
  }
}

const SIGNERS = 10;
const GAS = "0x1e8480";
const ETHER = 10n ** 18n;

/**
 * The network as a test run has it, and what is needed to play small scenes on it. The contracts come from one project;
 * each scene has its own record.
 */
export class Stage {
  readonly signers: readonly Hex[];
  readonly #wallets: readonly Wallet[];
  readonly #project: CompiledProject;
  readonly #namer: Namer;
  readonly #mined: Mined;
  #network: LocalNetwork | undefined;
  #collector = new RunCollector();
  #recorder = new ChainRecorder(this.#collector, "default", { always: true });
  #test: TestIdentity = { title: "" };
  #names = new Map<Hex, string>();
  #sent = 0;

  static async create(project: CompiledProject, mined: Mined): Promise<Stage> {
    const stage = new Stage(project, mined);
    const accounts = stage.#wallets.map(({ privateKey }) => ({
      privateKey: privateKey as Hex,
      balance: 1_000n * ETHER,
    }));
    const settings = { ...localSettings({ throwOnTransactionFailures: false }), accounts };
    const network = await LocalNetwork.create(settings, {
      onBlock: (block) => stage.#recorder.addBlock(block, (hash) => network.codeOf(hash)),
      afterBlocks: () => stage.#recorder.proveAdditions(),
    });
    stage.#network = network;
    return stage;
  }

  private constructor(project: CompiledProject, mined: Mined) {
    this.#project = project;
    this.#mined = mined;
    this.#wallets = Array.from({ length: SIGNERS }, (_, n) => new Wallet(`0x${String(n + 1).padStart(64, "0")}`));
    this.signers = this.#wallets.map(({ address }) => address.toLowerCase() as Hex);
    const labels = new Map(this.signers.map((signer, n) => [signer, `signer ${n}`]));
    this.#namer = createNamer({ artifacts: project.artifacts, labels });
  }

  /** Everything from here on belongs to another scene. */
  begin(title: string): void {
    this.#test = { title };
    this.#names = new Map();
    this.#sent = 0;
    this.#collector = new RunCollector();
    this.#recorder = new ChainRecorder(this.#collector, "default", { always: true });
  }

  /** Names by address: the scene's contracts as they were deployed, signers by their numbers. */
  get names(): ReadonlyMap<Hex, string> {
    return new Map([...this.signers.map((signer, n) => [signer, `${n}`] as const), ...this.#names]);
  }

  /** Transactions of the traffic. */
  get sent(): number {
    return this.#sent;
  }

  /** Deploys, as the first signer: no part of the traffic. */
  async deploy(
    name: string,
    args: readonly unknown[] = [],
    libraries: Readonly<Record<string, Hex>> = {},
  ): Promise<Contract> {
    return await this.deployCode(name, this.creation(name, args, libraries).data, this.#interface(name));
  }

  /** @param name What the code is called here. */
  async deployCode(name: string, code: string, abi = new Interface([])): Promise<Contract> {
    const address = await this.nextAddress(0);
    await this.send({ data: code });
    if ((await this.#request("eth_getCode", [address, "latest"])) === "0x") throw new Error(`${name} is not deployed`);
    this.name(address, name);
    return new Contract(address, abi);
  }

  /** Where the next contract will be that a signer creates. */
  async nextAddress(signer: number): Promise<Hex> {
    const from = this.signers[signer] as Hex;
    return getCreateAddress({ from, nonce: await this.#nonce(from) }).toLowerCase() as Hex;
  }

  /** Gives an address a name for expectations: that of its contract, with a number where there are several. */
  name(address: Hex, name: string): void {
    const same = [...this.#names.values()].filter((other) => other.replace(/#\d+$/, "") === name).length;
    this.#names.set(address, same === 0 ? name : `${name}#${same + 1}`);
  }

  /** What is at an address, seen as a contract of the project. */
  at(address: Hex, name: string): Contract {
    return new Contract(address, this.#interface(name));
  }

  /** A creation as a part of the traffic. */
  creation(name: string, args: readonly unknown[] = [], libraries: Readonly<Record<string, Hex>> = {}): Call {
    const { bytecode, linkReferences } = this.#project.artifact(name);
    let code = bytecode as string;
    for (const [library, ranges] of Object.values(linkReferences).flatMap(Object.entries)) {
      for (const { start } of ranges) {
        const at = 2 + 2 * start;
        code = code.slice(0, at) + (libraries[library] ?? "").slice(2) + code.slice(at + 40);
      }
    }
    return { data: concat([code, this.#interface(name).encodeDeploy(args)]) };
  }

  /** What a view returns. */
  async read(contract: Contract, method: string, args: readonly unknown[] = []): Promise<unknown> {
    const call = { to: contract.address, data: contract.data(method, args) };
    const [result] = contract.results(method, (await this.#request("eth_call", [call, "latest"])) as string);
    return result;
  }

  /** Prepares: each in a block of its own. @throws when one fails */
  async send(...calls: readonly Call[]): Promise<void> {
    for (const call of calls) {
      const hash = await this.#send(call, 0, { phase: "fixture" });
      const receipt = (await this.#request("eth_getTransactionReceipt", [hash])) as { status: string };
      if (receipt.status !== "0x1") throw new Error(`A transaction that prepares "${this.#test.title}" failed`);
    }
  }

  /** The transactions that the scene is about. */
  async traffic(...calls: readonly Call[]): Promise<void> {
    if (this.#mined === "together") await this.#request("evm_setAutomine", [false]);
    this.#sent += calls.length;
    for (const [index, call] of calls.entries()) {
      await this.#send(call, index + 1, { test: this.#test, phase: "body" });
    }
    if (this.#mined === "together") await this.#request("evm_mine", []);
    await this.#request("evm_setAutomine", [true]);
  }

  /** What has happened since `begin`. */
  record(): Promise<RunRecord> {
    return buildRunRecord(this.#collector, this.#namer);
  }

  async close(): Promise<void> {
    await this.#network?.close();
  }

  async #send(
    { from, value = 0n, to, data, delegating }: Call,
    sender: number,
    tag: TransactionContext,
  ): Promise<unknown> {
    const authorizationList = delegating && [await this.#authorization(delegating)];
    const request = {
      from: this.signers[from ?? sender],
      ...(to !== undefined && { to }),
      data,
      value: `0x${value.toString(16)}`,
      gas: GAS,
      ...(authorizationList && { authorizationList }),
    };
    return await this.#request("eth_sendTransaction", [request], tag);
  }

  async #authorization({ account, to }: { readonly account: number; readonly to: Hex }): Promise<unknown> {
    const nonce = await this.#nonce(this.signers[account] as Hex);
    const wallet = this.#wallets[account] as Wallet;
    const { signature } = wallet.authorizeSync({ address: to, chainId: 31337, nonce });
    const { yParity, r, s } = signature;
    return { address: to, chainId: "0x7a69", nonce: `0x${nonce.toString(16)}`, yParity: `0x${yParity}`, r, s };
  }

  async #nonce(account: Hex): Promise<number> {
    return Number(await this.#request("eth_getTransactionCount", [account, "latest"]));
  }

  #request(method: string, params: readonly unknown[], tag?: TransactionContext): Promise<unknown> {
    return (this.#network as LocalNetwork).request(method, params, tag);
  }

  #interface(name: string): Interface {
    return new Interface(this.#project.artifact(name).abi);
  }
}
