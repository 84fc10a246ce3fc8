import { h, type JSX } from "preact";
import type { DoubtReason, Scenario } from "../../../analysis/users.ts";
import type { Findings } from "../../findings.ts";
import { formatCount, formatFactor, formatShare } from "../../numbers.ts";
import { isEitherWay } from "../../user-table.ts";
import type { UserFindings } from "../../users.ts";
import { titleOf } from "../links.ts";
import { ELEMENTS } from "../page-data.ts";
import { code, more, section } from "../parts.ts";
import { table } from "../table.ts";

const THREADS = 8;

const LABELS: Readonly<Record<Scenario, string>> = { own: "values of their own", same: "all the same values" };

const REASONS: Readonly<Record<DoubtReason, string>> = {
  argument: "keyed by an argument of",
  ambiguous: "keyed by sender or argument of",
  unknown: "keyed by something in",
  clock: "set to the time by",
};

/** What would happen if more users than the accounts of a test sent its calls. */
export function users(findings: Findings): JSX.Element | null {
  if (findings.users.length === 0) return null;
  return section(
    "users",
    "If N users sent the calls of a test",
    "User by user, the next call of the test, each from an account of their own, all in one block. Values are what the callers choose: receivers, tokens, ids. The truth lies between values of their own and all the same values.",
    h("div", { id: ELEMENTS.users }),
    ...findings.users.map((finding, index) => {
      const title = titleOf(finding.subject);
      return index === 0
        ? h("div", null, h("h3", { dir: "auto" }, title), curve(finding))
        : more(h("span", { dir: "auto" }, title), curve(finding));
    }),
  );
}

function curve(finding: UserFindings): JSX.Element {
  const { points } = finding;
  const certain = isEitherWay(finding);
  const doubts = certain ? [] : finding.doubts;
  const scenarios = certain ? (["own"] as const) : (["own", "same"] as const);
  return h(
    "div",
    null,
    table(
      `${titleOf(finding.subject)}, by number of users`,
      [
        { heading: "Users", isNumber: true },
        ...scenarios.flatMap((scenario) => [
          { heading: `In conflict, ${certain ? "whatever they name" : LABELS[scenario]}`, isNumber: true },
          { heading: `On ${THREADS} threads`, isNumber: true },
        ]),
      ],
      points.map((point) => [
        formatCount(point.users),
        ...scenarios.flatMap((scenario) => [
          formatShare(point[scenario].conflictRate.count),
          formatFactor(point[scenario].speedup.get(THREADS) ?? 1),
        ]),
      ]),
    ),
    doubts.length === 0
      ? null
      : h(
          "div",
          null,
          h("p", null, "It depends on:"),
          h(
            "ul",
            null,
            doubts.map((doubt) =>
              h("li", null, code(doubt.variable.name), `, ${REASONS[doubt.reason]} `, code(doubt.function)),
            ),
          ),
        ),
  );
}
