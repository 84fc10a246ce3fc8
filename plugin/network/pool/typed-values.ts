/** Fields of structs, by the name of the struct (EIP-712). */
export type StructTypes = Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>;

/** A type with its structs resolved. */
export type ResolvedType =
  | { readonly kind: "int" | "uint"; readonly bits: bigint }
  | { readonly kind: "bytes"; readonly length: number | undefined }
  | { readonly kind: "bool" | "address" | "string" }
  | { readonly kind: "array"; readonly item: ResolvedType; readonly length: number | undefined }
  | StructType;

/** @property type of a field as it is written: names of types are hashed that way */
export interface StructType {
  readonly kind: "struct";
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly written: string; readonly type: ResolvedType }[];
}

/** Whole numbers of JSON that Hardhat's network can read lie below these. */
const [BEYOND_UNSIGNED, BEYOND_SIGNED] = [2 ** 64, 2 ** 63];

/** @throws Error in the words of Hardhat's network when a type is unknown */
export function resolveType(type: string, types: StructTypes, within: readonly string[] = []): ResolvedType {
  const [, item, length] = /^(.*)\[(\d*)\]$/.exec(type) ?? [];
  if (item !== undefined) {
    return { kind: "array", item: resolveType(item, types, within), length: length ? Number(length) : undefined };
  }
  const elementary = elementaryType(type);
  if (elementary !== undefined) return elementary;
  const fields = Object.hasOwn(types, type) ? types[type] : undefined;
  if (fields === undefined) throw new Error(`missing type in type resolution: ${type}`);
  if (within.includes(type)) throw new Error(`circular dependency: ${type}`);
  return {
    kind: "struct",
    name: type,
    fields: fields.map((field) => ({
      name: field.name,
      written: field.type,
      type: resolveType(field.type, types, [...within, type]),
    })),
  };
}

function elementaryType(type: string): ResolvedType | undefined {
  if (type === "bool" || type === "address" || type === "string") return { kind: type };
  if (type === "bytes") return { kind: "bytes", length: undefined };
  const [, kind, digits] = /^(u?int|bytes)([1-9]\d*)?$/.exec(type) ?? [];
  const size = digits === undefined ? 256 : Number(digits);
  if (kind === "bytes") return size <= 32 ? { kind, length: size } : undefined;
  if (kind === undefined || size > 256 || size % 8 !== 0) return undefined;
  return { kind: kind as "int" | "uint", bits: BigInt(size) };
}

/**
 * A value as its type wants it, by the rules of Hardhat's network (`alloy-dyn-abi`): numbers may be text, booleans too,
 * and bytes need no prefix.
 *
 * @returns numbers as `bigint`, bytes and addresses as bytes; fields without a type are left out
 * @throws Error in the words of Hardhat's network when the value does not fit
 */
export function coerce(type: ResolvedType, value: unknown): unknown {
  const coerced = fitted(type, value);
  if (coerced === undefined) {
    throw new Error(
      `type mismatch: expected type "${nameOf(type)}", got value with type ${JSON.stringify(JSON.stringify(value))}`,
    );
  }
  return coerced;
}

/** Undefined when the value itself does not fit; whatever is in it may throw. */
function fitted(type: ResolvedType, value: unknown): unknown {
  switch (type.kind) {
    case "int":
      return within(readSigned(value), -(1n << (type.bits - 1n)), (1n << (type.bits - 1n)) - 1n);
    case "uint":
      return within(readUnsigned(value), 0n, (1n << type.bits) - 1n);
    case "bool":
      if (value === "true" || value === "false") return value === "true";
      return typeof value === "boolean" ? value : undefined;
    case "string":
      return typeof value === "string" ? value : undefined;
    case "address":
      return readBytes(value, 20);
    case "bytes":
      return type.length === undefined && isBytes(value) ? Uint8Array.from(value) : readBytes(value, type.length);
    case "array":
      if (!Array.isArray(value) || (type.length !== undefined && type.length !== value.length)) return undefined;
      return value.map((item) => coerce(type.item, item));
    case "struct":
      return readStruct(type, value);
  }
}

function isBytes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isInteger(item) && item >= 0 && item <= 255);
}

function readStruct({ fields }: StructType, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const given = value as Readonly<Record<string, unknown>>;
  if (!fields.every(({ name }) => given[name] !== undefined)) return undefined;
  return Object.fromEntries(fields.map(({ name, type }) => [name, coerce(type, given[name])]));
}

function readUnsigned(value: unknown): bigint | undefined {
  if (typeof value === "number") return readWhole(value, BEYOND_UNSIGNED);
  return typeof value === "string" ? parseDigits(value) : undefined;
}

function readSigned(value: unknown): bigint | undefined {
  if (typeof value === "number") return readWhole(value, BEYOND_SIGNED);
  if (typeof value !== "string") return undefined;
  const digits = parseDigits(value.replace(/^[+-]/, ""));
  return value.startsWith("-") && digits !== undefined ? -digits : digits;
}

/** A number of JSON is the one that is written, also where a double cannot hold it. */
function readWhole(value: number, beyond: number): bigint | undefined {
  return Number.isInteger(value) && Math.abs(value) < beyond ? BigInt(String(value)) : undefined;
}

function parseDigits(text: string): bigint | undefined {
  const digits = text.replaceAll("_", "");
  if (digits === "" || /^0x$/i.test(digits)) return 0n;
  return /^(0x[0-9a-f]+|0o[0-7]+|0b[01]+|\d+)$/i.test(digits) ? BigInt(digits.toLowerCase()) : undefined;
}

function within(value: bigint | undefined, least: bigint, most: bigint): bigint | undefined {
  return value !== undefined && value >= least && value <= most ? value : undefined;
}

function readBytes(value: unknown, length: number | undefined): Uint8Array | undefined {
  if (typeof value !== "string") return undefined;
  const digits = value.startsWith("0x") ? value.slice(2) : value;
  if (!/^([0-9a-fA-F]{2})*$/.test(digits)) return undefined;
  return length === undefined || digits.length === 2 * length ? Buffer.from(digits, "hex") : undefined;
}

/** As Hardhat's network writes it: a struct is a tuple. */
function nameOf(type: ResolvedType): string {
  switch (type.kind) {
    case "int":
    case "uint":
      return `${type.kind}${type.bits}`;
    case "bytes":
      return `bytes${type.length ?? ""}`;
    case "array":
      return `${nameOf(type.item)}[${type.length ?? ""}]`;
    case "struct": {
      const fields = type.fields.map((field) => nameOf(field.type));
      return fields.length === 1 ? `(${fields[0]},)` : `(${fields.join()})`;
    }
    default:
      return type.kind;
  }
}
