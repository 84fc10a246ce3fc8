import { CATALOGUE } from "../../plugin/advice/catalogue.ts";
import type { CheckFindings, ConflictCause } from "../../plugin/report/check.ts";

/** What checks find, by hand; with any name in every place that shows names. */

function causeOn(name: string, file: string): ConflictCause {
  return {
    variable: { index: 0, kind: "slot", name, members: [], source: { file, line: 12 } },
    functions: [name, name],
    waits: 7,
    places: [{ read: { file, line: 42, function: name }, written: { file, line: 43, function: name }, waits: 7 }],
    advice: CATALOGUE.filter(({ id }) => id === "global-counter").map((remedy) => ({ remedy, confidence: "high" })),
  };
}

const NOTHING = { worse: [], slower: [], better: [], faster: [], added: [], absent: [] } as const;
const SNAPSHOT = { file: ".parallel-snapshot.json", tolerance: 0.05, facts: 4 } as const;

/** Everything is wrong. */
export function failedCheck(name = "Vault.deposit", file = "contracts/Vault.sol"): CheckFindings {
  const cause = causeOn(name, file);
  const subject = { kind: "function", name } as const;
  return {
    passed: false,
    budgets: [
      {
        subject,
        origin: { kind: "comment", file, line: 40 },
        limit: { rule: "noConflictsWith", value: 0, partners: [name, "Vault.redeem"] },
        actual: 7,
        passed: false,
        excess: 1,
        causes: [cause],
      },
      {
        subject: { kind: "test", name, file },
        origin: { kind: "config", field: `parallel.budgets["test: ${name}"].minSpeedup` },
        limit: { rule: "minSpeedup", value: 4, threads: 8, model: "ideal", reachable: 8 },
        actual: 1.25,
        passed: false,
        excess: 0.6875,
        causes: [cause, { ...cause, functions: [name, "Vault.redeem"], places: [] }],
      },
      {
        subject,
        origin: { kind: "config", field: `parallel.budgets["${name}"].maxConflictRate` },
        limit: { rule: "maxConflictRate", value: 0.1 },
        actual: 0.05,
        passed: true,
        excess: 0,
        causes: [],
      },
    ],
    snapshot: {
      ...SNAPSHOT,
      ...NOTHING,
      state: "compared",
      worse: [
        {
          ...cause,
          change: "grown",
          before: 3,
          tests: [
            { title: name, before: 3, waits: 6 },
            { title: "another test", before: 0, waits: 1 },
          ],
          speedup: { threads: 8, before: 4, now: 1.2, without: 7.6 },
        },
      ],
      slower: [{ title: name, threads: 8, before: 4, now: 3 }],
      better: [{ name, before: 5, waits: 1 }],
      added: [name],
    },
  };
}

export function passedCheck(): CheckFindings {
  const { budgets } = failedCheck();
  return {
    passed: true,
    budgets: budgets.filter(({ passed }) => passed),
    snapshot: { ...SNAPSHOT, ...NOTHING, state: "compared" },
  };
}

export function checkWithoutSnapshot(): CheckFindings {
  return { passed: true, budgets: [], snapshot: { ...SNAPSHOT, ...NOTHING, facts: 0, state: "missing" } };
}
