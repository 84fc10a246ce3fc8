import { MODEL_NAMES, type ModelName } from "../analysis/models/target.ts";
import type { BudgetOrigin } from "../report/check.ts";
import { nearestNames } from "../report/names.ts";
import type { Annotation, Tag } from "../source/annotations.ts";
import { BudgetError, type BudgetProblem } from "./errors.ts";
import type { BudgetRequest } from "./requests.ts";
import type { Budget } from "./types.ts";

/** Fields of a budget while it is read. */
type Fields = { -readonly [Field in keyof Budget]: Budget[Field] };

/** What may stand after `@custom:parallel`: how it is written, and what it says. */
interface Directive {
  readonly usage: string;
  /** @returns undefined for arguments that it does not take. */
  readonly read: (rest: string) => Budget | undefined;
}

const DIRECTIVES: Readonly<Record<string, Directive>> = {
  "no-conflicts": {
    usage: "no-conflicts",
    read: (rest) => (rest === "" ? { maxConflictRate: 0 } : undefined),
  },
  "no-conflicts-with": {
    usage: "no-conflicts-with Vault.redeem, Token",
    read: (rest) => ifNames(rest, (noConflictsWith) => ({ noConflictsWith })),
  },
  "max-conflict-rate": {
    usage: "max-conflict-rate 0.1",
    read: (rest) => ifShare(rest, (maxConflictRate) => ({ maxConflictRate })),
  },
  "min-speedup": {
    usage: `min-speedup 3 on 8 threads (or: min-speedup 3 on 8 threads under ${MODEL_NAMES.join(" | ")})`,
    read: readSpeedup,
  },
  "max-critical-path-share": {
    usage: "max-critical-path-share 0.5",
    read: (rest) => ifShare(rest, (maxCriticalPathShare) => ({ maxCriticalPathShare })),
  },
  allow: {
    usage: "allow Token.totalSupply, Token.balances",
    read: (rest) => ifNames(rest, (allow) => ({ allow })),
  },
};

const USAGES = Object.values(DIRECTIVES).map(({ usage }) => `  @custom:parallel ${usage}`);

/**
 * The budgets in the comments of a project.
 *
 * @throws BudgetError that names the lines of all that are malformed, or stand where they are for nothing.
 */
export function requestsOfComments(annotations: readonly Annotation[]): BudgetRequest[] {
  const problems: BudgetProblem[] = [];
  const requests = annotations.map((annotation) => readAnnotation(annotation, problems));
  if (problems.length > 0) throw new BudgetError(problems);
  return requests;
}

function readAnnotation({ targets, tags }: Annotation, problems: BudgetProblem[]): BudgetRequest {
  const budget: Fields = {};
  const origins = new Map<keyof Budget, BudgetOrigin>();
  for (const tag of tags) {
    const origin = originOf(tag);
    const fields = readTag(tag, (message) => problems.push({ origin, message }));
    for (const field of Object.keys(fields) as (keyof Budget)[]) {
      if (field === "allow") {
        budget.allow = [...(budget.allow ?? []), ...(fields.allow ?? [])];
      } else if (budget[field] === undefined) {
        Object.assign(budget, { [field]: fields[field] });
      } else {
        problems.push({
          origin,
          message: `"${tag.text}" limits what a line above it does already. Remove one of them.`,
        });
      }
      if (!origins.has(field)) origins.set(field, origin);
    }
  }
  const first = originOf(tags[0] as Tag);
  if (targets.length === 0) {
    const message =
      "no transaction can call what this comment stands on. Put it on a contract, or on one of its external or public functions.";
    problems.push({ origin: first, message });
  } else if (Object.keys(budget).join() === "allow") {
    problems.push({
      origin: first,
      message: 'only "allow" is no budget: there is no limit that it could except variables from.',
    });
  }
  return { names: targets, budget, originOf: (field) => (field && origins.get(field)) ?? first };
}

function originOf({ source }: Tag): BudgetOrigin {
  return { kind: "comment", ...source };
}

function readTag({ text }: Tag, refuse: (message: string) => void): Budget {
  const [, name = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  if (!Object.hasOwn(DIRECTIVES, name)) {
    const [nearest] = nearestNames(name, Object.keys(DIRECTIVES));
    const problem =
      name === "" ? "@custom:parallel says nothing" : `"${name}" is no budget. Did you mean "${nearest}"?`;
    refuse(`${problem}${name === "" ? "." : ""} Use one of:\n${USAGES.join("\n")}`);
    return {};
  }
  const { usage, read } = DIRECTIVES[name] as Directive;
  const budget = read(rest.trim());
  if (budget === undefined) refuse(`"${text}" is not understood. Write it like this: @custom:parallel ${usage}`);
  return budget ?? {};
}

function ifNames(rest: string, make: (names: readonly string[]) => Budget): Budget | undefined {
  // Commas between the types of an overloaded function, `move(address,uint256)`, part nothing.
  const names = rest.split(/,(?![^(]*\))/).map((name) => name.trim());
  return names.includes("") ? undefined : make(names);
}

function ifShare(rest: string, make: (share: number) => Budget): Budget | undefined {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(rest) ?? [];
  if (digits === undefined) return undefined;
  const share = Number(digits) / (percent === "%" ? 100 : 1);
  return share <= 1 ? make(share) : undefined;
}

const MAX_THREADS = 1024;

function readSpeedup(rest: string): Budget | undefined {
  const [, value, threads, model] = /^(\d+(?:\.\d+)?)x? on (\d+) threads?(?: under (\S+))?$/.exec(rest) ?? [];
  const [least, count] = [Number(value), Number(threads)];
  if (!(least >= 1) || !(count >= 1 && count <= MAX_THREADS)) return undefined;
  if (model !== undefined && !(MODEL_NAMES as readonly string[]).includes(model)) return undefined;
  return { minSpeedup: { value: least, threads: count, ...(model !== undefined && { model: model as ModelName }) } };
}
