import type { AccountField, Hex } from "../engine/access/types.ts";
import { CodeBook, type DescribedContract } from "./code-book.ts";
import type { SiteQuestion } from "./code-lines.ts";
import type { ArtifactSource } from "./contracts.ts";
import type { NamedFunction } from "./functions.ts";
import { describeMember } from "./member-types.ts";
import type { FunctionName, KeyName, SiteName } from "./names.ts";
import type { PreimageIndex } from "./preimages.ts";
import { renderAccount, renderName, renderVariable } from "./render.ts";
import type { SlotMember } from "./slot-names.ts";

export interface NamerOptions {
  /** `hre.artifacts`. */
  readonly artifacts: ArtifactSource;
  /** What accounts are called, by lower-case address: `signer 0`. */
  readonly labels?: ReadonlyMap<string, string>;
}

/** A slot to be named. */
export interface SlotQuestion {
  readonly address: Hex;
  readonly slot: Hex;
  /** Hashes of the codes whose layout may apply, best first: the code that used the slot, then that of its owner. */
  readonly codes: readonly Hex[];
  readonly preimages: PreimageIndex;
  readonly contractAt: ContractAt;
}

export interface NamedSlot {
  readonly row: KeyName;
  /** For each member of the row the bytes it has in the slot, as bits: bit 0 is the lowest byte. */
  readonly bytes: readonly number[];
  /** For each member of the row where it is, and which way leads to it. */
  readonly found: readonly SlotMember[];
}

/** A transaction whose function is to be named. */
export interface CallQuestion {
  /** Absent for creations. */
  readonly to?: Hex;
  readonly created?: Hex;
  readonly selector?: Hex;
  /** Hash of the code at `to`, or of the created contract; undefined when no code ran there. */
  readonly code?: Hex;
  /** Hashes of other codes that ran, those that worked on the storage of `to` first: the implementation of a proxy. */
  readonly others: readonly Hex[];
  /** Code of an account, for minimal proxies and delegations. */
  readonly codeAt: (address: Hex) => Hex | undefined;
}

/** Name of the contract at an address, when known. */
export type ContractAt = (address: Hex) => string | undefined;

const FIELD_NAMES: Readonly<Record<AccountField, string>> = {
  balance: "ether balance",
  nonce: "nonce",
  code: "code",
  existence: "existence",
};

/** Precompiled contracts: up to BLS12_MAP_FP2_TO_G2 (EIP-2537), and P256VERIFY (EIP-7951). */
const LAST_NUMBERED_PRECOMPILE = 0x11n;
const P256_VERIFY = 0x100n;

/**
 * Gives keys and functions the names that the source has for them.
 *
 * @example
 * const namer = createNamer({ artifacts: hre.artifacts, labels });
 * const record = await buildRunRecord(collector, namer);
 */
export function createNamer(options: NamerOptions): Namer {
  return new Namer(options);
}

export class Namer {
  readonly #book: CodeBook;
  readonly #labels: ReadonlyMap<string, string>;
  readonly #withoutLayout = new Set<string>();

  constructor({ artifacts, labels }: NamerOptions) {
    this.#book = new CodeBook(artifacts);
    this.#labels = labels ?? new Map();
  }

  /** Recognises codes; to be called with every code before anything is named. */
  async learn(codes: Iterable<readonly [Hex, Uint8Array]>): Promise<void> {
    await this.#book.learn(codes);
  }

