/**
 * How one transaction dealt with one key, as bits: the compact form of `StorageAccess` and `AccountAccess` that the
 * analysis works on. The names are those of `docs/definitions.md`.
 */
export const AccessFlag = {
  /** The value from before the transaction was looked up by contract logic (or by the value transfer of the transaction). */
  READ: 1,
  /** Looked up, but only to price an SSTORE. Never together with `READ`. */
  GAS_ONLY: 2,
  /** Net write: the value differs after the transaction; gas payment and coinbase fee left out. */
  WRITE: 4,
  /** An SSTORE ran in a frame that was not reverted, whatever it stored. */
  TOUCHED: 8,
  /** Balance: value arrived. */
  CREDIT: 16,
  /** Read by the protocol: sender nonce, sender balance. */
  PROTOCOL_READ: 32,
  /** Changed by the protocol: sender nonce, gas payment. */
  PROTOCOL_WRITE: 64,
  /** Net change including gas payment (not the coinbase fee); equals `WRITE` for every key but the sender's. */
  NET: 128,
  /** Balance of the coinbase: credited a fee. */
  FEE: 256,
  /**
   * Slot: proven from the executed trace that the transaction only added a constant to the value. Only together with
   * `READ` and `WRITE`, and only looked for where another transaction wrote the slot too: its absence proves nothing.
   */
  ADDS: 512,
} as const;
