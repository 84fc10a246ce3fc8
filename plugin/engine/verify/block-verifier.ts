import { createBlock } from "@ethereumjs/block";
import { type Common, ConsensusType, Hardfork } from "@ethereumjs/common";
import type { TypedTransaction } from "@ethereumjs/tx";
import { createVM, type RunBlockResult, runBlock, type VM } from "@ethereumjs/vm";
import { type Difference, VerificationError } from "../errors.ts";
import type { ExecutorOptions } from "../executor.ts";
import { createPlainCommon } from "../hardforks.ts";
import type { ChangeFeed, Changes } from "../state/change-feed.ts";
import { ForkedWorldState } from "../state/forked-state.ts";
import { hexToKey } from "../state/keys.ts";
import { DETACHED, MissingStateError } from "../state/missing-state.ts";
import type { AddressKey, SlotKey } from "../state/types.ts";
import type { WorldState } from "../state/world-state.ts";
import type { BlockInput, BlockResult, EngineOptions, SendableTransaction } from "../types.ts";
import { asOf } from "./as-of.ts";
import { blockDifferences } from "./block-differences.ts";
import { MirrorState } from "./mirror-state.ts";
import { type DifferingBlock, reproduce, type Touched } from "./reproduction.ts";

type VerifierOptions = ExecutorOptions & Pick<EngineOptions, "systemOperations" | "saveReproduction">;

/** What `runBlock` does around the transactions of a block: EIP-4788, EIP-2935 and the requests of EIP-7685. */
const SYSTEM_EIPS: readonly number[] = [4788, 2935, 7685];

/**
 * Executes every block once more with plain `@ethereumjs/vm` (`runBlock`, its own state manager and tries) and compares
 * all that comes out. It shares no code with the engine but the EVM underneath both.
 *
 * Its state follows the engine's, so that a block is executed from the very state that it had in the engine.
 */
export class BlockVerifier {
  readonly #state: WorldState;
  readonly #options: VerifierOptions;
  #feed: ChangeFeed;
  #mirror: MirrorState;
  /** Version of the state that the block starts from. */
  #before: number;

  constructor(state: WorldState, options: VerifierOptions) {
    this.#state = state;
    this.#options = options;
    this.#feed = state.subscribe(true);
    this.#mirror = new MirrorState(createPlainCommon(options));
    this.#before = state.version;
  }

  /** Before a block is executed: brings the mirror to the state that the block starts from. */
  async prepare(): Promise<void> {
    await this.#mirror.catchUp(this.#drain(), this.#state);
    this.#before = this.#state.version;
  }

