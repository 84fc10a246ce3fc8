import assert from "node:assert/strict";
import { createTx, TransactionType, type TypedTransaction, type TypedTxData } from "@ethereumjs/tx";
import { bytesToHex } from "@ethereumjs/util";
import fc from "fast-check";
import { createEngineCommon } from "../../../plugin/engine/hardforks.ts";
import { serializedOf } from "../../../plugin/engine/transactions/encoded.ts";
import { sign } from "../../../plugin/network/pool/signing.ts";

const common = createEngineCommon({ chainId: 31337n, hardfork: "osaka" });

describe("signing a transaction", () => {
  const fields = fc.record({
    nonce: fc.bigInt(0n, 2n ** 40n),
    gasLimit: fc.bigInt(21_000n, 2n ** 24n),
    value: fc.bigInt(0n, 2n ** 200n),
    to: fc.option(fc.constant(`0x${"ab".repeat(20)}` as const), { nil: undefined }),
    data: fc.uint8Array({ maxLength: 400 }),
  });
  const accessList = [{ address: `0x${"cd".repeat(20)}` as const, storageKeys: [`0x${"ef".repeat(32)}` as const] }];
  const fees: Readonly<Record<string, object>> = {
    "of the oldest type": { type: TransactionType.Legacy, gasPrice: 10n ** 9n },
    "with an access list": { type: TransactionType.AccessListEIP2930, gasPrice: 10n ** 9n, accessList },
    "with dynamic fees": { type: TransactionType.FeeMarketEIP1559, maxFeePerGas: 10n ** 9n, maxPriorityFeePerGas: 5n },
  };
  for (const [title, typed] of Object.entries(fees)) {
    it(`${title} gives what @ethereumjs/tx gives`, () => {
      const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Uint8Array.from(bytes).fill(1, 0, 1));
      fc.assert(
        fc.property(fields, key, (some, privateKey) => {
          const tx = createTx({ ...some, ...typed, chainId: 31337n } as TypedTxData, { common });
          assertAlike(sign(tx, privateKey), tx.sign(privateKey, false));
        }),
        { numRuns: 60 },
      );
    });
  }

  it("with authorizations gives what @ethereumjs/tx gives", () => {
    const authorization = {
      chainId: "0x7a69",
      address: `0x${"11".repeat(20)}`,
      nonce: "0x1",
      yParity: "0x1",
      r: "0x5",
      s: "0x6",
    };
    const type = TransactionType.EOACodeEIP7702;
    const tx = createTx(
      {
        type,
        to: `0x${"ab".repeat(20)}`,
        gasLimit: 100_000n,
        maxFeePerGas: 9n,
        chainId: 31337n,
        authorizationList: [authorization],
      } as TypedTxData,
      { common },
    );
    const privateKey = new Uint8Array(32).fill(7);
    assertAlike(sign(tx, privateKey), tx.sign(privateKey, false));
  });

  function assertAlike(ours: TypedTransaction, theirs: TypedTransaction): void {
    assert.equal(bytesToHex(serializedOf(ours)), bytesToHex(theirs.serialize()));
    assert.deepEqual(ours.serialize(), theirs.serialize());
    assert.deepEqual(ours.hash(), theirs.hash());
    assert.deepEqual(ours.toJSON(), theirs.toJSON());
    assert.equal(ours.getSenderAddress().toString(), theirs.getSenderAddress().toString());
    assert.equal(ours.getIntrinsicGas(), theirs.getIntrinsicGas());
    assert.ok(Object.isFrozen(ours) && ours.isSigned() && ours.isValid() === theirs.isValid());
  }
});
