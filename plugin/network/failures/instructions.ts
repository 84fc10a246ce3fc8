const [PUSH1, PUSH32] = [0x60, 0x7f];

/**
 * Does the code hold one of the instructions, by their opcodes?
 *
 * Instructions stand where a walk from the beginning finds them, since nothing can jump into the data of a PUSH. What the
 * walk finds beyond them, in tables and appended code, can only make it true.
 */
export function holdsInstruction(code: Uint8Array, opcodes: ReadonlySet<number>): boolean {
  for (let i = 0; i < code.length; i++) {
    const opcode = code[i] as number;
    if (opcode >= PUSH1 && opcode <= PUSH32) i += opcode - PUSH1 + 1;
    else if (opcodes.has(opcode)) return true;
  }
  return false;
}

/** The code without the metadata that solc appends: a CBOR map with its length in the last two bytes. */
export function withoutMetadata(code: Uint8Array): Uint8Array {
  const length = ((code.at(-2) ?? 0) << 8) | (code.at(-1) ?? 0);
  const first = code[code.length - 2 - length];
  // A map of one to seven entries.
  const isMap = first !== undefined && first > 0xa0 && first < 0xa8;
  return isMap ? code.subarray(0, code.length - length - 2) : code;
}
