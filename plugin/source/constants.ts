import { keccak256, toBeHex } from "ethers";
import type { Hex } from "../engine/access/types.ts";
import { type AstNode, child, children, number, text } from "./ast.ts";
import type { Compilation } from "./compilation.ts";

const WORD = (1n << 256n) - 1n;

/** A value under evaluation: a word, or the bytes of a string or of `abi.encode`. */
type Value = bigint | Uint8Array;

/**
 * Evaluates the expressions by which contracts write down storage positions and roles: literals, `keccak256("...")`,
 * and ERC-1967's and ERC-7201's formulas over them.
 *
 * @returns The 32-byte word (of `bytes32`, or of a number), undefined for anything else.
 */
export function evaluateConstant(expression: AstNode | undefined, compilation: Compilation): bigint | undefined {
  const value = evaluate(expression, compilation, 0);
  return typeof value === "bigint" && value >= 0n && value <= WORD ? value : undefined;
}

function evaluate(node: AstNode | undefined, compilation: Compilation, depth: number): Value | undefined {
  if (node === undefined || depth > 32) return undefined;
  const inner = (next: AstNode | undefined) => evaluate(next, compilation, depth + 1);
  switch (node.nodeType) {
    case "Literal":
      return evaluateLiteral(node);
    case "Identifier": {
      const declaration = compilation.declaration(number(node, "referencedDeclaration"));
      return declaration?.constant === true ? inner(child(declaration, "value")) : undefined;
    }
    case "TupleExpression": {
      const [only, ...others] = children(node, "components");
      return others.length === 0 ? inner(only) : undefined;
    }
    case "UnaryOperation": {
      const value = inner(child(node, "subExpression"));
      return text(node, "operator") === "~" && typeof value === "bigint" ? ~value & WORD : undefined;
    }
    case "BinaryOperation": {
      const left = inner(child(node, "leftExpression"));
      const right = inner(child(node, "rightExpression"));
      if (typeof left !== "bigint" || typeof right !== "bigint") return undefined;
      return evaluateOperation(text(node, "operator"), left, right);
    }
    case "FunctionCall":
      return evaluateCall(node, inner);
    default:
      return undefined;
  }
}

function evaluateLiteral(node: AstNode): Value | undefined {
  if (text(node, "kind") === "number") {
    const digits = (text(node, "value") ?? "").replaceAll("_", "");
    return /^(0x[0-9a-fA-F]+|\d+)$/.test(digits) ? BigInt(digits) : undefined;
  }
  const bytes = text(node, "hexValue");
  return bytes === undefined ? undefined : Buffer.from(bytes, "hex");
}

function evaluateOperation(operator: string | undefined, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "&":
      return left & right;
    case "|":
      return left | right;
    case "^":
      return left ^ right;
    default:
      return undefined;
  }
}

function evaluateCall(node: AstNode, inner: (node: AstNode | undefined) => Value | undefined): Value | undefined {
  const [argument, ...others] = children(node, "arguments");
  if (others.length > 0) return undefined;
  const callee = child(node, "expression");
  if (text(node, "kind") === "typeConversion") {
    const value = inner(argument);
    // bytes32("text"): the text stands in the high bytes.
    return value instanceof Uint8Array && value.length <= 32 && typeName(callee) === "bytes32"
      ? BigInt(`0x${Buffer.from(value).toString("hex").padEnd(64, "0")}`)
      : value;
  }
  const value = inner(argument);
  if (text(callee, "name") === "keccak256") return value instanceof Uint8Array ? BigInt(keccak256(value)) : undefined;
  if (text(callee, "memberName") === "encode" && typeof value === "bigint" && value >= 0n) {
    return Buffer.from(toWord(value).slice(2), "hex");
  }
  if (text(callee, "name") === "erc7201") return value instanceof Uint8Array ? namespaceSlot(value) : undefined;
  return undefined;
}

function typeName(callee: AstNode | undefined): string | undefined {
  const name = callee?.typeName;
  return typeof name === "string" ? name : text(child(callee, "typeName"), "name");
}

/** Base slot of a namespace: `keccak256(keccak256(id) - 1) & ~0xff` (ERC-7201). */
export function namespaceSlot(id: Uint8Array): bigint {
  return BigInt(keccak256(toWord(BigInt(keccak256(id)) - 1n))) & ~0xffn;
}

export function toWord(value: bigint): Hex {
  return toBeHex(value & WORD, 32) as Hex;
}
