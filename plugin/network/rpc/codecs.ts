import * as z from "zod";
import type { Hex } from "../../engine/access/types.ts";

/** Thrown by a reader of a value; the text is what the caller of the method gets to see. */
class Malformed extends Error {}

/** Makes a schema of a function that reads a value of a request and throws `Malformed`. */
function codec<Value>(read: (value: unknown) => Value): z.ZodType<Value> {
  return z.unknown().transform((value, context): Value => {
    try {
      return read(value);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      context.addIssue({ code: "custom", message: error.message });
      return z.NEVER;
    }
  });
}

/** From here on a number of JSON is no integer to Hardhat's network. */
const BEYOND_INTEGERS = 2 ** 64;

/**
 * What Hardhat's network calls a value of the wrong type.
 *
 * @param fraction what it calls a number that is no integer: `map` where it looks at the kind of a value to read it
 */
export function describe(value: unknown, fraction = "number"): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "sequence";
  switch (typeof value) {
    case "string":
      return `string ${JSON.stringify(value)}`;
    case "number":
      return isInteger(value) ? `integer \`${value}\`` : fraction;
    case "bigint":
      return `integer \`${value}\``;
    case "boolean":
      return `boolean \`${value}\``;
    default:
      return "map";
  }
}

export function wrongType(value: unknown, expected: string, fraction?: string): string {
  return `invalid type: ${describe(value, fraction)}, expected ${expected}`;
}

/** A list of numbers below 256, which stands for bytes, as hexadecimal digits. */
function digitsOf(list: readonly unknown[]): string {
  const digits = list.map((value) => {
    if (!isInteger(value)) throw new Malformed(wrongType(value, "u8", `floating point \`${value}\``));
    if (value < 0 || value > 255) throw invalidValue(value, "u8");
    return value.toString(16).padStart(2, "0");
  });
  return digits.join("");
}

function fixedBytes(length: number): z.ZodType<Hex> {
  const expected = `${length} bytes, represented as a hex string of length ${2 * length}, an array of u8, or raw bytes`;
  return codec<Hex>((value) => {
    if (Array.isArray(value)) {
      // One more is enough to be too long.
      const looked = value.slice(0, length + 1);
      const digits = digitsOf(looked);
      if (looked.length === length) return `0x${digits}`;
      throw new Malformed(`invalid length ${looked.length}, expected exactly ${length} bytes`);
    }
    if (typeof value !== "string") throw new Malformed(wrongType(value, expected, "map"));
    const digits = withoutPrefix(value);
    if (digits.length % 2 === 1) throw new Malformed("odd number of digits");
    if (digits.length !== 2 * length) throw new Malformed("invalid string length");
    const wrong = digits.search(/[^0-9a-fA-F]/);
    if (wrong >= 0) throw new Malformed(`invalid character '${digits[wrong]}' at position ${wrong}`);
    return `0x${digits.toLowerCase()}`;
  });
}

/** 20 bytes, in lower case. */
export const address = fixedBytes(20);
/** 32 bytes, in lower case. */
export const hash = fixedBytes(32);

const BLOB_LENGTH = 131_072;

/** A blob (EIP-4844). */
export const blob: z.ZodType<Hex> = codec<Hex>((value) => {
  if (typeof value !== "string") throw new Malformed(wrongType(value, "a string"));
  const digits = withoutPrefix(value);
  if (digits.length % 2 === 1) throw new Malformed("Odd number of digits");
  const wrong = digits.search(/[^0-9a-fA-F]/);
  if (wrong >= 0) throw new Malformed(`Invalid character '${digits[wrong]}' at position ${wrong}`);
  const length = digits.length / 2;
  if (length !== BLOB_LENGTH) throw new Malformed(`Invalid byte length. Expected ${BLOB_LENGTH} got ${length}`);
  return `0x${digits}`;
});

/** Bytes of any number, as hexadecimal in lower case. */
export const bytes: z.ZodType<Hex> = codec<Hex>((value) => {
  if (Array.isArray(value)) return `0x${digitsOf(value)}`;
  if (typeof value !== "string") {
    const expected = "a variable number of bytes represented as a hex string, an array of u8, or raw bytes";
    throw new Malformed(wrongType(value, expected, "map"));
  }
  const digits = withoutPrefix(value);
  if (digits.length % 2 === 1 || !isHex(digits)) throw invalidValue(value, "a valid hex string");
  return `0x${digits.toLowerCase()}`;
});

/** An unsigned number: a JSON number, or text in decimal or with a prefix. */
function unsigned(byteLength: number): z.ZodType<bigint> {
  const expected = `a ${byteLength} byte hex string`;
  return codec((value) => {
    const isNumber = typeof value === "bigint" || isInteger(value);
    if (typeof value !== "string" && (!isNumber || value < 0)) throw new Malformed(wrongType(value, expected, "map"));
    const number = parseUnsigned(value);
    if (number === undefined || number >> BigInt(8 * byteLength) !== 0n) throw invalidValue(value, expected);
    return number;
  });
}

function isInteger(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(value as number) < BEYOND_INTEGERS;
}

export const u8 = unsigned(1);
export const u64 = unsigned(8);
export const u128 = unsigned(16);
export const u256 = unsigned(32);

export const boolean: z.ZodType<boolean> = codec((value) => {
  if (typeof value !== "boolean") throw new Malformed(wrongType(value, "a boolean"));
  return value;
});

/** A number of JSON, whole or not. */
export const float: z.ZodType<number> = codec((value) => {
  if (typeof value !== "number") throw new Malformed(wrongType(value, "f64"));
  return value;
});

