import { EVMError, Message } from "@ethereumjs/evm";
import { MAX_UINT64 } from "@ethereumjs/util";
import { EMPTY_BYTES } from "../state/keys.ts";
import type { RunState } from "./recording-opcodes.ts";
import { bytesToWord } from "./words.ts";

type Interpreter = RunState["interpreter"];

/** What an interpreter keeps to itself. */
export interface CreatingInterpreter {
  readonly runState: RunState;
  readonly evm: Interpreter["_evm"];
  readonly result: Interpreter["_result"];
}

export interface Creation {
  readonly gasLimit: bigint;
  readonly value: bigint;
  readonly initCode: Uint8Array;
  /** Of CREATE2, 32 bytes. */
  readonly salt: Uint8Array | undefined;
}

/**
 * Part of the lever `keccak`: CREATE and CREATE2 as `Interpreter.create` of `@ethereumjs`, which computes the address of
 * the new contract for the rules of Amsterdam under all rules, with a hash of its own. For a factory that deploys 20 kB
 * by CREATE2 this was half the time: 0.8 ms.
 *
 * @returns the word that goes on the stack.
 */
export async function create(
  { runState, evm, result }: CreatingInterpreter,
  { gasLimit, value, initCode, salt }: Creation,
): Promise<bigint> {
  const { common, stateManager, journal } = evm;
  const { env } = runState;
  runState.returnBytes = EMPTY_BYTES;
  const { contract } = env;
  if (env.depth >= Number(common.param("stackLimit")) || contract.balance < value) return 0n;
  // EIP-2681
  if (contract.nonce >= MAX_UINT64) return 0n;
  contract.nonce += 1n;
  await journal.putAccount(env.address, contract);
  if (common.isActivatedEIP(3860) && !evm.allowUnlimitedInitCodeSize) {
    if (initCode.length > Number(common.param("maxInitCodeSize"))) return 0n;
  }
  const selfdestruct = new Map(result.selfdestruct);
  const message = new Message({
    caller: env.address,
    gasLimit,
    value,
    data: initCode,
    ...(salt !== undefined && { salt }),
    depth: env.depth + 1,
    selfdestruct,
    gasRefund: runState.gasRefund,
    blobVersionedHashes: env.blobVersionedHashes,
  });
  if (common.isActivatedEIP(6780)) message.createdAddresses = new Set(result.createdAddresses);

  const { execResult, createdAddress } = await evm.runCall({ message });
  const { exceptionError } = execResult;
  for (const log of execResult.logs ?? []) result.logs.push(log);
  // There is always enough.
  runState.interpreter.useGas(execResult.executionGasUsed);
  if (exceptionError?.error === EVMError.errorMessages.REVERT) runState.returnBytes = execResult.returnValue;
  if (exceptionError !== undefined && exceptionError.error !== EVMError.errorMessages.CODESTORE_OUT_OF_GAS) return 0n;
  for (const [destroyed, beneficiary] of selfdestruct) result.selfdestruct.set(destroyed, beneficiary);
  for (const address of message.createdAddresses ?? []) result.createdAddresses?.add(address);
  const account = await stateManager.getAccount(env.address);
  if (account === undefined) throw new Error("could not read contract account");
  env.contract = account;
  runState.gasRefund = execResult.gasRefund ?? 0n;
  if (createdAddress !== undefined) return bytesToWord(createdAddress.bytes);
  return exceptionError === undefined ? 1n : 0n;
}
