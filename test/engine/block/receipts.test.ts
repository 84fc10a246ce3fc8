import assert from "node:assert/strict";
import type { Log } from "@ethereumjs/evm";
import { TransactionType } from "@ethereumjs/tx";
import { Bloom, encodeReceipt as encodeByVm, type TxReceipt } from "@ethereumjs/vm";
import * as fc from "fast-check";
import { bloomOf, EMPTY_BLOOM, mergeBloom } from "../../../plugin/engine/block/bloom.ts";
import { decodeReceiptTail, encodeReceipt, encodeReceiptTail } from "../../../plugin/engine/block/receipt.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const data = fc.oneof(fc.uint8Array({ maxLength: 70 }), bytes(300), bytes(70_000));
const logs: fc.Arbitrary<Log[]> = fc.array(fc.tuple(bytes(20), fc.array(bytes(32), { maxLength: 4 }), data), {
  maxLength: 4,
});

function bloomByVm(logs: readonly Log[]): Bloom {
  const bloom = new Bloom();
  for (const [address, topics] of logs) for (const item of [address, ...topics]) bloom.add(item);
  return bloom;
}

describe("The receipts of a block", () => {
  it("are encoded as @ethereumjs/vm encodes them", () => {
    const outcome = fc.oneof(fc.record({ status: fc.constantFrom<0 | 1>(0, 1) }), fc.record({ stateRoot: bytes(32) }));
    const type = fc.constantFrom(...Object.values(TransactionType));
    fc.assert(
      fc.property(outcome, fc.bigInt(1n, 2n ** 63n), logs, type, (outcome, gas, logs, type) => {
        const receipt = { ...outcome, cumulativeBlockGasUsed: gas, bitvector: bloomOf(logs), logs } as TxReceipt;
        const expected = encodeByVm(receipt, type);
        assert.deepEqual(encodeReceipt(receipt, type), expected);
        const tail = encodeReceiptTail(receipt.bitvector, logs).slice();
        assert.deepEqual(encodeReceipt({ ...receipt, logs: [] }, type, tail), expected);
      }),
    );
  });

  it("have filters and logs that come out of their ends as they went in", () => {
    fc.assert(
      fc.property(logs, fc.nat(5), (logs, before) => {
        const tail = encodeReceiptTail(bloomOf(logs), logs);
        // Anywhere in memory that others use too.
        const memory = new Uint8Array(before + tail.length + 1).fill(0xff);
        memory.set(tail, before);
        const decoded = decodeReceiptTail(memory.subarray(before, before + tail.length));
        assert.deepEqual(decoded, { bloom: bloomOf(logs), logs });
      }),
    );
  });

  it("have the bloom filters of @ethereumjs/vm, also of what was hashed before", () => {
    fc.assert(
      fc.property(fc.array(logs, { maxLength: 3 }), (blocks) => {
        let merged: Uint8Array = EMPTY_BLOOM;
        for (const logs of [...blocks, ...blocks]) {
          assert.deepEqual(bloomOf(logs), bloomByVm(logs).bitvector);
          merged = mergeBloom(merged, bloomOf(logs));
        }
        assert.deepEqual(merged, bloomByVm(blocks.flat()).bitvector);
        assert.deepEqual(EMPTY_BLOOM, new Uint8Array(256));
      }),
    );
  });
});
