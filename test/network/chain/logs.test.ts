import assert from "node:assert/strict";
import type { BlockStore } from "../../../plugin/network/chain/block-store.ts";
import { findLogs } from "../../../plugin/network/chain/logs.ts";
import type { StoredBlock, StoredLog } from "../../../plugin/network/chain/stored-block.ts";

const LOGS = 200_000;

/** A chain of one block, which an unlimited gas limit lets hold any number of logs. */
function chainOf(logs: readonly StoredLog[]): BlockStore {
  const block = { number: 1n, receipts: [{ logs }] } as unknown as StoredBlock;
  return { lastNumber: 1n, withLogs: () => [block] } as unknown as BlockStore;
}

describe("The logs of a chain", () => {
  it("are found in order, also where one block has very many", () => {
    const logs = Array.from({ length: LOGS }, (_, logIndex): StoredLog => {
      return { address: "0x01", topics: [], data: "0x", logIndex, transactionIndex: 0 };
    });
    const criteria = { fromBlock: 0n, toBlock: undefined, addresses: new Set<never>(), topics: [] };
    const found = findLogs(chainOf(logs), criteria);
    assert.deepEqual([found.length, found[0]?.log.logIndex, found.at(-1)?.log.logIndex], [LOGS, 0, LOGS - 1]);
  });
});
