import type { Hex } from "../engine/access/types.ts";
import type { SourceLocation } from "./names.ts";
import type { HashedAt, PreimageIndex } from "./preimages.ts";
import { type LayoutField, type LayoutType, type StorageLayout, spanOf, type ValueType } from "./storage-layout.ts";

/** One step from a contract to a place in its storage. */
export type PathStep =
  | { readonly kind: "field"; readonly name: string }
  /** Key of a mapping, as it stood in the hashed preimage. */
  | {
      readonly kind: "key";
      readonly type: ValueType | { readonly kind: "data"; readonly text: boolean };
      readonly data: Hex;
      /** The compiler computed the hash: the key stands in the source. */
      readonly constant?: boolean;
    }
  | { readonly kind: "index"; readonly index: bigint }
  /** A dynamic array's number of elements. */
  | { readonly kind: "length" }
  /** 32 bytes of a `bytes` or `string` that is too long for its own slot. */
  | { readonly kind: "chunk"; readonly index: bigint };

/** A variable, or a part of one, in a slot. */
export interface SlotMember extends Declaration {
  readonly path: readonly PathStep[];
  /** Bytes from the lowest byte of the slot. */
  readonly offset: number;
  readonly size: number;
  readonly type: LayoutType;
}

/** Where the state variable is declared, as far as that is known. */
interface Declaration {
  readonly source?: SourceLocation;
  /** Name of the contract whose source declares it: of a base contract, if it is inherited. */
  readonly declaredIn?: string;
  /** Library whose struct it is a part of, if the struct has a place of its own in storage. */
  readonly library?: string;
}

/** Mappings of mappings of mappings: nobody goes deeper, but a made-up preimage could lead in circles. */
const MAX_DEPTH = 16;

/**
 * Finds what a slot holds, walking from the slot through the hashes it was computed from to a variable.
 *
 * A slot either lies in the static part of the layout, or behind a hash: `keccak256(p)` for the elements of the
 * dynamic array (and the content of the long string) at slot p, `keccak256(key . p)` for a value of the mapping at
 * slot p (Solidity docs, "Mappings and Dynamic Arrays"). What is at p is found the same way.
 *
 * @param preimages Looked at in order: those of the run, then those that the compiler computed in advance.
 * @returns The members in the slot, lowest byte first; empty when the slot cannot be named.
 */
export function findSlot(layout: StorageLayout, slot: Hex, preimages: readonly PreimageIndex[]): readonly SlotMember[] {
  return locate(layout, slot, preimages, 0);
}

function locate(
  layout: StorageLayout,
  slot: Hex,
  preimages: readonly PreimageIndex[],
  depth: number,
): readonly SlotMember[] {
  const direct = locateFields(layout, layout.fields, BigInt(slot), [], undefined);
  if (direct.length > 0 || depth > MAX_DEPTH) return direct;
  for (const [position, index] of preimages.entries()) {
    const hashed = index.find(slot);
    if (hashed === undefined) continue;
    const found = locateHashed(layout, { ...hashed, isComputed: position > 0 }, preimages, depth);
    if (found.length > 0) return found;
  }
  return [];
}

/** What lies `distance` slots behind the hash of `preimage`. */
function locateHashed(
  layout: StorageLayout,
  { preimage, distance, isComputed }: HashedAt & { readonly isComputed: boolean },
  preimages: readonly PreimageIndex[],
  depth: number,
): readonly SlotMember[] {
  const digits = preimage.length - 2;
  if (digits < 64) return [];
  const base: Hex = `0x${preimage.slice(-64)}`;
  const key: Hex = `0x${preimage.slice(2, -64)}`;
  for (const holder of locate(layout, base, preimages, depth + 1)) {
    const found = locateBehind(layout, holder, key, distance, isComputed);
    if (found.length > 0) return found;
  }
  return [];
}

