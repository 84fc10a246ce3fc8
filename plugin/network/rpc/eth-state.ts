import type { Hex } from "../../engine/access/types.ts";
import { bytesToHexString, hexToKey, valueToHex, wordToSlotKey } from "../../engine/state/keys.ts";
import type { StateView } from "../../engine/state/types.ts";
import type { LocalNode } from "../local-node.ts";
import { type BlockSpec, blockSpec } from "./block-spec.ts";
import { withBlockState } from "./blocks.ts";
import { accountAddress, storageSlot } from "./codecs.ts";
import { toQuantity } from "./format.ts";
import { type MethodTable, method, several } from "./method.ts";

/** What accounts hold, at any block. */
export const stateMethods: MethodTable = {
  eth_getBalance: method(several("GetBalance", [accountAddress], [blockSpec]), ({ node }, [address, spec]) =>
    withState(node, spec, (state) => toQuantity(state.account(hexToKey(address))?.balance ?? 0n)),
  ),

  eth_getCode: method(several("GetCode", [accountAddress], [blockSpec]), ({ node }, [address, spec]) =>
    withState(node, spec, (state) => {
      const account = state.account(hexToKey(address));
      return account === undefined ? "0x" : bytesToHexString(state.code(account.codeHash));
    }),
  ),

  eth_getStorageAt: method(
    several("GetStorageAt", [accountAddress, storageSlot], [blockSpec]),
    ({ node }, [address, slot, spec]) =>
      withState(node, spec, (state): Hex => valueToHex(state.slot(hexToKey(address), wordToSlotKey(slot)))),
  ),

  eth_getTransactionCount: method(
    several("GetTransactionCount", [accountAddress], [blockSpec]),
    ({ node }, [address, spec]) =>
      withState(node, spec, (state) => toQuantity(state.account(hexToKey(address))?.nonce ?? 0n)),
  ),
};

function withState<Result>(
  node: LocalNode,
  spec: BlockSpec = "latest",
  use: (state: StateView) => Result,
): Promise<Result> {
  return withBlockState(node, spec, ({ engine: { state }, version }) =>
    use(version === undefined ? state : state.at(version)),
  );
}
