import { Chalk } from "chalk";
import type { Findings } from "../../plugin/report/findings.ts";
import { FORMATS, type FormatName } from "../../plugin/report/formats.ts";
import type { RenderOptions } from "../../plugin/report/renderer.ts";

const BLACK_AND_WHITE = new Chalk({ level: 0 });

/**
 * The reports of an example that are kept, beside the one for a terminal of 80 columns. The HTML report is none of them:
 * it shows the sources, and browsers test it.
 */
const KEPT: readonly {
  readonly file: (name: string) => string;
  readonly format: FormatName;
  readonly columns?: number;
}[] = [
  { file: (name) => `examples/${name}/report.md`, format: "markdown" },
  { file: (name) => `test/examples/golden/${name}.sarif`, format: "sarif" },
  { file: (name) => `test/examples/golden/${name}.junit.xml`, format: "junit" },
  { file: (name) => `test/examples/golden/${name}.json`, format: "json" },
  { file: (name) => `test/examples/golden/${name}-200.txt`, format: "terminal", columns: 200 },
];

/** Files of the repository that the findings of an example are kept in, with the text of each. */
export async function keptReports(name: string, findings: Findings): Promise<ReadonlyMap<string, string>> {
  const reports = new Map<string, string>();
  for (const { file, format, columns = 80 } of KEPT) {
    const options: RenderOptions = { columns, chalk: BLACK_AND_WHITE };
    const render = await FORMATS[format]();
    reports.set(file(name), `${withoutVersion(render(findings, options))}\n`);
  }
  return reports;
}

/** The version of this package is part of the SARIF report, and changes without it. */
function withoutVersion(report: string): string {
  return report.replace(/("semanticVersion": )"[^"]*"/, '$1"0.0.0"');
}
