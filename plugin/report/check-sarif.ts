import type { Location } from "sarif";
import type { BudgetFindings, ChangedConflict, ChangedSpeedup, CheckFindings, ConflictCause } from "./check.ts";
import {
  budgetSentence,
  changeLabel,
  costPhrase,
  originPhrase,
  speedupPhrase,
  subjectName,
} from "./check-sentences.ts";
import { countOf } from "./numbers.ts";
import type { RenderOptions } from "./renderer.ts";
import { locationOf } from "./sarif-locations.ts";
import { fingerprint, type Reported, sarifText } from "./sarif-log.ts";
import { adviceSentences, linkTo, markSpot, named, waitsText } from "./sarif-marks.ts";
import { type CheckRule, checkRules } from "./sarif-rules.ts";
import { type Spot, spotsOf } from "./sarif-spots.ts";

type Locate = NonNullable<RenderOptions["locate"]>;
type Place = Parameters<typeof locationOf>[0];

/** Places that the result of a budget leads to. */
const MOST_CAUSES = 5;

/**
 * The result of a check as SARIF 2.1.0, for code scanning: a result for each line at which a conflict is new or has grown,
 * each test that got slower, and each budget that is exceeded. A check that passes has none.
 */
export function renderCheckSarif(
  { budgets, snapshot }: CheckFindings,
  { locate = (file) => file }: Pick<RenderOptions, "locate">,
): string {
  const reported = [
    ...snapshot.worse.flatMap((change) => changeResults(change, locate)),
    ...snapshot.slower.map((change) => slowerResult(change, locate)),
    ...budgets.filter(({ passed }) => !passed).map((budget) => budgetResult(budget, locate)),
  ];
  return sarifText(reported, checkRules(), "error");
}

function changeResults(change: ChangedConflict, locate: Locate): Reported[] {
  const { variable, functions, tests, advice } = change;
  const seen = new Map<string, number>();
  return spotsOf(variable, [change]).map((spot) => {
    const { text, related } = markSpot(variable, spot, locate);
    const [worst] = tests;
    const more = tests.length - 1;
    const where =
      worst === undefined ? "" : `in "${named(worst.title)}"${more > 0 ? ` and ${countOf(more, "more test")}` : ""}`;
    const sentences = [
      `${upperFirst(changeLabel(change))} ${where}.`,
      `${text}.`,
      `On ${costPhrase(change)}.`,
      ...adviceSentences(advice),
    ];
    const place = spot.at ?? (worst?.file === undefined ? undefined : { file: worst.file });
    const identity = JSON.stringify([variable.name, functions, place?.file, spot.at?.function]);
    const ordinal = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, ordinal);
    const rule = change.change === "new" ? "new-conflict" : "grown-conflict";
    return resultAt(place, rule, sentences.join(" "), related, `${identity} ${ordinal}`, locate);
  });
}

function slowerResult(change: ChangedSpeedup, locate: Locate): Reported {
  const { title, file } = change;
  const text = `"${named(title)}" is slower than in the snapshot, though no conflict is new: ${speedupPhrase(change)}.`;
  return resultAt(file === undefined ? undefined : { file }, "slower-test", text, [], title, locate);
}

function budgetResult(budget: BudgetFindings, locate: Locate): Reported {
  const { subject, origin, limit, causes } = budget;
  const spots = causes.flatMap((cause) => spotsOf(cause.variable, [cause]).map((spot) => ({ cause, spot })));
  const related = spots.slice(0, MOST_CAUSES).flatMap(({ cause, spot }) => relatedTo(cause, spot, locate));
  const found = related.map(({ at, text }, index) => `${text} at ${linkTo(at, index + 1)}`);
  const more = spots.length - related.length;
  const sentences = [
    `${named(subjectName(subject))}: ${named(budgetSentence(budget))} (${named(originPhrase(origin))}).`,
    ...(found.length > 0 ? [`${found.join("; ")}${more > 0 ? `; and ${countOf(more, "more line")}` : ""}.`] : []),
    ...adviceSentences(causes[0]?.advice ?? []),
  ];
  const { file } = subject;
  const place: Place | undefined =
    origin.kind === "comment"
      ? origin
      : (spots.find(({ spot }) => spot.at !== undefined)?.spot.at ?? (file === undefined ? undefined : { file }));
  const identity = JSON.stringify([
    limit.rule,
    subject.kind,
    subject.name,
    file,
    origin.kind === "config" ? origin.field : origin.file,
  ]);
  const locations = related.map(({ location }, index) => ({ id: index + 1, ...location }));
  return resultAt(place, "exceeded-budget", sentences.join(" "), locations, identity, locate);
}

function relatedTo({ variable }: ConflictCause, spot: Spot, locate: Locate) {
  const location = spot.at && locationOf(spot.at, locate);
  if (spot.at === undefined || location === undefined) return [];
  const text = waitsText(variable, spot);
  return [{ at: spot.at, text, location: { ...location, message: { text } } }];
}

function resultAt(
  place: Place | undefined,
  ruleId: CheckRule,
  text: string,
  related: readonly Location[],
  identity: string,
  locate: Locate,
): Reported {
  const location = place && locationOf(place, locate);
  if (location === undefined) return { text };
  return {
    ruleId,
    level: "error",
    message: { text },
    locations: [location],
    ...(related.length > 0 && { relatedLocations: [...related] }),
    partialFingerprints: fingerprint(`${ruleId} ${identity}`),
  };
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
