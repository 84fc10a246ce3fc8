import { type Common, Hardfork } from "@ethereumjs/common";
import type { Hex } from "../../engine/access/types.ts";
import { Engine } from "../../engine/engine.ts";
import { createEngineCommon } from "../../engine/hardforks.ts";
import { type MissingKey, type MissingSource, MissingStateError } from "../../engine/state/missing-state.ts";
import { type ForkRules, forkRules } from "../chain/rules.ts";
import type { StoredBlock } from "../chain/stored-block.ts";
import { invalidInput } from "../errors.ts";
import { toQuantity } from "../rpc/format.ts";
import { Activations } from "./activations.ts";
import type { ForkingConfig } from "./config.ts";
import type { ForkOrigin } from "./origin.ts";
import { parseRemoteBlock, type RemoteBlock, storedRemoteBlock } from "./remote-block.ts";
import type { Upstream } from "./upstream.ts";
import { UpstreamError } from "./upstream-error.ts";
import { UpstreamState } from "./upstream-state.ts";

/** So many past states are kept ready. */
const MOST_PAST_ENGINES = 8;

/**
 * The chain that a local network continues: its blocks up to the one that was forked from, and the states after them.
 *
 * Lookups are synchronous and throw `MissingStateError` for what is not loaded yet.
 */
export class Fork implements MissingSource {
  readonly upstream: Upstream;
  /** Of the upstream; the local network may have another. */
  readonly chainId: bigint;
  /** The last block that is the upstream's. */
  readonly head: StoredBlock;
  readonly #activations: Activations;
  readonly #localRules: ForkRules;
  readonly #blocks = new Map<bigint, RemoteBlock>();
  readonly #stored = new Map<bigint, StoredBlock>();
  /** Hashes that were asked for, and the numbers of their blocks; undefined for those of no block of this chain. */
  readonly #numbers = new Map<string, bigint | undefined>();
  readonly #engines = new Map<bigint, Promise<Engine>>();

  /**
   * @param common the rules of the local network
   * @throws RpcError when the block is too old to be forked from
   */
  constructor({ upstream, chainId, block }: ForkOrigin, { hardforkHistories }: ForkingConfig, common: Common) {
    this.upstream = upstream;
    this.chainId = chainId;
    this.#activations = new Activations(chainId, hardforkHistories);
    this.#localRules = forkRules(common.hardfork());
    this.head = storedRemoteBlock(block, common);
    this.#stored.set(this.head.number, this.head);
    this.#add(block);
    const hardfork = this.hardforkAt(this.head);
    if (hardfork !== undefined && !forkRules(hardfork).isAtLeast(Hardfork.SpuriousDragon)) {
      throw invalidInput(
        `Cannot fork chain ${chainId} from block ${this.head.number}. The hardfork must be at least Spurious Dragon, but ${hardfork} was detected.`,
      );
    }
  }

  /** Hardfork of a block of the upstream; undefined where its history is not known. */
  hardforkAt({ number, header }: StoredBlock): Hardfork | undefined {
    return this.#activations.hardforkAt({ number, timestamp: header.timestamp });
  }

