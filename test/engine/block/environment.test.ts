import assert from "node:assert/strict";
import { createBlockHeader } from "@ethereumjs/block";
import { Address } from "@ethereumjs/util";
import * as fc from "fast-check";
import { completeHeader, executionHeader } from "../../../plugin/engine/block/environment.ts";
import { encodeHeader } from "../../../plugin/engine/block/header-hash.ts";
import { createEngineCommon, HARDFORKS } from "../../../plugin/engine/hardforks.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const environments = fc.record({
  number: fc.bigInt(0n, 2n ** 64n - 1n),
  parentHash: bytes(32),
  timestamp: fc.bigInt(0n, 2n ** 64n - 1n),
  gasLimit: fc.bigInt(5000n, 2n ** 62n),
  coinbase: bytes(20).map((address) => new Address(address)),
  mixHash: bytes(32),
});
const results = fc.record({
  stateRoot: bytes(32),
  transactionsTrie: bytes(32),
  receiptTrie: bytes(32),
  logsBloom: bytes(256),
  gasUsed: fc.bigInt(0n, 5000n),
});

describe("The complete header of a block", () => {
  for (const hardfork of HARDFORKS) {
    it(`is the one that @ethereumjs/block makes of all its fields under ${hardfork}`, () => {
      const common = createEngineCommon({ chainId: 31337n, hardfork });
      fc.assert(
        fc.property(environments, results, bytes(32), (environment, executed, root) => {
          const seen = executionHeader(environment, common);
          const before = encodeHeader(seen);
          seen.hash();
          const all = {
            ...executed,
            blobGasUsed: common.isActivatedEIP(4844) ? 131_072n : undefined,
            withdrawalsRoot: common.isActivatedEIP(4895) ? root : undefined,
            requestsHash: common.isActivatedEIP(7685) ? root : undefined,
          };
          const complete = completeHeader(seen, all);
          const options = { common, skipConsensusFormatValidation: true };
          const made = createBlockHeader({ ...environment, ...all }, options);
          assert.deepEqual(complete.toJSON(), made.toJSON());
          assert.deepEqual(complete.serialize(), made.serialize());
          assert.deepEqual(complete.hash(), made.hash());
          assert.ok(Object.isFrozen(complete));
          assert.deepEqual(encodeHeader(seen), before);
        }),
        { numRuns: 20 },
      );
    });
  }
});
