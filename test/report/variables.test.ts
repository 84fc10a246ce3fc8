import assert from "node:assert/strict";
import type { MemberRow } from "../../plugin/record/types.ts";
import { groupVariables } from "../../plugin/report/variables.ts";
import { READ_WRITE, RecordBuilder, WRITE } from "../helpers/run-record.ts";

const member = (variable: string, name = variable): MemberRow => ({ variable, name });
const inElement = (index: number, ...names: string[]) =>
  names.map((name) => member(`Books.books[*].${name}`, `Books.books[${index}].${name}`));

describe("The variables of a record", () => {
  it("of one slot are named if a test changed them, not if only its preparation did", () => {
    const suite = new RecordBuilder().members("slot", [member("Gate.owner"), member("Gate.paused")]).test("pauses");
    suite.send("Gate.constructor", { slot: WRITE }, { phase: "fixture", changed: { slot: 0b01 } });
    suite.send("Gate.pause", { slot: READ_WRITE }, { changed: { slot: 0b10 } });
    assert.equal(groupVariables(suite.build()).all[0]?.name, "Gate.paused");
  });

  it("of one slot are named if preparation changed them, where nothing else did", () => {
    const suite = new RecordBuilder().members("slot", [member("Gate.owner"), member("Gate.paused")]).test("deploys");
    suite.send("Gate.constructor", { slot: WRITE }, { phase: "fixture", changed: { slot: 0b01 } });
    assert.equal(groupVariables(suite.build()).all[0]?.name, "Gate.owner");
  });

  it("of one slot are named if a block outside tests changed them that others could meet in", () => {
    const suite = new RecordBuilder().members("slot", [member("Gate.owner"), member("Gate.paused")]);
    suite.block(() => {
      for (const changed of [0b01, 0b10]) {
        suite.send("Gate.set", { slot: READ_WRITE }, { phase: "fixture", changed: { slot: changed } });
      }
    });
    assert.equal(groupVariables(suite.build()).all[0]?.name, "Gate.owner, paused");
  });

  it("are named in each element by the members that changed there", () => {
    const suite = new RecordBuilder();
    for (const index of [7, 8]) suite.members(`${index}`, inElement(index, "price", "stock", "sold"));
    suite.test("sells books");
    suite.send("Books.price", { 7: READ_WRITE }, { changed: { 7: 0b001 } });
    suite.send("Books.stock", { 8: READ_WRITE }, { changed: { 8: 0b010 } });
    const { all, elements } = groupVariables(suite.build());
    assert.deepEqual(
      all.map(({ name }) => name),
      ["Books.books[*].price, books[*].stock"],
    );
    assert.deepEqual(elements, ["Books.books[7].price", "Books.books[8].stock"]);
  });

  it("are one where small elements of an array share a slot", () => {
    const suite = new RecordBuilder();
    const names = [0, 1, 2].map((index) => member("Grid.cells[*]", `Grid.cells[${index}]`));
    suite.members("slot", names).test("fills two cells");
    suite.send("Grid.fill", { slot: READ_WRITE }, { changed: { slot: 0b011 } });
    const { all, elements } = groupVariables(suite.build());
    assert.equal(all[0]?.name, "Grid.cells[*]");
    assert.ok(
      all[0]?.members.every(({ changed }) => changed),
      "the others are no neighbours",
    );
    assert.deepEqual(elements, ["Grid.cells[0], cells[1]"]);
  });

  it("say where they are unless their name does", () => {
    const holder = "0x00000000000000000000000000000000000000aa";
    const suite = new RecordBuilder().key("total", "Vault.total").key("of", "Vault.of[*]", undefined, "Vault.of[7]");
    suite.row("ether", {
      kind: "balance",
      address: holder,
      members: [member("ether balance of 0x0000...00aA (signer 9)")],
    });
    assert.deepEqual(groupVariables(suite.build()).elements, [
      "Vault.total at 0x0000...0001",
      "Vault.of[7]",
      "ether balance of 0x0000...00aA (signer 9)",
    ]);
  });
});
