import type { Hex } from "../engine/access/types.ts";
import type { SourceName } from "../source/code-lines.ts";
import type { Namer } from "../source/namer.ts";
import type { SlotMember } from "../source/slot-names.ts";
import type { CollectedAccesses, CollectedSlot } from "./collected.ts";
import { AccessFlag } from "./flags.ts";
import { Interner } from "./interner.ts";
import type { AccessRow, SiteRow } from "./types.ts";

/** What a slot holds, as far as the line of an access depends on it. */
export interface SiteSubject {
  /** Index of the row of the slot. */
  readonly key: number;
  /** What the source calls each of its members. */
  readonly names: readonly SourceName[];
}

/** Names the lines that read and write slots, each line once. */
export class SiteNamer {
  readonly #namer: Namer;
  readonly #sites: Interner<SiteRow>;
  /** Rows by what they depend on: a suite makes the same accesses thousands of times, and to thousands of elements. */
  readonly #known = new Map<string, number | undefined>();
  readonly #names = new Interner<readonly SourceName[]>();
  /** Number of the names of each slot. */
  readonly #namesOf = new Map<number, number>();

  constructor(namer: Namer, sites: Interner<SiteRow>) {
    this.#namer = namer;
    this.#sites = sites;
  }

  /** @param codeAt code of an account that did not run in the transaction itself */
  of(
    accesses: CollectedAccesses,
    codeAt: (address: Hex) => Hex | undefined,
  ): (access: CollectedSlot, subject: SiteSubject) => Pick<AccessRow, "readAt" | "writtenAt"> {
    const codes = new Map<Hex, Hex>();
    for (const { address, codeHash } of accesses.codes()) codes.set(address, codeHash);
    const find = (use: "read" | "write", number: number | undefined, access: CollectedSlot, subject: SiteSubject) => {
      if (number === undefined) return undefined;
      const { codeAddress, ...site } = accesses.site(number);
      const code = codes.get(codeAddress);
      if (code === undefined) return undefined;
      const { names } = subject;
      const writesRead = names.length > 1 || (access.flags & AccessFlag.READ) === 0;
      const id = [number, code, use, this.#numberOf(subject), writesRead].join();
      if (!this.#known.has(id)) {
        const row = this.#namer.site(code, { site, use, writesRead, names }, codeAt);
        this.#known.set(id, row && this.#sites.add(row));
      }
      return this.#known.get(id);
    };
    return (access, subject) => {
      const readAt = find("read", access.firstRead, access, subject);
      const writtenAt = find("write", access.lastWrite, access, subject);
      return { ...(readAt !== undefined && { readAt }), ...(writtenAt !== undefined && { writtenAt }) };
    };
  }

  #numberOf({ key, names }: SiteSubject): number {
    let number = this.#namesOf.get(key);
    if (number === undefined) {
      number = this.#names.add(names);
      this.#namesOf.set(key, number);
    }
    return number;
  }
}

/** What the source calls a place in storage. */
export function nameOf({ path }: SlotMember): SourceName {
  const [variable = "", ...members] = path.flatMap((step) => (step.kind === "field" ? [step.name] : []));
  return {
    // Variables of one name are told apart by their contracts: `Ownable._owner`.
    variable: variable.slice(variable.lastIndexOf(".") + 1),
    members,
    isFixed: path.every((step) => step.kind === "field" || step.kind === "length"),
  };
}
