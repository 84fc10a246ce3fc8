import type { Common } from "@ethereumjs/common";
import { type AccessRecorder, AccountUse } from "../../access/recorder.ts";
import { keccak256 } from "../../crypto/keccak.ts";
import type { TransactionState } from "../../state/transaction-state.ts";
import type { AddressKey } from "../../state/types.ts";
import type { WarmSet } from "../warm-set.ts";
import { bytesToWord } from "../words.ts";
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

  const balance = (frame: Frame): void => {
    const { stack } = frame;
    const at = top(stack, 1);
    const { key } = frame.accountOf(stack._store[at] as bigint);
    recorder.accountUsed(key, BALANCE);
    const account = key === frame.address ? frame.runState.env.contract : state.accountOf(key);
    stack._store[at] = account?.balance ?? 0n;
  };
  const selfbalance = (frame: Frame): void => {
    recorder.accountUsed(frame.address, BALANCE);
    frame.push(frame.runState.env.contract.balance);
  };
  const extcodesize = (frame: Frame): void => {
    const { stack } = frame;
    const at = top(stack, 1);
    const { key } = frame.accountOf(stack._store[at] as bigint);
    recorder.accountUsed(key, CODE);
    const code = state.codeOf(state.codeHashOf(key));
    stack._store[at] = BigInt(isEof(code) ? EOF_BYTES.length : code.length);
  };
  const extcodehash = (frame: Frame): void => {
    const { stack } = frame;
    const at = top(stack, 1);
    const { key } = frame.accountOf(stack._store[at] as bigint);
    recorder.accountUsed(key, CODE | EXISTENCE);
    stack._store[at] = hashOf(key);
  };
  const hashOf = (key: AddressKey): bigint => {
    if (isEof(state.codeOf(state.codeHashOf(key)))) return bytesToWord(keccak256(EOF_BYTES));
    const account = state.accountOf(key);
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
  return (frame) => {
    const at = top(frame.stack, 1);
    return warm.warmUpAccount(frame.accountOf(frame.stack._store[at] as bigint).key) ? warmAccess : coldAccess;
  };
}