  /**
   * @returns undefined when the block is none of the upstream's
   * @throws MissingStateError
   */
  blockByNumber(number: bigint): StoredBlock | undefined {
    if (number < 0n || number > this.head.number) return undefined;
    let stored = this.#stored.get(number);
    if (stored === undefined) {
      stored = storedRemoteBlock(this.#remote(number), this.#commonAt(number));
      this.#stored.set(number, stored);
    }
    return stored;
  }

  /** As `blockByNumber`. */
  blockByHash(hash: Hex): StoredBlock | undefined {
    const number = this.#numberOf(hash);
    return number === undefined ? undefined : this.blockByNumber(number);
  }

  /** Hash of a block of the upstream; as `blockByNumber`. */
  blockHash(number: bigint): Uint8Array | undefined {
    return this.blockByNumber(number)?.header.hash();
  }

  /** With its transactions, as the upstream gives it. */
  async remoteBlock(number: bigint): Promise<RemoteBlock> {
    await this.load([{ block: number }]);
    return this.#remote(number);
  }

  /** As `remoteBlock`; undefined when no block of the chain up to the fork has that hash. */
  async remoteBlockByHash(hash: Hex): Promise<RemoteBlock | undefined> {
    await this.load([{ block: hash }]);
    const number = this.#numbers.get(hash);
    return number === undefined ? undefined : await this.remoteBlock(number);
  }

  async load(keys: readonly MissingKey[]): Promise<void> {
    for (const key of keys) {
      if (!("block" in key)) continue;
      if (typeof key.block === "string") await this.#loadByHash(key.block);
      else if (!this.#blocks.has(key.block)) await this.#loadByNumber(key.block);
    }
  }

  /** Executes on the state after a block before the one that was forked from, by the rules that the chain had then. */
  async engineAt(block: StoredBlock): Promise<Engine> {
    let engine = this.#engines.get(block.number);
    if (engine === undefined) {
      engine = Engine.create({
        chainId: this.chainId,
        hardfork: this.hardforkAt(block) ?? this.#localRules.hardfork,
        workers: 1,
        verify: false,
        allowUnlimitedContractSize: true,
        minParallelTransactions: 2,
        transactionGasCap: false,
        remote: new UpstreamState(this.upstream, block.number),
      });
      this.#engines.set(block.number, engine);
      const [oldest] = this.#engines.keys();
      if (this.#engines.size > MOST_PAST_ENGINES && oldest !== undefined) this.#engines.delete(oldest);
    }
    return await engine;
  }

  /** @throws RpcError when nobody knows by what rules the block was executed */
  checkExecutable(block: StoredBlock): void {
    if (this.hardforkAt(block) !== undefined) return;
    throw invalidInput(
      `No known hardfork for execution on historical block ${block.number} (relative to fork block number ${this.head.number}) in chain with id ${this.chainId}. The node was not configured with a hardfork activation history.`,
    );
  }

  #remote(number: bigint): RemoteBlock {
    const block = this.#blocks.get(number);
    if (block === undefined) throw new MissingStateError({ block: number }, this);
    return block;
  }

  #numberOf(hash: string): bigint | undefined {
    if (!this.#numbers.has(hash)) throw new MissingStateError({ block: hash }, this);
    return this.#numbers.get(hash);
  }

  #commonAt(number: bigint): Common {
    const { timestamp } = this.#remote(number);
    const hardfork = this.#activations.hardforkAt({ number, timestamp: BigInt(timestamp) });
    return createEngineCommon({ chainId: this.chainId, hardfork: hardfork ?? this.#localRules.hardfork });
  }

  #add(block: RemoteBlock): void {
    const number = BigInt(block.number);
    this.#blocks.set(number, block);
    this.#numbers.set(block.hash.toLowerCase(), number);
  }

  async #loadByNumber(number: bigint): Promise<void> {
    const block = await this.#request("eth_getBlockByNumber", toQuantity(number));
    if (block === undefined) throw this.#malformed("eth_getBlockByNumber", `block ${number} is not there`);
    this.#add(block);
  }

  async #loadByHash(hash: string): Promise<void> {
    if (this.#numbers.has(hash)) return;
    const block = await this.#request("eth_getBlockByHash", hash);
    // The upstream has blocks of its own after the fork, which are none of this chain.
    if (block === undefined || BigInt(block.number) > this.head.number) this.#numbers.set(hash, undefined);
    else this.#add(block);
  }

  async #request(method: string, block: string): Promise<RemoteBlock | undefined> {
    const answer = parseRemoteBlock(await this.upstream.request(method, block, true));
    if (typeof answer === "string") throw this.#malformed(method, answer);
    return answer;
  }

  #malformed(method: string, detail: string): UpstreamError {
    return new UpstreamError(method, this.upstream.host, { kind: "malformed", detail }, 1);
  }
}