  /** Sentences about names that could not be given. */
  notes(): readonly string[] {
    if (this.#withoutLayout.size === 0) return [];
    const names = [...this.#withoutLayout].sort().join(", ");
    return [
      `Slots of ${names} are shown by number: no compiler output with their storage layout was found. ` +
        "For contracts that Hardhat compiles, `npx hardhat build --force` writes it.",
    ];
  }

  /** Is the code that of a contract of the project, or does it delegate to one? */
  knows(codeHash: Hex): boolean {
    return this.#book.get(codeHash) !== undefined;
  }

  /** Name of the contract that code is of, also through minimal proxies and delegations. */
  contractName(codeHash: Hex, codeAt: (address: Hex) => Hex | undefined): string | undefined {
    return this.#contract(codeHash, codeAt)?.name;
  }

  /** May calls of an account with this code be answered by other code? Of unknown code, everything may be. */
  mayBeProxy(codeHash: Hex): boolean {
    const described = this.#book.get(codeHash);
    return described?.kind !== "contract" || described.functions.fallback !== undefined;
  }

  /** Names of all state variables of the contracts that some codes are of: `Token.totalSupply`. */
  variableNames(codeHashes: Iterable<Hex>): readonly string[] {
    const names = new Set<string>();
    for (const codeHash of codeHashes) {
      const contract = this.#contract(codeHash);
      for (const variable of contract?.storage?.variableNames(contract.name) ?? []) names.add(variable);
    }
    return [...names];
  }

  /** Is the code that of a library, which works on the storage of others? */
  isLibrary(codeHash: Hex): boolean {
    const described = this.#book.get(codeHash);
    return described?.kind === "contract" && described.storage?.isLibrary === true;
  }

  slot({ address, slot, codes, preimages, contractAt }: SlotQuestion): NamedSlot {
    const contracts = codes.map((code) => this.#contract(code)).filter((contract) => contract !== undefined);
    for (const { name, storage } of contracts) {
      if (storage === undefined || storage.isLibrary) continue;
      const found = storage.find(slot, preimages);
      if (found.length === 0) continue;
      // All facets of a diamond (EIP-2535) and the contracts of a chain of proxies then have one name for it.
      const owner = found[0]?.library ?? name;
      const words = {
        account: (account: Hex) => this.#labels.get(account) ?? contractAt(account),
        constant: (value: Hex) => storage.constantName(value),
      };
      const members = found.map((member) => ({
        variable: renderVariable(owner, member),
        name: renderName(owner, member, words),
        ...(member.source && { source: member.source }),
        ...describeMember(member),
      }));
      const bytes = found.map(({ offset, size }) => byteMask(offset, size));
      return { row: { kind: "slot", address, slot, contract: owner, members }, bytes, found };
    }
    for (const { name, storage } of contracts) if (storage === undefined) this.#withoutLayout.add(name);
    const contract = contractAt(address) ?? contracts[0]?.name;
    return {
      row: { kind: "slot", address, slot, ...(contract !== undefined && { contract }), members: [] },
      bytes: [],
      found: [],
    };
  }

  account(address: Hex, field: AccountField, contractAt: ContractAt): KeyName {
    const contract = contractAt(address);
    const account = renderAccount(address, { account: (of) => this.#labels.get(of) ?? contractAt(of) });
    const name = `${FIELD_NAMES[field]} of ${account}`;
    const variable = contract === undefined ? name : `${FIELD_NAMES[field]} of ${contract}`;
    return { kind: field, address, ...(contract !== undefined && { contract }), members: [{ variable, name }] };
  }

  function(question: CallQuestion): FunctionName {
    const { to, created, code, selector, codeAt } = question;
    const own = code === undefined ? undefined : this.#contract(code, codeAt);
    if (to === undefined) {
      const source = own?.functions.constructorSource;
      if (own === undefined)
        return { name: `${created === undefined ? "unknown" : shortAddress(created)}: constructor` };
      return { name: `${own.name}.constructor`, contract: own.name, ...(source && { source }) };
    }
    if (code === undefined) return { name: withoutCode(to) };
    const others = question.others.map((other) => this.#contract(other)).filter((other) => other !== undefined);
    return selector === undefined ? nameReceive(to, own, others) : nameCall(to, selector, own, others);
  }

  /**
   * The line that reads or writes a slot.
   *
   * @param codeHash the code that ran, or what its creation left
   */
  site(codeHash: Hex, question: SiteQuestion, codeAt: (address: Hex) => Hex | undefined): SiteName | undefined {
    return this.#contract(codeHash, codeAt)?.lines?.find(question);
  }

  /** The contract of code, also through minimal proxies and delegations. */
  #contract(codeHash: Hex, codeAt?: (address: Hex) => Hex | undefined): DescribedContract | undefined {
    const described = this.#book.get(codeHash);
    if (described?.kind !== "delegate") return described;
    const target = codeAt?.(described.target);
    return target === undefined ? undefined : this.#contract(target);
  }
}

function nameCall(
  to: Hex,
  selector: Hex,
  own: DescribedContract | undefined,
  others: readonly DescribedContract[],
): FunctionName {
  const direct = own?.functions.bySelector.get(selector);
  if (own !== undefined && direct !== undefined) return functionRow(own, direct, selector);
  // A contract without a fallback passes no call on.
  if (own === undefined || own.functions.fallback !== undefined) {
    for (const other of others) {
      const implemented = other.functions.bySelector.get(selector);
      if (implemented !== undefined) return functionRow(other, implemented, selector);
    }
  }
  if (own?.functions.fallback !== undefined) return functionRow(own, own.functions.fallback, selector);
  const contract = own && { contract: own.name };
  return { name: `${own?.name ?? shortAddress(to)}: ${selector}`, ...contract, selector };
}

/** A call without a selector. */
function nameReceive(to: Hex, own: DescribedContract | undefined, others: readonly DescribedContract[]): FunctionName {
  if (own?.functions.receive !== undefined) return functionRow(own, own.functions.receive);
  for (const other of others) {
    const { receive } = other.functions;
    if (receive !== undefined) return functionRow(other, receive);
  }
  if (own?.functions.fallback !== undefined) return functionRow(own, own.functions.fallback);
  return { name: `${own?.name ?? shortAddress(to)}: fallback`, ...(own && { contract: own.name }) };
}

function functionRow(contract: DescribedContract, found: NamedFunction, selector?: Hex): FunctionName {
  return {
    name: `${contract.name}.${found.name}`,
    contract: contract.name,
    ...(selector !== undefined && { selector }),
    ...(found.source && { source: found.source }),
  };
}

function withoutCode(to: Hex): string {
  const number = BigInt(to);
  const precompiled = (number > 0n && number <= LAST_NUMBERED_PRECOMPILE) || number === P256_VERIFY;
  return precompiled ? `precompile 0x${number.toString(16).padStart(2, "0")}` : "transfer of ether";
}

function shortAddress(address: Hex): string {
  return renderAccount(address, {});
}

function byteMask(offset: number, size: number): number {
  const bits = size >= 32 ? 0xffffffff : 2 ** size - 1;
  return (bits << offset) >>> 0;
}
