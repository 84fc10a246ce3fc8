/** What runs, as far as the place of an access depends on it. */
export interface RunningCode {
  readonly code: Uint8Array;
  readonly stack: { readonly _store: readonly bigint[]; readonly _len: number };
  readonly env: { readonly isCreate: boolean; readonly callData: Uint8Array };
}

const JUMP = 0x56;
const JUMPDEST = 0x5b;

/** Compilers keep the return address below the arguments of a call: it is never far. */
const DEEPEST = 64;
/** So many are looked for. */
export const MOST_CALLERS = 8;
/** No code is longer. */
const LONGEST = 0xffffffn;

/**
 * The places to which the functions at work will return, innermost first.
 *
 * The EVM has no calls within a contract: compilers push the place behind a JUMP and jump. So every word of the stack
 * that is the place of a JUMPDEST right behind a JUMP may be one. A few numbers look the same by chance; who has the
 * compiler's source map knows which of the jumps are calls.
 *
 * @param found room for `MOST_CALLERS` places.
 * @returns how many there are.
 */
export function returnAddresses({ code, stack }: RunningCode, found: Int32Array): number {
  let count = 0;
  const words = stack._store;
  const bottom = Math.max(0, stack._len - DEEPEST);
  for (let at = stack._len - 1; at >= bottom; at--) {
    const word = words[at] as bigint;
    if (word > LONGEST) continue;
    const place = Number(word);
    if (code[place] !== JUMPDEST || code[place - 1] !== JUMP) continue;
    found[count] = place;
    count += 1;
    if (count === MOST_CALLERS) break;
  }
  return count;
}

/** The selector that a message was sent with, as a number; undefined in init code and for shorter input. */
export function selectorOf({ env: { isCreate, callData } }: RunningCode): number | undefined {
  if (isCreate || callData.length < 4) return undefined;
  const byte = (index: number) => callData[index] as number;
  return ((byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3)) >>> 0;
}
