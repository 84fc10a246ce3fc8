import assert from "node:assert/strict";
import type { Evidence } from "../../plugin/advice/evidence.ts";
import { AccessFlag } from "../../plugin/record/flags.ts";
import type { KeyRow, MemberRow, RunRecord } from "../../plugin/record/types.ts";
import { gatherEvidence } from "../../plugin/report/evidence.ts";
import { findingsOf } from "../../plugin/report/findings.ts";
import { groupVariables } from "../../plugin/report/variables.ts";
import { ADDS, address, READ, READ_WRITE, RecordBuilder, word } from "../helpers/run-record.ts";

const TOKEN = address(0x70);
const TREASURY = address(0x7e);
const POOL = address(0x90);

function evidenceOn(record: RunRecord, name: string): Evidence {
  const variables = groupVariables(record);
  const variable = variables.all.find((candidate) => candidate.name === name);
  assert.ok(variable !== undefined, variables.all.map((candidate) => candidate.name).join());
  const evidence = gatherEvidence(findingsOf(record).tests, record, variables).get(variable.index);
  assert.ok(evidence !== undefined);
  return evidence;
}

const number = (variable: string): MemberRow => ({ variable, name: variable, type: "uint256", declaredIn: "Base" });

/** A balance of an account in a token. */
function balance(account: `0x${string}`): KeyRow {
  const name = `Token.balances[${account}]`;
  const member = { ...number("Token.balances[*]"), name, shape: "mapping" as const, account };
  return { kind: "slot", address: TOKEN, slot: word(Number(account)), members: [member] };
}

describe("Evidence", () => {
  it("counts readers, writers, additions and what is stored and restored, each transaction once", () => {
    const suite = new RecordBuilder().members("a", [number("C.a")]).test("test");
    suite.send("C.add", { a: ADDS }, { moves: { a: "+" } }).send("C.add", { a: ADDS }, { moves: { a: "+" } });
    suite.send("C.look", { a: READ }).send("C.guard", { a: READ | AccessFlag.TOUCHED });
    const evidence = evidenceOn(suite.build(), "C.a");
    const { readers, writers, readingWriters, adders, restorers, readersAreOthers, waits } = evidence;
    assert.deepEqual(
      { readers, writers, readingWriters, adders, restorers, readersAreOthers, waits },
      {
        readers: 2,
        writers: 2,
        readingWriters: 2,
        adders: 2,
        restorers: 1,
        readersAreOthers: true,
        waits: 3,
      },
    );
    const moves = { total: 2, next: 0, asKey: 0, up: 2, down: 0, clock: 0 };
    assert.deepEqual(evidence.members, [{ name: "a", type: "uint256", declaredIn: "Base", moves }]);
  });

  it("tells what all read from what each reads for himself", () => {
    const suite = new RecordBuilder().members("flag", [number("C.flag")]);
    for (let user = 0; user < 3; user++) suite.row(`own${user}`, balance(address(0x200 + user)));
    suite.test("test");
    for (let user = 0; user < 3; user++) suite.send("C.use", { flag: READ, [`own${user}`]: READ });
    const record = suite.build();
    assert.deepEqual([evidenceOn(record, "C.flag").readers, evidenceOn(record, "C.flag").readersOfOne], [3, 3]);
    const own = evidenceOn(record, "Token.balances[*]");
    assert.deepEqual([own.readers, own.readersOfOne], [3, 1]);
  });

  it("counts how the values of each member of a slot follow each other, and only members that changed", () => {
    const suite = new RecordBuilder().members("s", [number("P.a"), number("P.b"), number("P.c")]).test("test");
    for (const moves of ["+-.", "-+.", "1t.", "k.."])
      suite.send("P.move", { s: READ_WRITE }, { changed: { s: 3 }, moves: { s: moves } });
    const { members, opposed } = evidenceOn(suite.build(), "P.a, b");
    assert.deepEqual(
      members.map(({ name, moves }) => [name, moves]),
      [
        ["a", { total: 4, next: 2, asKey: 1, up: 3, down: 1, clock: 0 }],
        ["b", { total: 3, next: 0, asKey: 0, up: 1, down: 1, clock: 1 }],
      ],
    );
    assert.equal(opposed, 2);
  });

  it("knows what else in the contract the same transactions change", () => {
    const suite = new RecordBuilder().members("index", [number("L.index")]).members("at", [number("L.at")]);
    suite.members("rare", [number("L.rare")]).test("test");
    for (let sent = 0; sent < 4; sent++) {
      const accesses = { index: READ_WRITE, at: READ_WRITE, ...(sent === 0 && { rare: READ_WRITE }) };
      suite.send("L.accrue", accesses, { moves: { index: "+", at: "t", rare: "-" } });
    }
    const { companions, opposed } = evidenceOn(suite.build(), "L.index");
    assert.deepEqual(
      companions.map(({ name }) => name),
      ["at"],
    );
    assert.equal(opposed, 1);
  });

  it("knows of the hottest element who it is, and what the account does beside being paid", () => {
    const suite = new RecordBuilder().row("treasury", balance(TREASURY)).members("own", [number("Pool.k")]);
    suite.row("pool", { kind: "slot", address: POOL, slot: word(1), members: [number("Pool.reserve")] });
    for (let user = 0; user < 4; user++) suite.row(`user${user}`, balance(address(0x200 + user)));
    suite.test("test");
    for (let user = 0; user < 4; user++) {
      const accesses = { treasury: READ_WRITE, [`user${user}`]: READ_WRITE };
      suite.send("Token.transfer", accesses, {
        moves: { treasury: "+", [`user${user}`]: "+" },
        origins: { treasury: "f,f" },
      });
    }
    const { hottest } = evidenceOn(suite.build(), "Token.balances[*]");
    assert.deepEqual(hottest, {
      share: 1,
      writers: 4,
      up: 4,
      next: 0,
      isAccount: true,
      bySender: 0,
      byArgument: 0,
      takesPart: 0,
      othersUp: 4,
    });
  });

  it("joins the same element of several instances of a contract", () => {
    const suite = new RecordBuilder();
    const list: MemberRow = { ...number("C.list.length"), shape: "length" };
    for (const instance of [1, 2]) {
      suite.row(`list${instance}`, { kind: "slot", address: address(instance), slot: word(0), members: [list] });
    }
    suite.test("test");
    for (const id of ["list1", "list2", "list1", "list2"])
      suite.send("C.push", { [id]: READ_WRITE }, { moves: { [id]: "1" } });
    const { hottest, waits } = evidenceOn(suite.build(), "C.list.length");
    assert.deepEqual([waits, hottest.share, hottest.writers, hottest.next], [2, 1, 4, 4]);
  });

  it("follows ether that comes in and goes on to others", () => {
    const field = (account: `0x${string}`): KeyRow => {
      return { kind: "balance", address: account, contract: "Splitter", members: [] };
    };
    const suite = new RecordBuilder()
      .row("own", field(POOL))
      .row("payee", { ...field(TREASURY) })
      .test("test");
    const CREDITED = READ_WRITE | AccessFlag.CREDIT;
    for (let sent = 0; sent < 3; sent++)
      suite.send("Splitter.pay", { own: CREDITED, payee: AccessFlag.WRITE | AccessFlag.CREDIT });
    suite.send("Splitter.draw", { own: READ_WRITE });
    assert.deepEqual(evidenceOn(suite.build(), "ether balance of Splitter").payments, { arrived: 3, toOthers: 3 });
  });
});
