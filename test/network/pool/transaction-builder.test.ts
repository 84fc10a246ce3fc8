import assert from "node:assert/strict";
import { createTx, TransactionType, type TypedTransaction, type TypedTxData } from "@ethereumjs/tx";
import * as fc from "fast-check";
import type { Hex } from "../../../plugin/engine/access/types.ts";
import { createEngineCommon } from "../../../plugin/engine/hardforks.ts";
import { leversWithout } from "../../../plugin/engine/levers.ts";
import { TransactionBuilder } from "../../../plugin/network/pool/transaction-builder.ts";

const chainId = 31337n;
const common = createEngineCommon({ chainId, hardfork: "osaka" });

const hex = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString("hex")}`;
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(hex);
const upTo = (bits: bigint) => fc.bigInt({ min: 0n, max: 2n ** bits - 1n });

/** What `transactionFields` makes of requests; one field or the other is out of the ordinary, or against the rules. */
const fields = fc
  .record({
    chainId: fc.oneof({ weight: 20, arbitrary: fc.constant(chainId) }, upTo(64n)),
    nonce: fc.oneof(upTo(10n), { weight: 4, arbitrary: upTo(64n) }),
    gasLimit: fc.oneof({ weight: 20, arbitrary: upTo(24n) }, upTo(64n)),
    maxFeePerGas: fc.oneof({ weight: 20, arbitrary: upTo(40n) }, upTo(256n)),
    share: fc.oneof({ weight: 20, arbitrary: fc.constantFrom(0n, 1n, 2n) }, fc.constant(-1n)),
    to: fc.oneof({ weight: 10, arbitrary: address }, fc.constant(undefined)),
    value: upTo(256n),
    data: fc.uint8Array({ maxLength: 100 }).map(hex),
    accessList: fc.oneof(
      { weight: 10, arbitrary: fc.constant([]) },
      address.map((address) => [{ address, storageKeys: [] }]),
    ),
    type: fc.oneof(
      { weight: 10, arbitrary: fc.constant(TransactionType.FeeMarketEIP1559) },
      fc.constant(TransactionType.AccessListEIP2930),
    ),
  })
  .map(({ share, ...rest }): TypedTxData => {
    const maxPriorityFeePerGas = share < 0n ? rest.maxFeePerGas + 1n : rest.maxFeePerGas / (share + 1n);
    return { ...rest, maxPriorityFeePerGas, gasPrice: rest.maxFeePerGas } as TypedTxData;
  });

function orRefusal(make: () => TypedTransaction): TypedTransaction | string {
  try {
    return make();
  } catch (error) {
    return (error as Error).message;
  }
}

function assertSame(one: TypedTransaction | string, expected: TypedTransaction | string): void {
  if (typeof one === "string" || typeof expected === "string") {
    assert.equal(one, expected);
    return;
  }
  const { cache: _, ...rest } = one;
  const { cache: __, ...expectedRest } = expected;
  assert.deepEqual(rest, expectedRest);
  assert.deepEqual(Object.keys(one), Object.keys(expected));
  assert.equal(Object.getPrototypeOf(one), Object.getPrototypeOf(expected));
  assert.equal(Object.isFrozen(one), Object.isFrozen(expected));
  assert.equal(one.data.constructor, Uint8Array);
  assert.equal(one.getIntrinsicGas(), expected.getIntrinsicGas());
  assert.deepEqual(one.getMessageToSign(), expected.getMessageToSign());
}

describe("the builder of transactions", () => {
  it("makes those of @ethereumjs and refuses what that refuses, in the same words", () => {
    const seen = { made: 0, refused: 0 };
    const builder = new TransactionBuilder(common, false);
    const options = builder.options;
    fc.assert(
      fc.property(fields, address, (described, from) => {
        const made = orRefusal(() => builder.create(described));
        seen[typeof made === "string" ? "refused" : "made"]++;
        assertSame(
          made,
          orRefusal(() => createTx(described, options)),
        );
        const marked = { ...described, v: 1n, r: from, s: from } as TypedTxData;
        assertSame(
          orRefusal(() => builder.unsigned(described, from).tx),
          orRefusal(() => createTx(marked, options)),
        );
        const unlimited = { ...options, allowUnlimitedInitCodeSize: true };
        assertSame(
          orRefusal(() => builder.message(described, from).tx),
          orRefusal(() => createTx(marked, unlimited)),
        );
      }),
      { numRuns: 1500 },
    );
    assert.ok(seen.made > 500 && seen.refused > 100, JSON.stringify(seen));
  });

  it("lets the zero address send", () => {
    const from: Hex = `0x${"00".repeat(20)}`;
    const builder = new TransactionBuilder(common, false);
    const to: Hex = `0x${"11".repeat(20)}`;
    const fees = { maxFeePerGas: 1n, maxPriorityFeePerGas: 1n, gasLimit: 21_000n, nonce: 0n, value: 0n };
    const described = { type: TransactionType.FeeMarketEIP1559, chainId, to, data: "0x", accessList: [], ...fees };
    const { tx, hash } = builder.unsigned(described as TypedTxData, from);
    assert.equal(tx.isSigned(), true);
    assert.match(hash, /^0x[0-9a-f]{64}$/);
  });

  it("makes the same without what is made in one go", () => {
    const plain = createEngineCommon({ chainId, hardfork: "osaka", levers: leversWithout("decoding") });
    const builders = [common, plain].map((rules) => new TransactionBuilder(rules, false));
    const from: Hex = `0x${"0f".repeat(20)}`;
    fc.assert(
      fc.property(fields, (described) => {
        const [hash, expected] = builders.map((builder) => {
          try {
            return builder.unsigned(described, from).hash;
          } catch {
            return undefined;
          }
        });
        assert.equal(hash, expected);
      }),
      { numRuns: 200 },
    );
  });
});
