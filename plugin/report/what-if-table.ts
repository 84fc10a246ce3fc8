import type { Subject } from "./block-findings.ts";
import { countOf, formatCount, formatFactor } from "./numbers.ts";
import type { RenderOptions } from "./renderer.ts";
import { cut, cutNames, MOST_TEXT_COLUMNS, padEnd, padStart, plain, width, wrap } from "./text.ts";
import { userTable } from "./user-table.ts";
import type { VariableFindings } from "./variable-findings.ts";
import { DEPLOYMENT, isDeployment } from "./variable-table.ts";
import type { WhatIfAnswer, WhatIfStep } from "./what-if.ts";

const MOST_STEPS = 15;
const MOST_NAMED = 8;
const LEAST_COLUMNS = 72;
const INDENT = "    ";
const FACTORS = 17;

/** The answer as an author reads it: what was gained by what they named, and what to do next. */
export function renderWhatIf(answer: WhatIfAnswer, options: RenderOptions): string {
  const { chalk } = options;
  const columns = Math.max(options.columns, LEAST_COLUMNS);
  const text = Math.min(columns, MOST_TEXT_COLUMNS);
  const lines = [chalk.bold("What if nobody had to wait"), "", ...wrap(sentence(answer, options), text)];
  const section = (table: readonly string[]) => {
    if (table.length > 0) lines.push("", ...table);
  };
  section(stepTable(answer, columns, options));
  section(userTable(answer.findings.users, columns, chalk, "--json FILE"));
  if (answer.before.transactions === 0) return lines.join("\n");
  const legend =
    "Each step counts with all above it done. All: the tests and blocks of the run, one after the other. " +
    `Gas stands for time; the model is ${answer.model.name}: it ${answer.model.describe}.`;
  lines.push("", ...wrap(legend, text).map((line) => chalk.dim(line)));
  return lines.join("\n");
}

function sentence({ threads, before, after, removed }: WhatIfAnswer, { chalk }: RenderOptions): string {
  if (before.transactions === 0) return "No test sent more than one transaction: there is nothing to compare.";
  const names = [
    ...removed.variables.map(({ name }) => plain(name)),
    ...removed.functions.map((name) => `calls of ${plain(name)}`),
  ].map((name) => chalk.cyan(name));
  const calls = `${countOf(before.transactions, "transaction")} of the tests and blocks run`;
  const asItIs = `As it is, ${calls} ${formatFactor(before.speedup)} as fast on ${countOf(threads, "thread")} as on one.`;
  if (names.length === 0) return asItIs;
  const left = removed.functions.length === 0 ? "" : `, ${countOf(after.transactions, "transaction")} being left`;
  return `${asItIs} Without ${names.join(", ")}: ${chalk.bold(formatFactor(after.speedup))}${left}.`;
}

function stepTable({ steps, after, threads }: WhatIfAnswer, columns: number, { chalk }: RenderOptions): string[] {
  if (steps.length === 0)
    return after.transactions === 0 ? [] : [chalk.green("Nothing waits: there is nothing to do.")];
  const name = columns - 2 * FACTORS;
  const head = `To do, best first, on ${countOf(threads, "thread")}`;
  const lines = [
    padEnd(chalk.bold(head), name) + chalk.dim(padStart("all", FACTORS) + padStart("where it helps", FACTORS)),
  ];
  let suite = after.speedup;
  const idle: string[] = [];
  let shown = 0;
  for (const step of steps) {
    const gained = formatFactor(suite) !== formatFactor(step.suite) || factors(step.before, step.after).length > 1;
    if (!gained) idle.push(...step.variables.map(({ variable }) => plain(variable.name)));
    else if (shown < MOST_STEPS) {
      lines.push(...stepLines(++shown, step, suite, name, columns, chalk));
      suite = step.suite;
    }
  }
  if (idle.length > 0) lines.push(...idleLines(idle, shown, columns).map((line) => chalk.dim(line)));
  return lines;
}

function idleLines(names: readonly string[], shown: number, columns: number): string[] {
  const named = names.slice(0, MOST_NAMED).join(", ");
  const more = names.length > MOST_NAMED ? ` and ${formatCount(names.length - MOST_NAMED)} more` : "";
  const then = shown > 0 ? "Then nothing more is gained by" : "Nothing is gained by";
  return wrap(`${then} ${named}${more}.`, columns);
}

/** `1.0x → 7.6x`, or one figure where no change shows. */
function factors(before: number, after: number): readonly string[] {
  const [from, to] = [formatFactor(before), formatFactor(after)];
  return from === to ? [to] : [from, to];
}

function stepLines(
  number: number,
  { variables, where, before, after, suite }: WhatIfStep,
  suiteBefore: number,
  name: number,
  columns: number,
  chalk: RenderOptions["chalk"],
): string[] {
  const shownFactors = (from: number, to: number) => {
    const texts = factors(from, to);
    return padStart(texts.length === 1 ? chalk.dim(texts[0]) : `${texts[0]} → ${chalk.green(texts[1])}`, FACTORS);
  };
  const figures = shownFactors(suiteBefore, suite) + shownFactors(before, after);
  const names = variables.map(({ variable }) => plain(variable.name));
  const [first = "", ...others] = names;
  const start = padStart(`${number}. `, INDENT.length);
  const fits = width(start + first) < name;
  const lines = fits
    ? [padEnd(start + chalk.cyan(first), name) + figures]
    : [start + chalk.cyan(cut(first, columns - INDENT.length)), " ".repeat(name) + figures];
  for (const other of others) lines.push(`${INDENT}and ${chalk.cyan(cut(other, columns - INDENT.length - 4))}`);
  const places = variables.flatMap(({ variable: { source } }) =>
    source === undefined ? [] : [`${plain(source.file)}:${source.line}`],
  );
  const details = [
    ...(others.length > 0
      ? [`gain only together: the same transactions wait on ${others.length > 1 ? "all" : "both"}`]
      : []),
    ...new Set(places),
    ...(variables.some(({ variable }) => isDeployment(variable)) ? [DEPLOYMENT] : []),
  ];
  const room = columns - INDENT.length;
  const [{ waiting, tests, blocks }] = variables as [VariableFindings];
  const all = [...details.map((line) => cut(line, room)), ...waits(waiting, tests + blocks, where, room)];
  return [...lines, ...all.map((line) => chalk.dim(INDENT + line))];
}

/** How many wait where, in lines of at most so many columns: of what is too long, the title of the test is cut. */
function waits(waiting: number, places: number, { title, kind }: Subject, columns: number): string[] {
  const subject = `${countOf(waiting, "transaction")} ${waiting === 1 ? "waits" : "wait"}`;
  const [open, close] = kind === "test" ? ['"', '"'] : ["", ""];
  const inTest = (before: string) => cutNames([before + open, close], [plain(title)], columns);
  if (places === 1) return [inTest(`${subject} in `)];
  const [all, most] = [`${subject} in ${countOf(places, "test")}; `, "helps most in "];
  return width(all + most + open + plain(title) + close) <= columns ? [inTest(all + most)] : [all.trim(), inTest(most)];
}
