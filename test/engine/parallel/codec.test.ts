import assert from "node:assert/strict";
import { createFeeMarket1559Tx, createLegacyTx } from "@ethereumjs/tx";
import { Address } from "@ethereumjs/util";
import fc from "fast-check";
import type { AccountAccess, CodeSite, Hex, StorageAccess } from "../../../plugin/engine/access/types.ts";
import { EMPTY_BLOOM } from "../../../plugin/engine/block/bloom.ts";
import { encodeReceiptTail } from "../../../plugin/engine/block/receipt.ts";
import type { Execution } from "../../../plugin/engine/execution.ts";
import { createEngineCommon } from "../../../plugin/engine/hardforks.ts";
import {
  blockHashesOf,
  encodeBlockHashes,
  fromPlainEnvironment,
  toPlainEnvironment,
} from "../../../plugin/engine/parallel/block-codec.ts";
import { ByteReader } from "../../../plugin/engine/parallel/byte-reader.ts";
import { ByteWriter, OutOfSpaceError } from "../../../plugin/engine/parallel/byte-writer.ts";
import { decodeChanges, encodeChanges } from "../../../plugin/engine/parallel/changes-codec.ts";
import { ResultLog } from "../../../plugin/engine/parallel/result-log.ts";
import { SharedTransactions } from "../../../plugin/engine/parallel/shared-transactions.ts";
import { WorkerTransactions } from "../../../plugin/engine/parallel/worker-transactions.ts";
import { keyOf, plainRecord, readSet, writeSet } from "../../helpers/state-arbitraries.ts";
import { writtenOut } from "../../helpers/written-out.ts";

const KIB = 1024;
const keys = { address: keyOf(20), word: keyOf(32) };
const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const hexOf = (length: number): fc.Arbitrary<Hex> =>
  bytesOf(length).map((bytes) => `0x${Buffer.from(bytes).toString("hex")}` as const);
const natural = fc.bigInt({ min: 0n, max: 1n << 256n });
const blob = fc.uint8Array({ maxLength: 100 });
const blobs = fc.array(blob, { maxLength: 3 });
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const site: fc.Arbitrary<CodeSite> = fc.record(
  {
    codeAddress: hexOf(20),
    pc: fc.nat(100_000),
    creation: fc.boolean(),
    selector: hexOf(4),
    callers: fc.array(fc.nat(100_000), { minLength: 1, maxLength: 8 }),
  },
  { requiredKeys: ["codeAddress", "pc", "creation"], noNullPrototype: true },
);

const storageAccess: fc.Arbitrary<StorageAccess> = plainRecord({
  address: hexOf(20),
  slot: hexOf(32),
  looked: fc.boolean(),
  gasOnly: fc.boolean(),
  touched: fc.boolean(),
  before: hexOf(32),
  after: hexOf(32),
  firstRead: optional(site),
  lastWrite: optional(site),
});

const accountAccess: fc.Arbitrary<AccountAccess> = plainRecord({
  address: hexOf(20),
  field: fc.constantFrom("balance", "nonce", "code", "existence"),
  read: fc.boolean(),
  credit: fc.boolean(),
  written: fc.boolean(),
  net: fc.boolean(),
  protocolRead: fc.boolean(),
  protocolWrite: fc.boolean(),
  fee: fc.boolean(),
});

const anyExecuted = plainRecord({
  kind: fc.constant("executed" as const),
  succeeded: fc.boolean(),
  gasUsed: natural,
  blockGasUsed: natural,
  blobGasUsed: natural,
  returnValue: blob,
  exception: optional(fc.string({ unit: "grapheme" })),
  logs: fc.array(fc.tuple(bytesOf(20), fc.array(bytesOf(32), { maxLength: 4 }), blob), { maxLength: 3 }),
  bloom: bytesOf(256),
  createdAddress: optional(bytesOf(20)),
  consoleInputs: blobs,
  coverageInputs: blobs,
  accesses: plainRecord({
    storage: fc.array(storageAccess, { maxLength: 4 }),
    accounts: fc.array(accountAccess, { maxLength: 4 }),
    preimages: fc.array(plainRecord({ hash: hexOf(32), preimage: fc.oneof(hexOf(32), hexOf(64), hexOf(97)) }), {
      maxLength: 3,
    }),
    codes: fc.array(plainRecord({ address: hexOf(20), codeHash: hexOf(32) }), { maxLength: 3 }),
  }).map((accesses) => () => accesses),
});

