import { bigIntToBytes } from "@ethereumjs/util";
import { TypedDataEncoder } from "ethers/hash";
import { keccak256 } from "../../engine/crypto/keccak.ts";
import { coerce, type ResolvedType, resolveType, type StructType, type StructTypes } from "./typed-values.ts";

/** An EIP-712 message. */
export interface TypedData {
  readonly domain: Record<string, unknown>;
  readonly types: StructTypes;
  readonly primaryType: string;
  readonly message: Record<string, unknown>;
}

/** Kept of each kind, at most: a suite signs many messages of few types for few contracts. */
const MAX_KEPT = 100;
const WORD = 32;

const resolvedTypes = new Map<string, ResolvedType>();
const domainHashes = new Map<string, Uint8Array>();
const typeHashes = new WeakMap<StructType, Uint8Array>();

/**
 * Hash of a message to be signed (EIP-712). Names of types are hashed as they are written: `uint` is not `uint256`, which
 * it is to ethers.
 *
 * @throws Error when the message does not fit its types
 */
export function hashTypedData({ domain, types, primaryType, message }: TypedData): Uint8Array {
  const type = kept(resolvedTypes, [primaryType, types], () => resolveType(primaryType, types));
  const domainHash = kept(domainHashes, domain, () => Buffer.from(TypedDataEncoder.hashDomain(domain).slice(2), "hex"));
  const struct = encode(type, coerce(type, message));
  return keccak256(Buffer.concat([Buffer.from([0x19, 0x01]), domainHash, struct]));
}

/** 32 bytes; of anything that may be longer, its hash. */
function encode(type: ResolvedType, value: unknown): Uint8Array {
  switch (type.kind) {
    case "int":
    case "uint":
      return word(bigIntToBytes(BigInt.asUintN(8 * WORD, value as bigint)));
    case "bool":
      return word(Uint8Array.of(value === true ? 1 : 0));
    case "address":
      return word(value as Uint8Array);
    case "bytes":
      return type.length === undefined ? keccak256(value as Uint8Array) : word(value as Uint8Array, 0);
    case "string":
      return keccak256(Buffer.from(value as string, "utf8"));
    case "array":
      return keccak256(Buffer.concat((value as unknown[]).map((item) => encode(type.item, item))));
    case "struct": {
      const values = value as Readonly<Record<string, unknown>>;
      const fields = type.fields.map((field) => encode(field.type, values[field.name]));
      return keccak256(Buffer.concat([typeHash(type), ...fields]));
    }
  }
}

/** A word of zeros, but for some bytes: at its end unless `start` says otherwise. */
function word(bytes: Uint8Array, start = WORD - bytes.length): Uint8Array {
  const padded = new Uint8Array(WORD);
  padded.set(bytes, start);
  return padded;
}

function typeHash(type: StructType): Uint8Array {
  let hash = typeHashes.get(type);
  if (hash === undefined) {
    const used = new Map<string, StructType>();
    collectStructs(type, used);
    used.delete(type.name);
    const others = [...used.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    hash = keccak256(Buffer.from([type, ...others].map(written).join(""), "utf8"));
    typeHashes.set(type, hash);
  }
  return hash;
}

function collectStructs(type: ResolvedType, found: Map<string, StructType>): void {
  if (type.kind === "array") collectStructs(type.item, found);
  if (type.kind !== "struct" || found.has(type.name)) return;
  found.set(type.name, type);
  for (const field of type.fields) collectStructs(field.type, found);
}

function written({ name, fields }: StructType): string {
  return `${name}(${fields.map((field) => `${field.written} ${field.name}`).join()})`;
}

function kept<Value>(values: Map<string, Value>, source: unknown, make: () => Value): Value {
  const key = JSON.stringify(source, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
  let value = values.get(key);
  if (value === undefined) {
    value = make();
    if (values.size >= MAX_KEPT) values.clear();
    values.set(key, value);
  }
  return value;
}
