import { Hardfork } from "@ethereumjs/common";
import { TransactionType, type TypedTransaction } from "@ethereumjs/tx";
import { hexToBytes } from "@ethereumjs/util";
import type { Hex } from "../../engine/access/types.ts";
import { decodeTransaction } from "../../engine/transactions/encoded.ts";
import { SUGGESTED_PRIORITY_FEE } from "../chain/fees.ts";
import type { KnownTransaction } from "../chain/stored-block.ts";
import { defaultTransactionGas } from "../config.ts";
import { invalidInput, invalidParams, RpcError, wrongNonce } from "../errors.ts";
import type { LocalNode, SentTransaction } from "../local-node.ts";
import { noGasLeft } from "../pool/blob-checks.ts";
import { withGasLimit } from "../pool/transaction-builder.ts";
import { readBlobTransaction } from "./blob-transactions.ts";
import { bytes, hash } from "./codecs.ts";
import type { RpcContext } from "./context.ts";
import { formatReceipt, formatTransaction } from "./format.ts";
import { type MethodTable, method, nothing, one } from "./method.ts";
import { INVALID_SIGNATURE, rawTransactionFault } from "./raw-transaction.ts";
import { type TransactionRequest, transactionRequest } from "./requests.ts";
import { transactionFailure } from "./transaction-failure.ts";
import {
  checkInitCode,
  checkIntrinsicGas,
  checkTransactionRequest,
  type Fees,
  gasNeeds,
  NO_AUTHORIZATIONS,
  transactionFields,
  unknownType,
} from "./transaction-fields.ts";

/** The first byte of an encoded list is at least this; below, it is the type of a transaction. */
const LEAST_LIST = 0xc0;

/** Said of bytes that are not a whole transaction. */
const TOO_SHORT = "input too short";

/** Sending transactions, and looking at those that were sent. */
export const transactionMethods: MethodTable = {
  eth_sendTransaction: method(one(transactionRequest), (context, [request], tag) =>
    send(context, buildTransaction(context.node, request), tag),
  ),

  eth_sendRawTransaction: method(one(bytes), (context, [raw], tag) =>
    send(context, readTransaction(context.node, hexToBytes(raw)), tag),
  ),

  eth_pendingTransactions: method(nothing, ({ node }) =>
    [...node.pool.all()].map((transaction) => formatTransaction(transaction, node.chain.rules)),
  ),

  eth_getTransactionByHash: method(one(hash), ({ node }, [transactionHash]) => {
    const { rules, blocks } = node.chain;
    const waiting = node.pool.byHash(transactionHash);
    if (waiting !== undefined) return formatTransaction(waiting, rules);
    const place = blocks.transaction(transactionHash);
    const transaction = place?.block.transactions[place.index];
    return transaction === undefined ? null : formatTransaction(transaction, rules, place);
  }),

  eth_getTransactionReceipt: method(one(hash), ({ node }, [transactionHash]) => {
    const place = node.chain.blocks.transaction(transactionHash);
    return place === undefined ? null : formatReceipt(place.block, place.index, node.chain.rules);
  }),
};

async function send(context: RpcContext, transaction: KnownTransaction, tag: unknown): Promise<string> {
  const { node } = context;
  const sent: SentTransaction = await node.send(transaction, tag);
  await context.log.sent(transaction, sent.blocks);
  const outcome = sent.mined?.outcome;
  if (outcome?.succeeded === false && node.config.throwOnTransactionFailures) {
    throw await transactionFailure(context, sent);
  }
  return transaction.hash;
}

/**
 * The transaction of a request, signed where the network holds the key.
 *
 * @throws RpcError
 */
function buildTransaction(node: LocalNode, request: TransactionRequest): KnownTransaction {
  const { config, chain, accounts, builder } = node;
  checkTransactionRequest(request, chain.rules, config);
  const gasLimit = request.gas ?? defaultTransactionGas(config, chain.rules);
  const nonce = request.nonce ?? node.pool.nextNonce(request.from);
  if (nonce >= LAST_NONCE) throw nonceOverflow(node, request.from, nonce);
  const fields = transactionFields(request, config.chainId, {
    nonce,
    gasLimit,
    fees: transactionFees(node, request),
  });
  const impersonated = accounts.isImpersonated(request.from);
  const privateKey = impersonated ? undefined : accounts.privateKey(request.from);
  const { transactionGasCap: cap } = node.pool;
  // The transaction itself refuses a gas limit above the cap, which is for the pool to do, later and in other words.
  const tooMuch = cap !== undefined && gasLimit > cap;
  const accepted = tooMuch ? { ...fields, gasLimit: cap } : fields;
  const tx = builder.create(accepted);
  checkIntrinsicGas({ ...gasNeeds(tx), gasLimit });
  const sent =
    privateKey === undefined ? builder.unsigned(accepted, request.from) : builder.signed(tx, request.from, privateKey);
  return tooMuch ? { ...sent, ...withGasLimit(sent, gasLimit) } : sent;
}

