import * as z from "zod";
import type { Hex } from "../../engine/access/types.ts";
import { bytesToHexString, codeHashToBytes, hexToKey, valueToHex } from "../../engine/state/keys.ts";
import { EMPTY_ACCOUNT } from "../../engine/state/world-state.ts";
import { blockSpec } from "./block-spec.ts";
import { withBlockState } from "./blocks.ts";
import { accountAddress, hash, wrongType } from "./codecs.ts";
import { toQuantity } from "./format.ts";
import { type MethodTable, method, several } from "./method.ts";

/** Slots of an account, by their keys. */
export const slotKeys = z.array(hash, { error: (issue) => wrongType(issue.input, "a sequence") });

/** Merkle proofs of what accounts hold, at any block. */
export const proofMethods: MethodTable = {
  eth_getProof: method(
    several("GetProof", [accountAddress, slotKeys, blockSpec]),
    async ({ node }, [address, slots, spec]) =>
      await withBlockState(node, spec, async ({ version }) => {
        const key = hexToKey(address);
        const { state } = node.chain;
        const view = version === undefined ? state : state.at(version);
        const { balance, codeHash, nonce } = view.account(key) ?? EMPTY_ACCOUNT;
        const proof = await node.engine.prove(key, slots.map(hexToKey), version);
        return {
          address,
          balance: toQuantity(balance),
          codeHash: bytesToHexString(codeHashToBytes(codeHash)),
          nonce: toQuantity(nonce),
          storageHash: bytesToHexString(proof.storageRoot),
          accountProof: proof.account.map((node) => bytesToHexString(node)),
          storageProof: slots.map((slot, index) => ({
            key: slot,
            value: toQuantity(BigInt(valueToHex(view.slot(key, hexToKey(slot))))),
            proof: storageProof(proof.slots[index]),
          })),
        };
      }),
  ),
};

/** That an account without storage holds nothing is proven by the one node that an empty trie has, the empty string. */
const EMPTY_TRIE: readonly Hex[] = ["0x80"];

function storageProof(nodes: readonly Uint8Array[] = []): readonly Hex[] {
  return nodes.length === 0 ? EMPTY_TRIE : nodes.map((node) => bytesToHexString(node));
}
