import assert from "node:assert/strict";
import type { StorageAccess } from "../../plugin/engine/access/types.ts";
import { AdditionCandidates } from "../../plugin/record/addition-candidates.ts";
import { address, word } from "../helpers/run-record.ts";

/** `rw` read and changed, `w` changed without being read, `r` only read, `rs` read and stored again unchanged. */
type Dealing = "rw" | "w" | "r" | "rs";

function slots(dealings: Readonly<Record<number, Dealing>>): StorageAccess[] {
  return Object.entries(dealings).map(([slot, dealing]) => ({
    address: address(1),
    slot: word(Number(slot)),
    looked: true,
    gasOnly: dealing === "w",
    touched: dealing !== "r",
    before: word(1),
    after: word(dealing.includes("w") ? 2 : 1),
  }));
}

/** Who has become a candidate with each transaction. */
function candidates(...transactions: Readonly<Record<number, Dealing>>[]): string[][] {
  const found = new AdditionCandidates<number>();
  return transactions.map((dealings, index) =>
    found
      .add(index, slots(dealings))
      .map(({ owner, accesses }) => `${owner}: ${accesses.map(({ slot }) => Number(slot))}`),
  );
}

describe("candidates for a proof of addition", () => {
  it("are transactions that read and change a slot that another one changes", () => {
    assert.deepEqual(candidates({ 7: "rw" }, { 7: "rw" }, { 7: "rw" }), [[], ["0: 7", "1: 7"], ["2: 7"]]);
  });

  it("bring all slots that they read and change, and are named once", () => {
    assert.deepEqual(candidates({ 7: "rw", 8: "rw", 9: "w" }, { 7: "rw" }, { 8: "rw" }), [
      [],
      ["0: 7,8", "1: 7"],
      ["2: 8"],
    ]);
  });

  it("meet those that store without reading, who are no candidates themselves", () => {
    assert.deepEqual(candidates({ 7: "w" }, { 7: "rw" }, { 7: "w" }), [[], ["1: 7"], []]);
    assert.deepEqual(candidates({ 7: "rw" }, { 7: "w" }), [[], ["0: 7"]]);
  });

  it("are none where nobody else changes what they change", () => {
    assert.deepEqual(candidates({ 7: "rw" }, { 7: "r", 8: "rw" }, { 7: "rs" }, { 9: "rw" }), [[], [], [], []]);
  });
});
