import { UnknownNameError } from "./names.ts";
import type { Variable, Variables } from "./variables.ts";

/**
 * The variables that a user means: by what reports call them, by one of several names that share a slot, or without keys.
 *
 * @throws UnknownNameError where there is none.
 */
export function variablesNamed(wanted: string, { all }: Variables): Variable[] {
  const matches = all.filter((variable) =>
    namesOf(variable).some((name) => name === wanted || name.startsWith(`${wanted}[`) || name.startsWith(`${wanted}.`)),
  );
  if (matches.length === 0) throw new UnknownNameError("variable", wanted, all.flatMap(namesOf));
  return matches;
}

/** What a variable may be called. */
export function namesOf({ name, members }: Variable): string[] {
  return [name, ...members.map((member) => member.name)];
}
