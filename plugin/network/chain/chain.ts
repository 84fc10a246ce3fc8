import { type Common, Hardfork } from "@ethereumjs/common";
import { type Address, hexToBytes } from "@ethereumjs/util";
import type { WorldState } from "../../engine/state/world-state.ts";
import type { BlockEnvironment, BlockResult } from "../../engine/types.ts";
import { invalidInput } from "../errors.ts";
import { BlockStore } from "./block-store.ts";
import { type BlockTime, Clock, type ClockSnapshot } from "./clock.ts";
import { environmentOf, nextDifficulty } from "./environment.ts";
import { genesisBlock, reservedBlock } from "./genesis.ts";
import { HashSequence } from "./hash-sequence.ts";
import { StateHistory } from "./history.ts";
import { leastKept, lesser } from "./retention.ts";
import type { ForkRules } from "./rules.ts";
import { emptyStoredBlock, type StoredBlock, storedBlock } from "./stored-block.ts";

/** Blocks of another chain that this one continues. */
export interface ContinuedChain {
  /** The last of them. */
  readonly head: StoredBlock;
  /** Hash of one of them. */
  blockHash(number: bigint): Uint8Array | undefined;
}

export interface ChainOptions {
  readonly rules: ForkRules;
  readonly common: Common;
  /** Already holds the genesis state, whose root is `stateRoot`. */
  readonly state: WorldState;
  readonly stateRoot: Uint8Array;
  readonly coinbase: Address;
  readonly gasLimit: bigint;
  /** Without it the chain has a genesis of its own. */
  readonly continued?: ContinuedChain;
  readonly initialDate?: Date;
  /** Of the genesis, or of the first block after the chain that is continued. */
  readonly initialBaseFee?: bigint;
  readonly allowBlocksWithSameTimestamp: boolean;
  /** Number of blocks before the latest whose state is kept; undefined: all. */
  readonly history?: number;
  /** Number of blocks before the latest that are kept at all; undefined: all. */
  readonly blockHistory?: number;
}

/** All of the chain that going back to a snapshot restores. */
export interface ChainSnapshot {
  readonly number: bigint;
  readonly stateVersion: number;
  readonly clock: ClockSnapshot;
  readonly coinbase: Address;
  readonly baseFee: bigint | undefined;
  readonly prevRandao: Uint8Array;
  readonly beaconRoot: Uint8Array;
}

/** What the miner may ask of a block beyond what the chain decides. */
export interface NextBlockOptions {
  readonly time: BlockTime;
  readonly gasLimit: bigint;
}

/** The blocks, their states, and what the next block will be. It executes nothing: it is told what was executed. */
export class Chain {
  readonly rules: ForkRules;
  readonly common: Common;
  readonly state: WorldState;
  readonly blocks: BlockStore;
  readonly clock: Clock;
  readonly prevRandao = new HashSequence("randomMixHashSeed");
  readonly #beaconRoot = new HashSequence("randomParentBeaconBlockRootSeed");
  readonly #history = new StateHistory();
  readonly #continued: ContinuedChain | undefined;
  /** Number of blocks before the latest whose state is kept; undefined: all. */
  readonly #kept: number | undefined;
  /** Number of blocks before the latest that are kept at all; undefined: all. */
  readonly #keptBlocks: number | undefined;
  /** Number of the first block whose state there is, whether it may be read or not. */
  #oldestState = 0n;
  /** Number of the first block that there is, whether it may be asked for or not. */
  #oldestBlock = 0n;
  /** The same object for the same block: the engine then need not make its header again for every call. */
  readonly #environments = new WeakMap<StoredBlock, BlockEnvironment>();
  /** Beneficiary of the next block. */
  coinbase: Address;
  /** Base fee of the next block, when it was set by hand. */
  #baseFee: bigint | undefined;

