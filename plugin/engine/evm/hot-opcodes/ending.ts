import type { Common } from "@ethereumjs/common";
import { EVMError } from "@ethereumjs/evm";
import { type Frame, type HotOperation, top } from "./frame.ts";
import { copyOfMemory, expansion, memoryPrices } from "./memory.ts";

const ENDED = -1;

function stop(frame: Frame): void {
  frame.end = ENDED;
}

function returnData(frame: Frame): void {
  const { stack, runState } = frame;
  const at = top(stack, 2);
  stack._len = at - 1;
  const data = copyOfMemory(frame, Number(stack._store[at]), Number(stack._store[at - 1]));
  runState.interpreter._result.returnValue = data;
  frame.end = ENDED;
}

function revert(frame: Frame): void {
  returnData(frame);
  frame.error = new EVMError(EVMError.errorMessages.REVERT);
}

/** What ends the message, without an exception having to be thrown through the loop. */
export function endingOperations(common: Common): Readonly<Record<number, HotOperation>> {
  const prices = memoryPrices(common);
  const price = (frame: Frame) => {
    const at = top(frame.stack, 2);
    const { _store } = frame.stack;
    return expansion(frame, prices, Number(_store[at]), Number(_store[at - 1]));
  };
  return {
    0: { execute: stop },
    243: { price, execute: returnData },
    253: { price, execute: revert },
  };
}
