import type { Findings } from "./findings.ts";
import type { RenderOptions } from "./renderer.ts";
import { sarifText } from "./sarif-log.ts";
import { resultsOf } from "./sarif-results.ts";
import { conflictRules } from "./sarif-rules.ts";
import { isDeployment } from "./variable-table.ts";

/**
 * The report as SARIF 2.1.0, for code scanning: one result for each line that writes what transactions wait for, with
 * the lines that read it and the declaration beside it. That calls wait for the deployment of what they call is none.
 */
export function renderSarif(findings: Findings, { locate = (file) => file }: Pick<RenderOptions, "locate">): string {
  const reported = findings.variables
    .filter(({ variable }) => !isDeployment(variable))
    .flatMap((finding) => resultsOf(finding, findings, locate));
  return sarifText(reported, conflictRules(), "note");
}
