import assert from "node:assert/strict";
import fc from "fast-check";
import { StateHistory } from "../../../plugin/network/chain/history.ts";

interface Entry {
  readonly block: bigint;
  version: number;
  readonly transactions: readonly number[];
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("append" as const), gap: fc.nat(2), transactions: fc.nat(3) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("set" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("revert" as const), back: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("prune" as const), share: fc.nat(100) }) },
);

describe("The versions of the state by block", () => {
  it("are those of a list of blocks that is looked through, whatever is appended, taken back and forgotten", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(400), (steps, before) => {
        const history = new StateHistory();
        let version = 0;
        let block = 0n;
        history.set(block, version);
        let entries: Entry[] = [{ block, version, transactions: [] }];
        const append = (transactions: number) => {
          const versions = Array.from({ length: transactions }, () => version++);
          version += 1;
          history.append(block, version, versions);
          entries.push({ block, version, transactions: versions.length > 1 ? versions : [] });
        };
        // More than there is room for at first.
        for (let i = 0; i < before; i++) {
          block += 1n;
          append(1);
        }
        for (const each of steps) {
          if (each.kind === "append") {
            block += 1n + BigInt(each.gap);
            append(each.transactions);
          } else if (each.kind === "set") {
            version++;
            history.set(block, version);
            const last = entries.at(-1);
            if (last?.block === block) last.version = version;
            else entries.push({ block, version, transactions: [] });
          } else if (each.kind === "revert") {
            const target = entries.at(-1 - each.back);
            if (target === undefined) continue;
            block = target.block;
            version = target.version;
            history.revertTo(block, version);
            entries = entries.filter((entry) => entry.block <= block);
          } else {
            const oldest = entries[Math.floor(((entries.length - 1) * each.share) / 100)];
            if (oldest === undefined) continue;
            history.prune(oldest.version);
            entries = entries.filter((entry) => entry.version >= oldest.version);
          }
        }
        const at = (number: bigint) => entries.findLast((entry) => entry.block <= number);
        for (let number = (entries[0]?.block ?? 0n) - 2n; number <= block + 2n; number++) {
          assert.equal(history.versionAt(number), at(number)?.version);
          const parent = at(number - 1n)?.version;
          const own = entries.find((entry) => entry.block === number)?.transactions;
          for (const transaction of [0, 1, 2]) {
            const expected = parent === undefined ? undefined : (own?.[transaction] ?? parent);
            assert.equal(history.versionBefore(number, transaction), expected);
          }
        }
      }),
    );
  });
});
