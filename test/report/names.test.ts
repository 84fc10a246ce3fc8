import assert from "node:assert/strict";
import { nearestNames } from "../../plugin/report/names.ts";

describe("Names to suggest in place of a wrong one", () => {
  it("are those that differ in the fewest letters", () => {
    assert.deepEqual(nearestNames("Vault.depositt", ["Vault.withdraw", "Vault.deposit"]), ["Vault.deposit"]);
    assert.deepEqual(nearestNames("Valut", ["Token", "Vault"]), ["Vault"]);
  });

  it("are those that end in the same member, where what is around it was left out", () => {
    const known = ["Asset._name", "Staking.owner", "nonce of Bank", "Bank.BankStorage.book.total", "Bank.owner"];
    assert.deepEqual(nearestNames("Bank.total", known), ["Bank.BankStorage.book.total"]);
  });

  it("put a mistyped member before the same one of other contracts that are further away", () => {
    assert.deepEqual(nearestNames("Vault.totl", ["Registry.totl", "Vault.total"]), ["Vault.total"]);
  });

  it("are at most three, and none where nothing is known", () => {
    assert.equal(nearestNames("A.x", ["B.x", "C.x", "D.x", "E.x"]).length, 3);
    assert.deepEqual(nearestNames("A.x", []), []);
  });
});
