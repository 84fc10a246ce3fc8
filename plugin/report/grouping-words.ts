import { type Grouping, isDefaultGrouping } from "../record/types.ts";

/** What the virtual blocks of a report are, as a heading has it. */
export function groupHeading({ by }: Grouping): string {
  if (typeof by === "number") return `Groups of ${by}`;
  return { test: "Tests", describe: "Suites", file: "Files" }[by];
}

/** Says which transactions were taken together for a block; nothing where it is as always. */
export function groupingNotes(grouping: Grouping): readonly string[] {
  if (isDefaultGrouping(grouping)) return [];
  const { by, fixtures } = grouping;
  const each = { test: "each test", describe: "each suite (describe)", file: "each file" };
  const together = typeof by === "number" ? `every ${by} transactions in a row` : `the transactions of ${each[by]}`;
  const prepared = fixtures ? "together with those of hooks and fixtures" : "without those of hooks and fixtures";
  return [`Taken for one block (see parallel.grouping): ${together}, ${prepared}.`];
}
