import { Hardfork } from "@ethereumjs/common";
import { TransactionType, type TypedTransaction, type TypedTxData } from "@ethereumjs/tx";
import type { Hex } from "../../engine/access/types.ts";
import type { ForkRules } from "../chain/rules.ts";
import { invalidInput, invalidParams, type RpcError } from "../errors.ts";
import { toQuantity } from "./format.ts";
import type { CallRequest, TransactionRequest } from "./requests.ts";

/** Init code of a creation, at most (EIP-3860). */
export const MAX_INIT_CODE_SIZE = 49_152;

/** What a transaction of EIP-7702 without authorizations is refused with. */
export const NO_AUTHORIZATIONS = "Invalid EIP-7702 transaction: authorization list is empty.";

const CALL_WITH_BLOBS =
  "An EIP-4844 (shard blob) call request was received, but Hardhat only supports them via `eth_sendRawTransaction`. See https://github.com/NomicFoundation/hardhat/issues/5182";
const TRANSACTION_WITH_BLOBS =
  "An EIP-4844 (shard blob) transaction was received, but Hardhat only supports them via `eth_sendRawTransaction`. See https://github.com/NomicFoundation/hardhat/issues/5023";

/** What a request says of fees, with nothing left open. */
export type Fees = { readonly gasPrice: bigint } | { readonly maxFee: bigint; readonly maxPriorityFee: bigint };

/** What a transaction needs beyond the request. */
export interface Completion {
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  readonly fees: Fees;
}

/** @throws RpcError when the fields do not go together or are unknown to the hardfork */
export function checkCallRequest(request: CallRequest, rules: ForkRules): void {
  if (request.blobs !== undefined || request.blobHashes !== undefined) throw invalidInput(CALL_WITH_BLOBS);
  checkFields(request, rules);
}

/** @throws RpcError when the fields do not go together or are unknown to the hardfork */
export function checkTransactionRequest(
  request: TransactionRequest,
  rules: ForkRules,
  { chainId, allowUnlimitedContractSize }: { chainId: bigint; allowUnlimitedContractSize: boolean },
): void {
  if (request.chainId !== undefined && request.chainId !== chainId) {
    throw invalidParams(`Invalid chainId ${request.chainId} provided, expected ${chainId} instead.`);
  }
  const length = byteLength(request.data);
  if (request.to === undefined && !allowUnlimitedContractSize) checkInitCode(length, rules);
  if (request.blobs !== undefined || request.blobHashes !== undefined) throw invalidInput(TRANSACTION_WITH_BLOBS);
  if (request.type === BigInt(TransactionType.BlobEIP4844)) throw invalidInput(TRANSACTION_WITH_BLOBS);
  checkFields(request, rules);
}

/** @throws RpcError when init code of that many bytes is too long for the hardfork */
export function checkInitCode(length: number, rules: ForkRules): void {
  if (!rules.isAtLeast(Hardfork.Shanghai) || length <= MAX_INIT_CODE_SIZE) return;
  throw invalidParams(
    `\nTrying to send a deployment transaction whose init code length is ${length}. The max length allowed by EIP-3860 is ${MAX_INIT_CODE_SIZE}.\n\nEnable the 'allowUnlimitedContractSize' option to allow init codes of any length.`,
  );
}

/** The error for a signed transaction of a type that the hardfork does not have. */
export function unknownType(type: number, rules: ForkRules): RpcError {
  if (!rules.isAtLeast(Hardfork.Berlin)) return invalidParams(NO_ACCESS_LISTS);
  if (!rules.isAtLeast(Hardfork.London)) {
    return invalidParams(
      "Trying to send an EIP-1559 transaction but they are not supported by the current hard fork.You can use them by running Hardhat Network with 'hardfork' BERLIN or later.",
    );
  }
  if (type === TransactionType.EOACodeEIP7702) return invalidParams(noAuthorizations(rules));
  return invalidParams(
    `The transaction contains EIP-4844 parameters, but they are not supported by the current hardfork: ${rules.specName}`,
  );
}

const NO_ACCESS_LISTS =
  "Access list received but is not supported by the current hardfork. \n\nYou can use them by running Hardhat Network with 'hardfork' BERLIN or later.\n        ";

function noAuthorizations(rules: ForkRules): string {
  return `The transaction contains EIP-7702 parameters, but they are not supported by the current hardfork: ${rules.specName}. Use the Prague hardfork (or later).`;
}

