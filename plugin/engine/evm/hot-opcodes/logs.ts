import type { Common } from "@ethereumjs/common";
import { EVMError } from "@ethereumjs/evm";
import { wordToBytes } from "../words.ts";
import { type HotOperation, top } from "./frame.ts";
import { copyOfMemory, expansion, memoryPrices } from "./memory.ts";

/** LOG0 to LOG4. */
export function logOperations(common: Common): Readonly<Record<number, HotOperation>> {
  const prices = memoryPrices(common);
  const perTopic = Number(common.param("logTopicGas"));
  const perByte = Number(common.param("logDataGas"));
  const log = (topics: number): HotOperation => ({
    price: (frame) => {
      if (frame.runState.env.isStatic) throw new EVMError(EVMError.errorMessages.STATIC_STATE_CHANGE);
      const at = top(frame.stack, 2);
      const { _store } = frame.stack;
      const length = Number(_store[at - 1]);
      return expansion(frame, prices, Number(_store[at]), length) + perTopic * topics + perByte * length;
    },
    execute: (frame) => {
      const { stack, runState } = frame;
      const at = top(stack, 2 + topics);
      const words: Uint8Array[] = [];
      for (let i = 0; i < topics; i++) words.push(wordToBytes(stack._store[at - 2 - i] as bigint));
      const data = copyOfMemory(frame, Number(stack._store[at]), Number(stack._store[at - 1]));
      stack._len = at - 1 - topics;
      runState.interpreter.log(data, topics, words);
    },
  });
  return { 160: log(0), 161: log(1), 162: log(2), 163: log(3), 164: log(4) };
}
