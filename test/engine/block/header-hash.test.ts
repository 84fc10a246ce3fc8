import assert from "node:assert/strict";
import { createBlockHeader } from "@ethereumjs/block";
import * as fc from "fast-check";
import { encodeHeader, hashHeader } from "../../../plugin/engine/block/header-hash.ts";
import { createEngineCommon, HARDFORKS } from "../../../plugin/engine/hardforks.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const number = fc.oneof(fc.bigInt(0n, 300n), fc.bigInt(0n, 2n ** 64n - 1n), fc.constant(2n ** 53n));
const fields = fc.record({
  parentHash: bytes(32),
  coinbase: bytes(20),
  stateRoot: bytes(32),
  logsBloom: bytes(256),
  number,
  gasLimit: fc.bigInt(5000n, 2n ** 62n),
  timestamp: number,
  extraData: fc.uint8Array({ maxLength: 32 }),
  mixHash: bytes(32),
});
const later = fc.record({
  baseFeePerGas: number,
  blobGasUsed: number,
  excessBlobGas: number,
  parentBeaconBlockRoot: bytes(32),
});

describe("The RLP of a header, and its hash", () => {
  for (const hardfork of HARDFORKS) {
    it(`are those of @ethereumjs/block under ${hardfork}`, () => {
      const common = createEngineCommon({ chainId: 31337n, hardfork });
      const options = { common, skipConsensusFormatValidation: true };
      fc.assert(
        fc.property(fields, later, (fields, { baseFeePerGas, ...blobs }) => {
          const all = {
            ...fields,
            ...(common.isActivatedEIP(1559) ? { baseFeePerGas } : {}),
            ...(common.isActivatedEIP(4844) ? blobs : {}),
          };
          const hashed = createBlockHeader(all, options);
          hashHeader(hashed);
          assert.deepEqual(hashed.hash(), createBlockHeader(all, options).hash());
          assert.deepEqual(encodeHeader(hashed), hashed.serialize());
        }),
        { numRuns: 20 },
      );
    });
  }
});