function checkFields(request: CallRequest, rules: ForkRules): void {
  const { gasPrice, maxFeePerGas, maxPriorityFeePerGas } = request;
  if (request.accessList !== undefined && !rules.isAtLeast(Hardfork.Berlin)) throw invalidParams(NO_ACCESS_LISTS);
  if ((maxFeePerGas !== undefined || maxPriorityFeePerGas !== undefined) && !rules.isAtLeast(Hardfork.London)) {
    throw invalidParams(
      "EIP-1559 style fee params (maxFeePerGas or maxPriorityFeePerGas) received but they are not supported by the current hardfork.\n\nYou can use them by running Hardhat Network with 'hardfork' BERLIN or later.\n        ",
    );
  }
  if (request.authorizationList !== undefined && !rules.isAtLeast(Hardfork.Prague)) {
    throw invalidParams(noAuthorizations(rules));
  }
  if (gasPrice !== undefined && maxFeePerGas !== undefined) {
    throw invalidInput("Cannot send both gasPrice and maxFeePerGas params");
  }
  if (gasPrice !== undefined && maxPriorityFeePerGas !== undefined) {
    throw invalidInput("Cannot send both gasPrice and maxPriorityFeePerGas");
  }
  if (maxFeePerGas !== undefined && maxPriorityFeePerGas !== undefined && maxPriorityFeePerGas > maxFeePerGas) {
    throw invalidInput(`maxPriorityFeePerGas (${maxPriorityFeePerGas}) is bigger than maxFeePerGas (${maxFeePerGas})`);
  }
  if (request.authorizationList !== undefined) {
    if (gasPrice !== undefined) throw invalidInput("Cannot send both gasPrice and authorizationList");
    if (request.to === undefined) {
      throw invalidInput("Invalid EIP-7702 transaction: to (receiver) parameter is missing.");
    }
    if (request.authorizationList.length === 0) {
      throw invalidInput(NO_AUTHORIZATIONS);
    }
  }
}

/** The fields of the transaction that a request describes, of the oldest type that has them all. */
export function transactionFields(request: CallRequest, chainId: bigint, { nonce, gasLimit, fees }: Completion) {
  const common = {
    nonce,
    gasLimit,
    to: request.to,
    value: request.value ?? 0n,
    data: request.data ?? "0x",
  };
  const accessList = request.accessList ?? [];
  if ("gasPrice" in fees) {
    const { gasPrice } = fees;
    return (
      request.accessList === undefined
        ? { type: TransactionType.Legacy, ...common, gasPrice }
        : { type: TransactionType.AccessListEIP2930, ...common, chainId, gasPrice, accessList }
    ) as TypedTxData;
  }
  const typed = {
    ...common,
    chainId,
    accessList,
    maxFeePerGas: fees.maxFee,
    maxPriorityFeePerGas: fees.maxPriorityFee,
  };
  if (request.authorizationList === undefined) {
    return { type: TransactionType.FeeMarketEIP1559, ...typed } as TypedTxData;
  }
  const authorizationList = request.authorizationList.map((authorization) => ({
    chainId: toQuantity(authorization.chainId),
    address: authorization.address,
    nonce: toQuantity(authorization.nonce),
    yParity: toQuantity(authorization.yParity),
    r: toQuantity(authorization.r),
    s: toQuantity(authorization.s),
  }));
  return { type: TransactionType.EOACodeEIP7702, ...typed, authorizationList } as TypedTxData;
}

/** The most that a byte of data adds to the floor of EIP-7623 (here with EIP-7976), in gas. */
const MAX_FLOOR_PER_BYTE = 64n;

/**
 * Gas that a transaction needs before anything is executed.
 *
 * @throws RpcError when the transaction has less (or less than the floor of EIP-7623), or creates a contract out of nothing
 */
export function checkIntrinsicGas(tx: {
  readonly gasLimit: bigint;
  readonly to?: unknown;
  readonly data: Uint8Array;
  getIntrinsicGas(): bigint;
  getMinimumGasLimit(): bigint;
}): bigint {
  const { gasLimit, data } = tx;
  if (tx.to === undefined && data.length === 0) throw invalidInput("Contract creation without any data provided");
  const intrinsic = tx.getIntrinsicGas();
  if (gasLimit < intrinsic) throw invalidInput(`Transaction requires at least ${intrinsic} gas but got ${gasLimit}`);
  // The floor is counted by byte, in big integers: only where it can matter.
  if (gasLimit < intrinsic + MAX_FLOOR_PER_BYTE * BigInt(data.length)) {
    const floor = tx.getMinimumGasLimit();
    if (gasLimit < floor) {
      throw invalidInput(`Transaction requires gas floor of ${floor} but got limit of ${gasLimit}`);
    }
  }
  return intrinsic;
}

/** What `checkIntrinsicGas` looks at, for a transaction that is to have another gas limit than its own. */
export function gasNeeds(tx: TypedTransaction) {
  return {
    to: tx.to,
    data: tx.data,
    getIntrinsicGas: () => tx.getIntrinsicGas(),
    getMinimumGasLimit: () => tx.getMinimumGasLimit(),
  };
}

export function byteLength(data: Hex | undefined): number {
  return data === undefined ? 0 : (data.length - 2) / 2;
}
