import { createEOACode7702Tx, createFeeMarket1559Tx, createLegacyTx, type TypedTransaction } from "@ethereumjs/tx";
import {
  Address,
  bigIntToAddressBytes,
  bigIntToHex,
  bytesToHex,
  createAddressFromPrivateKey,
  createAddressFromString,
  createContractAddress,
  eoaCode7702AuthorizationListBytesItemToJSON,
  eoaCode7702SignAuthorization,
  type PrefixedHexString,
} from "@ethereumjs/util";
import fc from "fast-check";
import { Engine } from "../../plugin/engine/engine.ts";
import { ParallelExecutor } from "../../plugin/engine/parallel/parallel-executor.ts";
import type { WorkerPool } from "../../plugin/engine/parallel/worker-pool.ts";
import { addressToKey } from "../../plugin/engine/state/keys.ts";
import type { BlockInput, BlockResult, EngineOptions, SendableTransaction } from "../../plugin/engine/types.ts";
import { compileSolidity } from "./solidity.ts";

/**
 * Random blocks for engines that must agree: the same block is executed by each of them, on the state that the blocks
 * before have left.
 */
const CONTRACTS = compileSolidity(new URL("./contracts/Playground.sol", import.meta.url));
const NAMES = ["Playground", "Token", "Pool", "Library"] as const;

const SENDERS = 6;
const KEYS = Array.from({ length: SENDERS }, (_, index) => new Uint8Array(32).fill(index + 1));
const senders = KEYS.map((key) => createAddressFromPrivateKey(key));
const [deployer] = senders as [Address];
const deployed = Object.fromEntries(
  NAMES.map((name, nonce) => [name, createContractAddress(deployer, BigInt(nonce))]),
) as Record<(typeof NAMES)[number], Address>;
const COINBASE = createAddressFromString("0xc014ba5ec014ba5ec014ba5ec014ba5ec014ba5e");
const CHAIN_ID = 31337n;
const BASE_FEE = 1000n;

/** Addresses that transactions meet at: senders, contracts, the coinbase, precompiles, nobody yet. */
const MEETING_POINTS = [
  ...senders,
  ...Object.values(deployed),
  COINBASE,
  new Address(bigIntToAddressBytes(4n)),
  new Address(bigIntToAddressBytes(9n)),
  new Address(bigIntToAddressBytes(0xdeadn)),
  new Address(bigIntToAddressBytes(0xbeefn)),
];

/** One transaction, in numbers that `transactionOf` gives a meaning to. */
export interface Action {
  readonly sender: number;
  readonly kind: number;
  readonly place: number;
  readonly number: number;
  readonly value: number;
  readonly tip: number;
  readonly legacy: boolean;
  /** 0 for the nonce that is due. */
  readonly nonceOffset: number;
  readonly gas: "plenty" | "tight";
  readonly impersonated: boolean;
}

export interface BlockPlan {
  readonly actions: readonly Action[];
  readonly coinbase: number;
  readonly gasLimit: bigint;
}

type Call = readonly [name: (typeof NAMES)[number], method: string, args: readonly unknown[]];

const CALLS: readonly ((place: string, number: number) => Call)[] = [
  (place, number) => ["Token", "mint", [place, number]],
  (place, number) => ["Token", "transfer", [place, number]],
  (place, number) => ["Token", "transfer", [place, number]],
  (place, number) => ["Token", "approve", [place, number]],
  (place, number) => ["Token", "pull", [place, number]],
  (_, number) => ["Pool", "swap", [number % 2 === 0, number]],
  (_, number) => ["Library", "note", [number]],
  () => ["Playground", "readCoinbase", []],
  () => ["Playground", "payCoinbase", []],
  (place, number) => ["Playground", "createAndDestroy", [number, place]],
  (_, number) => ["Playground", "createLasting", [number]],
  (place) => ["Playground", "destroyChild", [place]],
  (place) => ["Playground", "readCode", [place]],
  (place) => ["Playground", "callIt", [place]],
  (place) => ["Playground", "readBalances", [place]],
  (_, number) => ["Playground", "count", [number]],
  (_, number) => ["Playground", "follow", [number]],
  (_, number) => ["Playground", "guarded", [number]],
  (_, number) => ["Playground", "transientStorage", [number]],
  (_, number) => ["Playground", "readBlock", [number]],
  (_, number) => ["Playground", "precompile", [number]],
  (place, number) => ["Playground", "delegate", [number % 2 === 0 ? place : deployed.Library.toString(), number]],
  (_, number) => ["Playground", "tryInner", [number]],
  (_, number) => ["Playground", "write", [number]],
  (_, number) => ["Playground", "burn", [number]],
  (_, number) => ["Playground", "answer", [number]],
];

const OTHER_KINDS = ["transfer", "transfer", "create", "fail to create", "delegate", "too dear"] as const;

