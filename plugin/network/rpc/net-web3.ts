import { hexToBytes } from "@ethereumjs/util";
import { keccak256 } from "../../engine/crypto/keccak.ts";
import { bytesToHexString } from "../../engine/state/keys.ts";
import { bytes } from "./codecs.ts";
import { type MethodTable, method, nothing, one } from "./method.ts";

/** Methods about the network as such. */
export const networkMethods: MethodTable = {
  net_version: method(nothing, ({ node }) => node.config.networkId.toString()),

  web3_clientVersion: method(nothing, ({ clientVersion }) => clientVersion),

  web3_sha3: method(one(bytes), (_, [data]) => bytesToHexString(keccak256(hexToBytes(data)))),
};
