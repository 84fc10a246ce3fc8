import * as z from "zod";
import type { SourceLocation } from "./names.ts";

/** How the bytes of a value are to be read. */
export type ValueType =
  | { readonly kind: "uint" | "int" | "bool" | "address" | "function" | "unknown" }
  /** `bytes1` to `bytes32`: left-aligned in a word. */
  | { readonly kind: "bytes"; readonly size: number }
  | { readonly kind: "enum"; readonly members: readonly string[] };

/**
 * A type of a state variable, as the compiler lays it out (Solidity docs, "Layout of State Variables in Storage").
 * Types refer to each other by identifier, since a struct can contain a mapping to itself.
 */
export type LayoutType =
  | { readonly kind: "value"; readonly bytes: number; readonly value: ValueType }
  | { readonly kind: "bytes"; readonly text: boolean }
  | { readonly kind: "mapping"; readonly key: string; readonly value: string }
  | { readonly kind: "dynamic-array"; readonly element: string }
  | { readonly kind: "array"; readonly element: string; readonly length: bigint; readonly slots: bigint }
  | { readonly kind: "struct"; readonly members: readonly LayoutField[]; readonly slots: bigint };

/** A state variable, or a member of a struct. */
export interface LayoutField {
  readonly label: string;
  /** Identifier of a type. */
  readonly type: string;
  /** From the start of the storage, or of the struct. */
  readonly slot: bigint;
  /** Bytes from the lowest byte of the slot. */
  readonly offset: number;
  /** AST identifier of the declaration. */
  readonly astId?: number;
  readonly source?: SourceLocation;
  /** Name of the contract whose source declares it. */
  readonly declaredIn?: string;
  /** Library of the struct that this is: whichever contract uses it, the variable is called after the library. */
  readonly library?: string;
}

/** Where a contract keeps its variables. */
export interface StorageLayout {
  /** Ascending by slot, then offset. */
  readonly fields: readonly LayoutField[];
  readonly types: ReadonlyMap<string, LayoutType>;
}

/** What the source says of a type that the compiler's layout names but does not describe. */
export interface TypeFacts {
  /** Members of the enum with this AST identifier. */
  enumMembers(astId: number): readonly string[] | undefined;
  /** Identifier of the type behind a user-defined value type. */
  underlyingType(astId: number): string | undefined;
}

const storageField = z.object({
  astId: z.number(),
  label: z.string(),
  offset: z.number(),
  slot: z.string(),
  type: z.string(),
});

const compilerLayout = z.object({
  storage: z.array(storageField),
  types: z
    .record(
      z.string(),
      z.object({
        encoding: z.string(),
        label: z.string(),
        numberOfBytes: z.string(),
        base: z.string().optional(),
        key: z.string().optional(),
        value: z.string().optional(),
        members: z.array(storageField).optional(),
      }),
    )
    .nullable(),
});

type CompilerType = NonNullable<z.infer<typeof compilerLayout>["types"]>[string];

/**
 * Reads solc's `storageLayout` (since 0.5.13).
 *
 * @param output The value in the compiler's output, unchecked.
 * @returns undefined when the compiler gave none, or one of an unknown form.
 */
export function readStorageLayout(output: unknown, facts: TypeFacts): StorageLayout | undefined {
  const parsed = compilerLayout.safeParse(output);
  if (!parsed.success) return undefined;
  const types = new Map<string, LayoutType>();
  for (const [id, type] of Object.entries(parsed.data.types ?? {})) types.set(id, readType(id, type, facts));
  return { fields: parsed.data.storage.map(readField), types };
}

function readField(field: z.infer<typeof storageField>): LayoutField {
  return {
    label: field.label,
    type: field.type,
    slot: BigInt(field.slot),
    offset: field.offset,
    astId: field.astId,
  };
}

function readType(id: string, type: CompilerType, facts: TypeFacts): LayoutType {
  const bytes = BigInt(type.numberOfBytes);
  if (type.encoding === "mapping") return { kind: "mapping", key: type.key ?? "", value: type.value ?? "" };
  if (type.encoding === "dynamic_array") return { kind: "dynamic-array", element: type.base ?? "" };
  if (type.encoding === "bytes") return { kind: "bytes", text: type.label === "string" };
  if (type.members !== undefined) {
    return { kind: "struct", members: type.members.map(readField), slots: slotsOf(bytes) };
  }
  if (type.base !== undefined) {
    const length = /\)(\d+)_storage$/.exec(id)?.[1] ?? "0";
    return { kind: "array", element: type.base, length: BigInt(length), slots: slotsOf(bytes) };
  }
  return { kind: "value", bytes: Number(bytes), value: readValueType(id, facts) };
}

/** Slots that a number of bytes takes. */
export function slotsOf(bytes: bigint): bigint {
  return (bytes + 31n) / 32n;
}

/**
 * Reads the identifier that solc gives to a value type: `t_uint256`, `t_enum(Side)12` in layouts,
 * `t_enum$_Side_$12` in the AST.
 */
export function readValueType(id: string, facts: TypeFacts): ValueType {
  const declaration = Number(/(\d+)$/.exec(id)?.[1] ?? Number.NaN);
  if (/^t_uint\d*$/.test(id)) return { kind: "uint" };
  if (/^t_int\d*$/.test(id)) return { kind: "int" };
  if (id === "t_bool") return { kind: "bool" };
  if (/^t_(address|contract)/.test(id)) return { kind: "address" };
  if (/^t_bytes\d+$/.test(id)) return { kind: "bytes", size: Number(id.slice("t_bytes".length)) };
  if (id.startsWith("t_function")) return { kind: "function" };
  if (id.startsWith("t_enum")) return { kind: "enum", members: facts.enumMembers(declaration) ?? [] };
  if (id.startsWith("t_userDefinedValueType")) {
    const underlying = facts.underlyingType(declaration);
    if (underlying !== undefined) return readValueType(underlying, facts);
  }
  return { kind: "unknown" };
}

/** Slots from the first of a field of this type to the first behind it. */
export function spanOf(type: LayoutType | undefined): bigint {
  return type?.kind === "struct" || type?.kind === "array" ? type.slots : 1n;
}
