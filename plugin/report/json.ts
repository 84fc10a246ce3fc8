import type { Advice } from "../advice/advise.ts";
import type { BlockMetrics } from "../analysis/metrics.ts";
import type { Share } from "../analysis/types.ts";
import type { Potential } from "../analysis/what-if.ts";
import type { BlockFindings, Subject } from "./block-findings.ts";
import type { Findings } from "./findings.ts";
import { FINDINGS_FORMAT, FINDINGS_VERSION, type FindingsJson } from "./json-schema.ts";
import { jsonText } from "./json-text.ts";
import { modelsJson, targetJson } from "./model-json.ts";
import { rounded } from "./numbers.ts";
import type { PairFindings } from "./pairs.ts";
import type { PreparationFindings } from "./preparation.ts";
import type { UserFindings } from "./users.ts";
import type { VariableFindings } from "./variable-findings.ts";

/** The findings for other programs: `docs/findings.schema.json` describes every field. */
export function renderJson(findings: Findings): string {
  return jsonText(findingsJson(findings));
}

/** The findings as plain values. Factors and shares are rounded to four decimals. */
export function findingsJson(findings: Findings): FindingsJson {
  const { totals, variables, harmless, tests, blocks, target, execution, notes } = findings;
  const places = new Map(variables.map(({ variable }, place) => [variable.index, place]));
  return {
    format: FINDINGS_FORMAT,
    version: FINDINGS_VERSION,
    grouping: findings.grouping,
    totals,
    variables: variables.map((finding) => variableJson(finding, places)),
    harmless: harmless.map(({ variable, advice }) => ({ name: variable.name, ...adviceJson(advice) })),
    tests: tests.map((test) => blockJson(test, places)),
    blocks: blocks.map((block) => blockJson(block, places)),
    preparations: findings.preparations.map(preparationJson),
    users: findings.users.map(userJson),
    models: modelsJson(findings.models),
    ...(target !== undefined && { target: targetJson(target, subjectJson(target.block.subject), places) }),
    notes: [...notes],
    execution,
  };
}

type VariableJson = FindingsJson["variables"][number];
type BlockJson = FindingsJson["tests"][number];

function variableJson(finding: VariableFindings, places: ReadonlyMap<number, number>): VariableJson {
  const { variable, gain, edges, elements, pairs, advice, ...counts } = finding;
  const { name, kind, source, members } = variable;
  return {
    name,
    kind,
    ...(source !== undefined && { source }),
    members: [...members],
    waiting: counts.waiting,
    conflicting: counts.conflicting,
    tests: counts.tests,
    blocks: counts.blocks,
    edges,
    elements: [...elements],
    pairs: pairs.map(pairJson),
    advice: advice.map(adviceJson),
    ...(gain !== undefined && {
      gain: {
        where: subjectJson(gain.block.subject),
        group: gain.group.map((index) => places.get(index) ?? -1).sort((a, b) => a - b),
        before: potentialJson(gain.before),
        after: potentialJson(gain.after),
        alone: potentialJson(gain.alone),
      },
    }),
  };
}

function adviceJson({ remedy, confidence }: Advice): VariableJson["advice"][number] {
  return { remedy: remedy.id, title: remedy.title, advice: remedy.advice, confidence };
}

function blockJson(block: BlockFindings, places: ReadonlyMap<number, number>): BlockJson {
  const { subject, conflictRate, criticalPath, protocol } = block;
  return {
    ...subjectJson(subject),
    ...(subject.isInTest !== undefined && { inTest: subject.isInTest }),
    transactions: block.transactions,
    failed: block.failed,
    gas: block.gas,
    conflicting: block.conflicting,
    waiting: block.waiting,
    conflictRate: shareJson(conflictRate),
    waves: block.waves,
    criticalPath: { ...criticalPath, share: rounded(criticalPath.share) },
    ...potentialJson(block),
    pairs: block.pairs.flatMap((pair) => {
      const variable = places.get(pair.variable);
      return variable === undefined ? [] : [{ ...pairJson(pair), variable }];
    }),
    protocol: { ...protocol, ceiling: rounded(protocol.ceiling) },
    models: modelsJson(block.models),
  };
}

function preparationJson({
  calls,
  variables,
  ...preparation
}: PreparationFindings): FindingsJson["preparations"][number] {
  return { ...preparation, calls: [...calls], variables: [...variables] };
}

/** What N users would do in one test. */
export function userJson({ subject, calls, points, doubts }: UserFindings): FindingsJson["users"][number] {
  const scenario = ({ conflictRate, waves, ceiling, speedup }: BlockMetrics) => ({
    conflictRate: shareJson(conflictRate),
    waves,
    ...potentialJson({ ceiling: ceiling.gas, speedup }),
  });
  return {
    ...subjectJson(subject),
    calls,
    points: points.map(({ users, own, same }) => ({ users, own: scenario(own), same: scenario(same) })),
    doubts: doubts.map(({ variable, function: called, reason }) => {
      return { variable: variable.name, function: called, reason };
    }),
  };
}

function shareJson({ count, gas }: Share): { count: number; gas: number } {
  return { count: rounded(count), gas: rounded(gas) };
}

/** Where something happens. */
export function subjectJson({ kind, title, file, part }: Subject): Pick<BlockJson, "kind" | "title" | "file" | "part"> {
  return { kind, title, ...(file !== undefined && { file }), ...(part !== undefined && { part }) };
}

function pairJson({ functions, element, waits, kinds, places }: PairFindings): VariableJson["pairs"][number] {
  const { protocol: _, ...edges } = kinds;
  return {
    functions: [...functions],
    ...(element !== undefined && { element }),
    waits,
    edges,
    places: [...places],
  };
}

function potentialJson({ ceiling, speedup }: Potential): { ceiling: number; speedup: Record<string, number> } {
  const factors = [...speedup].map(([threads, factor]) => [String(threads), rounded(factor)] as const);
  return { ceiling: rounded(ceiling), speedup: Object.fromEntries(factors) };
}
