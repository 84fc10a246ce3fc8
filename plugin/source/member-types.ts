import type { Hex } from "../engine/access/types.ts";
import type { MemberName } from "./names.ts";
import type { SlotMember } from "./slot-names.ts";
import type { LayoutType } from "./storage-layout.ts";

/** What the source says of a member's type, as far as it is known: `{ type: "uint256", shape: "mapping" }`. */
export function describeMember({
  type,
  path,
  declaredIn,
}: SlotMember): Omit<MemberName, "variable" | "name" | "source"> {
  const name = typeName(type);
  const shape = shapeOf(path);
  const account = accountOf(path);
  return {
    ...(name !== undefined && { type: name }),
    ...(shape !== undefined && { shape }),
    ...(declaredIn !== undefined && { declaredIn }),
    ...(account !== undefined && { account }),
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

function accountOf(path: SlotMember["path"]): Hex | undefined {
  const key = path.findLast((step) => step.kind === "key" && step.type.kind === "address");
  return key?.kind === "key" ? `0x${key.data.slice(-40)}` : undefined;
}