/** No transaction can have this nonce, as the account would need the next (EIP-2681). */
const LAST_NONCE = 2n ** 64n - 1n;

function nonceOverflow(node: LocalNode, from: Hex, nonce: bigint): Error {
  const expected = node.pool.nextNonce(from);
  return node.automine && nonce !== expected
    ? wrongNonce(expected, nonce)
    : invalidInput("nonce overflow in transaction");
}

function transactionFees(node: LocalNode, request: TransactionRequest): Fees {
  const { gasPrice, maxFeePerGas, maxPriorityFeePerGas } = request;
  const london = node.chain.rules.isAtLeast(Hardfork.London);
  if (!london || gasPrice !== undefined) return { gasPrice: gasPrice ?? node.gasPrice() };
  const suggested =
    maxFeePerGas !== undefined && maxFeePerGas < SUGGESTED_PRIORITY_FEE ? maxFeePerGas : SUGGESTED_PRIORITY_FEE;
  const maxPriorityFee = maxPriorityFeePerGas ?? suggested;
  const baseFee = node.chain.nextBaseFee() ?? 0n;
  return { maxFee: maxFeePerGas ?? 2n * baseFee + maxPriorityFee, maxPriorityFee };
}

/**
 * Reads a signed transaction.
 *
 * @throws RpcError when it is none, is for another chain, or does not fit the hardfork
 */
function readTransaction(node: LocalNode, raw: Uint8Array): KnownTransaction {
  const type = raw[0];
  if (type === undefined) throw invalidParams(TOO_SHORT);
  if (type < LEAST_LIST && (type === 0 || type > TransactionType.EOACodeEIP7702)) {
    throw invalidParams(`Invalid transaction type ${type}.`);
  }
  const tx = decode(node, raw);
  if (!tx.isSigned()) throw invalidParams(rawTransactionFault(raw) ?? TOO_SHORT);
  if (tx.to === undefined && !node.config.allowUnlimitedContractSize) checkInitCode(tx.data.length, node.chain.rules);
  checkIntrinsicGas(tx);
  try {
    return node.builder.received(tx);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unrecoverable = message.startsWith(INVALID_SIGNATURE) ? INVALID_SIGNATURE : message;
    throw invalidParams(rawTransactionFault(raw) ?? unrecoverable);
  }
}

function decode(node: LocalNode, raw: Uint8Array): TypedTransaction {
  const { options } = node.builder;
  try {
    return raw[0] === TransactionType.BlobEIP4844 ? readBlobTransaction(raw, options) : decodeTransaction(raw, options);
  } catch (error) {
    if (error instanceof RpcError) throw error;
    throw decodingError(node, raw, error instanceof Error ? error.message : String(error));
  }
}

function decodingError(node: LocalNode, raw: Uint8Array, message: string): Error {
  const { chainId } = node.config;
  const fault = rawTransactionFault(raw);
  if (fault !== undefined) return invalidParams(fault);
  if (/Incompatible EIP155-based V|got v = 3[56]$/.test(message)) {
    return invalidParams("Trying to send an incompatible EIP-155 transaction, signed for another chain.");
  }
  if (message.includes("Common chain ID")) {
    return invalidParams(
      `Trying to send a raw transaction with an invalid chainId. The expected chainId is ${chainId}`,
    );
  }
  const { transactionGasCap: cap } = node.pool;
  const limit = /gas limit (\d+) exceeds the maximum allowed by EIP-7825/i.exec(message)?.[1];
  if (limit !== undefined && cap !== undefined) {
    if (raw[0] === TransactionType.BlobEIP4844) {
      if (BigInt(limit) > node.miner.gasLimit) return noGasLeft();
      return invalidInput(`transaction gas limit (${limit}) is greater than the cap (${cap})`);
    }
    return invalidInput(`Transaction gas limit is ${limit} and exceeds transaction gas cap of ${cap}`);
  }
  const initCode = /initcode size .* it is (\d+) while/.exec(message)?.[1];
  if (initCode !== undefined) checkInitCode(Number(initCode), node.chain.rules);
  if (/^EIP-\d+ not enabled on Common/.test(message)) return unknownType(raw[0] ?? 0, node.chain.rules);
  if (message.includes("authorization list is empty")) return invalidInput(NO_AUTHORIZATIONS);
  const malformed = raw.length < 2 || /invalid RLP|too short|remainder|only expecting/i.test(message);
  return invalidParams(malformed ? TOO_SHORT : message);
}
