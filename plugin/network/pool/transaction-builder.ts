import type { Common } from "@ethereumjs/common";
import { createTx, TransactionType, type TxOptions, type TypedTransaction, type TypedTxData } from "@ethereumjs/tx";
import { Address, bytesToBigInt } from "@ethereumjs/util";
import type { Hex } from "../../engine/access/types.ts";
import { bytesToHexString } from "../../engine/state/keys.ts";
import { dataFeeOf } from "../../engine/transactions/data-gas.ts";
import { hashOf, senderOf } from "../../engine/transactions/encoded.ts";
import { type FeeMarketFields, makeFeeMarket } from "../../engine/transactions/fee-market.ts";
import type { SendableTransaction } from "../../engine/types.ts";
import type { KnownTransaction } from "../chain/stored-block.ts";
import { sign } from "./signing.ts";

/** Makes the transactions of one chain: the same bytes, and so the same hashes, as Hardhat's network. */
export class TransactionBuilder {
  readonly #common: Common;
  readonly #options: TxOptions & { readonly common: Common };

  constructor(common: Common, allowUnlimitedContractSize: boolean) {
    this.#common = common;
    this.#options = { common, allowUnlimitedInitCodeSize: allowUnlimitedContractSize };
  }

  /** @throws EthereumJSError when the fields make no transaction of this chain */
  create(fields: TypedTxData): TypedTransaction {
    return this.#made(fields, this.#options);
  }

  /** Signs a transaction with its sender's key. The signature is a function of the transaction (RFC 6979). */
  signed(tx: TypedTransaction, from: Hex, privateKey: Uint8Array): KnownTransaction {
    return known(sign(tx, privateKey), addressOf(from), false);
  }

  /**
   * A transaction that its sender never signed. In place of a signature it carries the sender's address, twice, so that
   * the same transaction of two senders has two hashes.
   */
  unsigned(fields: TypedTxData, from: Hex): KnownTransaction {
    return known(this.#marked(fields, from, this.#options), addressOf(from), true);
  }

  /** A message to execute and throw away: an unsigned transaction of any size that nobody asks the hash of. */
  message(fields: TypedTxData, from: Hex): SendableTransaction {
    const options = { ...this.#options, allowUnlimitedInitCodeSize: true };
    return { tx: this.#marked(fields, from, options), sender: addressOf(from), impersonated: true };
  }

  /** A transaction that came signed. */
  received(tx: TypedTransaction): KnownTransaction {
    return known(tx, senderOf(tx), false);
  }

  get options(): TxOptions & { readonly common: Common } {
    return this.#options;
  }

  #marked(fields: TypedTxData, from: Hex, options: TxOptions): TypedTransaction {
    const v = fields.type === TransactionType.Legacy ? this.#common.chainId() * 2n + 35n : 1n;
    // As bytes: the number zero would count as no signature at all, and the zero address must be able to send too.
    const mark = bytesOf(from);
    return this.#made({ ...fields, v, r: mark, s: mark } as TypedTxData, options);
  }

  /** Every transaction is asked what its data costs before anything else: see `keepDataGas`. */
  #made(fields: TypedTxData, options: TxOptions): TypedTransaction {
    const tx = ordinary(fields, options) ?? createTx(fields, options);
    if (Object.isFrozen(tx)) tx.cache.dataFee ??= dataFeeOf(tx, this.#common);
    return tx;
  }
}

/**
 * The same message with another gas limit. Nothing is checked again and nothing encoded: that took longer than most
 * messages.
 */
export function withGasLimit(message: SendableTransaction, gasLimit: bigint): SendableTransaction {
  const { tx } = message;
  const limited = Object.assign(Object.create(Object.getPrototypeOf(tx)), tx, { gasLimit }) as TypedTransaction;
  return { ...message, tx: limited };
}

/**
 * The transaction of fields that are nothing out of the ordinary: `@ethereumjs/tx` turns and checks each several times.
 */
function ordinary(fields: TypedTxData, options: TxOptions): TypedTransaction | undefined {
  if (fields.type !== TransactionType.FeeMarketEIP1559) return undefined;
  const { to, data, accessList, v, r, s, ...numbers } = fields as OrdinaryFields;
  if (to === undefined || accessList.length > 0) return undefined;
  const signature = r === undefined ? {} : { v, r: bytesToBigInt(r), s: bytesToBigInt(s) };
  return makeFeeMarket({ ...numbers, to: bytesOf(to), data: bytesOf(data), ...signature }, options);
}

/** What `transactionFields` makes of a transaction with a fee market, and the mark of one that is not signed. */
interface OrdinaryFields extends Omit<FeeMarketFields, "to" | "data" | "r" | "s"> {
  readonly to: Hex | undefined;
  readonly data: Hex;
  readonly accessList: readonly unknown[];
  readonly r?: Uint8Array;
  readonly s: Uint8Array;
}

function bytesOf(hex: Hex): Uint8Array {
  return new Uint8Array(Buffer.from(hex.slice(2), "hex"));
}

function known(tx: TypedTransaction, sender: Address, impersonated: boolean): KnownTransaction {
  const hash = bytesToHexString(hashOf(tx));
  return { tx, from: bytesToHexString(sender.bytes), sender, hash, impersonated };
}

function addressOf(hex: Hex): Address {
  return new Address(bytesOf(hex));
}
