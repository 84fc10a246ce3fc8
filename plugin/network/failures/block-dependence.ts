import type { ExecutedMessage } from "./failure.ts";

/** BLOCKHASH, COINBASE, TIMESTAMP, NUMBER, PREVRANDAO, GASLIMIT, BASEFEE, BLOBBASEFEE. */
const LOOK_AT_BLOCK: ReadonlySet<number> = new Set([0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x48, 0x4a]);
/** CREATE and CREATE2: where the code begins that they run is not known before. */
const CREATE: ReadonlySet<number> = new Set([0xf0, 0xf5]);
const [PUSH1, PUSH32] = [0x60, 0x7f];

/** Accounts share their code, and one contract fails many times in a suite. */
const verdicts = new WeakMap<Uint8Array, boolean>();

/**
 * Could the message have taken another path in another block? It is false only when no code that it can have run holds an
 * instruction that looks at the block.
 */
export function dependsOnBlock({ to, data, prestate }: ExecutedMessage): boolean {
  if (to === undefined && mayLookAtBlock(Buffer.from(data.slice(2), "hex"))) return true;
  for (const { code } of prestate.values()) {
    if (code.length === 0) continue;
    let verdict = verdicts.get(code);
    if (verdict === undefined) {
      verdict = mayLookAtBlock(code.subarray(0, code.length - metadataLength(code)));
      verdicts.set(code, verdict);
    }
    if (verdict) return true;
  }
  return false;
}

/**
 * Instructions stand where a walk from the beginning finds them, since nothing can jump into the data of a PUSH. What the
 * walk finds beyond them, in tables and appended code, can only make it true.
 */
function mayLookAtBlock(code: Uint8Array): boolean {
  for (let i = 0; i < code.length; i++) {
    const opcode = code[i] as number;
    if (opcode >= PUSH1 && opcode <= PUSH32) i += opcode - PUSH1 + 1;
    else if (LOOK_AT_BLOCK.has(opcode) || CREATE.has(opcode)) return true;
  }
  return false;
}

/** Length of the metadata that solc appends, a CBOR map with its length in the last two bytes; 0 where there is none. */
function metadataLength(code: Uint8Array): number {
  const length = ((code.at(-2) ?? 0) << 8) | (code.at(-1) ?? 0);
  const first = code[code.length - 2 - length];
  // A map of one to seven entries.
  return first !== undefined && first > 0xa0 && first < 0xa8 ? length + 2 : 0;
}
