import assert from "node:assert/strict";
import { createTx, createTxFromRLP, TransactionType, type TypedTxData } from "@ethereumjs/tx";
import { concatBytes, hexToBytes } from "@ethereumjs/util";
import * as fc from "fast-check";
import { createEngineCommon } from "../../../plugin/engine/hardforks.ts";
import { leversWithout } from "../../../plugin/engine/levers.ts";
import {
  decodeTransaction,
  decodeUnidentified,
  identityOf,
  identityOfBytes,
  senderOf,
  serializedOf,
} from "../../../plugin/engine/transactions/encoded.ts";

const common = createEngineCommon({ chainId: 31337n, hardfork: "osaka" });
const stock = createEngineCommon({ chainId: 31337n, hardfork: "osaka", levers: leversWithout("ecrecover", "keccak") });
const key = new Uint8Array(32).fill(0x51);

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const accessLists = fc.array(fc.tuple(bytes(20), fc.array(bytes(32), { maxLength: 3 })), { maxLength: 3 });
const transactions = fc.record({
  type: fc.constantFrom(
    TransactionType.Legacy,
    TransactionType.AccessListEIP2930,
    TransactionType.FeeMarketEIP1559,
    TransactionType.EOACodeEIP7702,
  ),
  nonce: fc.bigInt(0n, 2n ** 63n),
  gasLimit: fc.bigInt(0n, 2n ** 24n),
  gasPrice: fc.bigInt(0n, 2n ** 128n),
  maxFeePerGas: fc.bigInt(2n ** 40n, 2n ** 128n),
  maxPriorityFeePerGas: fc.bigInt(0n, 2n ** 40n),
  to: bytes(20),
  value: fc.bigInt(0n, 2n ** 256n - 1n),
  data: fc.oneof(fc.uint8Array({ maxLength: 100 }), bytes(300), bytes(70_000)),
  accessList: accessLists,
  authorizationList: fc.constant([
    [new Uint8Array(), new Uint8Array(20), new Uint8Array(), ...[1, 2, 3].map((v) => Uint8Array.of(v))],
  ]),
});

function signed(fields: unknown): Uint8Array {
  return createTx(fields as TypedTxData, { common })
    .sign(key)
    .serialize();
}

describe("a decoded transaction", () => {
  it("has the bytes, hash and sender that @ethereumjs computes from its fields", () => {
    fc.assert(
      fc.property(transactions, (fields) => {
        const raw = signed(fields);
        const tx = decodeTransaction(raw, { common });
        const plain = createTxFromRLP(raw, { common: stock });
        assert.deepEqual(serializedOf(tx), plain.serialize());
        assert.deepEqual(tx.serialize(), plain.serialize());
        assert.deepEqual(tx.hash(), plain.hash());
        assert.equal(senderOf(tx).toString(), plain.getSenderAddress().toString());
        assert.deepEqual(Buffer.from(tx.getSenderPublicKey()), Buffer.from(plain.getSenderPublicKey()));
      }),
      { numRuns: 150 },
    );
  });

  it("is identified by its bytes alone as it is when decoded, or not at all", () => {
    fc.assert(
      fc.property(transactions, (fields) => {
        const raw = signed(fields);
        const identity = identityOfBytes(raw, common);
        const isCommon =
          fields.type === TransactionType.FeeMarketEIP1559 || fields.type === TransactionType.AccessListEIP2930;
        assert.equal(identity !== undefined, isCommon);
        if (identity === undefined) return;
        const expected = identityOf(decodeUnidentified(raw, { common }));
        for (const field of ["sender", "hash", "publicKey"] as const) {
          assert.deepEqual(Buffer.from(identity[field]), Buffer.from(expected[field]));
        }
      }),
      { numRuns: 100 },
    );
  });

  it("may be any bytes when it is asked who signed it", () => {
    const raw = signed({ type: 2, maxFeePerGas: 9n, gasLimit: 21_000n, to: new Uint8Array(20) });
    fc.assert(
      fc.property(fc.nat(raw.length), fc.uint8Array({ maxLength: 12 }), (at, noise) => {
        const broken = concatBytes(raw.subarray(0, at), noise, raw.subarray(Math.min(raw.length, at + noise.length)));
        identityOfBytes(broken, common);
        identityOfBytes(concatBytes(Uint8Array.of(2), noise), common);
      }),
      { numRuns: 500 },
    );
  });

  it("has the hash of its fields also when its chain id was encoded with a zero before it", () => {
    const raw = signed({ type: 2, maxFeePerGas: 9n, gasLimit: 21_000n, to: new Uint8Array(20) });
    const prefix = raw.subarray(0, 3);
    const padded = concatBytes(prefix, hexToBytes("0x83007a69"), raw.subarray(6));
    padded[2] = (raw[2] as number) + 1;
    const tx = decodeTransaction(padded, { common });
    assert.deepEqual(serializedOf(tx), raw);
    assert.deepEqual(tx.hash(), createTxFromRLP(raw, { common: stock }).hash());
    assert.equal(senderOf(tx).toString(), createTxFromRLP(raw, { common: stock }).getSenderAddress().toString());
  });

  it("is refused with the error of @ethereumjs when nobody can have signed it", () => {
    const raw = signed({ type: 2, maxFeePerGas: 9n, gasLimit: 21_000n, to: new Uint8Array(20) });
    const forged = raw.slice();
    // No point of the curve has this coordinate.
    forged.set(new Uint8Array(32).fill(0xff), forged.length - 65);
    const messageOf = (work: () => unknown) => {
      try {
        return String(work());
      } catch (error) {
        return (error as Error).message;
      }
    };
    const expected = messageOf(() => createTxFromRLP(forged, { common: stock }).getSenderAddress());
    assert.match(expected, /Invalid Signature/);
    assert.equal(
      messageOf(() => senderOf(decodeTransaction(forged, { common }))),
      expected,
    );
  });

  it("is encoded anew when it is not frozen, since its fields may change", () => {
    const raw = signed({ type: 2, maxFeePerGas: 9n, gasLimit: 21_000n, to: new Uint8Array(20) });
    const tx = decodeTransaction(raw, { common, freeze: false });
    Object.assign(tx, { nonce: 7n });
    assert.notDeepEqual(serializedOf(tx), raw);
    assert.deepEqual(serializedOf(tx), tx.serialize());
  });
});