  constructor(options: ChainOptions) {
    const { rules, common, state } = options;
    this.rules = rules;
    this.common = common;
    this.state = state;
    this.coinbase = options.coinbase;
    // Nobody can ask for the state after a block that is not there.
    this.#kept = lesser(options.history, options.blockHistory);
    this.#keptBlocks = options.blockHistory;
    this.#continued = options.continued;
    const start = options.continued?.head.header.timestamp ?? startOf(options);
    this.clock = new Clock(options.allowBlocksWithSameTimestamp, start);
    const first = options.continued?.head ?? this.#genesis(options, start);
    if (options.continued !== undefined) this.#baseFee = options.initialBaseFee;
    this.#oldestState = this.#oldestBlock = first.number;
    this.blocks = new BlockStore(
      first,
      { common, kept: options.blockHistory },
      ({ totalDifficulty, ...reservation }, number) =>
        emptyStoredBlock(reservedBlock(common, rules, { totalDifficulty, ...reservation }, number), totalDifficulty),
    );
    this.#history.set(first.number, state.version);
  }

  #genesis({ common, rules, ...options }: ChainOptions, start: bigint | undefined): StoredBlock {
    const merged = rules.isAtLeast(Hardfork.Paris);
    const genesis = genesisBlock(common, rules, {
      stateRoot: options.stateRoot,
      timestamp: start ?? secondsOf(new Date()),
      gasLimit: options.gasLimit,
      baseFee: options.initialBaseFee,
      mixHash: merged ? this.prevRandao.next : new Uint8Array(32),
    });
    if (merged) this.prevRandao.advance();
    return emptyStoredBlock(genesis, genesis.header.difficulty);
  }

  get head(): StoredBlock {
    return this.blocks.last;
  }

  /**
   * Version of the state after the block.
   *
   * @throws RpcError when the network keeps fewer states
   */
  versionAt(number: bigint): number {
    const forgotten = this.#kept !== undefined && number < this.blocks.lastNumber - BigInt(this.#kept);
    const version = forgotten ? undefined : this.#history.versionAt(number);
    if (version !== undefined) return version;
    throw this.#forgotten(number);
  }

  /**
   * Version of the state just before a transaction of the block.
   *
   * @throws RpcError when the network keeps fewer states
   */
  versionBefore(number: bigint, transaction: number): number {
    const parent = number - 1n;
    this.versionAt(parent);
    const version = this.#history.versionBefore(number, transaction);
    if (version === undefined) throw this.#forgotten(parent);
    return version;
  }

  #forgotten(number: bigint): Error {
    return invalidInput(
      `The state after block ${number} is not kept any more: the network's setting \`parallel.history\` keeps that of ${this.#kept} blocks before the latest, which is ${this.blocks.lastNumber}. Raise the setting, or leave it out to keep all.`,
    );
  }

  /** @throws RpcError when the network does not keep the block any more */
  checkKept(number: bigint): void {
    if (number >= this.blocks.oldestKept || number <= (this.#continued?.head.number ?? -1n)) return;
    throw invalidInput(
      `Block ${number} is not kept any more: the network's setting \`parallel.blockHistory\` keeps ${this.#keptBlocks} blocks before the latest, which is ${this.blocks.lastNumber}. Raise the setting, or leave it out to keep all.`,
    );
  }

  /**
   * Forgets blocks, and states of blocks, that are further back than the settings keep, when there are enough of them
   * to be worth the work.
   *
   * @param earliest number of the earliest block that the chain may still go back to
   */
  forgetOld(earliest = this.blocks.lastNumber): void {
    const block = leastKept(earliest, this.#keptBlocks, this.#oldestBlock);
    if (block !== undefined) {
      this.blocks.prune(block);
      this.#oldestBlock = block;
    }
    const oldest = leastKept(earliest, this.#kept, this.#oldestState);
    const version = oldest === undefined ? undefined : this.#history.versionAt(oldest);
    if (oldest === undefined || version === undefined) return;
    this.state.prune(version);
    this.#history.prune(version);
    this.#oldestState = oldest;
  }

  /** Takes note that the latest state was changed by hand: it counts as the state after the last block. */
  stateChanged(): void {
    this.#history.set(this.blocks.lastNumber, this.state.version);
  }

  /** Base fee of the next block, undefined before EIP-1559. */
  nextBaseFee(): bigint | undefined {
    if (!this.rules.isAtLeast(Hardfork.London)) return undefined;
    return this.#baseFee ?? this.head.header.calcNextBaseFee();
  }

  setNextBaseFee(baseFee: bigint): void {
    this.#baseFee = baseFee;
  }

  /** The environment of the next block. */
  nextEnvironment({ time, gasLimit }: NextBlockOptions): BlockEnvironment {
    const parent = this.head.header;
    const merged = this.rules.isAtLeast(Hardfork.Paris);
    const cancun = this.rules.isAtLeast(Hardfork.Cancun);
    const number = parent.number + 1n;
    return {
      number,
      parentHash: parent.hash(),
      timestamp: time.timestamp,
      gasLimit,
      coinbase: this.coinbase,
      baseFeePerGas: this.nextBaseFee(),
      ...(merged
        ? { mixHash: this.prevRandao.next }
        : { difficulty: nextDifficulty(parent, time.timestamp, this.common), nonce: hexToBytes("0x0000000000000042") }),
      ...(cancun
        ? { excessBlobGas: parent.calcNextExcessBlobGas(this.common), parentBeaconBlockRoot: this.#beaconRoot.next }
        : {}),
    };
  }

  /** The environment of a block of the chain, for messages that are executed on top of it. */
  environmentOf(block: StoredBlock): BlockEnvironment {
    const known = this.#environments.get(block);
    if (known !== undefined) return known;
    const environment = environmentOf(block.header);
    this.#environments.set(block, environment);
    return environment;
  }

  /** Hash of an earlier block, for the BLOCKHASH opcode. */
  readonly blockHash = (number: bigint): Uint8Array | undefined =>
    this.blocks.hashOf(number) ?? this.#continued?.blockHash(number);

  /** Appends an executed block whose changes are in the state already. */
  append(result: BlockResult, time: BlockTime): StoredBlock {
    const block = storedBlock(result, this.head.totalDifficulty);
    this.blocks.append(block);
    this.clock.commit(time);
    this.#baseFee = undefined;
    this.prevRandao.advance();
    this.#beaconRoot.advance();
    const versions = result.outcomes.map(({ version }) => version);
    this.#history.append(block.number, this.state.version, versions);
    return block;
  }

  /** Appends `count` empty blocks without making them, `interval` seconds apart. */
  reserve(count: bigint, interval: bigint): void {
    const { header, totalDifficulty } = this.head;
    this.blocks.reserve(count, {
      interval,
      previousTimestamp: header.timestamp,
      baseFee: header.baseFeePerGas,
      stateRoot: header.stateRoot,
      totalDifficulty,
    });
    this.stateChanged();
  }

  snapshot(): ChainSnapshot {
    return {
      number: this.blocks.lastNumber,
      stateVersion: this.state.version,
      clock: this.clock.snapshot(),
      coinbase: this.coinbase,
      baseFee: this.#baseFee,
      prevRandao: this.prevRandao.next,
      beaconRoot: this.#beaconRoot.next,
    };
  }

  restore(snapshot: ChainSnapshot): void {
    this.state.revertTo(snapshot.stateVersion);
    this.blocks.revertTo(snapshot.number);
    this.#history.revertTo(snapshot.number, snapshot.stateVersion);
    this.clock.restore(snapshot.clock);
    this.coinbase = snapshot.coinbase;
    this.#baseFee = snapshot.baseFee;
    this.prevRandao.setNext(snapshot.prevRandao);
    this.#beaconRoot.setNext(snapshot.beaconRoot);
  }
}

function startOf({ initialDate }: ChainOptions): bigint | undefined {
  return initialDate === undefined ? undefined : secondsOf(initialDate);
}

function secondsOf(date: Date): bigint {
  return BigInt(Math.floor(date.getTime() / 1000));
}
