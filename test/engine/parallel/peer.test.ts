import assert from "node:assert/strict";
import { Peer } from "../../../plugin/engine/parallel/peer.ts";
import { ResultLog } from "../../../plugin/engine/parallel/result-log.ts";
import { SharedBlock } from "../../../plugin/engine/parallel/shared-block.ts";
import type { WriteSet } from "../../../plugin/engine/state/types.ts";
import { WorldState } from "../../../plugin/engine/state/world-state.ts";

const ACCOUNT = "a".repeat(20);
const SLOT = "s".repeat(32);
const NO_WRITES: WriteSet = { accounts: new Map(), slots: new Map(), codes: new Map() };
const TIMING = { worker: 2, start: 0, end: 1 };

function setting(value: number): WriteSet {
  return { ...NO_WRITES, slots: new Map([[ACCOUNT, new Map([[SLOT, Uint8Array.of(value)]])]]) };
}

describe("A peer of a block", () => {
  it("takes in what others publish of lower transactions later, and what comes in its place", async () => {
    const block = SharedBlock.create(4);
    const arenas = [1, 2, 3].map(() => new SharedArrayBuffer(4096));
    const other = new ResultLog(arenas, 2);
    const seen: (number | undefined)[] = [];
    const peer = new Peer({
      id: 1,
      block,
      log: new ResultLog(arenas, 1),
      base: new WorldState(),
      execute: async (_, view) => {
        seen.push(view.slot(ACCOUNT, SLOT)[0]);
        return {
          reads: { accounts: new Map(), slots: new Map() },
          writes: NO_WRITES,
          outcome: { kind: "invalid", reason: "invalid", message: "" },
        };
      },
    });
    assert.equal(block.claim(2), 0);
    const executeNext = async () => peer.speculate(peer.claim() as number);
    await executeNext();
    block.publish(0, other.appendWrites(setting(7), TIMING) as number);
    await executeNext();
    block.settle(0, other.appendWrites(setting(8), TIMING) as number);
    await executeNext();
    assert.deepEqual(seen, [undefined, 7, 8]);
  });
});
