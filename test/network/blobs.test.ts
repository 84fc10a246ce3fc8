import assert from "node:assert/strict";
import { computeVersionedHash } from "@ethereumjs/util";
import type { Hex } from "../../plugin/engine/access/types.ts";
import { type Blob, type BlobFields, blobTransaction, GENERATOR, ONE, powerBlob, ZERO } from "./helpers/blobs.ts";
import { ALICE, BothNetworks, NOBODY, START } from "./helpers/both.ts";

/** Stores the hash of the first blob, the price of blob gas, and the hash of a second blob. */
const LOOKING = "0x5f495f554a600155600149600255";
const ETHER = 10n ** 18n;
/** In tests that compare transactions: `INVALID` is met before anything is stored. */
const FAILING = "0x5f49fe";

describe("blob transactions, as on Hardhat's network", function () {
  this.timeout(120_000);

  for (const hardfork of ["cancun", "prague", "osaka"]) {
    describe(`of ${hardfork}`, () => {
      let networks: BothNetworks;
      let snapshots: [stock: unknown, ours: unknown];
      before(async () => {
        networks = await BothNetworks.traced({ hardfork });
        await networks.result("hardhat_setCode", NOBODY, LOOKING);
        // A slow test must not get blocks of another time.
        await networks.result("evm_setNextBlockTimestamp", START + 1_000);
        await networks.result("hardhat_mine", "0x1");
      });
      after(() => networks.close());
      beforeEach(async () => {
        snapshots = await networks.each("evm_snapshot");
      });
      afterEach(async () => {
        await networks.stock.request({ method: "evm_revert", params: [snapshots[0]] });
        await networks.ours.request("evm_revert", [snapshots[1]]);
      });

      const send = (blobs: readonly Blob[], fields: BlobFields = {}) =>
        networks.result("eth_sendRawTransaction", blobTransaction(blobs, fields));

      async function compareAll(hash: unknown): Promise<void> {
        await networks.result("eth_getTransactionByHash", hash);
        await networks.result("eth_getTransactionReceipt", hash);
        await networks.result("eth_getBlockByNumber", "latest", true);
        await networks.result("eth_blobBaseFee");
        await networks.result("debug_traceTransaction", hash, { tracer: "callTracer" });
        await networks.result("debug_traceTransaction", hash, { tracer: "prestateTracer" });
      }

      for (const [title, blobs] of [
        ["one blob", [ONE]],
        ["two blobs", [ZERO, ONE]],
        ["six blobs", [ZERO, ZERO, ONE, ZERO, ONE, ZERO]],
      ] as const) {
        it(`mines a transaction of ${title}, with the same hash, receipt, block and traces`, async () => {
          await compareAll(await send(blobs, { to: NOBODY }));
          for (const slot of ["0x0", "0x1", "0x2"]) await networks.result("eth_getStorageAt", NOBODY, slot);
        });
      }

      it("lets the sender pay for gas, blobs and value", async () => {
        await send([ZERO, ZERO], { value: ETHER });
        await networks.result("eth_getBalance", ALICE);
      });

      it("moves the price of blob gas by what blocks use, and shows it to calls", async () => {
        const full = new Array<Blob>(6).fill(ZERO);
        for (let nonce = 0n; nonce < 9n; nonce++) await send(full, { nonce });
        await networks.result("eth_getBlockByNumber", "latest", false);
        await networks.result("eth_blobBaseFee");
        await networks.result("eth_call", { from: ALICE, data: "0x4a5f5260205ff3" }, "latest");
        await networks.result("eth_call", { from: ALICE, data: "0x4a5f5260205ff3" }, "0x2");
        await compareAll(await send([ZERO], { nonce: 9n, to: NOBODY }));
        await networks.result("eth_getStorageAt", NOBODY, "0x1");
        await networks.error("eth_sendRawTransaction", blobTransaction([ZERO], { nonce: 10n, maxFeePerBlobGas: 0n }));
        await networks.result("evm_mine");
        await networks.result("eth_getBlockByNumber", "latest", false);
        await networks.result("eth_feeHistory", "0x5", "latest", [50]);
      });

      it("explains a transaction that fails, and traces it", async () => {
        await networks.result("hardhat_setCode", NOBODY, FAILING);
        const { transactionHash } = await networks.error(
          "eth_sendRawTransaction",
          blobTransaction([ONE], { to: NOBODY }),
        );
        await compareAll(transactionHash);
      });

      it("tells filters and subscribers of it", async () => {
        const ids = await networks.each("eth_newPendingTransactionFilter");
        const hash = await send([ZERO]);
        assert.deepEqual(await networks.stock.request({ method: "eth_getFilterChanges", params: [ids[0]] }), [hash]);
        assert.deepEqual(await networks.ours.request("eth_getFilterChanges", [ids[1]]), [hash]);
      });

      const wrong: Record<string, readonly [blobs: readonly Blob[], fields?: BlobFields]> = {
        "a proof of another blob": [[{ ...ONE, proof: GENERATOR }]],
        "a commitment to another blob": [[{ ...ONE, commitment: ZERO.commitment }]],
        "a proof that is no point": [[{ ...ONE, proof: `0x${"11".repeat(48)}` }]],
        "a proof that is too short": [[{ ...ONE, proof: `0x${"11".repeat(47)}` }]],
        "a commitment that is too long": [[{ ...ONE, commitment: `${ONE.commitment}00` }]],
        "a blob that is too short": [[{ ...ZERO, blob: `0x${"00".repeat(32)}` }]],
        "a blob of numbers above the field": [[{ ...ZERO, blob: `0x${"ff".repeat(131_072)}` }]],
        "the hash of another commitment": [[ONE], { hashes: hashesOf([ZERO]) }],
        "a hash of another version": [[ONE], { hashes: [`0x02${"00".repeat(31)}`] }],
        "a hash that is too short": [[ONE], { hashes: [`0x01${"00".repeat(30)}`] }],
        "more hashes than blobs": [[ZERO], { hashes: hashesOf([ZERO, ZERO]) }],
        "fewer hashes than blobs": [[ZERO, ZERO], { hashes: hashesOf([ZERO]) }],
        "no blobs": [[]],
        "more blobs than a block holds": [new Array<Blob>(10).fill(ZERO)],
        "no receiver": [[ZERO], { to: "0x" }],
        "another chain": [[ZERO], { chainId: 1n }],
        "a nonce that is too high": [[ZERO], { nonce: 5n }],
        "a fee for blobs below their price": [[ZERO], { maxFeePerBlobGas: 0n }],
        "a fee for blobs below their price, and a wrong nonce": [[ZERO], { maxFeePerBlobGas: 0n, nonce: 5n }],
        "a fee below the base fee": [[ZERO], { maxFeePerGas: 1n, maxPriorityFeePerGas: 1n }],
        "a tip above the fee": [[ZERO], { maxFeePerGas: 1_000_000_000n, maxPriorityFeePerGas: 1_000_000_001n }],
        "blobs that the sender cannot pay": [[ZERO], { maxFeePerBlobGas: 10n ** 20n }],
        "a value that the sender cannot pay": [[ZERO], { value: 10n ** 24n }],
        "too little gas": [[ZERO], { gasLimit: 20_000n }],
        "more gas than a block has": [[ZERO], { gasLimit: 70_000_000n }],
        ...(hardfork === "osaka" ? { "more gas than the cap": [[ZERO], { gasLimit: 20_000_000n }] } : {}),
      };
      for (const [title, [blobs, fields]] of Object.entries(wrong)) {
        it(`refuses ${title}`, () => networks.error("eth_sendRawTransaction", blobTransaction(blobs, fields)));
      }

      it("refuses a nonce that is too low", async () => {
        await send([ZERO]);
        await networks.error("eth_sendRawTransaction", blobTransaction([ZERO]));
      });
      it("refuses a transaction without its blobs", () =>
        networks.error("eth_sendRawTransaction", blobTransaction([ZERO], {}, "none")));
      for (const raw of ["0x03", "0x0380", "0x03c0", "0x03f8", "0x03c1c0", "0x03c3808080", "0x03c480808080"]) {
        it(`refuses ${raw}, which is no transaction`, () => networks.error("eth_sendRawTransaction", raw));
      }

      it("refuses blobs while transactions wait to be mined", async () => {
        await networks.result("evm_setAutomine", false);
        await networks.error("eth_sendRawTransaction", blobTransaction([ZERO]));
        await networks.result("evm_setAutomine", true);
      });
    });
  }

  it("executes them as plain EthereumJS does, on any number of threads", async () => {
    const engine = { verify: true, workers: 2, minParallelTransactions: 1 };
    const networks = await BothNetworks.create({}, {}, engine);
    try {
      await networks.result("hardhat_setCode", NOBODY, LOOKING);
      await networks.result("eth_sendRawTransaction", blobTransaction([ONE, ZERO], { to: NOBODY }));
      const cells = blobTransaction([ONE], { to: NOBODY, nonce: 1n }, "cells");
      await networks.ours.request("eth_sendRawTransaction", [cells]);
      const block = (await networks.ours.request("eth_getBlockByNumber", ["latest", false])) as { blobGasUsed: string };
      assert.equal(block.blobGasUsed, "0x20000");
    } finally {
      await networks.close();
    }
  });

  it("shows them for ever, and traces them while it keeps their blobs", async () => {
    const networks = await BothNetworks.traced();
    try {
      const hash = await networks.result("eth_sendRawTransaction", blobTransaction([ONE]));
      for (let block = 0; block < 130; block++) await networks.result("evm_mine");
      await networks.result("eth_getTransactionByHash", hash);
      await networks.result("eth_getTransactionReceipt", hash);
      await assert.rejects(networks.ours.request("debug_traceTransaction", [hash]), /blobs are not kept any more/);
    } finally {
      await networks.close();
    }
  });

  it("proves any blob with a real KZG", async () => {
    const networks = await BothNetworks.traced();
    try {
      const blob = powerBlob();
      await networks.result("eth_sendRawTransaction", blobTransaction([blob]));
      await networks.error("eth_sendRawTransaction", blobTransaction([{ ...blob, proof: GENERATOR }], { nonce: 1n }));
    } finally {
      await networks.close();
    }
  });

  it("refuses proofs of cells before Osaka", async () => {
    const networks = await BothNetworks.create({ hardfork: "prague" });
    try {
      await networks.error("eth_sendRawTransaction", blobTransaction([ONE], {}, "cells"));
    } finally {
      await networks.close();
    }
  });
});

