import { TypedDataEncoder } from "ethers/hash";
import { keccak256 } from "../../engine/crypto/keccak.ts";

/** An EIP-712 message. */
export interface TypedData {
  readonly domain: Record<string, unknown>;
  readonly types: Readonly<Record<string, { name: string; type: string }[]>>;
  readonly primaryType: string;
  readonly message: Record<string, unknown>;
}

/** Kept of each kind, at most: a suite signs many messages of few types for few contracts. */
const MAX_KEPT = 100;

const encoders = new Map<string, TypedDataEncoder>();
const domainHashes = new Map<string, string>();

/**
 * Hash of a message to be signed (EIP-712).
 *
 * @throws Error when the message does not fit its types
 */
export function hashTypedData({ domain, types, primaryType, message }: TypedData): Uint8Array {
  const encoder = kept(encoders, [primaryType, types], () => new TypedDataEncoder(typesOf(primaryType, types)));
  const domainHash = kept(domainHashes, domain, () => TypedDataEncoder.hashDomain(domain));
  const struct = keccak256(bytesOf(encoder.encodeData(primaryType, message)));
  return keccak256(Buffer.concat([Buffer.from([0x19, 0x01]), bytesOf(domainHash), struct]));
}

/** The structs that a message of the type is made of: what else there is does not matter, and the encoder refuses it. */
function typesOf(primaryType: string, types: TypedData["types"]): Record<string, { name: string; type: string }[]> {
  const used = new Set<string>();
  const add = (name: string): void => {
    if (used.has(name) || !Object.hasOwn(types, name)) return;
    used.add(name);
    for (const { type } of types[name] ?? []) add(type.replace(/\[.*$/, ""));
  };
  add(primaryType);
  return Object.fromEntries([...used].map((name) => [name, types[name] ?? []]));
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

function bytesOf(hex: string): Uint8Array {
  return Buffer.from(hex.slice(2), "hex");
}
