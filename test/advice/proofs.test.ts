import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { MEASURED } from "../../plugin/advice/measured.ts";
import type { Measurement } from "../../plugin/advice/measurement.ts";
import type { KeyRow, RunRecord } from "../../plugin/record/types.ts";
import { type Findings, findingsOf } from "../../plugin/report/findings.ts";
import { Ground } from "./ground.ts";
import { measurementOf, type Outcome, provingProject, runCase } from "./measure.ts";
import { measuredSource } from "./measured-source.ts";
import { PROOFS } from "./proofs/proofs.ts";

/** Remedies where nobody waits before them either: each is there to say so. */
const HARMLESS: readonly string[] = ["reentrancy-guard", "read-only-guards"];

/** Ids of the remedies that the findings give for a variable. */
function adviceOn({ variables, harmless }: Findings, name: string): string[] {
  const ranked = variables.filter(({ variable }) => variable.name === name).flatMap(({ advice }) => advice);
  const shared = harmless.filter(({ variable }) => variable.name === name).map(({ advice }) => advice);
  return [...ranked, ...shared].map(({ remedy }) => remedy.id);
}

/** Ids of all remedies that the findings give. */
function allAdvice({ variables, harmless }: Findings): string[] {
  const advice = [...variables.flatMap((variable) => variable.advice), ...harmless.map((shared) => shared.advice)];
  return advice.map(({ remedy }) => remedy.id);
}

/** The record with all variables under names that say nothing, and no word of base contracts. */
function withoutNames(record: RunRecord): RunRecord {
  const names = new Map<string, string>();
  const anonymous = (variable: string): string => {
    const name = names.get(variable) ?? `C.v${names.size}`;
    names.set(variable, name);
    return name + (variable.match(/\[\*\]/g) ?? []).join("");
  };
  const keys = record.keys.map((key): KeyRow => {
    const members = key.members.map(({ declaredIn: _, source: __, variable, name, ...member }) => {
      const keyed = /\[.*\]/.exec(name)?.[0] ?? "";
      return { ...member, variable: anonymous(variable), name: `${anonymous(variable)} ${keyed}` };
    });
    return { ...key, members };
  });
  return { ...record, keys };
}

/** What is said without names, where that is not the same: nothing, or what helps as well. */
const WITHOUT_NAMES: Readonly<Record<string, readonly string[]>> = {
  "erc721-enumerable": ["shared-array"],
  "reward-accumulator": ["global-counter"],
  "relayer-nonces": [],
  "interest-index": [],
  "reentrancy-guard": [],
  "read-only-guards": [],
};

describe("The remedies, on the same traffic before and after", function () {
  this.timeout(300_000);

  let ground: Ground;
  const measured = new Map<string, Measurement[]>();

  before(async () => {
    ground = await Ground.create(provingProject());
  });

  after(async () => {
    await ground.close();
  });

  for (const { id, variable, cases } of PROOFS) {
    describe(id, () => {
      const outcomes: Outcome[][] = [];

      before(async () => {
        for (const proof of cases) {
          const ran = await runCase(ground, proof);
          outcomes.push([...ran]);
          measured.set(id, [...(measured.get(id) ?? []), measurementOf(proof, ran)]);
        }
      });

      it("does the same as before", () => {
        for (const [first, ...others] of outcomes) {
          for (const other of others) assert.deepEqual(other.observed, first?.observed);
        }
      });

      it("is recognised by what the contract before it does, on the variable that it is for", () => {
        for (const [index, [first]] of outcomes.entries()) {
          const name = cases[index]?.variable ?? variable;
          assert.deepEqual(adviceOn((first as Outcome).findings, name), [id]);
        }
      });

      it("is recognised without names as far as that goes, and nothing else in its place that would not help", () => {
        const expected = WITHOUT_NAMES[id] ?? [id];
        for (const [first] of outcomes) {
          const advice = allAdvice(findingsOf(withoutNames((first as Outcome).record)));
          assert.deepEqual([...new Set(advice)], expected);
        }
      });

      if (HARMLESS.includes(id)) {
        it("is about something that makes nobody wait", () => {
          for (const [first] of outcomes) assert.equal(first?.figures.waits, 0);
        });
      } else {
        it("makes transactions wait less, and raises the ceiling", () => {
          for (const [first, ...others] of outcomes.map((ran) => ran.map(({ figures }) => figures))) {
            assert.ok(first !== undefined && others.length > 0);
            for (const other of others) {
              assert.equal(other.transactions, first.transactions);
              assert.ok(other.waits < first.waits, `${other.contract}: ${other.waits} of ${first.waits} waits`);
              assert.ok(other.ceiling > first.ceiling);
              assert.ok(other.waves < first.waves);
            }
          }
        });

        it("is not recommended once more after it", () => {
          for (const [, second] of outcomes) assert.ok(!allAdvice((second as Outcome).findings).includes(id));
        });
      }
    });
  }

  describe("all together", () => {
    it("run guarded calls at once where what is stored is locked, if the reentrancy guard is transient", () => {
      const [before, after] = measured.get("reentrancy-guard")?.[0]?.rows ?? [];
      assert.deepEqual([before?.locks, after?.locks], [1, 16]);
    });

    it("leave sums to chains that add without reading: there nobody waits for one", () => {
      const [before] = measured.get("global-counter")?.[0]?.rows ?? [];
      assert.equal(before?.ceiling, 1);
      assert.ok((before?.delta ?? 0) > 10);
    });

    it("are shown with the figures that were measured", () => {
      const file = new URL("../../plugin/advice/measured.ts", import.meta.url);
      if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, measuredSource(measured));
      else assert.deepEqual(MEASURED, measured);
      assert.equal(readFileSync(file, "utf8"), measuredSource(measured));
    });
  });
});
