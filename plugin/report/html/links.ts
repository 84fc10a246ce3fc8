import type { TestRow } from "../../record/types.ts";
import type { Subject } from "../block-findings.ts";
import { shown } from "./names.ts";

/**
 * What a test or block is called in the page: `block 93` may be that of many chains, so it is said of which test.
 *
 * @param tests Of the record.
 */
export function titleOf({ kind, title, part, test }: Subject, tests: readonly Pick<TestRow, "title">[] = []): string {
  const own = shown(title) + (part === undefined ? "" : ` (part ${part})`);
  const of = kind === "block" && test !== undefined ? tests[test] : undefined;
  return of === undefined ? own : `${own} of ${shown(of.title)}`;
}
