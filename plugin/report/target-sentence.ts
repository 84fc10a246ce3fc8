import type { Findings } from "./findings.ts";
import { type Marks, NO_MARKS } from "./headline.ts";
import { countOf, formatCount, formatFactor, formatGas } from "./numbers.ts";
import { plain } from "./text.ts";

/** Rates that differ by less are one. */
const SAME = 1.05;

/** A rate, to two digits: more of them would be a promise. */
function formatTps(tps: number): string {
  return formatCount(Number(tps.toPrecision(2)));
}

/** How far the traffic is from the target, with all that was assumed. Undefined where there is no traffic. */
export function targetSentence({ target: held, variables }: Findings, marks: Marks = NO_MARKS): string | undefined {
  if (held === undefined) return undefined;
  const { target, block, meanGas, now, obstacles, without, unhindered } = held;
  const title = block.subject.kind === "block" ? block.subject.title : marks.title(plain(block.subject.title));
  const asked = `${formatCount(target.tps)} transactions a second on ${countOf(target.threads, "thread")}?`;
  const assumed =
    `Assumed: ${formatGas(target.gasPerSecond)} gas a second on one thread, ${target.model}, ` +
    `${formatGas(meanGas)} gas a transaction as in ${title}.`;
  const lead = `${asked} This traffic makes ${formatTps(now.tps)} (${formatFactor(now.speedup)} one thread)`;
  if (now.tps >= target.tps) return `${lead}: enough. ${assumed}`;

  const parts = [`${lead}: ${formatFactor(target.tps / now.tps)} too few.`];
  if (obstacles.length > 0) {
    const names = obstacles.map((index) =>
      marks.name(plain(variables.find(({ variable }) => variable.index === index)?.variable.name ?? "?")),
    );
    parts.push(`In the way: ${list(names)}; without ${names.length > 1 ? "them" : "it"} ${formatTps(without.tps)}.`);
  }
  if (without.tps < target.tps) {
    const fewer =
      block.transactions < target.threads
        ? `; ${countOf(block.transactions, "transaction")} ${block.transactions === 1 ? "keeps" : "keep"} no more threads busy`
        : "";
    const rest = `a matter of gas, threads and their speed${fewer}`;
    const free = `Without any conflict it would be ${formatTps(unhindered.tps)}`;
    if (unhindered.tps >= target.tps) parts.push(`${free}.`);
    else if (obstacles.length > 0 && unhindered.tps < SAME * without.tps) parts.push(`The rest is ${rest}.`);
    else parts.push(`${free}: the rest is ${rest}.`);
  }
  return `${parts.join(" ")} ${assumed}`;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
