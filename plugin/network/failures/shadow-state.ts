import { bytesToHexString } from "../../engine/state/keys.ts";
import type { PrestateAccount } from "../../engine/types.ts";
import { type RpcRequester, toHex } from "../defaults/requester.ts";
import { invalidInput } from "../errors.ts";

/** Beginning of the code of an account that delegates to another (EIP-7702), which is that and an address. */
const DELEGATION = "0xef01";
const DELEGATION_LENGTH = 23;

/**
 * Runs `use` while accounts of Hardhat's own network are those of `prestate`. Afterwards it is as it was.
 *
 * @param request asks Hardhat's own network, which nobody else may use in the meantime
 * @throws RpcError where there can be no such account
 */
export async function withState<Result>(
  request: RpcRequester,
  prestate: ReadonlyMap<string, PrestateAccount>,
  use: () => Promise<Result>,
): Promise<Result> {
  const snapshot = await request("evm_snapshot", []);
  try {
    for (const [address, account] of prestate) await write(request, address, account);
    return await use();
  } finally {
    await request("evm_revert", [snapshot]);
  }
}

/** Only what differs is written: writing zeros would make an empty account where there is none. */
async function write(
  request: RpcRequester,
  address: string,
  { balance, nonce, code, slots }: PrestateAccount,
): Promise<void> {
  const set = async (getter: string, setter: string, value: string): Promise<void> => {
    if ((await request(getter, [address, "latest"])) !== value) await request(setter, [address, value]);
  };
  const codeInHex = bytesToHexString(code);
  if (codeInHex.startsWith(DELEGATION) && code.length !== DELEGATION_LENGTH) {
    // EDR aborts the whole process on it.
    throw invalidInput(`Cannot execute with account ${address}: its code begins like a delegation and is none.`);
  }
  await set("eth_getBalance", "hardhat_setBalance", toHex(balance));
  await set("eth_getTransactionCount", "hardhat_setNonce", toHex(nonce));
  await set("eth_getCode", "hardhat_setCode", codeInHex);
  for (const [slot, value] of slots) {
    if (BigInt(value) !== 0n) await request("hardhat_setStorageAt", [address, toHex(BigInt(slot)), value]);
  }
}
