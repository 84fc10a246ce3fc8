import * as z from "zod";
import { keccak256 } from "../../engine/crypto/keccak.ts";
import { bytesToKey, EMPTY_CODE_HASH, hexToKey, keyToBytes, keyToHex, stripZeros } from "../../engine/state/keys.ts";
import type { RemoteAccount, RemoteState } from "../../engine/state/missing-state.ts";
import type { AddressKey, SlotKey } from "../../engine/state/types.ts";
import { toQuantity } from "../rpc/format.ts";
import type { Upstream, UpstreamRequest } from "./upstream.ts";
import { UpstreamError } from "./upstream-error.ts";

const quantity = z
  .string()
  .regex(/^0x[0-9a-f]+$/i)
  .max(66);
const word = z.string().regex(/^0x[0-9a-f]{0,64}$/i);
const code = z.string().regex(/^0x([0-9a-f]{2})*$/i);

const REQUESTS_OF_ACCOUNT = 3;

/** The state after a block of another chain. */
export class UpstreamState implements RemoteState {
  readonly #upstream: Upstream;
  readonly #block: string;

  constructor(upstream: Upstream, block: bigint) {
    this.#upstream = upstream;
    this.#block = toQuantity(block);
  }

  /** @throws UpstreamError */
  async fetch(addresses: readonly AddressKey[], slots: readonly (readonly [AddressKey, SlotKey])[]) {
    const requests = [
      ...addresses.flatMap((address) => this.#accountRequests(keyToHex(address))),
      ...slots.map(([address, slot]) => this.#slotRequest(address, slot)),
    ];
    const answers = await this.#upstream.requestAll(requests);
    const read = <Value>(schema: z.ZodType<Value>, index: number): Value => {
      const result = schema.safeParse(answers[index]);
      if (result.success) return result.data;
      const fault = { kind: "malformed", detail: `it has ${JSON.stringify(answers[index])?.slice(0, 100)}` } as const;
      throw new UpstreamError(requests[index]?.method ?? "", this.#upstream.host, fault, 1);
    };
    const accounts = addresses.map((_, index): RemoteAccount => {
      const first = index * REQUESTS_OF_ACCOUNT;
      const bytes = keyToBytes(hexToKey(read(code, first + 2)));
      return {
        account: {
          balance: BigInt(read(quantity, first)),
          nonce: BigInt(read(quantity, first + 1)),
          codeHash: bytes.length === 0 ? EMPTY_CODE_HASH : bytesToKey(keccak256(bytes)),
        },
        code: bytes,
      };
    });
    const values = slots.map((_, index) => {
      const value = read(word, addresses.length * REQUESTS_OF_ACCOUNT + index);
      return stripZeros(keyToBytes(hexToKey(`0x${value.slice(2).padStart(64, "0")}`)));
    });
    return { accounts, slots: values };
  }

  #accountRequests(address: string): UpstreamRequest[] {
    const params = [address, this.#block];
    return ["eth_getBalance", "eth_getTransactionCount", "eth_getCode"].map((method) => ({ method, params }));
  }

  #slotRequest(address: AddressKey, slot: SlotKey): UpstreamRequest {
    const position = toQuantity(BigInt(keyToHex(slot)));
    return { method: "eth_getStorageAt", params: [keyToHex(address), position, this.#block] };
  }
}
