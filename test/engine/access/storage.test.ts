import assert from "node:assert/strict";
import { assemble, storingInMemory } from "../../helpers/assembly.ts";
import { addressOf, SingleTransactions, slotOf, word } from "../../helpers/single-transactions.ts";

const CONTRACT = addressOf(0xc0de);

describe("The storage accesses of a transaction", () => {
  let chain: SingleTransactions;

  beforeEach(async () => {
    chain = await SingleTransactions.create();
  });

  it("are reads where SLOAD saw the value from before, with the place in the code", async () => {
    const { record } = await chain.run(assemble(4, "SLOAD"), { 4: 7 });
    assert.deepEqual(slotOf(record, CONTRACT, 4), {
      address: CONTRACT.toString(),
      slot: word(4),
      looked: true,
      gasOnly: false,
      touched: false,
      before: word(7),
      after: word(7),
      firstRead: { codeAddress: CONTRACT.toString(), pc: 2, creation: false },
      lastWrite: undefined,
    });
  });

  it("are only priced where SSTORE alone looked", async () => {
    const { record } = await chain.run(assemble(9, 4, "SSTORE"), { 4: 7 });
    assert.deepEqual(slotOf(record, CONTRACT, 4), {
      address: CONTRACT.toString(),
      slot: word(4),
      looked: true,
      gasOnly: true,
      touched: true,
      before: word(7),
      after: word(9),
      firstRead: { codeAddress: CONTRACT.toString(), pc: 4, creation: false },
      lastWrite: { codeAddress: CONTRACT.toString(), pc: 4, creation: false },
    });
  });

  it("stay only priced when SLOAD sees what the transaction itself has stored", async () => {
    const { record } = await chain.run(assemble(9, 4, "SSTORE", 4, "SLOAD"), { 4: 7 });
    assert.equal(slotOf(record, CONTRACT, 4)?.gasOnly, true);
  });

  it("name the SLOAD, not an earlier SSTORE, as the first read", async () => {
    const inner = chain.deploy(addressOf(0xaaaa), assemble(9, 4, "SSTORE", 0, 0, "REVERT"));
    const code = assemble(0, 0, 0, 0, inner, 100_000, "DELEGATECALL", 4, "SLOAD");
    const { record } = await chain.run(code, { 4: 7 });
    const access = slotOf(record, CONTRACT, 4);
    assert.equal(access?.gasOnly, false);
    assert.deepEqual(access?.firstRead, { codeAddress: CONTRACT.toString(), pc: code.length - 1, creation: false });
  });

  it("keep reads of frames that reverted, but not their writes", async () => {
    const inner = chain.deploy(addressOf(0xaaaa), assemble(1, "SLOAD", 5, 2, "SSTORE", 0, 0, "REVERT"));
    const { record } = await chain.run(assemble(0, 0, 0, 0, 0, inner, 100_000, "CALL"));
    assert.equal(slotOf(record, inner, 1)?.gasOnly, false);
    const written = slotOf(record, inner, 2);
    assert.equal(written?.looked, true);
    assert.equal(written?.touched, false);
    assert.equal(written?.lastWrite, undefined);
    assert.equal(written?.before, written?.after);
  });

  it("remember the write before a frame that reverted, when that wrote again", async () => {
    const inner = chain.deploy(addressOf(0xaaaa), assemble(8, 4, "SSTORE", 0, 0, "REVERT"));
    const { record } = await chain.run(assemble(5, 4, "SSTORE", 0, 0, 0, 0, inner, 100_000, "DELEGATECALL"));
    const access = slotOf(record, CONTRACT, 4);
    assert.equal(access?.after, word(5));
    assert.deepEqual(access?.lastWrite, { codeAddress: CONTRACT.toString(), pc: 4, creation: false });
  });

  it("are touched, not changed, where a value was set and restored, or stored again", async () => {
    const { record } = await chain.run(assemble(1, 0, "SSTORE", 2, 0, "SSTORE", 7, 3, "SSTORE"), { 0: 2, 3: 7 });
    for (const slot of [0, 3]) {
      const access = slotOf(record, CONTRACT, slot);
      assert.equal(access?.touched, true);
      assert.equal(access?.before, access?.after);
    }
  });

  it("belong to the caller under DELEGATECALL, at a place in the other's code", async () => {
    const library = chain.deploy(addressOf(0xaaaa), assemble(1, "SLOAD", 3, 1, "SSTORE"));
    const { record } = await chain.run(assemble(0, 0, 0, 0, library, 100_000, "DELEGATECALL"), { 1: 2 });
    assert.equal(slotOf(record, library, 1), undefined);
    const access = slotOf(record, CONTRACT, 1);
    assert.deepEqual(access?.firstRead, { codeAddress: library.toString(), pc: 2, creation: false });
    assert.deepEqual(access?.lastWrite, { codeAddress: library.toString(), pc: 7, creation: false });
    assert.deepEqual(
      record.codes.map(({ address }) => address),
      [CONTRACT.toString(), library.toString()],
    );
  });

  it("are not there where gas ran out before the look-up", async () => {
    const code = assemble(1, "SLOAD", 2, "SLOAD");
    const { record, outcome } = await chain.run(code, {}, { gasLimit: 21_000n + 3n + 2100n + 3n + 2099n });
    assert.equal(outcome.exception, "out of gas");
    assert.ok(slotOf(record, CONTRACT, 1) !== undefined);
    assert.equal(slotOf(record, CONTRACT, 2), undefined);
  });

  it("include the slots that disappeared with a destroyed contract", async () => {
    chain = await SingleTransactions.create({ hardfork: "shanghai" });
    const { record } = await chain.run(assemble(1, "SLOAD", addressOf(0xbeef), "SELFDESTRUCT"), { 1: 2, 5: 6 });
    assert.equal(slotOf(record, CONTRACT, 1)?.looked, true);
    assert.equal(slotOf(record, CONTRACT, 1)?.after, word(0));
    assert.deepEqual(slotOf(record, CONTRACT, 5), {
      address: CONTRACT.toString(),
      slot: word(5),
      looked: false,
      gasOnly: false,
      touched: false,
      before: word(6),
      after: word(0),
    });
  });

  it("do not include the slots of a contract that SELFDESTRUCT leaves, from Cancun on", async () => {
    const { record } = await chain.run(assemble(addressOf(0xbeef), "SELFDESTRUCT"), { 5: 6 });
    assert.equal(slotOf(record, CONTRACT, 5), undefined);
  });

  it("do not include transient storage", async () => {
    const { record } = await chain.run(assemble(3, 1, "TSTORE", 1, "TLOAD"));
    assert.deepEqual(record.storage, []);
  });

  it("name the calls within the contract that they are part of, innermost first", async () => {
    const [jump, here] = [Uint8Array.of(0x56), Uint8Array.of(0x5b)];
    const outermost = assemble(5, 7, jump, here, "STOP");
    const outer = assemble(here, 13, 15, jump, here, jump);
    const inner = assemble(here, 4, "SLOAD", 9, 4, "SSTORE", "POP", jump);
    const { record } = await chain.run(Buffer.concat([outermost, outer, inner]), { 4: 7 });
    const access = slotOf(record, CONTRACT, 4);
    assert.deepEqual(access?.firstRead, {
      codeAddress: CONTRACT.toString(),
      pc: 18,
      creation: false,
      callers: [13, 5],
    });
    assert.deepEqual(access?.lastWrite?.callers, [13, 5]);
  });

  it("name the selector of the message that ran, under DELEGATECALL too", async () => {
    const library = chain.deploy(addressOf(0xaaaa), assemble(4, "SLOAD"));
    const input = Uint8Array.of(0xa9, 0x05, 0x9c, 0xbb);
    const code = assemble(storingInMemory(input), 4, 0, 4, 0, library, 100_000, "DELEGATECALL");
    const { record } = await chain.run(code, { 4: 7 });
    assert.equal(slotOf(record, CONTRACT, 4)?.firstRead?.selector, "0xa9059cbb");
  });
});