/** A time or a number of seconds. */
export const seconds: z.ZodType<bigint> = codec((value) => {
  const result = u64.safeParse(value);
  if (!result.success) throw new Malformed("Timestamp must be a non-negative number not exceeding 2^64 - 1");
  return result.data;
});

/** The address of an account, more strictly written than in transactions: with its prefix and in full. */
export const accountAddress: z.ZodType<Hex> = codec((value) => {
  const text = readText(value, "address");
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) throw suppliedTo(text, "ADDRESS");
  return text.toLowerCase() as Hex;
});

/** Bytes with their prefix. */
export const prefixedBytes: z.ZodType<Hex> = codec((value) => {
  const text = readText(value, "data");
  if (!/^0x([0-9a-fA-F]{2})*$/.test(text)) throw suppliedTo(text, "DATA");
  return text.toLowerCase() as Hex;
});

/** A number below 2^256 in hexadecimal with its prefix. */
export const quantity: z.ZodType<bigint> = codec((value) => readQuantity(readText(value, "quantity")));

/** As `quantity`, but below 2^64. */
export const accountNonce: z.ZodType<bigint> = codec((value) => {
  const text = readText(value, "quantity");
  if (text.startsWith("0x") && text.length > 18) {
    throw new Malformed(`Nonce must not be greater than or equal to 2^64. Received ${text}`);
  }
  return readQuantity(text);
});

/** Key of a storage slot to be written. */
export const storageKey: z.ZodType<bigint> = codec((value) => {
  const text = readText(value, "quantity");
  if (text.startsWith("0x") && text.length > 66) {
    throw new Malformed(`${STORAGE_KEY_TOO_LARGE} Received ${text}.`);
  }
  return readQuantity(text);
});

/** Value of a storage slot to be written: 32 bytes. */
export const storageValue: z.ZodType<Hex> = codec((value) => {
  const text = readText(value, "quantity");
  if (!text.startsWith("0x")) throw suppliedTo(text, "DATA");
  const length = Math.floor((text.length - 2) / 2);
  if (length !== 32) {
    throw new Malformed(`${STORAGE_VALUE_WRONG_LENGTH} Received ${text}, which is ${length} bytes long.`);
  }
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) throw suppliedTo(text, "DATA");
  return text.toLowerCase() as Hex;
});

const STORAGE_KEY_TOO_LARGE = "Storage key must not be greater than or equal to 2^256.";
const STORAGE_VALUE_WRONG_LENGTH = "Storage value must be exactly 32 bytes long.";

/** Whether Hardhat's network answers this fault of a parameter as an invalid input, not as invalid parameters. */
export function isInputFault(message: string): boolean {
  return message.startsWith(STORAGE_KEY_TOO_LARGE) || message.startsWith(STORAGE_VALUE_WRONG_LENGTH);
}

/** Key of a storage slot to be read: 32 bytes or fewer, with or without prefix. */
export const storageSlot: z.ZodType<bigint> = codec((value) => {
  if (typeof value !== "string") {
    const shown = scalar(value);
    throw new Malformed(
      shown === undefined
        ? `Failed to deserialize storage slot argument into string with error: '${wrongType(value, "a string")}'`
        : `Storage slot argument must be a string, got '${shown}'`,
    );
  }
  if (value === "") throw new Malformed("Storage slot argument cannot be an empty string");
  const prefixed = value.startsWith("0x");
  const limit = prefixed ? 66 : 64;
  if (value.length > limit) {
    const explanation = prefixed ? '("0x" + 32 bytes)' : "(32 bytes)";
    throw new Malformed(
      `Storage slot argument must have a length of at most ${limit} ${explanation}, but '${value}' has a length of ${value.length}'`,
    );
  }
  const digits = (prefixed ? value.slice(2) : value).replaceAll("_", "");
  if (!isHex(digits)) throw new Malformed(`Storage slot argument must be a valid hexadecimal, got '${value}'`);
  return BigInt(`0x${digits || "0"}`);
});

function readText(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  const shown = scalar(value);
  throw new Malformed(
    shown === undefined
      ? `Failed to deserialize ${what} argument into string with error: '${wrongType(value, "a string")}'`
      : `This method only supports strings but input was: ${shown}`,
  );
}

function readQuantity(text: string): bigint {
  const digits = text.replaceAll("_", "");
  if (!text.startsWith("0x") || !isHex(digits.slice(2))) throw suppliedTo(text, "QUANTITY");
  const number = BigInt(digits === "0x" ? "0x0" : digits);
  if (number >> 256n !== 0n) throw suppliedTo(text, "QUANTITY");
  return number;
}

function scalar(value: unknown): string | undefined {
  return isInteger(value) || typeof value === "boolean" || typeof value === "bigint" ? String(value) : undefined;
}

function parseUnsigned(value: string | number | bigint): bigint | undefined {
  // A number of JSON is the one that is written, also where a double cannot hold it.
  if (typeof value !== "string") return BigInt(String(value));
  const digits = value.replaceAll("_", "");
  if (/^(0x|0o|0b)?$/i.test(digits)) return 0n;
  return /^(0x[0-9a-f]+|0o[0-7]+|0b[01]+|[0-9]+)$/i.test(digits) ? BigInt(digits) : undefined;
}

function withoutPrefix(text: string): string {
  return text.startsWith("0x") || text.startsWith("0X") ? text.slice(2) : text;
}

function isHex(digits: string): boolean {
  return /^[0-9a-fA-F]*$/.test(digits);
}

function invalidValue(value: unknown, expected: string): Malformed {
  return new Malformed(`invalid value: ${describe(value)}, expected ${expected}`);
}

function suppliedTo(text: string, kind: string): Malformed {
  return new Malformed(`invalid value "${text}" supplied to : ${kind}`);
}
