import type { Common } from "@ethereumjs/common";
import { EVMError } from "@ethereumjs/evm";
import { EMPTY_BYTES } from "../../state/keys.ts";
import { wordToBytes } from "../words.ts";
import { type HotOperation, top } from "./frame.ts";
import { copyOfMemory, expansion, memoryPrices } from "./memory.ts";

/** So many topics are remembered at each of their four places. */
const REMEMBERED = 4;

/**
 * Topics as bytes. An array is dear for its 32 bytes, and stays until the block is forgotten; but what an event is and
 * whom it concerns is mostly what it was before, so that the same arrays will do. A collection of ten thousand tokens
 * minted in one block is a tenth faster for it.
 */
class Topics {
  readonly #words: bigint[] = new Array(4 * REMEMBERED).fill(-1n);
  readonly #bytes: Uint8Array[] = new Array(4 * REMEMBERED).fill(EMPTY_BYTES);
  #next = 0;

  /** The same array for the same word, most times: do not modify it. @param place from 0 to 3. */
  bytesOf(place: number, word: bigint): Uint8Array {
    const start = place * REMEMBERED;
    for (let i = start; i < start + REMEMBERED; i++) if (this.#words[i] === word) return this.#bytes[i] as Uint8Array;
    const bytes = wordToBytes(word);
    this.#next = (this.#next + 1) % REMEMBERED;
    this.#words[start + this.#next] = word;
    this.#bytes[start + this.#next] = bytes;
    return bytes;
  }
}

/** LOG0 to LOG4. */
export function logOperations(common: Common): Readonly<Record<number, HotOperation>> {
  const prices = memoryPrices(common);
  const perTopic = Number(common.param("logTopicGas"));
  const perByte = Number(common.param("logDataGas"));
  const known = new Topics();
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
      for (let i = 0; i < topics; i++) words.push(known.bytesOf(i, stack._store[at - 2 - i] as bigint));
      const data = copyOfMemory(frame, Number(stack._store[at]), Number(stack._store[at - 1]));
      stack._len = at - 1 - topics;
      runState.interpreter.log(data, topics, words);
    },
  });
  return { 160: log(0), 161: log(1), 162: log(2), 163: log(3), 164: log(4) };
}
