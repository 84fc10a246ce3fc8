import { nearestNames } from "../report/names.ts";

/** A question to a report that has no answer: a wrong name, a wrong number. Never a matter of what the report says. */
export class ReportQuestionError extends Error {
  override readonly name = "ReportQuestionError";
}

/** `Did you mean "a" or "b"?`, or what to say where nothing is known. */
export function didYouMean(wanted: string, known: Iterable<string>, otherwise: string): string {
  const nearest = nearestNames(wanted, known);
  return nearest.length === 0 ? otherwise : `Did you mean ${nearest.map((name) => `"${name}"`).join(" or ")}?`;
}
