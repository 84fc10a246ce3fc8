import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Chalk } from "chalk";
import type { RunRecord } from "../../plugin/record/types.ts";
import { type Findings, findingsOf } from "../../plugin/report/findings.ts";
import { renderTerminal } from "../../plugin/report/terminal.ts";
import { type Finished, ROOT } from "../helpers/run.ts";
import { onlyTests } from "./records.ts";
import type { ExampleRun } from "./run-example.ts";

const COLUMNS = 80;
/** What pages show below the first sentence; the rest is in the file of the whole report. */
const SHOWN_TABLES = /^(?:What they wait for|Tests with conflicts)/;
/** `<!-- report -->` or `<!-- report of: a test; another test -->`, then the text that is written here. */
const REPORT = /(<!-- report(?: of: (.+?))? -->\n)```text\n[\s\S]*?\n```\n/g;
/** `<!-- figures of: Before | After -->`, then the table that is written here. */
const FIGURES = /(<!-- figures of: (.+?) -->\n)(?:\n(?:\|.*\n)+)?/g;

/** The report as it is printed to a terminal without colours, but for how the run was executed. */
export function reportOf(findings: Findings): string {
  return renderTerminal(findings, { columns: COLUMNS, chalk: new Chalk({ level: 0 }) });
}

/** Lines of a report that a page quotes (in code blocks of "text") which the run did not print. */
export function misquotes(page: string, { stdout }: Finished): string[] {
  const printed = new Set(stdout.split("\n"));
  const text = readFileSync(path.join(ROOT, page), "utf8");
  return [...text.matchAll(/^```text\n(.*?)^```$/gms)]
    .flatMap(([, quote = ""]) => quote.split("\n"))
    .filter((line) => line.trim() !== "..." && !printed.has(line));
}

/**
 * Compares a file of the repository with what it should say. After an intended change, `UPDATE_GOLDEN=1 npm test` writes
 * it again: read the difference before committing it.
 */
export function assertFile(file: string, expected: (current: string) => string): void {
  const location = path.join(ROOT, file);
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(path.dirname(location), { recursive: true });
    writeFileSync(location, expected(read(location)));
  }
  const current = read(location);
  assert.equal(current, expected(current));
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** A page whose reports and figures are those of the run; it has to have one. */
export function withFigures(page: string, { record, findings }: ExampleRun): string {
  assert.match(page, /<!-- report/);
  return page
    .replaceAll(REPORT, (_, marker: string, titles: string | undefined) => {
      const shown = titles === undefined ? findings : findingsOf(onlyTests(record, titles.split("; ")));
      return `${marker}\`\`\`text\n${topOf(shown)}\n\`\`\`\n`;
    })
    .replaceAll(FIGURES, (_, marker: string, subjects: string) => {
      return `${marker}\n${comparison(subjects.split(" | "), record, findings).join("\n")}\n`;
    });
}

/** The first sentence of a report and its first tables. */
function topOf(findings: Findings): string {
  const [title, sentence, ...sections] = reportOf(findings).split("\n\n");
  const tables = sections.filter((section) => SHOWN_TABLES.test(section));
  assert.equal(tables.length, findings.variables.length > 0 ? 2 : 0);
  return [title, sentence, ...tables].join("\n\n");
}

/**
 * Tests that several contracts have in common (their titles begin with the contract's name), with the figures of each,
 * as a table in Markdown. Tests that send fewer than eight transactions say nothing about traffic, and are left out.
 */
function comparison(subjects: readonly string[], record: RunRecord, findings: Findings): string[] {
  const byTitle = new Map(findings.tests.map((test) => [test.subject.title, test]));
  const gas = gasOfTests(record);
  const [first = ""] = subjects;
  // Between suite and test mocha writes a space, node:test " > ".
  const common = record.tests.flatMap(({ title }) => {
    const match = title.startsWith(first) ? /^(?: > | )(.+)$/.exec(title.slice(first.length)) : null;
    return match?.[1] === undefined ? [] : [{ separator: match[0].slice(0, -match[1].length), test: match[1] }];
  });
  const rows = common.flatMap(({ separator, test }) => {
    const cells = subjects.map((subject) => {
      const title = `${subject}${separator}${test}`;
      const found = byTitle.get(title);
      if (found === undefined || found.transactions < 8) return undefined;
      const each = (gas.get(title) ?? 0n) / BigInt(found.transactions);
      return `${found.waves}, ${found.ceiling.toFixed(1)}x, ${each.toLocaleString("en")}`;
    });
    return cells.includes(undefined) ? [] : [`| ${test} | ${cells.join(" | ")} |`];
  });
  const heads = subjects.map((subject) => `\`${subject}\``);
  const what = "in one block: longest line, most that threads can gain, gas each";
  return [`| ${what} | ${heads.join(" | ")} |`, `| --- |${" ---: |".repeat(subjects.length)}`, ...rows];
}

/** Gas of the transactions that the body of each test sent. */
function gasOfTests({ tests, blocks }: RunRecord): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { test, phase, gas } of blocks.flatMap(({ transactions }) => transactions)) {
    const title = test === undefined || phase !== "body" ? undefined : tests[test]?.title;
    if (title !== undefined) sums.set(title, (sums.get(title) ?? 0n) + BigInt(gas));
  }
  return sums;
}