/** What lies `distance` slots behind the hash of `key . slot`, where `holder` is what the slot holds. */
function locateBehind(
  layout: StorageLayout,
  holder: SlotMember,
  key: Hex,
  distance: bigint,
  isComputed: boolean,
): readonly SlotMember[] {
  const { type } = holder;
  const declared = declarationOf(holder);
  const path = holder.path.at(-1)?.kind === "length" ? holder.path.slice(0, -1) : holder.path;
  if (type.kind === "mapping") {
    const keyType = keyTypeOf(layout.types.get(type.key));
    // The keys of value types fill a word; those of strings are as long as they are.
    if (keyType.kind !== "data" && key.length !== 66) return [];
    const step: PathStep = { kind: "key", type: keyType, data: key, ...(isComputed && { constant: true }) };
    return locateType(layout, type.value, distance, 0, [...path, step], declared);
  }
  if (key !== "0x") return [];
  if (type.kind === "dynamic-array") {
    return locateElements(layout, type.element, undefined, distance, path, declared);
  }
  if (type.kind === "bytes") {
    const chunk: PathStep = { kind: "chunk", index: distance };
    return [{ path: [...path, chunk], offset: 0, size: 32, type: UNSTRUCTURED, ...declared }];
  }
  return [];
}

const UNSTRUCTURED: LayoutType = { kind: "value", bytes: 32, value: { kind: "unknown" } };

function declarationOf({ source, declaredIn, library }: Declaration): Declaration {
  return {
    ...(source && { source }),
    ...(declaredIn !== undefined && { declaredIn }),
    ...(library !== undefined && { library }),
  };
}

function keyTypeOf(type: LayoutType | undefined): (PathStep & { kind: "key" })["type"] {
  if (type?.kind === "bytes") return { kind: "data", text: type.text };
  return type?.kind === "value" ? type.value : { kind: "unknown" };
}

/** The fields among sorted `fields` that cover a slot: several where they are packed. */
function locateFields(
  layout: StorageLayout,
  fields: readonly LayoutField[],
  slot: bigint,
  path: readonly PathStep[],
  declared: Declaration | undefined,
): readonly SlotMember[] {
  let low = 0;
  let high = fields.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((fields[middle] as LayoutField).slot <= slot) low = middle + 1;
    else high = middle;
  }
  const found: SlotMember[] = [];
  const start = fields[low - 1]?.slot;
  for (let i = low - 1; i >= 0 && fields[i]?.slot === start; i--) {
    const field = fields[i] as LayoutField;
    const step: PathStep = { kind: "field", name: field.label };
    const place = declared ?? declarationOf(field);
    found.unshift(...locateType(layout, field.type, slot - field.slot, field.offset, [...path, step], place));
  }
  return found;
}

/** What a value of a type has in its slot number `slot`. */
function locateType(
  layout: StorageLayout,
  typeId: string,
  slot: bigint,
  offset: number,
  path: readonly PathStep[],
  declared: Declaration | undefined,
): readonly SlotMember[] {
  const type = layout.types.get(typeId);
  if (type === undefined || slot >= spanOf(type)) return [];
  switch (type.kind) {
    case "struct":
      return locateFields(layout, type.members, slot, path, declared);
    case "array":
      return locateElements(layout, type.element, type.length, slot, path, declared);
    case "dynamic-array":
      return [{ path: [...path, { kind: "length" }], offset, size: 32, type, ...declared }];
    case "value":
      return [{ path, offset, size: type.bytes, type, ...declared }];
    default:
      return [{ path, offset, size: 32, type, ...declared }];
  }
}

/** What an array has in slot number `slot` of its elements: several elements where they are small. */
function locateElements(
  layout: StorageLayout,
  elementId: string,
  length: bigint | undefined,
  slot: bigint,
  path: readonly PathStep[],
  declared: Declaration | undefined,
): readonly SlotMember[] {
  const element = layout.types.get(elementId);
  if (element === undefined) return [];
  const at = (index: bigint): readonly PathStep[] => [...path, { kind: "index", index }];
  const size = element.kind === "value" ? element.bytes : 32;
  if (size > 16) {
    const span = spanOf(element);
    if (span === 0n) return [];
    const index = slot / span;
    if (length !== undefined && index >= length) return [];
    return locateType(layout, elementId, slot % span, 0, at(index), declared);
  }
  const perSlot = Math.floor(32 / size);
  const found: SlotMember[] = [];
  for (let i = 0; i < perSlot; i++) {
    const index = slot * BigInt(perSlot) + BigInt(i);
    if (length !== undefined && index >= length) break;
    found.push(...locateType(layout, elementId, 0n, i * size, at(index), declared));
  }
  return found;
}
