import type { MemberName } from "./names.ts";
import type { SlotMember } from "./slot-names.ts";
import type { LayoutType } from "./storage-layout.ts";

/** What the source says of a member's type, as far as it is known: `{ type: "uint256", shape: "mapping" }`. */
export function describeMember({
  type,
  path,
  declaredIn,
}: SlotMember): Pick<MemberName, "type" | "shape" | "declaredIn"> {
  const name = typeName(type);
  const shape = shapeOf(path);
  return {
    ...(name !== undefined && { type: name }),
    ...(shape !== undefined && { shape }),
    ...(declaredIn !== undefined && { declaredIn }),
  };
}

/** A dynamic array has its length in its own slot. */
function typeName(type: LayoutType): string | undefined {
  if (type.kind === "dynamic-array") return "uint256";
  if (type.kind === "bytes") return type.text ? "string" : "bytes";
  if (type.kind !== "value") return undefined;
  const { kind } = type.value;
  if (kind === "uint" || kind === "int") return `${kind}${type.bytes * 8}`;
  if (kind === "bytes") return `bytes${type.value.size}`;
  return kind === "unknown" ? undefined : kind;
}

/** What the innermost key or index selects from; a struct around the member does not count. */
function shapeOf(path: SlotMember["path"]): MemberName["shape"] {
  if (path.at(-1)?.kind === "length") return "length";
  const selecting = path.findLast(({ kind }) => kind === "key" || kind === "index");
  if (selecting === undefined) return undefined;
  return selecting.kind === "key" ? "mapping" : "array";
}