export const action: fc.Arbitrary<Action> = fc.record({
  sender: fc.nat(SENDERS - 1),
  kind: fc.nat(CALLS.length + OTHER_KINDS.length - 1),
  place: fc.nat(MEETING_POINTS.length - 1),
  number: fc.nat(40),
  value: fc.nat(3),
  tip: fc.nat(2),
  legacy: fc.boolean(),
  nonceOffset: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(-1, 1) }),
  gas: fc.oneof(
    { weight: 12, arbitrary: fc.constant("plenty" as const) },
    { weight: 1, arbitrary: fc.constant("tight" as const) },
  ),
  impersonated: fc.boolean(),
});

export const blockPlan: fc.Arbitrary<BlockPlan> = fc.record({
  actions: fc.array(action, { minLength: 2, maxLength: 14 }),
  coinbase: fc.nat(2),
  gasLimit: fc.oneof(
    { weight: 6, arbitrary: fc.constant(100_000_000n) },
    { weight: 1, arbitrary: fc.constant(900_000n) },
  ),
});

/** Plain calls that do not conflict, so that no kind is left to the main thread. */
export const calmPlan: BlockPlan = {
  actions: Array.from({ length: 6 }, (_, sender) => ({
    sender,
    kind: 24,
    place: 0,
    number: sender,
    value: 0,
    tip: 1,
    legacy: true,
    nonceOffset: 0,
    gas: "plenty" as const,
    impersonated: false,
  })),
  coinbase: 0,
  gasLimit: 100_000_000n,
};

function transactionOf(action: Action, nonce: bigint): SendableTransaction {
  const key = KEYS[action.sender] as Uint8Array;
  const place = MEETING_POINTS[action.place] as Address;
  const common = { nonce, gasLimit: action.gas === "plenty" ? 600_000n : 40_000n };
  let fields: { to?: Address; value?: bigint; data?: PrefixedHexString };
  const call = CALLS[action.kind]?.(place.toString(), action.number);
  if (call !== undefined) {
    const [name, method, args] = call;
    const { abi } = CONTRACTS[name] as (typeof CONTRACTS)[string];
    const payable = abi.getFunction(method)?.payable === true;
    const value = payable ? BigInt(action.value) : 0n;
    fields = { to: deployed[name], value, data: abi.encodeFunctionData(method, [...args]) as PrefixedHexString };
  } else {
    switch (OTHER_KINDS[action.kind - CALLS.length]) {
      case "create":
        fields = { value: 0n, data: CONTRACTS.Token?.bytecode as PrefixedHexString };
        break;
      case "fail to create":
        fields = { value: BigInt(action.value), data: "0x600160005560006000fd" };
        break;
      case "delegate":
        return sendable(delegation(action, nonce), key, false);
      case "too dear":
        fields = { to: place, value: 10n ** 30n };
        break;
      default:
        fields = { to: place, value: BigInt(action.value) };
    }
  }
  const tip = BigInt(action.tip);
  const tx = action.legacy
    ? createLegacyTx({ ...common, ...fields, gasPrice: BASE_FEE + tip }, { common: RULES })
    : createFeeMarket1559Tx(
        { ...common, ...fields, chainId: CHAIN_ID, maxFeePerGas: BASE_FEE + 5n, maxPriorityFeePerGas: tip },
        { common: RULES },
      );
  return sendable(tx, key, action.impersonated);
}

/** An account of a sender gets the code of a contract, or loses it (EIP-7702). */
function delegation({ place, number, tip }: Action, nonce: bigint): TypedTransaction {
  const authority = KEYS[place % SENDERS] as Uint8Array;
  const target = number % 3 === 0 ? new Address(new Uint8Array(20)) : deployed.Playground;
  const item = eoaCode7702SignAuthorization(
    { chainId: bigIntToHex(CHAIN_ID), address: target.toString(), nonce: bigIntToHex(BigInt(number % 4)) },
    authority,
  );
  return createEOACode7702Tx(
    {
      chainId: CHAIN_ID,
      nonce,
      gasLimit: 200_000n,
      maxFeePerGas: BASE_FEE + 5n,
      maxPriorityFeePerGas: BigInt(tip),
      to: MEETING_POINTS[place] as Address,
      authorizationList: [eoaCode7702AuthorizationListBytesItemToJSON(item)],
    },
    { common: RULES },
  );
}

function sendable(tx: TypedTransaction, key: Uint8Array, impersonated: boolean): SendableTransaction {
  // A made-up signature must never be looked at: it is one of somebody else here.
  const signer = impersonated ? new Uint8Array(32).fill(99) : key;
  return { tx: tx.sign(signer), sender: createAddressFromPrivateKey(key), impersonated };
}

export function engineOptions(options: Partial<EngineOptions>): EngineOptions {
  return {
    chainId: CHAIN_ID,
    hardfork: "osaka",
    workers: 1,
    verify: false,
    allowUnlimitedContractSize: false,
    minParallelTransactions: 2,
    ...options,
  };
}

