import { createAddressFromString, hexToBytes } from "@ethereumjs/util";
import { computeAddress, getBytes, keccak256, SigningKey, Transaction } from "ethers";
import type { BlockEnvironment } from "../../../plugin/engine/types.ts";
import type { BenchBlock } from "./workload.ts";

const BASE_FEE = 10n ** 9n;
const COINBASE = createAddressFromString("0xc014ba5ec014ba5ec014ba5ec014ba5ec014ba5e");

/** What a transaction does; sender, nonce and fees are the builder's. */
export interface Message {
  readonly to?: string;
  readonly data?: string;
  readonly value?: bigint;
  readonly gasLimit: bigint;
}

/** Signs the transactions of blocks that follow one another. */
export class ChainBuilder {
  readonly chainId = 31337n;
  readonly hardfork = "osaka";
  readonly #keys: readonly SigningKey[];
  readonly #addresses: readonly string[];
  readonly #nonces: number[];
  #number: bigint;

  /** @param accounts Number of accounts that can send; the same ones in every run. */
  constructor(accounts: number) {
    this.#keys = Array.from(
      { length: accounts },
      (_, i) => new SigningKey(keccak256(new TextEncoder().encode(`benchmark account ${i}`))),
    );
    this.#addresses = this.#keys.map((key) => computeAddress(key));
    this.#nonces = this.#keys.map(() => 0);
    this.#number = 0n;
  }

  get addresses(): readonly string[] {
    return this.#addresses;
  }

  /** Another continuation of the blocks built so far. */
  fork(): ChainBuilder {
    const copy = new ChainBuilder(this.#keys.length);
    copy.#nonces.splice(0, copy.#nonces.length, ...this.#nonces);
    copy.#number = this.#number;
    return copy;
  }

  address(account: number): string {
    return this.#addresses[account] as string;
  }

  /** The next block. */
  block(messages: readonly (readonly [account: number, message: Message])[]): BenchBlock {
    this.#number += 1n;
    return {
      environment: environment(this.#number),
      transactions: messages.map(([account, message]) => this.#sign(account, message)),
      withdrawals: [],
    };
  }

  #sign(account: number, { to, data, value, gasLimit }: Message): Uint8Array {
    const nonce = this.#nonces[account] as number;
    this.#nonces[account] = nonce + 1;
    const transaction = Transaction.from({
      type: 2,
      chainId: this.chainId,
      nonce,
      to,
      data,
      value,
      gasLimit,
      maxFeePerGas: 100n * BASE_FEE,
      maxPriorityFeePerGas: BASE_FEE,
    });
    transaction.signature = (this.#keys[account] as SigningKey).sign(transaction.unsignedHash);
    return getBytes(transaction.serialized);
  }
}

function environment(number: bigint): BlockEnvironment {
  return {
    number,
    parentHash: new Uint8Array(32),
    timestamp: 1_800_000_000n + 12n * number,
    gasLimit: 1_000_000_000n,
    coinbase: COINBASE,
    baseFeePerGas: BASE_FEE,
    mixHash: hexToBytes(`0x${"2a".repeat(32)}`),
    excessBlobGas: 0n,
    parentBeaconBlockRoot: new Uint8Array(32),
  };
}
