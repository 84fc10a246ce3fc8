import assert from "node:assert/strict";
import type { PrefixedHexString } from "@ethereumjs/util";
import { addressOf, SingleTransactions } from "../../helpers/single-transactions.ts";

const BLOB_GAS = 131_072n;

/** Hashes of so many blobs that nobody has. */
function hashes(count: number): PrefixedHexString[] {
  return Array.from({ length: count }, (_, index): PrefixedHexString => `0x01${String(index).padStart(62, "0")}`);
}

describe("The room for blobs in a block (EIP-4844)", () => {
  it("is filled to the last, and leaves out what does not fit", async () => {
    const chain = await SingleTransactions.create();
    const most = Number(chain.engine.common.getBlobGasSchedule().maxBlobGasPerBlock / BLOB_GAS);
    const fees = { maxFeePerGas: 20n, maxPriorityFeePerGas: 1n, maxFeePerBlobGas: 10n };
    const blobs = (count: number, sender: number) =>
      chain.transaction({ type: 3, to: addressOf(1), ...fees, blobVersionedHashes: hashes(count) }, sender);
    const { block, outcomes, excluded } = await chain.block([blobs(6, 0), blobs(most - 5, 1), blobs(most - 6, 2)], {
      onInvalid: "exclude",
    });
    assert.equal(outcomes.length, 2);
    assert.equal(block.header.blobGasUsed, BigInt(most) * BLOB_GAS);
    assert.deepEqual(
      excluded.map(({ index, reason, message }) => [index, reason, message]),
      [
        [
          1,
          "gas-limit",
          `its blob gas of ${BigInt(most - 5) * BLOB_GAS} exceeds the ${BigInt(most - 6) * BLOB_GAS} left in the block`,
        ],
      ],
    );
    await chain.engine.close();
  });
});