/** An engine that executes in parallel whatever it can, also what is too short to gain. */
export function eagerEngine(fields: Partial<EngineOptions>, pool?: WorkerPool): Promise<Engine> {
  const options = engineOptions({ minTransactionMicroseconds: 0, ...fields });
  return Engine.create(options, (executor) => new ParallelExecutor({ ...options, pool }, executor));
}

const { common: RULES } = await Engine.create(engineOptions({}));

/** Several engines with one history. The first says what is right. */
export class AgreeingEngines {
  readonly engines: readonly Engine[];
  #number = 0n;
  readonly #genesis: number[] = [];

  private constructor(engines: readonly Engine[]) {
    this.engines = engines;
  }

  /** Engines with the contracts deployed and accounts funded, threads started. */
  static async create(engines: readonly Engine[]): Promise<AgreeingEngines> {
    const chain = new AgreeingEngines(engines);
    for (const engine of engines) {
      for (const sender of senders) engine.state.setBalance(addressToKey(sender), 10n ** 18n);
      await engine.ready();
    }
    const deployments = NAMES.map((name, nonce) => {
      const fields = { nonce, gasLimit: 4_000_000n, gasPrice: BASE_FEE };
      const data = CONTRACTS[name]?.bytecode as PrefixedHexString;
      return sendable(createLegacyTx({ ...fields, data }, { common: RULES }), KEYS[0] as Uint8Array, false);
    });
    for (const { outcomes } of await chain.execute(deployments, { coinbase: 0, gasLimit: 100_000_000n })) {
      for (const outcome of outcomes) if (!outcome.succeeded) throw new Error(`A contract could not be deployed`);
    }
    for (const engine of engines) chain.#genesis.push(engine.state.version);
    return chain;
  }

  /** Goes back to where only the contracts were deployed. */
  reset(): void {
    for (const [index, engine] of this.engines.entries()) engine.state.revertTo(this.#genesis[index] as number);
    this.#number = 1n;
  }

  /** Executes the planned block on every engine. */
  async executePlan(plan: BlockPlan): Promise<BlockResult[]> {
    const state = (this.engines[0] as Engine).state;
    const nonces = senders.map((sender) => state.account(addressToKey(sender))?.nonce ?? 0n);
    const transactions = plan.actions.map((action) => {
      const due = nonces[action.sender] as bigint;
      const nonce = due + BigInt(action.nonceOffset);
      if (action.nonceOffset === 0) nonces[action.sender] = due + 1n;
      return transactionOf(action, nonce < 0n ? 0n : nonce);
    });
    return this.execute(transactions, plan);
  }

  async execute(
    transactions: readonly SendableTransaction[],
    { coinbase, gasLimit }: Omit<BlockPlan, "actions">,
  ): Promise<BlockResult[]> {
    this.#number += 1n;
    const parent = this.#number - 1n;
    const input: BlockInput = {
      environment: {
        number: this.#number,
        parentHash: hashOf(parent),
        timestamp: 1_700_000_000n + this.#number,
        gasLimit,
        coinbase: [COINBASE, deployer, deployed.Playground][coinbase] as Address,
        baseFeePerGas: BASE_FEE,
        mixHash: new Uint8Array(32).fill(7),
        excessBlobGas: 0n,
        parentBeaconBlockRoot: new Uint8Array(32),
      },
      transactions,
      blockHash: (number) => (number > parent - 3n ? hashOf(number) : undefined),
      onInvalid: "exclude",
      reward: false,
    };
    const results: BlockResult[] = [];
    const signed = transactions.every(({ impersonated }) => !impersonated);
    for (const [index, engine] of this.engines.entries()) {
      // The first is given the senders; the others find them where all have signed.
      const own =
        index > 0 && signed ? { transactions: engine.decode(transactions.map(({ tx }) => tx.serialize())) } : {};
      results.push(await engine.executeBlock({ ...input, ...own }));
    }
    return results;
  }

  async close(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.close()));
  }
}

function hashOf(number: bigint): Uint8Array {
  return new Uint8Array(32).fill(Number(number % 200n) + 1);
}

/** Everything about an executed block that must not depend on how it was executed. */
export function comparable(result: BlockResult): object {
  const { block, outcomes, excluded, record } = result;
  const { execution: _, ...rest } = record;
  return withoutUndefined({
    hash: bytesToHex(block.hash()),
    stateRoot: bytesToHex(block.header.stateRoot),
    record: rest,
    excluded: excluded.map(({ index, reason, message }) => ({ index, reason, message })),
    outcomes: outcomes.map(({ transaction: _, createdAddress, receipt, ...outcome }) => ({
      ...outcome,
      createdAddress: createdAddress?.toString(),
      receipt: { ...receipt },
    })),
  }) as object;
}

/** An absent field and an undefined one mean the same. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutUndefined(field)]));
}
