import { WHAT_IF_FORMAT, WHAT_IF_VERSION, type WhatIfJson } from "./answer-schemas.ts";
import { subjectJson, userJson } from "./json.ts";
import type { WhatIfAnswer } from "./what-if.ts";

/** The answer for other programs: `docs/what-if.schema.json` describes every field. */
export function renderWhatIfJson({ threads, model, removed, before, after, steps, findings }: WhatIfAnswer): string {
  const value: WhatIfJson = {
    format: WHAT_IF_FORMAT,
    version: WHAT_IF_VERSION,
    threads,
    model: model.name,
    removed: { variables: removed.variables.map(({ name }) => name), functions: [...removed.functions] },
    before,
    after,
    steps: steps.map((step) => ({
      variables: step.variables.map(({ variable: { name, source }, waiting }) => ({
        name,
        ...(source !== undefined && { source }),
        waiting,
      })),
      where: subjectJson(step.where),
      before: step.before,
      after: step.after,
      suite: step.suite,
    })),
    users: findings.users.map(userJson),
  };
  return JSON.stringify(value, undefined, 2);
}
