import assert from "node:assert/strict";
import { bytesToHex } from "@ethereumjs/util";
import { describeWithCorpora } from "../helpers/corpora.ts";
import { blockInput, engineBefore, mainnetBlockNumbers, readMainnetBlock } from "../helpers/mainnet-blocks.ts";

describeWithCorpora("Blocks of Ethereum mainnet, executed one by one", function (corpora) {
  this.timeout(120_000);

  for (const number of mainnetBlockNumbers(corpora)) {
    it(`give what the header of ${number} says, and what plain runBlock gives`, async () => {
      const recorded = readMainnetBlock(corpora, number);
      const engine = await engineBefore(recorded, { verify: true });
      const { block, outcomes } = await engine.executeBlock(blockInput(recorded, engine.common));
      const { header } = block;
      assert.equal(header.gasUsed, BigInt(recorded.header.gasUsed as string));
      assert.equal(bytesToHex(header.logsBloom), recorded.header.logsBloom);
      assert.equal(bytesToHex(header.transactionsTrie), recorded.header.transactionsRoot);
      // Receipts before Byzantium contain roots of the whole state, of which the file has a part.
      const wholeReceipts = engine.common.gteHardfork("byzantium");
      if (wholeReceipts) assert.equal(bytesToHex(header.receiptTrie), recorded.header.receiptsRoot);
      for (const field of ["withdrawalsRoot", "requestsHash"] as const) {
        const value = header[field];
        assert.equal(value === undefined ? undefined : bytesToHex(value), recorded.header[field]);
      }
      assert.equal(outcomes.length, recorded.transactions.length);
      await engine.close();
    });
  }
});
