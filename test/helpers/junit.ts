import assert from "node:assert/strict";
import { XMLParser, XMLValidator } from "fast-xml-parser";

/** Well-formed, without what XML 1.0 cannot have, and with counts that are true. */
export function assertSoundJunit(xml: string): void {
  assert.equal(XMLValidator.validate(xml), true);
  assert.doesNotMatch(xml, /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u);
  const lists = ["testsuite", "testcase", "property"];
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    isArray: (name) => lists.includes(name),
  });
  const { testsuites } = parser.parse(xml);
  const cases = (testsuites.testsuite ?? []).flatMap((suite: { testcase: unknown[]; tests: string }) => {
    assert.equal(Number(suite.tests), suite.testcase.length);
    return suite.testcase;
  });
  assert.equal(Number(testsuites.tests), cases.length);
  assert.equal(
    Number(testsuites.failures),
    cases.filter((one: { failure?: unknown }) => one.failure !== undefined).length,
  );
  const known = ["name", "classname", "file", "line", "properties", "system-out", "failure", "skipped"];
  for (const one of cases) for (const field of Object.keys(one)) assert.ok(known.includes(field), field);
}
