import type { OpcodeMap } from "./recording-opcodes.ts";

/** BLOCKHASH, COINBASE, TIMESTAMP, NUMBER, PREVRANDAO (DIFFICULTY), GASLIMIT, BASEFEE, BLOBBASEFEE. */
const SHOWING_THE_BLOCK: readonly number[] = [0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x48, 0x4a];

/** Has the transaction that runs looked at the block that it is in? If not, it does the same in every other one. */
export class BlockUse {
  looked = false;
}

/** Puts a note before each operation of `@ethereumjs` that shows the block. Ours take it themselves. */
export function noteBlockUse(opcodes: OpcodeMap, use: BlockUse): void {
  for (const opcode of SHOWING_THE_BLOCK) {
    const entry = opcodes[opcode];
    // Opcodes that the hardfork does not have yet share the entry of INVALID.
    if (entry === undefined || entry.opcodeInfo.code !== opcode) continue;
    const { opHandler } = entry;
    opcodes[opcode] = {
      ...entry,
      opHandler: (runState, common) => {
        use.looked = true;
        return opHandler(runState, common);
      },
    };
  }
}
