import { hexToBytes, toChecksumAddress } from "@ethereumjs/util";
import type { Hex } from "../../engine/access/types.ts";
import { addressOfPrivateKey, signHash } from "../../engine/crypto/signatures.ts";
import { bytesToHexString } from "../../engine/state/keys.ts";
import { invalidInput } from "../errors.ts";
import type { TypedData } from "./typed-data.ts";

/** 49 modules that most suites never need: they are loaded for the first message that is signed. */
const hashes = () => import("ethers/hash");

/** The accounts whose keys the network holds, and those that it lets anybody send from. */
export class Accounts {
  readonly #keys = new Map<Hex, Uint8Array>();
  readonly #impersonated = new Set<Hex>();

  constructor(privateKeys: readonly Hex[]) {
    for (const privateKey of privateKeys) {
      const key = hexToBytes(privateKey);
      this.#keys.set(bytesToHexString(addressOfPrivateKey(key).bytes), key);
    }
  }

  /** Addresses of the keys, in the order of the configuration. */
  get addresses(): Hex[] {
    return [...this.#keys.keys()];
  }

  /** Sender of calls that name none. */
  get defaultSender(): Hex {
    return this.addresses[0] ?? `0x${"00".repeat(20)}`;
  }

  impersonate(address: Hex): void {
    this.#impersonated.add(address);
  }

  /** @returns whether the account was impersonated */
  stopImpersonating(address: Hex): boolean {
    return this.#impersonated.delete(address);
  }

  isImpersonated(address: Hex): boolean {
    return this.#impersonated.has(address);
  }

  /** @throws RpcError when the network does not hold the account's key */
  privateKey(address: Hex): Uint8Array {
    const key = this.#keys.get(address);
    if (key === undefined) throw invalidInput(`Unknown account ${toChecksumAddress(address)}`);
    return key;
  }

  /** Signature of a message under the prefix of EIP-191, 65 bytes. */
  async sign(address: Hex, message: Uint8Array): Promise<string> {
    const { hashMessage } = await hashes();
    return this.#sign(address, hexToBytes(hashMessage(message) as Hex));
  }

  /** Signature of an EIP-712 message, 65 bytes. */
  async signTypedData(address: Hex, data: TypedData): Promise<string> {
    const { hashTypedData } = await import("./typed-data.ts");
    return this.#sign(address, hashTypedData(data));
  }

  #sign(address: Hex, hash: Uint8Array): string {
    return bytesToHexString(signHash(hash, this.privateKey(address)));
  }
}
