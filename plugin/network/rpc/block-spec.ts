import * as z from "zod";
import type { Hex } from "../../engine/access/types.ts";
import { describe, hash, u64, wrongType } from "./codecs.ts";

export type BlockTag = "earliest" | "latest" | "pending" | "safe" | "finalized";

/** A block, as requests name it: a tag, a number, or (EIP-1898) a hash. */
export type BlockSpec = BlockTag | { readonly number: bigint } | { readonly hash: Hex };

const TAGS: readonly string[] = ["earliest", "latest", "pending", "safe", "finalized"];

/**
 * Said of a tag that does not exist. Hardhat's network mistakes such a request for one with an unknown method, and is
 * followed in that.
 */
export const UNKNOWN_TAG = "unknown variant";

const FIELDS = ["blockHash", "requireCanonical", "blockNumber"];

/** A tag, a number, or an object of EIP-1898. */
export const blockSpec: z.ZodType<BlockSpec> = z.unknown().transform((value, context): BlockSpec => {
  const fail = (message: string): never => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  if (typeof value === "string") {
    if (!value.startsWith("0x")) return TAGS.includes(value) ? (value as BlockTag) : fail(UNKNOWN_TAG);
    const number = u64.safeParse(value);
    return number.success ? { number: number.data } : fail(firstMessage(number.error));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    // A number that is no integer is an object with one field to Hardhat's network.
    if (describe(value, "map") === "map") return fail(unknownField("$serde_json::private::Number"));
    return fail(wrongType(value, "a block specifier"));
  }
  const unknown = Object.keys(value).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) return fail(unknownField(unknown));
  const { blockHash, blockNumber, requireCanonical } = value as Record<string, unknown>;
  if (blockNumber !== undefined && typeof blockNumber !== "string") return fail(wrongType(blockNumber, "a string"));
  if (blockHash !== undefined && blockNumber !== undefined) return fail(bothOf("blockHash", "blockNumber"));
  if (blockNumber !== undefined && requireCanonical !== undefined) {
    return fail(bothOf("blockNumber", "requireCanonical"));
  }
  if (blockHash !== undefined) {
    const parsed = hash.safeParse(blockHash);
    return parsed.success ? { hash: parsed.data } : fail(firstMessage(parsed.error));
  }
  if (blockNumber === undefined) return fail("Invalid EIP-1898 block spec");
  const number = u64.safeParse(blockNumber);
  return number.success ? { number: number.data } : fail(firstMessage(number.error));
});

/** A tag or a number. */
export const blockTagOrNumber: z.ZodType<BlockSpec> = z.unknown().transform((value, context): BlockSpec => {
  if (typeof value === "string" && TAGS.includes(value)) return value as BlockTag;
  const number = u64.safeParse(value);
  if (number.success) return { number: number.data };
  context.addIssue({
    code: "custom",
    message: "data did not match any variant of untagged enum PreEip1898BlockSpec",
  });
  return z.NEVER;
});

/** The name of a block in error messages. */
export function showBlockSpec(spec: BlockSpec): string {
  if (typeof spec === "string") return spec;
  return "hash" in spec ? spec.hash : spec.number.toString();
}

/** The message of the first fault that a schema found. */
export function firstMessage(error: z.ZodError): string {
  return error.issues[0]?.message ?? "Invalid params";
}

function unknownField(name: string): string {
  const known = FIELDS.map((field) => `\`${field}\``).join(", ");
  return `unknown field \`${name}\`, expected one of ${known}`;
}

function bothOf(one: string, other: string): string {
  return `EIP-1898 block spec cannot have both \`${one}\` and \`${other}\``;
}
