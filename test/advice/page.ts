import type { Figures, Measurement } from "../../plugin/advice/measurement.ts";
import type { Remedy } from "../../plugin/advice/remedy.ts";
import { formatCount, formatFactor } from "../../plugin/report/numbers.ts";
import { MEASUREMENT_LEGEND } from "../../plugin/report/remedy-text.ts";
import { wrap } from "../../plugin/report/text.ts";

const GENERATED = "<!-- Written by UPDATE_GOLDEN=1 npm test -- test/advice/docs.test.ts -->";

/** Page of the documentation on one remedy. */
export function pageOf(remedy: Remedy, measurements: readonly Measurement[], file: string): string {
  const [before, after] = remedy.headings ?? ["Before", "After"];
  const sections = [
    GENERATED,
    `# ${remedy.title}`,
    `\`npx hardhat parallel advice ${remedy.id}\` prints this page. In the report: _${remedy.advice}_`,
    "## Why transactions wait",
    paragraph(remedy.cause),
    "## How it is recognised",
    paragraph(remedy.recognisedBy),
    `## ${before}`,
    solidity(remedy.before),
    `## ${after}`,
    solidity(remedy.after),
    `The whole contracts: [\`${file}\`](../../test/advice/contracts/${file}).`,
    "## What it brings",
    paragraph(remedy.effect),
    ...measurements.flatMap(measurementTable),
    paragraph(`Waits, waves and ceiling are those of [the definitions](../definitions.md). ${MEASUREMENT_LEGEND}`),
    "## What it costs",
    paragraph(remedy.tradeOff),
    "## Further reading",
    remedy.links.map(({ title, url }) => `- [${title}](${url})`).join("\n"),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** The page that lists the remedies. */
export function indexPage(catalogue: readonly Remedy[], measured: ReadonlyMap<string, readonly Measurement[]>): string {
  const rows = catalogue.map(({ id, title, advice }) => {
    const [figures] = measured.get(id) ?? [];
    return [`[${title}](${id}.md)`, advice, figures === undefined ? "" : dropOf(figures)];
  });
  const sections = [
    GENERATED,
    "# Remedies",
    [
      "What commonly makes transactions wait for each other, and what to do about it. The report names the remedy that fits a",
      "variable, by evidence from the run: how the values follow each other, what else the same transactions change, and who",
      "declares the variable. Where the evidence is thin it says nothing.",
    ].join("\n"),
    [
      "Each remedy is proven: [`test/advice`](../../test/advice) runs the same traffic of sixteen accounts on a contract before",
      "the remedy and on one after it, checks that both do the same, and compares the figures below with what it measures. Two",
      "of the sixteen accounts fall into a part of 64 that another one has, as of sixteen accounts two on average do.",
    ].join("\n"),
    table(["what", "what to do", "waits of 16 transactions"], rows),
  ];
  return `${sections.join("\n\n")}\n`;
}

function dropOf({ rows: [before, after] }: Measurement): string {
  return `${before.waits} → ${after.waits}`;
}

function paragraph(text: string): string {
  return wrap(text, 120).join("\n");
}

function solidity(code: string): string {
  return `\`\`\`solidity\n${code.trim()}\n\`\`\``;
}

const HEAD = ["contract", "waits", "waves", "ceiling", "delta", "locks", "gas of a transaction"];

function measurementTable({ traffic, rows }: Measurement): string[] {
  const cells = (row: Figures) => [
    `\`${row.contract}\``,
    String(row.waits),
    String(row.waves),
    ...[row.ceiling, row.delta, row.locks].map(formatFactor),
    formatCount(row.gas),
  ];
  return [`${traffic}:`, table(HEAD, rows.map(cells))];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
