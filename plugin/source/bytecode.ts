import type { Hex } from "../engine/access/types.ts";

/** A range of bytes that deployment fills in: an immutable, a library's address. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/** Code as the compiler wrote it, to be compared with code as it was deployed. */
export interface CodeTemplate {
  readonly bytes: Uint8Array;
  /** Ranges to ignore. */
  readonly holes: readonly ByteRange[];
  /** Length without the metadata that solc appends, in bytes. */
  readonly bodyLength: number;
}

/** How well deployed code fits a template: the metadata is a hash of the very sources, so `exact` beats `body`. */
export type CodeMatch = "exact" | "body";

/** Placeholder of an unlinked library in hexadecimal bytecode: 40 characters, `__$<hash>$__` (since 0.5) or `__<name>___`. */
const LINK_PLACEHOLDER = /__.{38}/g;

/**
 * Reads the bytecode of an artifact.
 *
 * @param hex `0x`-prefixed, with placeholders of unlinked libraries.
 * @param holes Positions of libraries and immutables, as the artifact lists them.
 * @returns undefined when there is no code (an interface, an abstract contract) or it is not hexadecimal.
 */
export function readTemplate(hex: string, holes: readonly ByteRange[]): CodeTemplate | undefined {
  const bytes = Buffer.from(hex.replace(/^0x/, "").replace(LINK_PLACEHOLDER, "0".repeat(40)), "hex");
  if (bytes.length === 0) return undefined;
  const all = [...holes];
  if (isLibraryRuntime(bytes)) all.push({ start: 1, length: 20 });
  return { bytes, holes: all, bodyLength: bodyLength(bytes) };
}

/**
 * The runtime code of a library begins with `PUSH20 <its own address> ADDRESS EQ`, to refuse direct calls; the
 * compiler writes zeros for the address (Solidity docs, "Call Protection For Libraries").
 */
function isLibraryRuntime(bytes: Uint8Array): boolean {
  return bytes[0] === 0x73 && bytes[21] === 0x30 && bytes[22] === 0x14 && bytes.subarray(1, 21).every((b) => b === 0);
}

/**
 * Length of code without solc's metadata: CBOR whose length stands in the last two bytes (Solidity docs, "Encoding
 * of the Metadata Hash in the Bytecode").
 */
export function bodyLength(code: Uint8Array): number {
  if (code.length < 2) return code.length;
  const metadata = ((code[code.length - 2] as number) << 8) | (code[code.length - 1] as number);
  const body = code.length - 2 - metadata;
  if (body < 0) return code.length;
  const first = code[body] as number;
  // CBOR major type 5, a map: anything else is code that merely looks like a length.
  return first >> 5 === 5 ? body : code.length;
}

/** Does deployed code come from this template? */
export function matchRuntime(code: Uint8Array, template: CodeTemplate): CodeMatch | undefined {
  const body = bodyLength(code);
  if (body !== template.bodyLength || !equalOutsideHoles(code, template, body)) return undefined;
  const rest = Buffer.compare(code.subarray(body), template.bytes.subarray(body)) === 0;
  return rest ? "exact" : "body";
}

/** Does init code come from this template? Constructor arguments follow the creation code. */
export function matchCreation(code: Uint8Array, template: CodeTemplate): boolean {
  return code.length >= template.bytes.length && equalOutsideHoles(code, template, template.bytes.length);
}

function equalOutsideHoles(code: Uint8Array, template: CodeTemplate, length: number): boolean {
  const { bytes, holes } = template;
  for (let i = 0; i < length; i++) {
    if (code[i] !== bytes[i] && !holes.some((hole) => i >= hole.start && i < hole.start + hole.length)) return false;
  }
  return true;
}

const EIP_1167 =
  /^(?:363d3d373d3d3d363d73([0-9a-f]{40})5af43d82803e903d91602b57fd5bf3|3d3d3d3d363d3d37363d73([0-9a-f]{40})5af43d3d93803e602a57fd5bf3)/;
const EIP_7702 = /^ef0100([0-9a-f]{40})$/;

/**
 * The account whose code runs instead: of a minimal proxy (EIP-1167, also with immutable arguments behind it) or of
 * a delegation (EIP-7702).
 */
export function delegateTarget(code: Uint8Array): Hex | undefined {
  if (code.length < 23) return undefined;
  const head = Buffer.from(code.subarray(0, 46)).toString("hex");
  const proxy = EIP_1167.exec(head);
  const target = proxy?.[1] ?? proxy?.[2] ?? (code.length === 23 ? EIP_7702.exec(head)?.[1] : undefined);
  return target === undefined ? undefined : `0x${target}`;
}