/** The bloom filter of no logs is known. */
const executed = anyExecuted.map((outcome) => (outcome.logs.length > 0 ? outcome : { ...outcome, bloom: EMPTY_BLOOM }));

const invalid = plainRecord({
  kind: fc.constant("invalid" as const),
  reason: fc.constantFrom("nonce" as const, "funds" as const, "invalid" as const),
  message: fc.string({ unit: "grapheme" }),
});

const execution: fc.Arbitrary<Execution> = plainRecord({
  reads: readSet(keys),
  writes: writeSet(keys),
  outcome: fc.oneof({ weight: 3, arbitrary: executed }, { weight: 1, arbitrary: invalid }),
});

const timing = plainRecord({
  worker: fc.nat(100),
  start: fc.double({ min: 0, max: 1e15, noNaN: true }),
  end: fc.double({ min: 0, max: 1e15, noNaN: true }),
});

/** The outcome as another thread gets it: with the end of its receipt, if there is anything in it. */
function handedOver(outcome: Execution["outcome"]): Execution["outcome"] {
  if (outcome.kind === "invalid") return outcome;
  const { bloom = EMPTY_BLOOM, logs } = outcome;
  return { ...outcome, receiptTail: logs.length > 0 ? encodeReceiptTail(bloom, logs).slice() : undefined };
}

describe("The result log", () => {
  it("leaves receipts to who reads it, where it is told to", () => {
    fc.assert(
      fc.property(executed, timing, (outcome, timing) => {
        const reads = { accounts: new Map(), slots: new Map() };
        const log = new ResultLog([new SharedArrayBuffer(256 * KIB)], 0, false);
        const pointer = log.append({ reads, writes: { ...reads, codes: new Map() }, outcome }, timing);
        const read = log.open(pointer as number).outcome();
        assert.deepEqual(writtenOut(read), writtenOut({ ...outcome, receiptTail: undefined }));
      }),
    );
  });

  it("lets accesses be read when its memory is used for other results already", () => {
    const accesses = fc.array(executed, { minLength: 60, maxLength: 100 });
    fc.assert(
      fc.property(accesses, (outcomes) => {
        const arena = new SharedArrayBuffer(1024 * KIB);
        const log = new ResultLog([arena], 0);
        const reads = { accounts: new Map(), slots: new Map() };
        const writes = { ...reads, codes: new Map() };
        const pointers = outcomes.map((outcome) =>
          log.append({ reads, writes, outcome }, { worker: 0, start: 0, end: 0 }),
        );
        const read = pointers.map((pointer) => log.open(pointer as number).outcome());
        new Uint8Array(arena).fill(0xff);
        assert.deepEqual(read.map(writtenOut), outcomes.map(handedOver).map(writtenOut));
      }),
      { numRuns: 20 },
    );
  });

  it("gives back every result as it was written, to every peer", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), execution, timing), { maxLength: 6 }), (results) => {
        const arenas = Array.from({ length: 3 }, () => new SharedArrayBuffer(256 * KIB));
        const logs = arenas.map((_, peer) => new ResultLog(arenas, peer));
        const pointers = results.map(([peer, execution, timing]) => logs[peer]?.append(execution, timing));
        assert.equal(new Set(pointers).size, pointers.length);
        for (const log of logs) {
          for (const [index, [, execution, timing]] of results.entries()) {
            const stored = log.open(pointers[index] as number);
            assert.deepEqual(stored.timing, timing);
            // Whatever the order in which the parts are asked for.
            assert.deepEqual(writtenOut(stored.outcome()), writtenOut(handedOver(execution.outcome)));
            assert.deepEqual(stored.writes(), execution.writes);
            assert.deepEqual(stored.reads(), execution.reads);
          }
        }
      }),
    );
  });

  it("refuses a result that does not fit, and goes on with the next that does", () => {
    fc.assert(
      fc.property(execution, execution, timing, fc.integer({ min: 4, max: 200 }), (first, second, timing, units) => {
        const arenas = [new SharedArrayBuffer(units * 16)];
        const log = new ResultLog(arenas, 0);
        const accepted: [number, Execution][] = [];
        for (const execution of [first, second, first]) {
          const pointer = log.append(execution, timing);
          if (pointer !== undefined) accepted.push([pointer, execution]);
        }
        for (const [pointer, { writes }] of accepted) assert.deepEqual(log.open(pointer).writes(), writes);
      }),
    );
  });
});

