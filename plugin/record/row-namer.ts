import type { AccountField, Hex } from "../engine/access/types.ts";
import type { NamedSlot, Namer } from "../source/namer.ts";
import type { PreimageIndex } from "../source/preimages.ts";
import type { PathStep } from "../source/slot-names.ts";
import type { CollectedTransaction } from "./collector.ts";
import type { Interner } from "./interner.ts";
import type { MovedMember } from "./moves.ts";
import type { PathValue, TracedSlot } from "./origins.ts";
import { nameOf, type SiteSubject } from "./site-namer.ts";
import type { FunctionRow, KeyRow } from "./types.ts";
import type { Branch } from "./whereabouts.ts";

export interface NumberedSlot {
  /** Index of the row. */
  readonly key: number;
  /** For each member its bytes in the slot, as bits. */
  readonly bytes: readonly number[];
  readonly members: readonly MovedMember[];
  /** What the source calls each member. */
  readonly names: SiteSubject["names"];
  /** Keys of mappings and indexes of arrays on the way to the slot. */
  readonly keys: readonly bigint[];
  readonly path: TracedSlot["path"];
}

/**
 * Names the keys and functions of one branch. Whoever uses a slot, and through whichever code, it is one key: were it
 * two, their conflicts would be lost.
 */
export class RowNamer {
  readonly #branch: Branch;
  readonly #namer: Namer;
  readonly #preimages: PreimageIndex;
  readonly #keys: Interner<KeyRow>;
  readonly #slots = new Map<string, NumberedSlot>();
  readonly #accounts = new Map<string, number>();
  readonly #contracts = new Map<Hex, string | undefined>();

  constructor(branch: Branch, namer: Namer, preimages: PreimageIndex, keys: Interner<KeyRow>) {
    this.#branch = branch;
    this.#namer = namer;
    this.#preimages = preimages;
    this.#keys = keys;
  }

