import { shortName } from "./short-name.ts";
import { type XmlElement, xmlRoot, xmlText } from "./xml.ts";

/** A test case as readers of JUnit files know it. */
export interface TestCase {
  readonly name: string;
  /** What it belongs to; readers group by it. */
  readonly group: string;
  /** Project-relative. */
  readonly file?: string;
  readonly line?: number;
  readonly properties?: Readonly<Record<string, string | number>>;
  /** What it found out, line by line. */
  readonly output?: readonly string[];
  /** Why it failed: a sentence, and the lines that go with it. Absent when it passed. */
  readonly failure?: { readonly type: string; readonly message: string; readonly lines: readonly string[] };
  /** Why it could not be done. */
  readonly skipped?: string;
}

export interface TestSuite {
  readonly name: string;
  readonly cases: readonly TestCase[];
}

/** JUnit XML, as Jenkins, GitLab and most others read it. No times: gas is the clock of all that is in it. */
export function junitText(suites: readonly TestSuite[]): string {
  const root = xmlRoot("testsuites");
  root.att("name", "hardhat-parallel");
  addCounts(
    root,
    suites.flatMap(({ cases }) => cases),
  );
  for (const { name, cases } of suites) {
    const suite = root.ele("testsuite").att("name", shortName(name));
    addCounts(suite, cases);
    for (const one of cases) addCase(suite, one);
  }
  return xmlText(root);
}

function addCounts(element: XmlElement, cases: readonly TestCase[]): void {
  const count = (has: (one: TestCase) => boolean) => String(cases.filter(has).length);
  element.att({
    tests: count(() => true),
    failures: count(({ failure }) => failure !== undefined),
    errors: "0",
    skipped: count(({ skipped }) => skipped !== undefined),
  });
}

function addCase(suite: XmlElement, { name, group, file, line, properties = {}, ...outcome }: TestCase): void {
  const element = suite.ele("testcase").att({
    name: shortName(name),
    classname: shortName(group),
    ...(file !== undefined && { file: shortName(file) }),
    ...(line !== undefined && { line: String(line) }),
  });
  const entries = Object.entries(properties);
  if (entries.length > 0) {
    const list = element.ele("properties");
    for (const [key, value] of entries) list.ele("property").att({ name: key, value: String(value) });
  }
  const { failure, skipped, output = [] } = outcome;
  if (skipped !== undefined) element.ele("skipped").att("message", skipped);
  if (failure !== undefined) {
    const { type, message, lines } = failure;
    element
      .ele("failure")
      .att({ type, message })
      .txt([message, ...lines].join("\n"));
  }
  if (output.length > 0) element.ele("system-out").txt(output.join("\n"));
}
