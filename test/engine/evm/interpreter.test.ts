import assert from "node:assert/strict";
import { ALL_LEVERS, LEVERS, leversWithout } from "../../../plugin/engine/levers.ts";
import { assemble } from "../../helpers/assembly.ts";
import { addressOf, SingleTransactions } from "../../helpers/single-transactions.ts";

const CONTRACT = addressOf(0xc0de);
const GAS = Uint8Array.of(0x5a);

describe("The interpreter", function () {
  this.timeout(60_000);

  for (const [name, levers] of [
    ["with all levers", ALL_LEVERS],
    ["without any", leversWithout(...LEVERS)],
  ] as const) {
    it(`calls down to a depth of 1024, ${name}, from gas that numbers do not hold to gas that they do`, async () => {
      const chain = await SingleTransactions.create({ levers, transactionGasCap: false });
      // Counts its calls in slot 0 and calls itself with all it has.
      chain.deploy(CONTRACT, assemble(0, "SLOAD", 1, "ADD", 0, "SSTORE", 0, 0, 0, 0, 0, CONTRACT, GAS, "CALL", "STOP"));
      const { outcomes, record } = await chain.block([chain.transaction({ to: CONTRACT, gasLimit: 2n ** 42n })], {
        environment: chain.environment({ gasLimit: 2n ** 43n }),
      });
      assert.equal(outcomes[0]?.succeeded, true);
      const [slot] = record.transactions[0]?.storage ?? [];
      assert.equal(BigInt(slot?.after ?? 0), 1025n);
      await chain.engine.close();
    });
  }

  it("fails where there is a word too few or too many, also in operations that are done in one step", async () => {
    const chain = await SingleTransactions.create();
    const full = new Uint8Array(1024).fill(0x5f);
    // Memory that is paid for, so that an access to it may be done together with the push of its place.
    const paid = Uint8Array.of(0x5f, 0x51, 0x50);
    const cases: [string, ...(number | Uint8Array)[]][] = [
      ["stack underflow", 0x60, 3, 0x57, 0x5b],
      ["stack underflow", 0x61, 0, 4, 0x57, 0x5b],
      ["stack underflow", paid, 0x60, 0, 0x52],
      ["stack underflow", paid, 0x61, 0, 0, 0x52],
      ["stack underflow", 0x57],
      ["stack underflow", 0x56],
      ["stack underflow", 0x50],
      ["stack underflow", 0x5f, 0x01],
      ["stack underflow", 0x5f, 0x90],
      ["stack underflow", 0x5f, 0x81],
      ["stack underflow", 0x19],
      ["stack overflow", full, 0x5f],
      ["stack overflow", full, 0x60, 1],
      ["stack overflow", full, 0x80],
      ["stack overflow", full.subarray(3), paid, full.subarray(0, 3), 0x60, 0, 0x51],
      ["stack overflow", full, 0x61, 4, 4, 0x56, 0x5b],
    ];
    for (const [exception, ...parts] of cases) {
      const code = Buffer.concat(parts.map((part) => (typeof part === "number" ? Uint8Array.of(part) : part)));
      const { outcome } = await chain.run(code);
      assert.equal(outcome.exception, exception, code.toString("hex").slice(-16));
    }
    await chain.engine.close();
  });

  it("copies zeros from memory that nobody has written, however far", async () => {
    const chain = await SingleTransactions.create();
    const [MCOPY, MLOAD] = [Uint8Array.of(0x5e), Uint8Array.of(0x51)];
    const { record } = await chain.run(assemble(7, 0, "MSTORE", 32, 10_000, 0, MCOPY, 0, MLOAD, 0, "SSTORE"), { 0: 1 });
    assert.equal(BigInt(record.storage[0]?.after ?? -1), 0n);
    await chain.engine.close();
  });
});
