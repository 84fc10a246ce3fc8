import type { ExecutedMessage } from "./failure.ts";
import { holdsInstruction, withoutMetadata } from "./instructions.ts";

/**
 * BLOCKHASH, COINBASE, TIMESTAMP, NUMBER, PREVRANDAO, GASLIMIT, BASEFEE, BLOBBASEFEE; CREATE and CREATE2: where the code
 * begins that they run is not known before.
 */
const LOOK_AT_BLOCK: ReadonlySet<number> = new Set([0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x48, 0x4a, 0xf0, 0xf5]);

/** Accounts share their code, and one contract fails many times in a suite. */
const verdicts = new WeakMap<Uint8Array, boolean>();

/**
 * Could the message have taken another path in another block? It is false only when no code that it can have run holds an
 * instruction that looks at the block.
 */
export function dependsOnBlock({ to, data, prestate }: ExecutedMessage): boolean {
  if (to === undefined && holdsInstruction(Buffer.from(data.slice(2), "hex"), LOOK_AT_BLOCK)) return true;
  for (const { code } of prestate.values()) {
    if (code.length === 0) continue;
    let verdict = verdicts.get(code);
    if (verdict === undefined) {
      verdict = holdsInstruction(withoutMetadata(code), LOOK_AT_BLOCK);
      verdicts.set(code, verdict);
    }
    if (verdict) return true;
  }
  return false;
}