describe("Changes of the state in shared memory", () => {
  it("come out as they went in", () => {
    const account = plainRecord({ nonce: natural, balance: natural, codeHash: keys.word });
    const accounts = fc.array(fc.tuple(keys.address, optional(account)), { maxLength: 4 });
    fc.assert(
      fc.property(accounts, writeSet(keys), (accounts, { slots, codes }) => {
        const changes = { accounts: new Map(accounts), slots, codes };
        assert.deepEqual(decodeChanges(encodeChanges(changes)), changes);
      }),
    );
  });
});

describe("A byte writer", () => {
  it("grows without a buffer of its own given, and throws at the end of a given one", () => {
    const growing = new ByteWriter();
    const large = new Uint8Array(200 * KIB).map((_, index) => index);
    growing.bytes(large);
    growing.text("é");
    const reader = new ByteReader(growing.toShared());
    assert.deepEqual(reader.bytes(), large);
    assert.equal(reader.text(), "é");
    assert.throws(() => new ByteWriter(new SharedArrayBuffer(16)).bytes(large), OutOfSpaceError);
  });

  it("refuses what is no natural number or no hexadecimal", () => {
    const writer = new ByteWriter();
    assert.throws(() => writer.natural(-1n), RangeError);
    assert.throws(() => writer.natural(1n << 20_000n), RangeError);
    for (const text of ["0x123", "1234", "0x12zz"]) assert.throws(() => writer.hex(text), TypeError);
  });
});

describe("The input of a block", () => {
  const common = createEngineCommon({ chainId: 31337n, hardfork: "osaka" });
  const sender = new Address(new Uint8Array(20).fill(3));

  it("carries transactions with senders that did not sign them", () => {
    const key = new Uint8Array(32).fill(1);
    const legacy = createLegacyTx({ gasPrice: 5n, gasLimit: 21_000n, to: sender, value: 7n }, { common }).sign(key);
    const data = new Uint8Array(300).fill(9);
    const dynamic = createFeeMarket1559Tx({ chainId: 31337n, gasLimit: 90_000n, data }, { common }).sign(key);
    const transactions = [
      { tx: legacy, sender, impersonated: true },
      { tx: dynamic, sender: dynamic.getSenderAddress(), impersonated: false },
      { tx: legacy, sender, impersonated: false },
    ];
    const shared = SharedTransactions.attach(SharedTransactions.of(transactions).buffer);
    const received = new WorkerTransactions(shared, common);
    for (const [index, { tx, sender, impersonated }] of transactions.entries()) {
      const { transaction, repeatedSender } = received.at(index) ?? {};
      assert.ok(transaction !== undefined);
      assert.deepEqual(transaction.tx.toJSON(), tx.toJSON());
      assert.equal(transaction.sender.toString(), sender.toString());
      assert.equal(transaction.impersonated, impersonated);
      assert.equal(repeatedSender, index === 2);
    }
  });

  it("carries the environment through a structured clone, also when that is a whole header", () => {
    const environment = {
      number: 5n,
      parentHash: new Uint8Array(32).fill(1),
      timestamp: 77n,
      gasLimit: 30_000_000n,
      coinbase: sender,
      baseFeePerGas: 7n,
      difficulty: undefined,
      mixHash: new Uint8Array(32).fill(2),
      nonce: undefined,
      extraData: new Uint8Array(3),
      excessBlobGas: 0n,
      parentBeaconBlockRoot: new Uint8Array(32),
    };
    const header = Object.assign(Object.create({}), environment, { hash: () => new Uint8Array(32) });
    assert.deepEqual(fromPlainEnvironment(structuredClone(toPlainEnvironment(header))), environment);
  });

  it("carries the hashes of the 256 blocks before it, as far as they are known", () => {
    const hash = (number: bigint) => (number % 3n === 0n ? new Uint8Array(32).fill(Number(number % 251n)) : undefined);
    for (const number of [300n, 256n, 1n, 0n]) {
      const hashes = blockHashesOf(number, encodeBlockHashes(number, hash));
      for (let earlier = 0n; earlier < number; earlier++) {
        assert.deepEqual(hashes(earlier), number - earlier <= 256n ? hash(earlier) : undefined);
      }
      assert.equal(hashes(number), undefined);
    }
  });
});
