import type { Log, Notification, Result } from "sarif";
import { generatorName } from "../record/generator.ts";
import type { Findings } from "./findings.ts";
import { jsonText } from "./json-text.ts";
import type { RenderOptions } from "./renderer.ts";
import { ROOT } from "./sarif-locations.ts";
import { resultsOf } from "./sarif-results.ts";
import { rulesNamed } from "./sarif-rules.ts";
import { isDeployment } from "./variable-table.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/**
 * The report as SARIF 2.1.0, for code scanning: one result for each line that writes what transactions wait for, with
 * the lines that read it and the declaration beside it. That calls wait for the deployment of what they call is none.
 */
export function renderSarif(findings: Findings, { locate = (file) => file }: Pick<RenderOptions, "locate">): string {
  const [name = "", semanticVersion = ""] = generatorName().split(" ");
  const results: Result[] = [];
  const placeless: Notification[] = [];
  for (const finding of findings.variables.filter(({ variable }) => !isDeployment(variable))) {
    for (const reported of resultsOf(finding, findings, locate)) {
      if ("text" in reported) placeless.push({ level: "note", message: { text: reported.text } });
      else results.push(reported);
    }
  }
  const rules = rulesNamed(new Set(results.flatMap(({ ruleId }) => ruleId ?? [])));
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  const log: Log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name, semanticVersion, rules } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [ROOT]: { description: { text: "The root of the repository" } } },
        invocations: [
          { executionSuccessful: true, ...(placeless.length > 0 && { toolExecutionNotifications: placeless }) },
        ],
        results: results.map((result) => ({ ...result, ruleIndex: indexOf.get(result.ruleId ?? "") ?? -1 })),
      },
    ],
  };
  return jsonText(log);
}
