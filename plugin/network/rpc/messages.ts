import { Hardfork } from "@ethereumjs/common";
import type { TypedTxData } from "@ethereumjs/tx";
import type { Hex } from "../../engine/access/types.ts";
import { InvalidCallError } from "../../engine/errors.ts";
import { bytesToHexString } from "../../engine/state/keys.ts";
import type {
  AccountOverride,
  BlockEnvironment,
  CallInput,
  CallResult,
  MeasuredCall,
  SendableTransaction,
} from "../../engine/types.ts";
import { effectiveGasPrice, SUGGESTED_PRIORITY_FEE } from "../chain/fees.ts";
import { defaultTransactionGas } from "../config.ts";
import { invalidInput } from "../errors.ts";
import type { ExecutedMessage, Failure } from "../failures/failure.ts";
import type { LocalNode } from "../local-node.ts";
import { withGasLimit } from "../pool/transaction-builder.ts";
import type { BlockSpec } from "./block-spec.ts";
import { type BlockState, requireBlock } from "./blocks.ts";
import type { CallRequest } from "./requests.ts";
import {
  byteLength,
  checkIntrinsicGas,
  type Fees,
  gasNeeds,
  MAX_INIT_CODE_SIZE,
  transactionFields,
} from "./transaction-fields.ts";

/** A message that is executed and thrown away, on the state after a block. */
export interface Message {
  readonly fields: TypedTxData;
  /** Has no gas limit yet: the transaction itself refuses one above the cap. */
  readonly unlimited: SendableTransaction;
  readonly from: Hex;
  readonly gasLimit: bigint;
  /** What GASPRICE gives. */
  readonly gasPrice: bigint;
  /** Gas that it needs before anything is executed. */
  readonly intrinsicGas: bigint;
}

/**
 * Completes the request of a call or an estimation, of which `checkCallRequest` has seen that its fields go together.
 *
 * @throws RpcError when it can be no transaction of this network
 */
export function buildMessage(node: LocalNode, request: CallRequest, fees: Fees): Message {
  const { rules } = node.chain;
  const from = request.from ?? node.accounts.defaultSender;
  const gasLimit = request.gas ?? defaultTransactionGas(node.config, rules);
  const fields = transactionFields(request, node.config.chainId, { nonce: 0n, gasLimit: 0n, fees });
  const unlimited = node.builder.message(fields, from);
  const { tx } = unlimited;
  const { to } = tx;
  const intrinsicGas = checkIntrinsicGas({ ...gasNeeds(tx), gasLimit });
  const { transactionGasCap: cap } = node.pool;
  if (cap !== undefined && gasLimit > cap) {
    throw invalidInput(`transaction gas limit (${gasLimit}) is greater than the cap (${cap})`);
  }
  const tooLong = byteLength(request.data) > MAX_INIT_CODE_SIZE && rules.isAtLeast(Hardfork.Shanghai);
  if (to === undefined && tooLong && !node.config.allowUnlimitedContractSize) {
    throw invalidInput("create initcode size limit");
  }
  return { fields, unlimited, from, gasLimit, gasPrice: effectiveGasPrice(tx, 0n), intrinsicGas };
}

/** Fees of `eth_call`: nothing is paid unless the request says so. */
export function callFees(node: LocalNode, request: CallRequest): Fees {
  const { gasPrice, maxFeePerGas, maxPriorityFeePerGas } = request;
  if (!node.chain.rules.isAtLeast(Hardfork.London) || gasPrice !== undefined) return { gasPrice: gasPrice ?? 0n };
  return {
    maxFee: maxFeePerGas ?? maxPriorityFeePerGas ?? 0n,
    maxPriorityFee: maxPriorityFeePerGas ?? 0n,
  };
}

