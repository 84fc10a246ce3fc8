import { type Address, hexToBytes } from "@ethereumjs/util";

/** Opcodes by name, as far as the tests' little programs use them. */
export const OP = {
  STOP: 0x00,
  ADD: 0x01,
  SUB: 0x03,
  KECCAK256: 0x20,
  ADDRESS: 0x30,
  BALANCE: 0x31,
  CALLER: 0x33,
  CALLVALUE: 0x34,
  CALLDATALOAD: 0x35,
  EXTCODESIZE: 0x3b,
  RETURNDATASIZE: 0x3d,
  EXTCODEHASH: 0x3f,
  BLOCKHASH: 0x40,
  COINBASE: 0x41,
  NUMBER: 0x43,
  SELFBALANCE: 0x47,
  POP: 0x50,
  MSTORE: 0x52,
  MSTORE8: 0x53,
  SLOAD: 0x54,
  SSTORE: 0x55,
  TLOAD: 0x5c,
  TSTORE: 0x5d,
  DUP1: 0x80,
  LOG1: 0xa1,
  CREATE: 0xf0,
  CALL: 0xf1,
  CALLCODE: 0xf2,
  RETURN: 0xf3,
  DELEGATECALL: 0xf4,
  CREATE2: 0xf5,
  STATICCALL: 0xfa,
  REVERT: 0xfd,
  INVALID: 0xfe,
  SELFDESTRUCT: 0xff,
} as const;

export type Item = keyof typeof OP | bigint | number | Address | Uint8Array;

/** Bytecode from opcode names, numbers and addresses (pushed in as few bytes as they need) and ready bytes. */
export function assemble(...items: readonly Item[]): Uint8Array {
  return Buffer.concat(items.map(encode));
}

function encode(item: Item): Uint8Array {
  if (typeof item === "string") return Uint8Array.of(OP[item]);
  if (item instanceof Uint8Array) return item;
  if (typeof item === "object") return Uint8Array.of(0x73, ...item.bytes);
  const hex = item.toString(16);
  const bytes = hexToBytes(`0x${hex.length % 2 === 0 ? hex : `0${hex}`}`);
  return Uint8Array.of(0x5f + bytes.length, ...bytes);
}

/** Init code that deploys `code` after running `before`. `code` is at most 32 bytes. */
export function deploying(code: Uint8Array, before: Uint8Array = new Uint8Array(0)): Uint8Array {
  if (code.length === 0) return assemble(before, 0, 0, "RETURN");
  const word = Buffer.concat([code, new Uint8Array(32 - code.length)]);
  return assemble(before, Uint8Array.of(0x7f, ...word), 0, "MSTORE", code.length, 0, "RETURN");
}

/** Code that puts bytes into memory from position 0. */
export function storingInMemory(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < bytes.length; offset += 32) {
    const word = Buffer.concat([bytes.subarray(offset, offset + 32), new Uint8Array(32)]).subarray(0, 32);
    parts.push(assemble(Uint8Array.of(0x7f, ...word), offset, "MSTORE"));
  }
  return Buffer.concat(parts);
}
