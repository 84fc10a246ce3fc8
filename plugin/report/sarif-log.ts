import { createHash } from "node:crypto";
import type { Log, Notification, ReportingDescriptor, Result } from "sarif";
import { generatorName } from "../record/generator.ts";
import { jsonText } from "./json-text.ts";
import { ROOT } from "./sarif-locations.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** Changes with any change of what results are recognised by. */
const FINGERPRINT = "hardhatParallelConflict/v1";

/** A result, or where not even a file is known, only what it says. */
export type Reported = Result | { readonly text: string };

/** By what a result is known again when its line has moved. @param identity Of the result among those of one run. */
export function fingerprint(identity: string): Record<string, string> {
  return { [FINGERPRINT]: createHash("sha256").update(identity).digest("hex") };
}

/**
 * A log of SARIF 2.1.0 with one run.
 *
 * @param reported What has no file is a notification of the tool.
 * @param rules Of these, those that results have.
 * @param level Of notifications.
 */
export function sarifText(
  reported: readonly Reported[],
  rules: readonly ReportingDescriptor[],
  level: NonNullable<Notification["level"]>,
): string {
  const [name = "", semanticVersion = ""] = generatorName().split(" ");
  const results: Result[] = [];
  const placeless: Notification[] = [];
  for (const one of reported) {
    if ("text" in one) placeless.push({ level, message: { text: one.text } });
    else results.push(one);
  }
  const used = rules.filter(({ id }) => results.some(({ ruleId }) => ruleId === id));
  const indexOf = new Map(used.map(({ id }, index) => [id, index]));
  const log: Log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name, semanticVersion, rules: used } },
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
