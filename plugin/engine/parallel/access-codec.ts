import type { Accesses, AccountAccess, AccountField, CodeSite, Hex, StorageAccess } from "../access/types.ts";
import { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { keep } from "./kept-bytes.ts";

const FIELDS: readonly AccountField[] = ["balance", "nonce", "code", "existence"];

const StorageBit = { looked: 1, gasOnly: 2, touched: 4, firstRead: 8, lastWrite: 16 } as const;
const AccountBit = {
  read: 1,
  credit: 2,
  written: 4,
  net: 8,
  protocolRead: 16,
  protocolWrite: 32,
  fee: 64,
} as const;

/**
 * Writes what a transaction read and wrote. Addresses, slots and values are hexadecimal and come again and again, so that
 * each is converted once and referred to by number.
 */
export function writeAccesses(writer: ByteWriter, accesses: Accesses): void {
  const tableAt = writer.position;
  writer.uint32(0);
  new AccessWriter(writer, tableAt).write(accesses);
}

/**
 * Reads them when they are asked for, which most never are: until then they are kept as they were written.
 *
 * @param length in bytes of what `writeAccesses` wrote.
 */
export function readAccesses(reader: ByteReader, length: number): () => Accesses {
  const kept = keep(reader, length);
  return () => {
    const copy = new ByteReader(kept.buffer);
    copy.position = kept.byteOffset;
    return decode(copy);
  };
}

function decode(reader: ByteReader): Accesses {
  const tableAt = reader.position + reader.uint32();
  const start = reader.position;
  reader.position = tableAt;
  const words = Array.from({ length: reader.uint32() }, () => reader.hex());
  reader.position = start;
  return new AccessReader(reader, words).read();
}

class AccessWriter {
  readonly #writer: ByteWriter;
  readonly #tableAt: number;
  readonly #words = new Map<Hex, number>();

  constructor(writer: ByteWriter, tableAt: number) {
    this.#writer = writer;
    this.#tableAt = tableAt;
  }

  write({ storage, accounts, preimages, codes }: Accesses): void {
    const writer = this.#writer;
    writer.uint32(storage.length);
    for (const access of storage) this.#storageAccess(access);
    writer.uint32(accounts.length);
    for (const access of accounts) this.#accountAccess(access);
    writer.uint32(preimages.length);
    for (const { hash, preimage } of preimages) {
      this.#word(hash);
      this.#word(preimage);
    }
    writer.uint32(codes.length);
    for (const { address, codeHash } of codes) {
      this.#word(address);
      this.#word(codeHash);
    }
    writer.patchUint32(this.#tableAt, writer.position - this.#tableAt);
    writer.uint32(this.#words.size);
    for (const word of this.#words.keys()) writer.hex(word);
  }

  #word(word: Hex): void {
    let index = this.#words.get(word);
    if (index === undefined) {
      index = this.#words.size;
      this.#words.set(word, index);
    }
    this.#writer.uint32(index);
  }

  #storageAccess(access: StorageAccess): void {
    this.#word(access.address);
    this.#word(access.slot);
    this.#writer.uint8(
      (access.looked ? StorageBit.looked : 0) |
        (access.gasOnly ? StorageBit.gasOnly : 0) |
        (access.touched ? StorageBit.touched : 0) |
        (access.firstRead === undefined ? 0 : StorageBit.firstRead) |
        (access.lastWrite === undefined ? 0 : StorageBit.lastWrite),
    );
    this.#word(access.before);
    this.#word(access.after);
    if (access.firstRead !== undefined) this.#site(access.firstRead);
    if (access.lastWrite !== undefined) this.#site(access.lastWrite);
  }

  #site(site: CodeSite): void {
    this.#word(site.codeAddress);
    this.#writer.uint32(site.pc);
    this.#writer.boolean(site.creation);
    this.#writer.boolean(site.selector !== undefined);
    if (site.selector !== undefined) this.#word(site.selector);
    const callers = site.callers ?? [];
    this.#writer.uint8(callers.length);
    for (const caller of callers) this.#writer.uint32(caller);
  }

  #accountAccess(access: AccountAccess): void {
    this.#word(access.address);
    this.#writer.uint8(FIELDS.indexOf(access.field));
    this.#writer.uint8(
      (access.read ? AccountBit.read : 0) |
        (access.credit ? AccountBit.credit : 0) |
        (access.written ? AccountBit.written : 0) |
        (access.net ? AccountBit.net : 0) |
        (access.protocolRead ? AccountBit.protocolRead : 0) |
        (access.protocolWrite ? AccountBit.protocolWrite : 0) |
        (access.fee ? AccountBit.fee : 0),
    );
  }
}

class AccessReader {
  readonly #reader: ByteReader;
  readonly #words: readonly Hex[];

  constructor(reader: ByteReader, words: readonly Hex[]) {
    this.#reader = reader;
    this.#words = words;
  }

  read(): Accesses {
    return {
      storage: this.#list(() => this.#storageAccess()),
      accounts: this.#list(() => this.#accountAccess()),
      preimages: this.#list(() => ({ hash: this.#word(), preimage: this.#word() })),
      codes: this.#list(() => ({ address: this.#word(), codeHash: this.#word() })),
    };
  }

  #word(): Hex {
    return this.#words[this.#reader.uint32()] as Hex;
  }

  #storageAccess(): StorageAccess {
    const address = this.#word();
    const slot = this.#word();
    const bits = this.#reader.uint8();
    return {
      address,
      slot,
      looked: (bits & StorageBit.looked) !== 0,
      gasOnly: (bits & StorageBit.gasOnly) !== 0,
      touched: (bits & StorageBit.touched) !== 0,
      before: this.#word(),
      after: this.#word(),
      firstRead: bits & StorageBit.firstRead ? this.#site() : undefined,
      lastWrite: bits & StorageBit.lastWrite ? this.#site() : undefined,
    };
  }

  #site(): CodeSite {
    const reader = this.#reader;
    const site = { codeAddress: this.#word(), pc: reader.uint32(), creation: reader.boolean() };
    const selector = reader.boolean() ? this.#word() : undefined;
    const callers = Array.from({ length: reader.uint8() }, () => reader.uint32());
    return { ...site, ...(selector !== undefined && { selector }), ...(callers.length > 0 && { callers }) };
  }

  #accountAccess(): AccountAccess {
    const address = this.#word();
    const field = FIELDS[this.#reader.uint8()] ?? "balance";
    const bits = this.#reader.uint8();
    return {
      address,
      field,
      read: (bits & AccountBit.read) !== 0,
      credit: (bits & AccountBit.credit) !== 0,
      written: (bits & AccountBit.written) !== 0,
      net: (bits & AccountBit.net) !== 0,
      protocolRead: (bits & AccountBit.protocolRead) !== 0,
      protocolWrite: (bits & AccountBit.protocolWrite) !== 0,
      fee: (bits & AccountBit.fee) !== 0,
    };
  }

  #list<T>(read: () => T): T[] {
    const values: T[] = [];
    for (let left = this.#reader.uint32(); left > 0; left--) values.push(read());
    return values;
  }
}
