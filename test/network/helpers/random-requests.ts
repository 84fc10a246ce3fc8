import fc from "fast-check";
import { ALICE, BOB, type BothNetworks, CAROL, NOBODY, START, transaction } from "./both.ts";

/** Adds one to a slot, and logs. */
const COUNTER = "0x60005460010160005560206000a000";
/** Reverts while its slot 1 is zero. */
const FUSSY = "0x600154600a57600080fd5b5a60005500";
/** Creates a contract that stores and has no code, by CREATE2 with the block's number for salt, and logs its address. */
const FACTORY = "0x65600160005500600052436006601a6000f560005260206000a000";
/** Gives itself up to its caller. */
const DOOMED = "0x33ff";
const CODES = {
  "0x00000000000000000000000000000000000000c1": COUNTER,
  "0x00000000000000000000000000000000000000c2": FUSSY,
  "0x00000000000000000000000000000000000000c3": FACTORY,
  "0x00000000000000000000000000000000000000c4": DOOMED,
};

const account = fc.constantFrom(ALICE, BOB, CAROL);
const place = fc.constantFrom(ALICE, BOB, NOBODY, ...Object.keys(CODES));
const small = fc.nat(3);

/** A request; numbers stand for things that only a run can tell: blocks, hashes, snapshots. */
export type RandomRequest =
  | {
      readonly kind: "send";
      readonly from: string;
      readonly to: string | undefined;
      readonly value: number;
      readonly gas: number;
      readonly price: number;
      readonly nonce: number | undefined;
      readonly dynamic: boolean;
    }
  | { readonly kind: "automine"; readonly on: boolean }
  | { readonly kind: "mine" | "mine at"; readonly count: number; readonly interval: number }
  | { readonly kind: "snapshot" | "metadata" | "pending" | "fees" }
  | { readonly kind: "revert" | "transaction" | "drop" | "trace"; readonly which: number }
  | { readonly kind: "set"; readonly what: string; readonly place: string; readonly value: number }
  | {
      readonly kind: "look" | "call" | "estimate" | "prove" | "override";
      readonly place: string;
      readonly block: number;
    };

export const randomRequest: fc.Arbitrary<RandomRequest> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("send" as const),
      from: account,
      to: fc.option(place, { nil: undefined, freq: 8 }),
      value: small,
      gas: fc.constantFrom(21_000, 60_000, 200_000),
      price: fc.constantFrom(1, 2, 3, 5),
      nonce: fc.option(fc.integer({ min: -1, max: 2 }), { nil: undefined, freq: 4 }),
      dynamic: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("automine" as const), on: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("mine" as const, "mine at" as const),
      // Not as many as are skipped: in between, Hardhat's network takes the state for empty.
      count: fc.constantFrom(1, 1, 2, 5),
      interval: fc.constantFrom(1, 7),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("snapshot" as const, "metadata" as const, "pending" as const, "fees" as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("revert" as const, "transaction" as const, "drop" as const, "trace" as const),
      which: fc.nat(20),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("set" as const),
      what: fc.constantFrom(
        "balance",
        "nonce",
        "code",
        "storage",
        "coinbase",
        "randomness",
        "base fee",
        "gas limit",
        "impersonation",
      ),
      place,
      value: fc.nat(9),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "look" as const,
        "call" as const,
        "estimate" as const,
        "prove" as const,
        "override" as const,
      ),
      place,
      block: fc.integer({ min: -3, max: 20 }),
    }),
  },
);

const hex = (value: number | bigint): string => `0x${value.toString(16)}`;
const word = (value: number): string => `0x${value.toString(16).padStart(64, "0")}`;
const GWEI = 1_000_000_000;

/** Makes the requests on both networks, which compares every answer. */
export class RandomSession {
  readonly #networks: BothNetworks;
  readonly #snapshots: unknown[] = [];
  readonly #hashes: string[] = [];
  #dropped = false;

  constructor(networks: BothNetworks) {
    this.#networks = networks;
  }

  async begin(): Promise<void> {
    for (const [address, code] of Object.entries(CODES)) await this.#networks.result("hardhat_setCode", address, code);
    await this.#networks.result("eth_newBlockFilter");
    await this.#networks.result("eth_newFilter", {});
  }

