import type { SourceLocation } from "../source/names.ts";
import type { FunctionRow, KeyRow, MemberRow, SiteRow, TestRow } from "./types.ts";

/** Rows as all records write them: the same fields in the same order, and no others. */

/** The one copy of a text: what many rows have in common need not be there once for each. */
export type Share = <Text extends string | undefined>(text: Text) => Text;

export function orderKey(row: KeyRow, share: Share): KeyRow {
  const address = share(row.address);
  const rest = {
    ...(row.contract !== undefined && { contract: share(row.contract) }),
    members: row.members.map((member) => orderMember(member, share)),
  };
  return row.kind === "slot"
    ? { kind: row.kind, address, slot: row.slot, ...rest }
    : { kind: row.kind, address, ...rest };
}

function orderMember({ variable, name, source, type, shape, declaredIn, account }: MemberRow, share: Share): MemberRow {
  return {
    variable: share(variable),
    name: name === variable ? share(variable) : name,
    ...(source && { source: { file: share(source.file), line: source.line } }),
    ...(type !== undefined && { type: share(type) }),
    ...(shape !== undefined && { shape: share(shape) }),
    ...(declaredIn !== undefined && { declaredIn: share(declaredIn) }),
    ...(account !== undefined && { account: share(account) }),
  };
}

export function orderFunction({ name, contract, selector, source }: FunctionRow): FunctionRow {
  return {
    name,
    ...(contract !== undefined && { contract }),
    ...(selector !== undefined && { selector }),
    ...(source && { source: orderSource(source) }),
  };
}

export function orderSite({ file, line, function: name }: SiteRow): SiteRow {
  return { file, line, ...(name !== undefined && { function: name }) };
}

export function orderTest({ title, suite, file }: TestRow): TestRow {
  return { title, ...(suite !== undefined && { suite }), ...(file !== undefined && { file }) };
}

function orderSource({ file, line }: SourceLocation): SourceLocation {
  return { file, line };
}

/** By contract, account and kind, then by content. */
export function compareKeys(a: KeyRow, b: KeyRow): number {
  return (
    compare(a.contract ?? "", b.contract ?? "") ||
    compare(a.address, b.address) ||
    compare(a.kind, b.kind) ||
    (a.kind === "slot" && b.kind === "slot" ? compare(a.slot, b.slot) : 0) ||
    compareContent(a, b)
  );
}

export function compareFunctions(a: FunctionRow, b: FunctionRow): number {
  return compare(a.name, b.name) || compareContent(a, b);
}

export function compareSites(a: SiteRow, b: SiteRow): number {
  return compare(a.file, b.file) || a.line - b.line || compareContent(a, b);
}

export function compareTests(a: TestRow, b: TestRow): number {
  return compare(a.file ?? "", b.file ?? "") || compare(a.title, b.title);
}

function compareContent(a: unknown, b: unknown): number {
  return compare(JSON.stringify(a), JSON.stringify(b));
}

/** Decimal numbers of any size. */
export function compareNumbers(a: string, b: string): number {
  return a.length - b.length || compare(a, b);
}

/** By code unit: the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
