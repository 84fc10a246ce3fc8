import type { Common } from "@ethereumjs/common";
import { EVMError } from "@ethereumjs/evm";
import type { AccessRecorder } from "../../access/recorder.ts";
import type { TransactionState } from "../../state/transaction-state.ts";
import type { AddressKey } from "../../state/types.ts";
import type { RunState } from "../recording-opcodes.ts";
import type { WarmSet } from "../warm-set.ts";
import { bytesToWord, wordToBytes, wordToShortBytes } from "../words.ts";
import { type Frame, type HotOperation, top } from "./frame.ts";

export interface StorageOptions {
  readonly common: Common;
  readonly state: TransactionState;
  readonly recorder: AccessRecorder;
  readonly warm: WarmSet;
  readonly codeOwner: (runState: RunState) => AddressKey;
}

/** SLOAD, whatever it costs. What the access recorder is told is what the wrappers of `recordOpcodes` tell it. */
export function slotLookup({ state, recorder, codeOwner }: StorageOptions): HotOperation {
  return {
    execute: (frame) => {
      const { stack } = frame;
      const at = top(stack, 1);
      const slot = frame.slotKey(stack._store[at] as bigint);
      // As in the operation of `@ethereumjs`, the slot is off the stack while it is looked up: it is nobody's caller.
      stack._len = at;
      recorder.enterStorage("SLOAD", frame.codeOwner(codeOwner), frame.pc - 1, frame.running);
      stack._store[at] = bytesToWord(state.slot(frame.address, slot));
      recorder.leaveStorage();
      stack._len = at + 1;
    },
  };
}

/**
 * SLOAD and SSTORE by the rules of EIP-2200 and EIP-2929 (Berlin and later), which `@ethereumjs` awaits twice each, by
 * way of hexadecimal strings. What the access recorder is told is what the wrappers of `recordOpcodes` tell it.
 */
export function storageOperations(options: StorageOptions): Readonly<Record<number, HotOperation>> {
  const { common, state, recorder, warm, codeOwner } = options;
  const param = (name: string) => Number(common.param(name));
  const coldRead = param("coldsloadGas");
  const warmRead = param("warmstoragereadGas");
  const sentry = param("sstoreSentryEIP2200Gas");
  const storeSame = param("sstoreNoopEIP2200Gas");
  const storeNew = param("sstoreInitEIP2200Gas");
  const storeFirst = param("sstoreCleanEIP2200Gas");
  const storeAgain = param("sstoreDirtyEIP2200Gas");
  const refundForClearing = common.param("sstoreClearRefundEIP2200Gas");
  const refundForZero = common.param("sstoreInitRefundEIP2200Gas");
  const refundForZeroWarm = common.param("sstoreInitEIP2200Gas") - common.param("warmstoragereadGas");
  const refundForRestoring = common.param("sstoreCleanRefundEIP2200Gas");
  const refundForRestoringWarm =
    common.param("sstoreResetGas") - common.param("coldsloadGas") - common.param("warmstoragereadGas");

  const priceOfSload = (frame: Frame) => {
    const at = top(frame.stack, 1);
    return warm.warmUp(frame.address, frame.slotKey(frame.stack._store[at] as bigint)) ? warmRead : coldRead;
  };

  const priceOfSstore = (frame: Frame) => {
    const { runState, stack } = frame;
    const { interpreter } = runState;
    if (runState.env.isStatic) throw new EVMError(EVMError.errorMessages.STATIC_STATE_CHANGE);
    const at = top(stack, 2);
    const slot = frame.slotKey(stack._store[at] as bigint);
    const value = stack._store[at - 1] as bigint;
    recorder.enterStorage("SSTORE", frame.codeOwner(codeOwner), frame.pc - 1, frame.running);
    const currentBytes = state.slot(frame.address, slot);
    recorder.leaveStorage();
    const originalBytes = state.slotBefore(frame.address, slot);
    if (frame.gas <= sentry) throw new EVMError(EVMError.errorMessages.OUT_OF_GAS);
    const current = bytesToWord(currentBytes);
    const original = originalBytes === currentBytes ? current : bytesToWord(originalBytes);
    const isWarm = warm.isWarm(frame.address, slot);
    let price: number;
    if (current === value) {
      price = isWarm ? warmRead : storeSame;
    } else if (original === current) {
      if (original !== 0n && value === 0n) interpreter.refundGas(refundForClearing);
      price = original === 0n ? storeNew : storeFirst;
    } else {
      price = storeAgain;
      if (original !== 0n) {
        if (current === 0n) interpreter.subRefund(refundForClearing);
        else if (value === 0n) interpreter.refundGas(refundForClearing);
      }
      if (original === value) {
        if (original === 0n) interpreter.refundGas(isWarm ? refundForZeroWarm : refundForZero);
        else interpreter.refundGas(isWarm ? refundForRestoringWarm : refundForRestoring);
      }
    }
    return warm.warmUp(frame.address, slot) ? price : price + coldRead;
  };

  const sstore = (frame: Frame) => {
    const { runState, stack } = frame;
    const at = top(stack, 2);
    const slot = frame.slotKey(stack._store[at] as bigint);
    const value = wordToShortBytes(stack._store[at - 1] as bigint);
    stack._len = at - 1;
    recorder.enterStorage("SSTORE", frame.codeOwner(codeOwner), frame.pc - 1, frame.running);
    state.setSlot(frame.address, slot, value);
    recorder.leaveStorage();
    const account = state.getAccount(runState.env.address);
    if (account === undefined) throw new Error("could not read account while persisting memory");
    runState.env.contract = account;
  };

  return {
    84: { ...slotLookup(options), price: priceOfSload },
    85: { price: priceOfSstore, execute: sstore },
  };
}

/** TLOAD and TSTORE (EIP-1153). */
export const transientStorageOperations: Readonly<Record<number, HotOperation>> = {
  92: {
    execute: ({ stack, runState }) => {
      const at = top(stack, 1);
      const key = wordToBytes(stack._store[at] as bigint);
      stack._store[at] = bytesToWord(runState.interpreter.transientStorageLoad(key));
    },
  },
  93: {
    execute: ({ stack, runState }) => {
      if (runState.env.isStatic) throw new EVMError(EVMError.errorMessages.STATIC_STATE_CHANGE);
      const at = top(stack, 2);
      const key = wordToBytes(stack._store[at] as bigint);
      runState.interpreter.transientStorageStore(key, wordToShortBytes(stack._store[at - 1] as bigint));
      stack._len = at - 1;
    },
  },
};