describe("blob transactions with proofs of cells (EIP-7594), which Hardhat's network takes none of", function () {
  this.timeout(120_000);
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.traced();
    await networks.result("hardhat_setCode", NOBODY, LOOKING);
  });
  after(() => networks.close());

  it("are mined and traced as those with proofs of blobs are there", async () => {
    const blobs = [powerBlob(), ONE];
    const fields = { to: NOBODY as Hex };
    await networks.each("evm_setNextBlockTimestamp", START + 10);
    const stock = await networks.stock.request({
      method: "eth_sendRawTransaction",
      params: [blobTransaction(blobs, fields)],
    });
    const ours = await networks.ours.request("eth_sendRawTransaction", [blobTransaction(blobs, fields, "cells")]);
    assert.equal(ours, stock);
    await networks.result("eth_getTransactionByHash", ours);
    await networks.result("eth_getTransactionReceipt", ours);
    await networks.result("eth_getBlockByNumber", "latest", true);
    for (const slot of ["0x0", "0x1", "0x2"]) await networks.result("eth_getStorageAt", NOBODY, slot);
    for (const tracer of ["callTracer", "prestateTracer", "flatCallTracer", "4byteTracer"]) {
      await networks.result("debug_traceTransaction", ours, { tracer });
    }
    await networks.result("debug_traceTransaction", ours);
  });

  for (const [title, blob] of Object.entries({
    "a proof of another blob": { ...ONE, cellProof: GENERATOR },
    "a commitment to another blob": { ...ONE, commitment: ZERO.commitment },
    "a proof that is no point": { ...ONE, cellProof: `0x${"11".repeat(48)}` as Hex },
  })) {
    it(`are refused with ${title}`, async () => {
      await assert.rejects(networks.ours.request("eth_sendRawTransaction", [blobTransaction([blob], {}, "cells")]), {
        code: -32602,
        message: "Failed to RLP decode Eip4844PooledTransaction.",
      });
    });
  }
});

/** Hashes of the blobs' commitments. */
function hashesOf(blobs: readonly Blob[]): readonly Hex[] {
  return blobs.map(({ commitment }) => computeVersionedHash(commitment, 1));
}
