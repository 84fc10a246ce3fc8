import assert from "node:assert/strict";
import { createTx, type TypedTxData } from "@ethereumjs/tx";
import { createZeroAddress } from "@ethereumjs/util";
import fc from "fast-check";
import { createEngineCommon } from "../../../plugin/engine/hardforks.ts";
import { asSent } from "../../../plugin/engine/transactions/as-sent.ts";
import { keepDataGas } from "../../../plugin/engine/transactions/data-gas.ts";

const rules = fc
  .constantFrom("berlin", "london", "shanghai", "prague", "osaka")
  .map((hardfork) => createEngineCommon({ chainId: 31337n, hardfork }));
const fields = fc.record({
  type: fc.constantFrom(0, 1, 2),
  to: fc.constantFrom(undefined, createZeroAddress()),
  data: fc.array(fc.constantFrom(0, 0, 1, 255), { maxLength: 300 }).map((bytes) => Uint8Array.from(bytes)),
  accessList: fc.array(
    fc.constant({ address: createZeroAddress().toString(), storageKeys: [`0x${"00".repeat(32)}`] }),
    {
      maxLength: 2,
    },
  ),
});

describe("The gas of a transaction's data", () => {
  it("is what @ethereumjs adds up byte by byte, and is left with nobody else's object", () => {
    fc.assert(
      fc.property(rules, fields, fc.boolean(), (common, { type, ...rest }, freeze) => {
        fc.pre(type !== 2 || common.isActivatedEIP(1559));
        const tx = createTx({ type, gasLimit: 10_000_000n, ...rest } as TypedTxData, { common, freeze });
        const sent = asSent({ tx, sender: createZeroAddress(), impersonated: false }, common);
        keepDataGas(sent, common);
        assert.equal(tx.cache.dataFee, undefined);
        assert.equal(sent.getDataGas(), tx.getDataGas());
        assert.equal(sent.getIntrinsicGas(), tx.getIntrinsicGas());
      }),
    );
  });
});
