import { TransactionType } from "@ethereumjs/tx";
import { bytesToBigInt, SECP256K1_ORDER, SECP256K1_ORDER_DIV_2 } from "@ethereumjs/util";

/** A fault of an encoding, in words. */
class EncodingFault extends Error {}

const TOO_SHORT = "input too short";
export const INVALID_SIGNATURE = "Invalid Signature";

/** Bytes that are read from the front, by the rules of RLP. */
class RlpReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get position(): number {
    return this.#position;
  }

  /** @returns the length of the list that begins here */
  list(): number {
    const { isList, length } = this.#header();
    if (!isList) throw new EncodingFault("unexpected string");
    return length;
  }

  string(): Uint8Array {
    const { isList, length } = this.#header();
    if (isList) throw new EncodingFault("unexpected list");
    return this.#take(length);
  }

  number(bytes: number): bigint {
    const value = this.string();
    if (value.length > bytes) throw new EncodingFault("overflow");
    if (value[0] === 0) throw new EncodingFault("leading zero");
    return bytesToBigInt(value);
  }

  flag(): bigint {
    const value = this.number(1);
    if (value > 1n) throw new EncodingFault("invalid bool value, must be 0 or 1");
    return value;
  }

  address(): void {
    if (this.string().length !== 20) throw new EncodingFault("unexpected length");
  }

  receiver(): void {
    if (this.#bytes[this.#position] === EMPTY_STRING) this.#position++;
    else this.address();
  }

  /** Goes past a list, whatever is in it. */
  skipList(): void {
    this.#take(this.list());
  }

  #take(length: number): Uint8Array {
    const end = this.#position + length;
    if (end > this.#bytes.length) throw new EncodingFault(TOO_SHORT);
    const taken = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return taken;
  }

  #header(): { isList: boolean; length: number } {
    const first = this.#bytes[this.#position];
    if (first === undefined) throw new EncodingFault(TOO_SHORT);
    if (first < EMPTY_STRING) return { isList: false, length: 1 };
    this.#position++;
    const isList = first >= EMPTY_LIST;
    const code = first - (isList ? EMPTY_LIST : EMPTY_STRING);
    const length = code <= LONGEST_SHORT ? code : this.#longLength(code - LONGEST_SHORT);
    if (this.#position + length > this.#bytes.length) throw new EncodingFault(TOO_SHORT);
    const [value = 0] = this.#bytes.subarray(this.#position);
    if (!isList && length === 1 && value < EMPTY_STRING) throw new EncodingFault("non-canonical single byte");
    return { isList, length };
  }

  #longLength(bytes: number): number {
    const written = this.#take(bytes);
    if (written[0] === 0) throw new EncodingFault("leading zero");
    const length = bytesToBigInt(written);
    if (length <= LONGEST_SHORT) throw new EncodingFault("non-canonical size");
    if (length > this.#bytes.length) throw new EncodingFault(TOO_SHORT);
    return Number(length);
  }
}

const [EMPTY_STRING, EMPTY_LIST, LONGEST_SHORT] = [0x80, 0xc0, 55];

/** The fields of each type but for the signature. */
const FIELDS: Readonly<Record<number, (reader: RlpReader) => void>> = {
  [TransactionType.Legacy](reader) {
    reader.number(8);
    readCall(reader, () => reader.number(16));
  },
  [TransactionType.AccessListEIP2930](reader) {
    reader.number(8);
    reader.number(8);
    readCall(reader, () => reader.number(16));
    reader.skipList();
  },
  [TransactionType.FeeMarketEIP1559](reader) {
    reader.number(8);
    reader.number(8);
    reader.number(16);
    readCall(reader, () => reader.number(16));
    reader.skipList();
  },
  [TransactionType.EOACodeEIP7702](reader) {
    reader.number(8);
    reader.number(8);
    reader.number(16);
    readCall(
      reader,
      () => reader.number(16),
      () => reader.address(),
    );
    reader.skipList();
    reader.skipList();
  },
};

/** Price, gas limit, receiver, value and data. */
function readCall(reader: RlpReader, readPrice: () => void, readTo = () => reader.receiver()): void {
  readPrice();
  reader.number(8);
  readTo();
  reader.number(32);
  reader.string();
}

/**
 * What is wrong with the encoding or the signature of a transaction that could not be read, in the words of Hardhat's
 * network, which come from `alloy-rlp`. Blob transactions are looked at elsewhere.
 *
 * @returns undefined when it is neither
 */
export function rawTransactionFault(raw: Uint8Array): string | undefined {
  const [first = 0] = raw;
  const isLegacy = first >= EMPTY_LIST;
  const readFields = FIELDS[isLegacy ? TransactionType.Legacy : first];
  if (readFields === undefined) return undefined;
  const reader = new RlpReader(isLegacy ? raw : raw.subarray(1));
  try {
    const length = reader.list();
    const start = reader.position;
    readFields(reader);
    const v = isLegacy ? reader.number(8) : reader.flag();
    const [r, s] = [reader.number(32), reader.number(32)];
    const read = reader.position - start;
    if (read !== length) return `unexpected list length (got ${read}, expected ${length})`;
    return isSignature(isLegacy, v, r, s) ? undefined : INVALID_SIGNATURE;
  } catch (error) {
    if (error instanceof EncodingFault) return error.message;
    throw error;
  }
}

/** Could anybody have signed so? Whether the public key can be recovered is not said. */
function isSignature(isLegacy: boolean, v: bigint, r: bigint, s: bigint): boolean {
  const parity = v <= 1n || (isLegacy && (v === 27n || v === 28n || v >= 35n));
  return parity && r > 0n && r < SECP256K1_ORDER && s > 0n && s <= SECP256K1_ORDER_DIV_2;
}