  async make(request: RandomRequest): Promise<void> {
    const { ask } = { ask: (method: string, ...params: unknown[]) => this.#networks.ask(method, ...params) };
    switch (request.kind) {
      case "send":
        return await this.#send(request);
      case "automine":
        return void (await ask("evm_setAutomine", request.on));
      case "mine":
        return void (await ask("hardhat_mine", hex(request.count), hex(request.interval)));
      case "mine at":
        return void (await ask("evm_mine", (await this.#time()) + request.interval));
      case "snapshot":
        return void this.#snapshots.push(await this.#networks.result("evm_snapshot"));
      case "revert":
        return void (await ask("evm_revert", this.#snapshots[request.which % 4] ?? "0x99"));
      case "metadata":
        for (const block of ["latest", "earliest", "safe"]) await ask("eth_getBlockByNumber", block, true);
        await ask("eth_getFilterChanges", "0x1");
        await ask("eth_getFilterChanges", "0x2");
        return void (await ask("eth_getLogs", { fromBlock: "0x0", toBlock: "latest" }));
      case "pending":
        await ask("eth_pendingTransactions");
        await ask("eth_getBlockByNumber", "pending", true);
        return void (await ask("eth_getTransactionCount", ALICE, "pending"));
      case "fees":
        await ask("eth_gasPrice");
        return void (await ask("eth_feeHistory", "0x5", "latest", [10, 90]));
      case "transaction":
        await ask("eth_getTransactionByHash", this.#hash(request.which));
        return void (await ask("eth_getTransactionReceipt", this.#hash(request.which)));
      case "drop":
        this.#dropped = true;
        return void (await ask("hardhat_dropTransaction", this.#hash(request.which)));
      case "trace":
        return void (await ask("debug_traceTransaction", this.#hash(request.which), {
          tracer: "prestateTracer",
          tracerConfig: { diffMode: true },
        }));
      case "set":
        return await this.#set(request);
      default:
        return await this.#look(request);
    }
  }

  async #send({ from, to, value, gas, price, nonce, dynamic }: RandomRequest & { kind: "send" }): Promise<void> {
    const next = Number(await this.#networks.result("eth_getTransactionCount", from, "latest"));
    const fees = dynamic
      ? { maxFeePerGas: hex(price * GWEI), maxPriorityFeePerGas: hex((price * GWEI) / 2) }
      : { gasPrice: hex(price * GWEI) };
    const answer = await this.#networks.ask(
      "eth_sendTransaction",
      transaction({
        from,
        ...(to === undefined ? { data: `0x6d${COUNTER.slice(2, 30)}6000526010600ff3` } : { to }),
        value: hex(value),
        gas: hex(gas),
        ...fees,
        ...(nonce === undefined ? {} : { nonce: hex(Math.max(0, next + nonce)) }),
      }),
    );
    const hash = "result" in answer ? answer.result : answer.error.transactionHash;
    if (typeof hash === "string") this.#hashes.push(hash);
  }

  async #set({ what, place, value }: RandomRequest & { kind: "set" }): Promise<void> {
    const ask = (method: string, ...params: unknown[]) => this.#networks.ask(method, ...params);
    switch (what) {
      case "balance":
        return void (await ask("hardhat_setBalance", place, hex(BigInt(value) * 10n ** 18n)));
      case "nonce":
        // Until the next block, Hardhat's network takes a pool from which the last transaction was dropped for a full one.
        if (this.#dropped) await ask("evm_mine");
        this.#dropped = false;
        return void (await ask("hardhat_setNonce", place, hex(value)));
      case "code":
        return void (await ask("hardhat_setCode", place, value % 2 === 0 ? COUNTER : "0x"));
      case "storage":
        return void (await ask("hardhat_setStorageAt", place, hex(value % 2), word(value)));
      case "coinbase":
        return void (await ask("hardhat_setCoinbase", place));
      case "randomness":
        return void (await ask("hardhat_setPrevRandao", word(value)));
      case "base fee":
        return void (await ask("hardhat_setNextBlockBaseFeePerGas", hex(value * 300_000_000)));
      case "gas limit":
        return void (await ask("evm_setBlockGasLimit", hex(value * 50_000)));
      default:
        await ask("hardhat_impersonateAccount", place);
        return void (await ask("hardhat_stopImpersonatingAccount", place));
    }
  }

  async #look({ kind, place, block }: Extract<RandomRequest, { block: number }>): Promise<void> {
    const ask = (method: string, ...params: unknown[]) => this.#networks.ask(method, ...params);
    const name = block < -1 ? "pending" : block < 0 ? "latest" : hex(block);
    if (kind === "prove") return void (await ask("eth_getProof", place, [word(0), word(1)], name));
    if (kind === "override") {
      const state = { [word(0)]: word(Math.abs(block)), [word(1)]: word(1) };
      const overrides = {
        [place]: { balance: "0x5", nonce: "0x3", ...(block % 2 === 0 ? { state } : { stateDiff: state }) },
      };
      return void (await ask("eth_call", { from: ALICE, to: place }, name, overrides));
    }
    if (kind === "call") return void (await ask("eth_call", { from: ALICE, to: place }, name));
    if (kind === "estimate") return void (await ask("eth_estimateGas", { from: ALICE, to: place }, name));
    await ask("eth_getBalance", place, name);
    await ask("eth_getTransactionCount", place, name);
    await ask("eth_getCode", place, name);
    await ask("eth_getStorageAt", place, "0x0", name);
    await ask("eth_getBlockByNumber", name, true);
  }

  #hash(which: number): string {
    return this.#hashes[which % Math.max(1, this.#hashes.length)] ?? word(1);
  }

  async #time(): Promise<number> {
    const head = (await this.#networks.result("eth_getBlockByNumber", "latest", false)) as { timestamp: string };
    return Math.max(Number(head.timestamp), START);
  }
}
