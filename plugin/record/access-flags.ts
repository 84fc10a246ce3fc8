import type { AccountAccess, StorageAccess } from "../engine/access/types.ts";
import { AccessFlag } from "./flags.ts";

/** The bits of `AccessFlag` that say how a transaction dealt with a storage slot. */
export function storageFlags(access: StorageAccess): number {
  let flags = 0;
  if (access.looked) flags |= access.gasOnly ? AccessFlag.GAS_ONLY : AccessFlag.READ;
  if (access.before !== access.after) flags |= AccessFlag.WRITE | AccessFlag.NET;
  if (access.touched) flags |= AccessFlag.TOUCHED;
  if (access.adds === true) flags |= AccessFlag.ADDS;
  return flags;
}

/** The bits of `AccessFlag` that say how a transaction dealt with a field of an account. */
export function accountFlags(access: AccountAccess): number {
  let flags = 0;
  if (access.read) flags |= AccessFlag.READ;
  if (access.written) flags |= AccessFlag.WRITE;
  if (access.credit) flags |= AccessFlag.CREDIT;
  if (access.protocolRead) flags |= AccessFlag.PROTOCOL_READ;
  if (access.protocolWrite) flags |= AccessFlag.PROTOCOL_WRITE;
  if (access.net) flags |= AccessFlag.NET;
  if (access.fee) flags |= AccessFlag.FEE;
  return flags;
}