  slot(address: Hex, slot: Hex): NumberedSlot {
    const id = `${address}:${slot}`;
    let found = this.#slots.get(id);
    if (found === undefined) {
      const {
        row,
        bytes,
        found: places,
      } = this.#namer.slot({
        address,
        slot,
        codes: this.#codesFor(address, id),
        preimages: this.#preimages,
        contractAt: this.#contractAt,
      });
      const members = places.map(({ offset, size }, i) => ({ offset, size, type: row.members[i]?.type }));
      found = {
        key: this.#keys.add(row),
        bytes,
        members,
        names: places.map(nameOf),
        keys: keysOf(places),
        path: pathOf(slot, places),
      };
      this.#slots.set(id, found);
    }
    return found;
  }

  account(address: Hex, field: AccountField): number {
    const id = `${address}:${field}`;
    let key = this.#accounts.get(id);
    if (key === undefined) {
      key = this.#keys.add(this.#namer.account(address, field, this.#contractAt));
      this.#accounts.set(id, key);
    }
    return key;
  }

  function({ to, created, selector, accesses }: CollectedTransaction): FunctionRow {
    const callee = to ?? created;
    const codes = new Map<Hex, Hex>();
    for (const { address, codeHash } of accesses.codes()) codes.set(address, codeHash);
    const others = new Set<Hex>();
    for (const { address, codeAddresses } of accesses.slots()) {
      if (address !== callee) continue;
      for (const codeAddress of codeAddresses) if (codeAddress !== callee) others.add(codes.get(codeAddress) ?? "0x");
    }
    for (const [address, codeHash] of codes) if (address !== callee) others.add(codeHash);
    const ran = callee === undefined ? undefined : codes.get(callee);
    // An account without code of its own has lent code run (EIP-7702), or none: the first that ran was the callee's.
    const code = to === undefined ? this.#createdCode(callee, ran) : (ran ?? codes.values().next().value);
    return this.#namer.function({
      ...(to !== undefined && { to }),
      ...(created !== undefined && { created }),
      ...(selector !== undefined && { selector }),
      ...(code !== undefined && { code }),
      others: [...others],
      codeAt: (address) => codes.get(address) ?? this.codeAt(address),
    });
  }

  /** Of a creation whose own code is unknown, what else was seen at the address tells. */
  #createdCode(created: Hex | undefined, ran: Hex | undefined): Hex | undefined {
    if (created === undefined) return undefined;
    const { codesAt, chainCodesAt } = this.#branch;
    const seen = [ran, ...(codesAt.get(created) ?? []), ...(chainCodesAt.get(created) ?? [])];
    return seen.find((code) => code !== undefined && this.#namer.knows(code)) ?? ran;
  }

  /**
   * Whose layout may apply to a slot: the code that used it, other code that worked on the account, the account's own.
   * Slots that a library uses for the implementation of a proxy are so called after the implementation, as all others are.
   */
  #codesFor(address: Hex, id: string): readonly Hex[] {
    const { usersOfSlot, usersOfAccount, codesAt, chainUsersOfAccount, chainCodesAt } = this.#branch;
    const own = new Set(codesAt.get(address) ?? []);
    const isProxy = (code: Hex) => own.has(code) && this.#namer.mayBeProxy(code);
    const users = [...(usersOfAccount.get(address) ?? [])];
    return [
      ...new Set([
        ...(usersOfSlot.get(id) ?? []),
        ...users.filter((code) => !isProxy(code)),
        ...users.filter(isProxy),
        ...own,
        ...(chainUsersOfAccount.get(address) ?? []),
        ...(chainCodesAt.get(address) ?? []),
      ]),
    ];
  }

  /** The code of an account, as far as it ran. */
  readonly codeAt = (address: Hex): Hex | undefined =>
    this.#lastCode(this.#branch.codesAt, address) ?? this.#lastCode(this.#branch.chainCodesAt, address);

  #lastCode(codes: ReadonlyMap<Hex, ReadonlySet<Hex>>, address: Hex): Hex | undefined {
    return [...(codes.get(address) ?? [])].at(-1);
  }

  /** Name of the contract at an address; a proxy is called after what runs behind it. */
  readonly #contractAt = (address: Hex): string | undefined => {
    if (!this.#contracts.has(address)) this.#contracts.set(address, this.#findContract(address));
    return this.#contracts.get(address);
  };

  #findContract(address: Hex): string | undefined {
    const code = this.codeAt(address);
    if (code === undefined) return undefined;
    const codeAt = (of: Hex) => this.codeAt(of);
    if (this.#namer.mayBeProxy(code)) {
      const { usersOfAccount, chainUsersOfAccount } = this.#branch;
      for (const user of [...(usersOfAccount.get(address) ?? []), ...(chainUsersOfAccount.get(address) ?? [])]) {
        const name = user === code || this.#namer.isLibrary(user) ? undefined : this.#namer.contractName(user, codeAt);
        if (name !== undefined) return name;
      }
    }
    return this.#namer.contractName(code, codeAt);
  }
}

/** Plain variables have small slot numbers, also where nothing is known of the source. */
const MOST_VARIABLES = 2n ** 64n;

/** The values on the way to a slot; those of several small array elements in a slot differ in their last. */
function pathOf(slot: Hex, places: NamedSlot["found"]): TracedSlot["path"] {
  const [first, ...others] = places.map(({ path }) => path.flatMap(pathValueOf));
  if (first === undefined) return BigInt(slot) < MOST_VARIABLES ? [] : undefined;
  return first.map((value, i) => (others.every((other) => other[i]?.data === value.data) ? value : undefined));
}

function pathValueOf(step: PathStep): readonly PathValue[] {
  if (step.kind === "key") return [{ data: step.data, constant: step.constant === true }];
  if (step.kind !== "index") return [];
  return [{ data: `0x${step.index.toString(16).padStart(64, "0")}`, constant: false }];
}

/** Keys of value types only: those of strings are no numbers that a contract counts. */
function keysOf(places: NamedSlot["found"]): readonly bigint[] {
  const keys = new Set<bigint>();
  for (const { path } of places) {
    for (const step of path) {
      if (step.kind === "index") keys.add(step.index);
      if (step.kind === "key" && step.type.kind !== "data") keys.add(BigInt(step.data));
    }
  }
  return [...keys];
}
