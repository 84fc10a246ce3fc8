import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Log, Result } from "sarif";

const SCHEMA = new URL("./schemas/sarif-2.1.0.json", import.meta.url);
const validate = new Ajv2020({ strictTypes: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(SCHEMA, "utf8")),
);

export function resultsOf(log: Log): readonly Result[] {
  return log.runs[0]?.results ?? [];
}

export function lineOf({ locations }: Pick<Result, "locations">): string {
  const place = locations?.[0]?.physicalLocation;
  return `${place?.artifactLocation?.uri}:${place?.region?.startLine}`;
}

/** What code scanning needs, and the schema does not ask for. */
export function assertUsable(log: Log): void {
  assert.ok(validate(log), JSON.stringify(validate.errors, undefined, 2));
  const rules = log.runs[0]?.tool.driver.rules ?? [];
  assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
  for (const rule of rules) assert.ok(rule.help?.text, rule.id);
  const fingerprints = new Set<string>();
  for (const result of resultsOf(log)) {
    assert.equal(rules[result.ruleIndex ?? -1]?.id, result.ruleId);
    const { uri = "", uriBaseId } = result.locations?.[0]?.physicalLocation?.artifactLocation ?? {};
    assert.equal(uriBaseId, "%SRCROOT%");
    const url = new URL(uri, "file:///repository/");
    assert.ok(url.href.startsWith("file:///repository/") && url.search === "" && url.hash === "", uri);
    const text = result.message.text ?? "";
    for (const [, id] of text.matchAll(/(?<!\\)\]\((.*?)\)/g)) {
      assert.ok(
        result.relatedLocations?.some((related) => String(related.id) === id),
        text,
      );
    }
    assert.doesNotMatch(text, /\{\d+\}/);
    fingerprints.add(Object.values(result.partialFingerprints ?? {}).join());
  }
  assert.equal(fingerprints.size, resultsOf(log).length);
}
