import type { Common } from "@ethereumjs/common";
import { EVMError } from "@ethereumjs/evm";
import type { AccessRecorder } from "../../access/recorder.ts";
import type { TransactionState } from "../../state/transaction-state.ts";
import type { AddressKey } from "../../state/types.ts";
import type { RunState } from "../recording-opcodes.ts";
import type { WarmSet } from "../warm-set.ts";
import { bytesToWord, wordToBytes, wordToShortBytes } from "../words.ts";
import { type Frame, type HotOperation, top } from "./frame.ts";
import { storePrice } from "./storage-prices.ts";

export interface StorageOptions {
  readonly common: Common;
  readonly state: TransactionState;
  readonly recorder: AccessRecorder;
  readonly warm: WarmSet;
  readonly codeOwner: (runState: RunState) => AddressKey;
}

/**
 * SLOAD and SSTORE, which `@ethereumjs` awaits twice each, by way of hexadecimal strings. What the access recorder is
 * told is what the wrappers of `recordOpcodes` tell it.
 */
export function storageOperations(options: StorageOptions): Readonly<Record<number, HotOperation>> {
  const { common, state, recorder, warm, codeOwner } = options;
  const priceOfStore = storePrice(common, warm);

  const sload = (frame: Frame) => {
    const { stack } = frame;
    const at = top(stack, 1);
    const slot = frame.slotKey(stack._store[at] as bigint);
    // As in the operation of `@ethereumjs`, the slot is off the stack while it is looked up: it is nobody's caller.
    stack._len = at;
    recorder.enterStorage("SLOAD", frame.codeOwner(codeOwner), frame.pc - 1, frame.running);
    stack._store[at] = bytesToWord(state.slot(frame.address, slot));
    recorder.leaveStorage();
    stack._len = at + 1;
  };

  const priceOfSstore = (frame: Frame) => {
    const { runState, stack } = frame;
    if (runState.env.isStatic) throw new EVMError(EVMError.errorMessages.STATIC_STATE_CHANGE);
    const at = top(stack, 2);
    const slot = frame.slotKey(stack._store[at] as bigint);
    recorder.enterStorage("SSTORE", frame.codeOwner(codeOwner), frame.pc - 1, frame.running);
    const currentBytes = state.slot(frame.address, slot);
    recorder.leaveStorage();
    const originalBytes = state.slotBefore(frame.address, slot);
    const current = bytesToWord(currentBytes);
    const original = originalBytes === currentBytes ? current : bytesToWord(originalBytes);
    return priceOfStore(frame, slot, { original, current, value: stack._store[at - 1] as bigint });
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
    84: { ...sloadPrice(common, warm), execute: sload },
    85: { price: priceOfSstore, execute: sstore },
  };
}

/** What SLOAD costs depends on more than the hardfork from Berlin on (EIP-2929). */
function sloadPrice(common: Common, warm: WarmSet): Pick<HotOperation, "price"> {
  if (!common.isActivatedEIP(2929)) return {};
  const [coldRead, warmRead] = [Number(common.param("coldsloadGas")), Number(common.param("warmstoragereadGas"))];
  return {
    price: (frame) => {
      const at = top(frame.stack, 1);
      return warm.warmUp(frame.address, frame.slotKey(frame.stack._store[at] as bigint)) ? warmRead : coldRead;
    },
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