  /**
   * After it was executed, before anything else changes the state: executes it again and compares.
   *
   * @throws VerificationError
   */
  async verify(input: BlockInput, result: BlockResult): Promise<void> {
    const changes = this.#drain();
    let reference: RunBlockResult | undefined;
    let differences: readonly Difference[];
    try {
      const transactions = result.outcomes.map(({ transaction }) => transaction);
      reference =
        this.#state instanceof ForkedWorldState
          ? await this.#runForkedBlock(input, transactions, changes, this.#state)
          : await this.#runBlock(input, transactions);
      differences = [...this.#blockDifferences(result, reference), ...(await this.#stateDifferences(changes))];
    } catch (error) {
      // The reference refuses what the engine accepted.
      const reason = error instanceof Error ? error.message : String(error);
      differences = [{ field: "validity", engine: "accepted", reference: `refused: ${reason}` }];
    }
    if (differences.length === 0) return;
    const touched = this.#touchedBy(result, changes);
    this.#startAfresh();
    const state = this.#state.at(this.#before);
    const block = { input, result, reference, differences, state, touched, options: this.#options };
    throw new VerificationError(input.environment.number, differences, await this.#save(block));
  }

  /** @returns a sentence on where the block is, undefined when nobody wants it. */
  async #save(block: DifferingBlock): Promise<string | undefined> {
    const { saveReproduction } = this.#options;
    if (saveReproduction === undefined) return undefined;
    try {
      const place = await saveReproduction(reproduce(block));
      return `The block and all that it takes to execute it again are in ${place}: npx hardhat parallel replay ${place} --verify`;
    } catch (error) {
      return `The block could not be written down for executing it again: ${error instanceof Error ? error.message : error}`;
    }
  }

  /** All that the reference looked at, and all that the engine says it looked at or changed. */
  #touchedBy({ record }: BlockResult, changes: Changes): Touched {
    const touched = new Map<AddressKey, Set<SlotKey>>();
    const slotsOf = (address: AddressKey): Set<SlotKey> => {
      let slots = touched.get(address);
      if (slots === undefined) touched.set(address, (slots = new Set()));
      return slots;
    };
    for (const address of changes.accounts.keys()) slotsOf(address);
    for (const [address, values] of changes.slots) for (const slot of values.keys()) slotsOf(address).add(slot);
    for (const [address, slots] of this.#mirror.touched) for (const slot of slots) slotsOf(address).add(slot);
    for (const address of this.#mirror.touched.keys()) slotsOf(address);
    for (const { accounts, storage } of record.transactions) {
      for (const { address } of accounts) slotsOf(hexToKey(address));
      for (const { address, slot } of storage) slotsOf(hexToKey(address)).add(hexToKey(slot));
    }
    for (const [address, slots] of touched) {
      const other = untouchedSlot(this.#state.storage(address), slots);
      if (other !== undefined) slots.add(other);
    }
    return touched;
  }

  /** Changes of the state since the last call. */
  #drain(): Changes {
    const { slots, ...changes } = this.#feed.drain();
    const ofContracts = new Map(slots);
    for (const [address, values] of slots) {
      if (!values.has(DETACHED)) continue;
      ofContracts.set(address, new Map([...values].filter(([slot]) => slot !== DETACHED)));
    }
    return { ...changes, slots: ofContracts };
  }

  /**
   * As `runBlock`, of a state that is kept elsewhere: the mirror first gets what was loaded while the block was executed,
   * and what only the reference looks up is loaded for it, so that both start from the same state.
   */
  async #runForkedBlock(
    input: BlockInput,
    sent: readonly SendableTransaction[],
    changes: Changes,
    state: ForkedWorldState,
  ): Promise<RunBlockResult> {
    const before = state.at(this.#before);
    let loaded = changes;
    for (;;) {
      await this.#mirror.catchUp(asOf(loaded, before), before);
      this.#mirror.follow(before);
      try {
        return await this.#runBlock(input, sent);
      } catch (error) {
        if (!(error instanceof MissingStateError) || error.source === undefined) throw error;
        await error.source.load([error.key]);
        this.#startAfresh();
        loaded = this.#drain();
      } finally {
        this.#mirror.follow(undefined);
      }
    }
  }

  close(): void {
    this.#state.unsubscribe(this.#feed);
  }

  /** Of a state kept elsewhere nobody has the root, nor receipts from before Byzantium, which contain it. */
  #blockDifferences(result: BlockResult, reference: RunBlockResult): Difference[] {
    const state = !(this.#state instanceof ForkedWorldState);
    const receipts = state || createPlainCommon(this.#options).gteHardfork(Hardfork.Byzantium);
    return blockDifferences(result, reference, { state, receipts });
  }

  async #stateDifferences(changes: Changes): Promise<Difference[]> {
    // What the reference touched and the engine left alone may be the very difference.
    const accounts = new Map(changes.accounts);
    const slots = new Map([...changes.slots].map(([address, values]) => [address, new Map(values)]));
    for (const [address, touched] of this.#mirror.touched) {
      accounts.set(address, this.#state.account(address));
      const values = slots.get(address) ?? new Map<SlotKey, Uint8Array>();
      for (const slot of touched) values.set(slot, this.#state.slot(address, slot));
      slots.set(address, values);
    }
    const differences = await this.#mirror.differences({ ...changes, accounts, slots });
    return differences.map(([field, engine, reference]) => ({ field, engine, reference }));
  }

  /** Where the two went apart, the mirror is of no use any more. */
  #startAfresh(): void {
    this.#state.unsubscribe(this.#feed);
    this.#feed = this.#state.subscribe(true);
    this.#mirror = new MirrorState(createPlainCommon(this.#options));
  }

  async #runBlock(input: BlockInput, sent: readonly SendableTransaction[]): Promise<RunBlockResult> {
    const common = createPlainCommon(this.#options);
    const transactionsOnly = this.#options.systemOperations === false;
    const rules = transactionsOnly ? withoutSystemOperations(common) : common;
    // Only the rules of a block's system operations know this field.
    const { parentBeaconBlockRoot, ...fields } = input.environment;
    const vm = await this.#createVm(rules, input);
    const transactions = sent.map((transaction) => asSent(transaction, common));
    vm.events.on("beforeTx", (tx: TypedTransaction) => {
      const transaction = sent[transactions.indexOf(tx)];
      const codeless = transaction?.impersonated === true || this.#options.contractSenders === true;
      this.#mirror.hideCodeOf(codeless ? transaction?.sender : undefined);
    });
    const empty = createBlock(
      {
        header: transactionsOnly ? fields : { ...fields, parentBeaconBlockRoot },
        withdrawals: input.withdrawals?.slice(),
      },
      { common: input.reward ? rules : withoutReward(rules), skipConsensusFormatValidation: true, freeze: false },
    );
    empty.transactions.push(...transactions);
    return runBlock(vm, {
      block: empty,
      generate: true,
      skipBlockValidation: true,
      skipHeaderValidation: true,
      skipHardForkValidation: true,
    });
  }

  async #createVm(common: Common, { blockHash }: BlockInput): Promise<VM> {
    const hash = (number: number) => blockHash(BigInt(number)) ?? new Uint8Array(32);
    const blockchain = {
      getBlock: async (number: number) => ({ hash: () => hash(number) }),
      putBlock: async () => {},
      shallowCopy: () => blockchain,
    };
    const { allowUnlimitedContractSize } = this.#options;
    return createVM({
      common,
      stateManager: this.#mirror,
      blockchain,
      evmOpts: { allowUnlimitedContractSize, allowUnlimitedInitCodeSize: allowUnlimitedContractSize },
    });
  }
}

/** A slot beyond those touched: whether there is any storage at all matters to creations (EIP-7610). */
function untouchedSlot(storage: Iterable<[SlotKey, Uint8Array]>, touched: ReadonlySet<SlotKey>): SlotKey | undefined {
  for (const [slot] of storage) if (!touched.has(slot)) return slot;
  return undefined;
}

/** A copy with fields of its own, because `runBlock` makes transactions anew from the fields of those it is given. */
function asSent({ tx, sender }: SendableTransaction, common: Common): TypedTransaction {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(tx)), tx) as TypedTransaction;
  Object.defineProperty(copy, "common", { value: common });
  Object.defineProperty(copy, "getSenderAddress", { value: () => sender });
  return copy;
}

/** Rules under which `runBlock` runs nothing but the transactions of a block and its withdrawals. */
function withoutSystemOperations(common: Common): Common {
  const copy = common.copy();
  copy.isActivatedEIP = (eip) => !SYSTEM_EIPS.includes(eip) && common.isActivatedEIP(eip);
  return copy;
}

/** Rules under which `runBlock` pays the coinbase nothing for the block. */
function withoutReward(common: Common): Common {
  const copy = common.copy();
  copy.consensusType = () => ConsensusType.ProofOfStake;
  return copy;
}
