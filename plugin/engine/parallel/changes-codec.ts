import type { Changes } from "../state/change-feed.ts";
import type { AccountState, AddressKey } from "../state/types.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { ADDRESS_BYTES, readCodes, readSlots, WORD_BYTES, writeCodes, writeSlots } from "./state-codec.ts";

/** Changes of the state in shared memory, to be read by the replica of every worker. */
export function encodeChanges(changes: Changes): SharedArrayBuffer {
  const writer = new ByteWriter();
  writer.uint32(changes.accounts.size);
  for (const [address, account] of changes.accounts) {
    writer.key(address);
    writer.boolean(account !== undefined);
    if (account === undefined) continue;
    writer.natural(account.nonce);
    writer.natural(account.balance);
    writer.key(account.codeHash);
  }
  writeSlots(writer, changes.slots);
  writeCodes(writer, changes.codes);
  return writer.toShared();
}

export function decodeChanges(buffer: SharedArrayBuffer): Changes {
  const reader = new ByteReader(buffer);
  const accounts = new Map<AddressKey, AccountState | undefined>();
  for (let left = reader.uint32(); left > 0; left--) {
    const address = reader.key(ADDRESS_BYTES);
    const exists = reader.boolean();
    accounts.set(
      address,
      exists ? { nonce: reader.natural(), balance: reader.natural(), codeHash: reader.key(WORD_BYTES) } : undefined,
    );
  }
  return { accounts, slots: readSlots(reader), codes: readCodes(reader) };
}
