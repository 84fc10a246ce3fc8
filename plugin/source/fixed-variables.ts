import type { LayoutField, StorageLayout } from "./storage-layout.ts";

/**
 * What stands in the slots that a layout gives a number, by slot, lowest byte first: variables, members of structs,
 * and where a mapping or dynamic array begins. Elements of arrays are left out: there can be any number of them.
 */
export function fixedVariables(layout: StorageLayout): ReadonlyMap<bigint, readonly string[]> {
  const found = new Map<bigint, string[]>();
  const add = (fields: readonly LayoutField[], base: bigint, prefix: string): void => {
    for (const field of fields) {
      const slot = base + field.slot;
      const name = `${prefix}${field.label}`;
      const type = layout.types.get(field.type);
      if (type?.kind === "struct") {
        add(type.members, slot, `${name}.`);
        continue;
      }
      const known = found.get(slot);
      if (known === undefined) found.set(slot, [name]);
      else known.push(name);
    }
  };
  add(layout.fields, 0n, "");
  return found;
}
