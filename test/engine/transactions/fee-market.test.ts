import assert from "node:assert/strict";
import { RLP } from "@ethereumjs/rlp";
import { createTxFromRLP, FeeMarket1559Tx, type TxOptions } from "@ethereumjs/tx";
import { concatBytes } from "@ethereumjs/util";
import * as fc from "fast-check";
import { createEngineCommon } from "../../../plugin/engine/hardforks.ts";
import { leversWithout } from "../../../plugin/engine/levers.ts";
import { decodeFeeMarket } from "../../../plugin/engine/transactions/fee-market.ts";

const chainId = 31337n;
const common = createEngineCommon({ chainId, hardfork: "osaka" });

const number = (bytes: number) => fc.uint8Array({ maxLength: bytes }).map((value) => value.slice(firstNonZero(value)));
const firstNonZero = (value: Uint8Array) => {
  const first = value.findIndex((byte) => byte !== 0);
  return first < 0 ? value.length : first;
};
const odd = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant([]), fc.constant(Uint8Array.of(0, 1)));
const often = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 30, arbitrary: usual }, { weight: 1, arbitrary: odd });
const usualChain = fc.constant(Uint8Array.of(0x7a, 0x69));
const curve = fc.oneof(number(32), fc.constant(new Uint8Array(32).fill(0xff)));

/** Fields of a signed transaction, of which one or the other may be anything. */
const fields = fc.tuple(
  often(usualChain),
  often(fc.oneof(number(2), number(8), fc.constant(new Uint8Array(8).fill(0xff)))),
  often(number(5)),
  often(fc.oneof(number(9), number(32))),
  often(fc.oneof(number(3), number(8))),
  often(fc.oneof(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.constant(new Uint8Array(20)))),
  often(fc.oneof(number(10), number(32))),
  often(fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ minLength: 250, maxLength: 300 }))),
  fc.oneof({ weight: 30, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: odd }),
  often(fc.constantFrom(new Uint8Array(), Uint8Array.of(1), Uint8Array.of(2))),
  often(curve),
  often(curve),
);

const encode = (items: readonly unknown[]): Uint8Array =>
  concatBytes(Uint8Array.of(2), RLP.encode(items as Uint8Array[]));

/** The transaction of `@ethereumjs/tx`, undefined where it refuses. */
function stock(bytes: Uint8Array, options: TxOptions) {
  try {
    return createTxFromRLP(bytes, options);
  } catch {
    return undefined;
  }
}

function assertSame(bytes: Uint8Array, options: TxOptions = { common }): "decoded" | "left" {
  const decoded = decodeFeeMarket(bytes, options);
  if (decoded === undefined) return "left";
  const expected = stock(bytes, options);
  assert.ok(expected instanceof FeeMarket1559Tx, "what is decoded is a valid transaction");
  assert.deepEqual(decoded, expected);
  assert.deepEqual(Object.keys(decoded), Object.keys(expected));
  assert.ok(Object.isFrozen(decoded));
  assert.deepEqual(decoded.serialize(), bytes);
  assert.deepEqual(decoded.getMessageToSign(), expected.getMessageToSign());
  assert.equal(JSON.stringify(decoded.toJSON()), JSON.stringify(expected.toJSON()));
  return "decoded";
}

const usual = [
  Uint8Array.of(0x7a, 0x69),
  Uint8Array.of(7),
  Uint8Array.of(1),
  Uint8Array.of(9),
  Uint8Array.of(0x52, 0x08),
  new Uint8Array(20).fill(3),
  new Uint8Array(),
  new Uint8Array(68).fill(5),
  [],
  Uint8Array.of(1),
  new Uint8Array(32).fill(6),
  new Uint8Array(32).fill(7),
];
const withField = (index: number, value: unknown) => encode(usual.map((field, at) => (at === index ? value : field)));

