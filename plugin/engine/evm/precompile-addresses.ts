/** Whether an address is 2^16 or higher. */
export function isHigh(address: Uint8Array): boolean {
  for (let i = 0; i < 18; i++) if (address[i] !== 0) return true;
  return false;
}

/** Whether a precompile at an address that is not high computes on alt_bn128 (EIP-196, EIP-197). */
export function isBn254(address: Uint8Array): boolean {
  const last = address[19] as number;
  return address[18] === 0 && last >= 6 && last <= 8;
}
