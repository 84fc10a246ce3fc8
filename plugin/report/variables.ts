import type { Hex } from "../engine/access/types.ts";
import type { KeyRow, MemberRow, RunRecord } from "../record/types.ts";
import type { SourceLocation } from "../source/names.ts";
import { renderAccount, shorten } from "../source/render.ts";

/** One source variable of a slot, or the field of an account. */
export interface MemberName {
  /** `Pair.reserve0`, `Token.balances[*]`. */
  readonly name: string;
  readonly source?: SourceLocation;
  readonly type?: MemberRow["type"];
  readonly shape?: MemberRow["shape"];
  readonly declaredIn?: string;
  /** Some transaction of a test or a real block changed it. Members of a shared slot that nobody changed only suffer from their neighbours. */
  readonly changed: boolean;
}

/** What an author can change: a variable of the source, several that share a slot, or a field of an account. */
export interface Variable {
  /** Position in `Variables.all`. */
  readonly index: number;
  readonly kind: KeyRow["kind"];
  /** `Vault.totalAssets`; `Pair.reserve0, reserve1` for variables of one slot (those that changed, if that is known). */
  readonly name: string;
  /** All of them, lowest byte of the slot first. One for a variable that has its slots to itself, none when unknown. */
  readonly members: readonly MemberName[];
  /** Declaration of the first member that changed. */
  readonly source?: SourceLocation;
}

/** The variables of a run record. */
export interface Variables {
  readonly all: readonly Variable[];
  /** `ofKey[k]` is the index of the variable that key k of the record belongs to. */
  readonly ofKey: Uint32Array;
  /** `elements[k]` names key k alone: `Token.balances[0xf39F...2266 (signer 0)]`, `Pair.reserve0 at 0x5FbD...0aa3`. */
  readonly elements: readonly string[];
}

/** A call waits for the deployment of what it calls: that is how it is, and nothing that an author could change. */
export function isInherent({ kind }: Variable): boolean {
  return kind === "code" || kind === "existence" || kind === "nonce";
}

const FIELD_NAMES = { balance: "ether balance", nonce: "nonce", code: "code", existence: "existence" } as const;

/**
 * Groups the keys of a record by what an author can change: the elements of a mapping, and the same variable of
 * several instances of a contract, are one variable. Keys that have no name in the source stand for themselves.
 */
export function groupVariables(record: RunRecord): Variables {
  const { changed, prepared } = changedMembers(record);
  const ofKey = new Uint32Array(record.keys.length);
  const groups = new Map<string, { key: KeyRow; changed: number; prepared: number }>();
  const positions = new Map<string, number>();
  record.keys.forEach((key, index) => {
    const id = identity(key);
    let position = positions.get(id);
    if (position === undefined) {
      position = positions.size;
      positions.set(id, position);
      groups.set(id, { key, changed: 0, prepared: 0 });
    }
    ofKey[index] = position;
    const group = groups.get(id);
    if (group === undefined) return;
    group.changed |= changed[index] as number;
    group.prepared |= prepared[index] as number;
  });
  const all = [...groups.values()].map((group, index) => describe(index, group.key, group.changed || group.prepared));
  const elements = record.keys.map((key, index) =>
    elementName(key, all[ofKey[index] as number] as Variable, changed[index] as number),
  );
  return { all, ofKey, elements };
}

/** The variable with its keys, and where there are none, with the account that it belongs to. */
function elementName(key: KeyRow, variable: Variable, changed: number): string {
  if (key.members.length === 0) return variable.name;
  const isNamed = (position: number) =>
    changed === 0 ? isShown(variable, position) : (changed & (1 << position)) !== 0;
  const shown = key.members.filter((_, position) => isNamed(position));
  const name = joinNames(shown.map((member) => member.name));
  const hasKeys = shown.some((member) => member.name !== member.variable);
  return key.kind !== "slot" || hasKeys ? name : `${name} at ${renderAccount(key.address, {})}`;
}

/** Members of a slot that nobody changed are not named, unless that is not known of any. */
function isShown({ members }: Pick<Variable, "members">, position: number): boolean {
  return members[position]?.changed === true || !members.some((member) => member.changed);
}

/**
 * For every key the members that transactions changed, as bits: those that are analysed as a block, and those that only
 * prepared. What a constructor wrote is not what tests wait for.
 */
function changedMembers({ keys, blocks }: RunRecord): Readonly<Record<"changed" | "prepared", Uint32Array>> {
  const changed = new Uint32Array(keys.length);
  const prepared = new Uint32Array(keys.length);
  for (const { transactions } of blocks) {
    for (const { accesses, phase } of transactions) {
      const bits = phase === "body" || transactions.length > 1 ? changed : prepared;
      for (const { key, changed: members } of accesses) bits[key] = (bits[key] as number) | (members ?? 0);
    }
  }
  return { changed, prepared };
}

function identity(key: KeyRow): string {
  if (key.members.length > 0) {
    return JSON.stringify([key.kind, ...key.members.map(({ variable, source }) => [variable, source])]);
  }
  return JSON.stringify([key.kind, key.address, key.kind === "slot" ? key.slot : ""]);
}

function describe(index: number, key: KeyRow, changed: number): Variable {
  const isChangedAt = (position: number) => key.members.length === 1 || (changed & (1 << position)) !== 0;
  // Small elements of an array share a slot, and are one variable.
  const changedNames = new Set(key.members.flatMap(({ variable }, i) => (isChangedAt(i) ? [variable] : [])));
  const members = key.members.map((member): MemberName => {
    const isChanged = changedNames.has(member.variable);
    return { name: member.variable, ...declarationOf(member), changed: isChanged };
  });
  const shown = members.filter((_, position) => isShown({ members }, position));
  const [first] = shown;
  const name = first === undefined ? unnamed(key) : joinNames([...new Set(shown.map((member) => member.name))]);
  return { index, kind: key.kind, name, members, ...(first?.source !== undefined ? { source: first.source } : {}) };
}

function declarationOf({ source, type, shape, declaredIn }: MemberRow): Omit<MemberName, "name" | "changed"> {
  return {
    ...(source && { source }),
    ...(type && { type }),
    ...(shape && { shape }),
    ...(declaredIn && { declaredIn }),
  };
}

/** `Pair.reserve0, reserve1`: the contract is said once. */
function joinNames(names: readonly string[]): string {
  const [first = "", ...rest] = names;
  const contract = first.slice(0, first.indexOf(".") + 1);
  const strip = (name: string) => (contract !== "" && name.startsWith(contract) ? name.slice(contract.length) : name);
  return [first, ...rest.map(strip)].join(", ");
}

function unnamed(key: KeyRow): string {
  const owner = key.contract ?? renderAccount(key.address, {});
  return key.kind === "slot" ? `${owner} slot ${shortenSlot(key.slot)}` : `${FIELD_NAMES[key.kind]} of ${owner}`;
}

/** Slots of plain variables are small numbers; those behind a hash are shown by their first and last digits. */
function shortenSlot(slot: Hex): string {
  const digits = slot.slice(2).replace(/^0+(?=.)/, "");
  return digits.length <= 8 ? `0x${digits}` : shorten(slot);
}
