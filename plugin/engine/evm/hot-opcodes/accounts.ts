import type { Common } from "@ethereumjs/common";
import { type AccessRecorder, AccountUse } from "../../access/recorder.ts";
import { keccak256 } from "../../crypto/keccak.ts";
import { addressToKey } from "../../state/keys.ts";
import type { TransactionState } from "../../state/transaction-state.ts";
import type { WarmSet } from "../warm-set.ts";
import { bytesToWord, wordToAddress } from "../words.ts";
import { type Frame, type HotOperation, top } from "./frame.ts";

export interface AccountOptions {
  readonly common: Common;
  readonly state: TransactionState;
  readonly recorder: AccessRecorder;
  readonly warm: WarmSet;
}

/** What code in the EVM Object Format shows of itself to other code (EIP-3540). */
const EOF_BYTES = Uint8Array.of(0xef, 0x00);

function isEof(code: Uint8Array): boolean {
  return code[0] === 0xef && code[1] === 0x00;
}

/**
 * BALANCE, SELFBALANCE, EXTCODESIZE and EXTCODEHASH, whose price depends on more than the hardfork from Berlin on
 * (EIP-2929). Solidity looks at the size of the code before every call of a contract.
 */
export function accountOperations({ common, state, recorder, warm }: AccountOptions): Record<number, HotOperation> {
  const { BALANCE, CODE, EXISTENCE } = AccountUse;
  const dynamic = common.isActivatedEIP(2929) ? { price: accountPrice(common, warm) } : {};

  const balance = ({ stack, runState }: Frame): void => {
    const at = top(stack, 1);
    const address = wordToAddress(stack._store[at] as bigint);
    recorder.accountUsed(addressToKey(address), BALANCE);
    const { env } = runState;
    const account = address.equals(env.address) ? env.contract : state.getAccount(address);
    stack._store[at] = account?.balance ?? 0n;
  };
  const selfbalance = (frame: Frame): void => {
    recorder.accountUsed(frame.address, BALANCE);
    frame.push(frame.runState.env.contract.balance);
  };
  const extcodesize = ({ stack }: Frame): void => {
    const at = top(stack, 1);
    const address = wordToAddress(stack._store[at] as bigint);
    recorder.accountUsed(addressToKey(address), CODE);
    const code = state.getCode(address);
    stack._store[at] = BigInt(isEof(code) ? EOF_BYTES.length : code.length);
  };
  const extcodehash = ({ stack }: Frame): void => {
    const at = top(stack, 1);
    const address = wordToAddress(stack._store[at] as bigint);
    recorder.accountUsed(addressToKey(address), CODE | EXISTENCE);
    stack._store[at] = hashOf(address);
  };
  const hashOf = (address: Parameters<TransactionState["getCode"]>[0]): bigint => {
    if (isEof(state.getCode(address))) return bytesToWord(keccak256(EOF_BYTES));
    const account = state.getAccount(address);
    return account === undefined || account.isEmpty() ? 0n : bytesToWord(account.codeHash);
  };
  return {
    49: { ...dynamic, execute: balance },
    59: { ...dynamic, execute: extcodesize },
    63: { ...dynamic, execute: extcodehash },
    71: { execute: selfbalance },
  };
}

function accountPrice(common: Common, warm: WarmSet): (frame: Frame) => number {
  const coldAccess = Number(common.param("coldaccountaccessGas"));
  const warmAccess = Number(common.param("warmstoragereadGas"));
  return ({ stack }) => {
    const at = top(stack, 1);
    return warm.warmUpAddress(wordToAddress(stack._store[at] as bigint).bytes) ? warmAccess : coldAccess;
  };
}