/** Fees of `eth_estimateGas`: those that a transaction would have. */
export function estimationFees(node: LocalNode, request: CallRequest, spec: BlockSpec): Fees {
  const { gasPrice, maxFeePerGas } = request;
  const nextBaseFee = node.chain.nextBaseFee();
  if (nextBaseFee === undefined || gasPrice !== undefined) return { gasPrice: gasPrice ?? node.gasPrice() };
  const suggested =
    maxFeePerGas !== undefined && maxFeePerGas < SUGGESTED_PRIORITY_FEE ? maxFeePerGas : SUGGESTED_PRIORITY_FEE;
  const maxPriorityFee = request.maxPriorityFeePerGas ?? suggested;
  if (maxFeePerGas !== undefined) return { maxFee: maxFeePerGas, maxPriorityFee };
  const block = requireBlock(node, spec);
  const baseFee = block === "pending" ? 2n * nextBaseFee : (block.header.baseFeePerGas ?? 0n);
  return { maxFee: baseFee + maxPriorityFee, maxPriorityFee };
}

/** What may be said of how a message is executed. */
export interface RunOptions {
  /** Unless set, that of the message. */
  readonly gasLimit?: bigint;
  readonly blockHash?: (number: bigint) => Uint8Array | undefined;
  readonly overrides?: ReadonlyMap<Hex, AccountOverride>;
}

/**
 * Executes a message on the state after a block, in that block's environment. Gas costs nothing: the base fee is zero
 * and nobody's funds are looked at.
 *
 * @throws RpcError when it cannot even start
 */
export async function runMessage(
  node: LocalNode,
  message: Message,
  state: BlockState,
  options?: RunOptions,
): Promise<CallResult> {
  return await started(state.engine.call(callInput(node, message, state, options)));
}

/**
 * As `runMessage`, and finds out the least gas that the message needs.
 *
 * @throws RpcError when it cannot even start
 */
export async function measureMessage(node: LocalNode, message: Message, state: BlockState): Promise<MeasuredCall> {
  return await started(state.engine.measure(callInput(node, message, state)));
}

function callInput(
  node: LocalNode,
  message: Message,
  state: BlockState,
  { gasLimit = message.gasLimit, blockHash = node.chain.blockHash, overrides }: RunOptions = {},
): CallInput {
  return {
    environment: messageEnvironment(state),
    transaction: withGasLimit(message.unlimited, gasLimit),
    blockHash,
    version: state.version,
    overrides,
    skipBalance: true,
    skipNonce: true,
  };
}

async function started<Result>(execution: Promise<Result>): Promise<Result> {
  try {
    return await execution;
  } catch (error) {
    if (error instanceof InvalidCallError) throw invalidInput(error.message);
    throw error;
  }
}

/** What whoever executes a message again has to know of it. */
export function executedMessage(
  { fields, from, gasLimit, gasPrice }: Message,
  state: BlockState,
  { prestate, lookedAtBlock, consoleInputs }: CallResult,
): ExecutedMessage {
  return {
    from,
    ...(fields.to ? { to: fields.to as Hex } : {}),
    data: fields.data as Hex,
    value: fields.value as bigint,
    gasLimit,
    gasPrice,
    ...("accessList" in fields ? { accessList: fields.accessList } : {}),
    ...("authorizationList" in fields ? { authorizationList: fields.authorizationList } : {}),
    environment: messageEnvironment(state),
    lookedAtBlock,
    prestate,
    consoleInputs,
  };
}

/** What whoever explains failures has to know of one. */
export function failureOf(message: Message, state: BlockState, result: CallResult): Failure {
  const { exception = "revert", returnValue } = result;
  return { ...executedMessage(message, state, result), exception, returnData: returnValue };
}

/** What `eth_call` answers. */
export function returnedBytes(result: CallResult): Hex {
  return bytesToHexString(result.returnValue);
}

// One object for each: the engine then need not make a header for every call.
const free = new WeakMap<BlockEnvironment, BlockEnvironment>();

/** What a message sees of a block: its base fee is zero. */
function messageEnvironment({ environment }: BlockState): BlockEnvironment {
  const ofBlock = environment();
  let ofMessage = free.get(ofBlock);
  if (ofMessage === undefined) {
    ofMessage = { ...ofBlock, baseFeePerGas: ofBlock.baseFeePerGas === undefined ? undefined : 0n };
    free.set(ofBlock, ofMessage);
  }
  return ofMessage;
}
