import { panicErrorCodeToMessage } from "@nomicfoundation/hardhat-utils/panic-errors";

/** Selectors of `Error(string)` and `Panic(uint256)`, the two errors that Solidity itself declares. */
const ERROR_SELECTOR = "08c379a0";
const PANIC_SELECTOR = "4e487b71";

const PREFIX = "VM Exception while processing transaction: ";

/** The data that a failing message returned, decoded as far as it can be without the contract's ABI. */
export type ReturnData =
  | { readonly kind: "empty" }
  | { readonly kind: "error"; readonly reason: string }
  | { readonly kind: "panic"; readonly code: bigint }
  | { readonly kind: "custom"; readonly hex: string };

/** Decodes `Error(string)` and `Panic(uint256)`; anything else, malformed encodings of the two included, is `custom`. */
export function decodeReturnData(data: Uint8Array): ReturnData {
  if (data.length === 0) return { kind: "empty" };
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const hex = bytes.toString("hex");
  if (hex.startsWith(PANIC_SELECTOR) && bytes.length >= 36) {
    return { kind: "panic", code: BigInt(`0x${hex.slice(8, 72)}`) };
  }
  if (hex.startsWith(ERROR_SELECTOR)) {
    const reason = decodeString(bytes.subarray(4));
    if (reason !== undefined) return { kind: "error", reason };
  }
  return { kind: "custom", hex: `0x${hex}` };
}

/**
 * The message of a failed execution in the words of Hardhat's own network, for failures that the Solidity stack
 * trace decoder could not explain.
 *
 * @param exception name of the exception in `@ethereumjs/evm` ("revert", "out of gas", ...)
 * @param data what the failing message returned; only a revert returns data
 */
export function failureMessage(exception: string, data: Uint8Array): string {
  if (isOutOfGas(exception)) return "Transaction ran out of gas";
  if (exception === "invalid opcode") return `${PREFIX}invalid opcode`;
  if (exception === "code size to deposit exceeds maximum code size") {
    return "Transaction reverted: trying to deploy a contract whose code is too large";
  }
  const decoded: ReturnData = exception === "revert" ? decodeReturnData(data) : { kind: "empty" };
  switch (decoded.kind) {
    case "error":
      return `${PREFIX}reverted with reason string '${decoded.reason}'`;
    case "panic":
      return `${PREFIX}${panicErrorCodeToMessage(decoded.code)}`;
    case "custom":
      return `${PREFIX}reverted with an unrecognized custom error (return data: ${decoded.hex})`;
    case "empty":
      return "Transaction reverted without a reason string";
  }
}

/** Exceptions that Hardhat reports with code -32000 and `data: { reason, data, transactionHash }` instead of code 3. */
export function isOutOfGas(exception: string): boolean {
  return exception === "out of gas" || exception === "code store out of gas";
}

/** ABI decoding of the one argument of `Error(string)`; undefined when the encoding is malformed. */
function decodeString(data: Buffer): string | undefined {
  const offset = readLength(data, 0);
  if (offset === undefined) return undefined;
  const length = readLength(data, offset);
  if (length === undefined || offset + 32 + length > data.length) return undefined;
  return data.subarray(offset + 32, offset + 32 + length).toString("utf8");
}

/** A 32-byte word used as an offset or length: undefined when it is missing or points outside any real return data. */
function readLength(data: Buffer, position: number): number | undefined {
  if (position + 32 > data.length) return undefined;
  const value = BigInt(`0x${data.subarray(position, position + 32).toString("hex")}`);
  return value <= BigInt(data.length) ? Number(value) : undefined;
}
