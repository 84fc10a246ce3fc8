import { keyToHex } from "../state/keys.ts";
import type { AddressKey } from "../state/types.ts";
import { MOST_CALLERS, type RunningCode, returnAddresses, selectorOf } from "./call-stack.ts";
import type { CodeSite, Hex } from "./types.ts";

/** A `CodeSite` under keys: the same object for the same place, as long as it is remembered. */
export class Site {
  readonly codeAddress: AddressKey;
  readonly pc: number;
  readonly creation: boolean;
  readonly selector: number | undefined;
  readonly callers: readonly number[];
  #written: CodeSite | undefined;

  constructor(codeAddress: AddressKey, pc: number, running: RunningCode, callers: readonly number[]) {
    this.codeAddress = codeAddress;
    this.pc = pc;
    this.creation = running.env.isCreate;
    this.selector = selectorOf(running);
    this.callers = callers;
  }

  /** The same object each time. */
  get written(): CodeSite {
    const { codeAddress, pc, creation, selector, callers } = this;
    this.#written ??= {
      codeAddress: keyToHex(codeAddress),
      pc,
      creation,
      ...(selector !== undefined && { selector: selectorHex(selector) }),
      ...(callers.length > 0 && { callers }),
    };
    return this.#written;
  }
}

/** More of them are not worth their memory: they are forgotten, and told apart again. */
const MOST_SITES = 16_384;
/** Of one operation, nor the time that it takes to look through them. */
const MOST_HERE = 64;

const places = new Int32Array(MOST_CALLERS);

/**
 * The places in the code from which storage was used. Few make all the accesses, so that neither an object for each of
 * them is needed nor hexadecimal for each record.
 */
export class SiteTable {
  #sites = new Map<AddressKey, Map<number, Site[]>>();
  #size = 0;

  /** @param pc of what runs, in the code that belongs to the account. */
  of(codeAddress: AddressKey, pc: number, running: RunningCode): Site {
    const count = returnAddresses(running, places);
    const known = this.#at(codeAddress, pc);
    const selector = selectorOf(running);
    for (const site of known) {
      const same = site.selector === selector && site.creation === running.env.isCreate;
      if (same && haveBeenFound(site.callers, count)) return site;
    }
    const site = new Site(codeAddress, pc, running, [...places.subarray(0, count)]);
    if (this.#size >= MOST_SITES) {
      this.#sites = new Map();
      this.#size = 0;
    }
    const here = this.#at(codeAddress, pc);
    if (here.length >= MOST_HERE) here.length = 0;
    here.push(site);
    this.#size += 1;
    return site;
  }

  #at(codeAddress: AddressKey, pc: number): Site[] {
    let places = this.#sites.get(codeAddress);
    if (places === undefined) {
      places = new Map();
      this.#sites.set(codeAddress, places);
    }
    let sites = places.get(pc);
    if (sites === undefined) {
      sites = [];
      places.set(pc, sites);
    }
    return sites;
  }
}

function haveBeenFound(callers: readonly number[], count: number): boolean {
  if (callers.length !== count) return false;
  for (let i = 0; i < count; i++) if (callers[i] !== places[i]) return false;
  return true;
}

function selectorHex(selector: number): Hex {
  return `0x${selector.toString(16).padStart(8, "0")}`;
}
