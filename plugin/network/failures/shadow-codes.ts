import { bytesToHexString, sameBytes } from "../../engine/state/keys.ts";
import type { PrestateAccount } from "../../engine/types.ts";
import type { RpcRequester } from "../defaults/requester.ts";

type Prestate = ReadonlyMap<string, PrestateAccount>;

/** Codes that begin with it are delegations (EIP-7702) or refused by the network, which has rules for both. */
const RESERVED = 0xef;

/** Nodes run for days, and may see any number of contracts fail once. */
const MOST_KNOWN = 1_000;

/**
 * The codes of contracts that the shadow network holds.
 *
 * A suite has the same contracts fail again and again. Handed over with every message, as part of its state, a code of 24
 * kilobytes was written, read, hashed and analysed each time, which took as long as executing most messages. So it is
 * left there as soon as it comes a second time. Whatever a message finds besides is handed over with it, so that what is
 * left there shows in no other message.
 */
export class ShadowCodes {
  readonly #request: RpcRequester;
  /** Codes that came before, by account. */
  readonly #known = new Map<string, Uint8Array>();
  /** Codes that are there, by account. */
  readonly #there = new Map<string, Uint8Array>();

  /** @param request asks Hardhat's own network */
  constructor(request: RpcRequester) {
    this.#request = request;
  }

  /** The network went back to its beginning. */
  forget(): void {
    this.#there.clear();
  }

  /** Leaves codes there that came before. To be called before the message is executed. */
  async place(prestate: Prestate): Promise<void> {
    for (const [address, { code }] of prestate) {
      if (code.length === 0 || code[0] === RESERVED || isSame(this.#there.get(address), code)) continue;
      if (!isSame(this.#known.get(address), code)) {
        if (this.#known.size >= MOST_KNOWN) this.#known.clear();
        this.#known.set(address, code);
        continue;
      }
      await this.#request("hardhat_setCode", [address, bytesToHexString(code)]);
      this.#there.set(address, code);
    }
  }

  /** What has to be handed over for the account to have this code; undefined when it has. */
  override(address: string, code: Uint8Array): string | undefined {
    const there = this.#there.get(address);
    if (there === undefined ? code.length === 0 : isSame(there, code)) return undefined;
    return bytesToHexString(code);
  }
}

/** Mostly they are the same array: states keep codes by their hash. */
function isSame(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one === other || (one !== undefined && sameBytes(one, other));
}
