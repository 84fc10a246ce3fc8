/** Whether code stands for that of another account: 0xef0100 and an address (EIP-7702). */
export function isDelegation(code: Uint8Array): boolean {
  return code.length === 23 && code[0] === 0xef && code[1] === 0x01 && code[2] === 0x00;
}

/** The address in such code, 20 bytes. */
export function delegateOf(code: Uint8Array): Uint8Array {
  return code.subarray(3);
}
