import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { CONFLICT_KINDS } from "../../plugin/analysis/conflicts.ts";
import { type BlockLevels, blockLevels } from "../../plugin/analysis/levels.ts";
import { MODEL_NAMES } from "../../plugin/analysis/models/target.ts";
import { findBlockFiles } from "../../plugin/replay/find-files.ts";
import { type ReplayedBlock, replayFiles } from "../../plugin/replay/replay.ts";
import { summariseBlock } from "../../plugin/replay/summary.ts";
import { describeWithCorpora } from "../helpers/corpora.ts";

describeWithCorpora("mainnet blocks", function (corpora) {
  this.timeout(600_000);
  const directory = join(corpora, "mainnet");
  const text = readFileSync(join(directory, "reference.json"), "utf8");
  const reference = new Map(
    (JSON.parse(text) as { blocks: BlockLevels[] }).blocks.map((block) => [block.number, block]),
  );

  for (const [workers, verify] of [
    [1, false],
    [2, true],
    [4, false],
  ] as const) {
    const how = `on ${workers} threads${verify ? ", verified" : ""}`;
    it(`come out as their headers say and with the public reference's figures, ${how}`, async () => {
      const { files } = await findBlockFiles([directory]);
      assert.equal(files.length, reference.size);
      for await (const outcome of replayFiles(files, { workers, verify })) {
        const file = basename(outcome.file);
        assert.equal(outcome.kind, "replayed", outcome.kind === "failed" ? `${file}: ${outcome.error.stack}` : "");
        assert.deepEqual(outcome.differences, [], file);
        const { mode, reason } = outcome.record.execution;
        const inParallel = workers > 1 && reason !== "small" && reason !== "hardfork";
        assert.equal(mode, inParallel ? "parallel" : "sequential", `${file}: ${reason}`);
        const levels = blockLevels(outcome.record);
        assert.deepEqual(levels, reference.get(levels.number), file);
        if (workers === 1) assertModels(outcome);
      }
    });
  }
});

/** Kinds of conflicts, hot keys and every execution model are there, within their bounds. */
function assertModels(outcome: ReplayedBlock): void {
  const { number, totalGas, metrics, models, conflicts } = summariseBlock(outcome);
  const waitsOf = ({ raw, rmw, commutative }: typeof conflicts.kinds) => raw + rmw + commutative;
  assert.deepEqual(Object.keys(conflicts.kinds), [...CONFLICT_KINDS], `${number}`);
  const waits = conflicts.hotKeys.map((key) => key.waits);
  assert.deepEqual(
    waits,
    conflicts.hotKeys.map(({ kinds }) => waitsOf(kinds)),
  );
  assert.deepEqual(
    waits,
    waits.toSorted((a, b) => b - a),
  );
  assert.ok(
    waits.every((count) => count > 0),
    `${number}`,
  );
  const hot = waits.reduce((sum, count) => sum + count, 0);
  // The ten hottest: fewer only where that is all.
  assert.ok(waits.length === 10 ? hot <= waitsOf(conflicts.kinds) : hot === waitsOf(conflicts.kinds), `${number}`);
  assert.deepEqual(Object.keys(models), [...MODEL_NAMES]);
  for (const [name, curve] of Object.entries(models)) {
    for (const [threads, { makespan, speedup }] of Object.entries(curve)) {
      assert.ok(makespan * Number(threads) >= totalGas, `${number} ${name}`);
      assert.ok(name !== "ideal" || speedup === metrics.speedup[threads], `${number} ${name}`);
      const keepsOrder = ["ideal", "block-stm", "two-phase", "locks"].includes(name);
      assert.ok(!keepsOrder || makespan >= metrics.criticalPathGas, `${number} ${name}`);
    }
  }
}
