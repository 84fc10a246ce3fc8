import type { Common } from "@ethereumjs/common";
import type { AccessRecorder } from "../../access/recorder.ts";
import { keccak256 } from "../../crypto/keccak.ts";
import { EMPTY_BYTES } from "../../state/keys.ts";
import { bytesToWord } from "../words.ts";
import { type Frame, type HotOperation, top } from "./frame.ts";
import { expansion, memoryPrices, words } from "./memory.ts";
import { type Digest, isSlotPreimage, type SlotDigests } from "./slot-digests.ts";

/** KECCAK256, which is half of what contracts with mappings compute. @param known where hashes are remembered. */
export function hashingOperations(
  common: Common,
  recorder: AccessRecorder,
  known: SlotDigests | undefined,
): Readonly<Record<number, HotOperation>> {
  const prices = memoryPrices(common);
  const perWord = Number(common.param("keccak256WordGas"));
  const price = (frame: Frame) => {
    const at = top(frame.stack, 2);
    const { _store } = frame.stack;
    const length = Number(_store[at - 1]);
    return expansion(frame, prices, Number(_store[at]), length) + perWord * words(length);
  };
  const hash = common.customCrypto.keccak256 ?? keccak256;
  const digestOf = (data: Uint8Array): Digest => {
    const bytes = hash(data);
    return { bytes, word: bytesToWord(bytes), round: -1 };
  };
  const execute = (frame: Frame) => {
    const { stack } = frame;
    const at = top(stack, 2);
    const offset = Number(stack._store[at]);
    const length = Number(stack._store[at - 1]);
    if (length > 0) frame.reach(offset + length);
    const data = length > 0 ? frame.memory.subarray(offset, offset + length) : EMPTY_BYTES;
    const remembers = known !== undefined && isSlotPreimage(length);
    const digest = remembers ? known.of(frame.memoryView, offset, () => digestOf(data)) : digestOf(data);
    recorder.preimages.addOnce(digest, data);
    stack._store[at - 1] = digest.word;
    stack._len = at;
  };
  return { 32: { price, execute } };
}
