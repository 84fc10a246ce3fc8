import assert from "node:assert/strict";
import fc from "fast-check";
import { cut, cutNames, padEnd, padStart, plain, width, wrap } from "../../plugin/report/text.ts";

const text = fc.string({ unit: "binary", maxLength: 60 });

describe("text of a report", () => {
  it("spells out characters that a terminal would obey", () => {
    assert.equal(
      plain("a\u001b[2Jb\u0007\u202e\u2066\u200b\u2060\u0090"),
      "a\\u{1b}[2Jb\\u{7}\\u{202e}\\u{2066}\\u{200b}\\u{2060}\\u{90}",
    );
    assert.equal(plain("lone \ud800 surrogate"), "lone \\u{d800} surrogate");
  });

  it("makes one line of a name, and leaves ordinary writing alone", () => {
    assert.equal(plain("  two\r\n\tlines  "), "two lines");
    for (const name of ["Größe ≥ 5", "完全な並列実行", "👩‍🚀 flies", "שלום"]) assert.equal(plain(name), name);
  });

  it("lets nothing invisible through, whatever the name", () => {
    fc.assert(
      fc.property(text, (name) => {
        assert.doesNotMatch(
          plain(name).replace(/\p{Extended_Pictographic}\uFE0F?\u200D/gu, ""),
          /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u,
        );
      }),
    );
  });

  it("cuts names in their middle", () => {
    assert.equal(cut("Vault.totalAssets", 11), "Vault…ssets");
    assert.equal(cut("Vault", 11), "Vault");
    assert.equal(cut("Vault", 0), "…");
    assert.equal(cut("half 🇦 flag", 1), "…");
    for (const columns of [2, 3, 4]) assert.ok(width(cut("🇦🇧🇨🇩 flags", columns)) <= columns);
    assert.equal(width(cut(plain("🇦\u0000"), 2)), 1);
  });

  it("never exceeds the columns it is given", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (name, columns) => {
        assert.ok(width(cut(plain(name), columns)) <= columns);
      }),
    );
  });

  it("shares a line among the names in it, the long ones losing first", () => {
    assert.equal(
      cutNames(["", " × ", " on "], ["Vault.deposit", "short", "Vault.totalAssets"], 34),
      "Vault…posit × short on Vault…ssets",
    );
    fc.assert(
      fc.property(
        fc.array(text.map(plain), { minLength: 3, maxLength: 3 }),
        fc.integer({ min: 12, max: 90 }),
        (names, columns) => {
          assert.ok(width(cutNames(["", " × ", " on "], names, columns)) <= columns);
        },
      ),
    );
  });

  it("keeps text from right to left from moving what stands beside it", () => {
    assert.equal(cut("שלום", 10), "\u2068שלום\u2069");
  });

  it("pads by columns, not by characters", () => {
    assert.equal(padEnd("並列", 6), "並列  ");
    assert.equal(padStart("並列", 6), "  並列");
  });

  it("wraps running text and breaks words that are longer than a line", () => {
    assert.deepEqual(wrap("one two three", 7), ["one two", "three"]);
    assert.deepEqual(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
  });
});
