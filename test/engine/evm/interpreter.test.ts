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
});
