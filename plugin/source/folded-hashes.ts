import { concat, keccak256 } from "ethers";
import type { Hex } from "../engine/access/types.ts";
import { type AstNode, child, text, walk } from "./ast.ts";
import type { Compilation } from "./compilation.ts";
import { evaluateConstant, toWord } from "./constants.ts";
import { PreimageIndex } from "./preimages.ts";
import type { LayoutField, LayoutType, StorageLayout } from "./storage-layout.ts";

/**
 * Hashes to try for one contract, at about 10 us each: first the starts of arrays and what little is enough for most
 * contracts, then the constants of ordinary contracts over all their mappings.
 */
export const HASH_BUDGETS = [500, 8_000] as const;
/** Elements of arrays of arrays whose number is written in the source. */
const CONSTANT_ELEMENTS = 8n;
const SMALL_KEYS = 16n;

interface Pointer {
  readonly slot: bigint;
  readonly type: LayoutType;
}

/**
 * Hashes that the optimizer computed at compile time, so that no execution ever shows their preimage: the start of a
 * dynamic array (`keccak256(p)`), and values of mappings under keys that are constants (`roles[MINTER_ROLE]`, `m[0]`).
 *
 * Found by trying the constants of the contract's source, and small numbers, on every mapping that can be reached
 * so, arrays before mappings and what is near before what is nested, until the budget is used up.
 */
export function foldedHashes(layout: StorageLayout, constants: readonly bigint[], budget: number): PreimageIndex {
  const index = new PreimageIndex();
  const queue: Pointer[] = [];
  for (const field of layout.fields) collectPointers(layout, field.type, field.slot, queue);
  queue.sort((a, b) => Number(a.type.kind === "mapping") - Number(b.type.kind === "mapping"));
  for (let at = 0; at < queue.length && index.size < budget; at++) {
    const { slot, type } = queue[at] as Pointer;
    if (type.kind === "mapping") {
      if (layout.types.get(type.key)?.kind !== "value") continue;
      for (const key of constants) {
        if (index.size >= budget) break;
        const hash = addHash(index, concat([toWord(key), toWord(slot)]) as Hex);
        collectPointers(layout, type.value, hash, queue);
      }
    } else {
      const hash = addHash(index, toWord(slot));
      if (type.kind === "dynamic-array") collectElements(layout, type.element, hash, queue);
    }
  }
  return index;
}

function addHash(index: PreimageIndex, preimage: Hex): bigint {
  const hash = keccak256(preimage) as Hex;
  index.add(hash, preimage);
  return BigInt(hash);
}

/** The slots of a value from which hashes are made: its mappings, dynamic arrays, strings. */
function collectPointers(layout: StorageLayout, typeId: string, slot: bigint, into: Pointer[]): void {
  const type = layout.types.get(typeId);
  switch (type?.kind) {
    case "mapping":
    case "dynamic-array":
    case "bytes":
      into.push({ slot, type });
      break;
    case "struct":
      for (const member of type.members as readonly LayoutField[]) {
        collectPointers(layout, member.type, slot + member.slot, into);
      }
      break;
    case "array":
      if (type.length > 0n) collectElements(layout, type.element, slot, into, type.length);
      break;
  }
}

function collectElements(
  layout: StorageLayout,
  elementId: string,
  start: bigint,
  into: Pointer[],
  length = CONSTANT_ELEMENTS,
): void {
  const element = layout.types.get(elementId);
  if (element === undefined || element.kind === "value") return;
  const span = element.kind === "struct" || element.kind === "array" ? element.slots : 1n;
  const count = length < CONSTANT_ELEMENTS ? length : CONSTANT_ELEMENTS;
  for (let i = 0n; i < count; i++) collectPointers(layout, elementId, start + i * span, into);
}

/** Words that the source of a contract writes down, and small numbers: the keys to try. */
export function constantWords(contracts: readonly AstNode[], compilation: Compilation): readonly bigint[] {
  const words = new Set<bigint>();
  for (let i = 0n; i < SMALL_KEYS; i++) words.add(i);
  const add = (expression: AstNode | undefined): void => {
    const value = evaluateConstant(expression, compilation);
    if (value !== undefined) words.add(value);
  };
  for (const contract of contracts) {
    walk(contract, (node) => {
      if (node.nodeType === "VariableDeclaration" && node.constant === true) add(child(node, "value"));
      if (node.nodeType === "Literal" && text(node, "kind") === "number") add(node);
    });
  }
  return [...words];
}
