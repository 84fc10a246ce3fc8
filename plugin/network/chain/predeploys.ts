import { Hardfork } from "@ethereumjs/common";
import type { Hex } from "../../engine/access/types.ts";
import type { ForkRules } from "./rules.ts";

/** A contract that Hardhat's network has from its first block on. */
export interface Predeploy {
  readonly address: Hex;
  readonly code: Hex;
  readonly since: Hardfork;
}

const PREDEPLOYS: readonly Predeploy[] = [
  // EIP-4788: the beacon roots contract
  {
    address: "0x000f3df6d732807ef1319fb7b8bb8522d0beac02",
    code: "0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500",
    since: Hardfork.Cancun,
  },
  // EIP-2935: Hardhat's stand-in, which reverts with the reason why it is not supported
  {
    address: "0x0000f90827f1c53a10cb7a02335b175320002935",
    code: "0x60806040526040517f08c379a0000000000000000000000000000000000000000000000000000000008152600401610036906100e8565b60405180910390fd5b600082825260208201905092915050565b7f45495032393335206973206e6f7420737570706f7274656420696e204861726460008201527f686174207965743a2068747470733a2f2f6769746875622e636f6d2f4e6f6d6960208201527f63466f756e646174696f6e2f686172646861742f6973737565732f3632323600604082015250565b60006100d2605f8361003f565b91506100dd82610050565b606082019050919050565b60006020820190508181036000830152610101816100c5565b905091905056fea26469706673582212209faaba1140034f51b16123b009d46640f0f499cf7ca044d2901caa9cf73048dc64736f6c634300081c0033",
    since: Hardfork.Prague,
  },
];

export function predeploys(rules: ForkRules): readonly Predeploy[] {
  return PREDEPLOYS.filter((predeploy) => rules.isAtLeast(predeploy.since));
}