describe("A transaction with a fee market, decoded in one pass", () => {
  it("is the one that @ethereumjs makes, whatever its fields, or is left to it", () => {
    const seen = { decoded: 0, left: 0 };
    fc.assert(
      fc.property(fields, (items) => {
        seen[assertSame(encode(items))] += 1;
      }),
      { numRuns: 4000 },
    );
    assert.ok(seen.decoded > 100, `${seen.decoded} were decoded`);
    assert.ok(seen.left > 300, `${seen.left} were left`);
  });

  it("is left to @ethereumjs when a byte of it makes no sense", () => {
    const raw = encode(usual);
    assert.equal(assertSame(raw), "decoded");
    fc.assert(
      fc.property(fc.nat(raw.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
        const broken = cut ? raw.slice(0, at) : raw.slice();
        if (!cut) broken[at] = byte;
        assertSame(broken);
        assertSame(concatBytes(raw, Uint8Array.of(byte)));
      }),
      { numRuns: 4000 },
    );
  });

  it("is left to @ethereumjs when it is out of the ordinary, or against the rules", () => {
    const address = new Uint8Array(20).fill(1);
    for (const [index, value] of [
      [0, Uint8Array.of(1)],
      [1, new Uint8Array(8).fill(0xff)],
      [2, Uint8Array.of(10)],
      [3, new Uint8Array(32).fill(0xff)],
      [4, Uint8Array.of(0x01, 0x00, 0x00, 0x01)],
      [5, new Uint8Array()],
      [8, [[address, []]]],
      [9, Uint8Array.of(2)],
      [10, new Uint8Array()],
      [11, new Uint8Array(32).fill(0xff)],
    ] as const) {
      assert.equal(assertSame(withField(index, value)), "left", `field ${index}`);
    }
    assert.equal(assertSame(encode(usual.slice(0, 9))), "left", "nobody signed it");
    const small = encode(usual.map((field, index) => (index === 7 || index > 9 ? Uint8Array.of(1) : field)));
    assert.equal(assertSame(small), "decoded");
    const long = concatBytes(Uint8Array.of(2, 0xf8, small.length - 2), small.subarray(2));
    assert.equal(stock(long, { common }), undefined);
    assert.equal(assertSame(long), "left", "its length is in a form that is too long");
    const short = encode(usual.map((field, index) => (index === 7 || index > 8 ? Uint8Array.of(1) : field)));
    const text = short.slice();
    text[1] = (short[1] as number) - 0x40;
    assert.equal(assertSame(short), "decoded");
    assert.equal(assertSame(text), "left", "it is a string, not a list");
  });

  it("is left to @ethereumjs under rules that are not the engine's, and for other wishes", () => {
    const raw = encode(usual);
    for (const off of ["common", "decoding"] as const) {
      const other = createEngineCommon({ chainId, hardfork: "osaka", levers: leversWithout(off) });
      assert.equal(decodeFeeMarket(raw, { common: other }), undefined);
    }
    assert.equal(decodeFeeMarket(raw, { common, freeze: false }), undefined);
    assert.equal(decodeFeeMarket(raw, {}), undefined);
    for (const allowUnlimitedInitCodeSize of [true, false]) {
      const options = { common, allowUnlimitedInitCodeSize };
      assert.equal(assertSame(raw, options), "decoded", "it has no init code");
      assert.equal(assertSame(withField(5, new Uint8Array()), options), "left", "it has");
    }
    const berlin = createEngineCommon({ chainId, hardfork: "berlin" });
    assert.equal(decodeFeeMarket(raw, { common: berlin }), undefined);
  });

  it("keeps plain bytes, whatever class the given ones are of", () => {
    const decoded = decodeFeeMarket(Buffer.from(encode(usual)), { common });
    assert.equal(Object.getPrototypeOf(decoded?.data), Uint8Array.prototype);
    assert.equal(Object.getPrototypeOf(decoded?.to?.bytes), Uint8Array.prototype);
    assert.deepEqual(decoded?.data, usual[7]);
  });
});
