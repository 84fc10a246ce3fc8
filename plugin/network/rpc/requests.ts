import * as z from "zod";
import type { Hex } from "../../engine/access/types.ts";
import { blockSpec, firstMessage } from "./block-spec.ts";
import { address, blob, bytes, hash, u8, u64, u128, u256, wrongType } from "./codecs.ts";

/** What is read of entries that are there, by the schema of the entry that need not be. */
const present = new WeakMap<z.ZodType, z.ZodType>();

/** An entry that may be missing or null, which both read as undefined. */
export function optional<Value>(schema: z.ZodType<Value>): z.ZodType<Value | undefined> {
  const entry = z
    .unknown()
    .optional()
    .transform((value, context): Value | undefined => {
      if (value === undefined || value === null) return undefined;
      return readEntry(schema, value, context);
    });
  present.set(entry, schema);
  return entry;
}

function readEntry<Value>(schema: z.ZodType<Value>, value: unknown, context: z.RefinementCtx): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  context.addIssue({ code: "custom", message: firstMessage(result.error) });
  return z.NEVER;
}

/**
 * An object with fields of those kinds; others are ignored.
 *
 * What may be missing, and is, is passed over: with an object of zod, the twelve fields that a transaction does not have
 * took most of the time of reading it.
 */
export function struct<Shape extends z.ZodRawShape>(
  name: string,
  shape: Shape,
): z.ZodType<z.output<z.ZodObject<Shape>>> {
  const fields = Object.entries(shape) as [string, z.ZodType][];
  return z.unknown().transform((value, context) => {
    const read: Record<string, unknown> = {};
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      context.addIssue({ code: "custom", message: wrongType(value, `struct ${name}`) });
      return z.NEVER;
    }
    let missing: string | undefined;
    for (const [field, schema] of fields) {
      const entry = (value as Record<string, unknown>)[field];
      const known = present.get(schema);
      if (known !== undefined) {
        if (entry !== undefined && entry !== null) read[field] = readEntry(known, entry, context);
      } else if (entry !== undefined) read[field] = readEntry(schema, entry, context);
      else missing ??= field;
    }
    if (missing !== undefined) context.addIssue({ code: "custom", message: `missing field \`${missing}\`` });
    return read as z.output<z.ZodObject<Shape>>;
  });
}

function list<Value>(schema: z.ZodType<Value>) {
  return z.array(schema, { error: (issue) => wrongType(issue.input, "a sequence") });
}

const accessList = list(struct("AccessListItem", { address, storageKeys: list(hash) }));

/** `v` is another name of `yParity`. The fields are in the order in which Hardhat's network misses them. */
const authorization = struct("Helper", {
  r: u256,
  s: u256,
  chainId: u256,
  address,
  nonce: u64,
  yParity: optional(u8),
  v: optional(u8),
}).transform(({ v, ...fields }, context) => {
  const yParity = fields.yParity ?? v;
  if (yParity !== undefined) return { ...fields, yParity };
  context.addIssue({ code: "custom", message: "missing `yParity` or `v`" });
  return z.NEVER;
});

const authorizationList = list(authorization);

const transactionFields = {
  to: optional(address),
  gas: optional(u64),
  gasPrice: optional(u128),
  maxFeePerGas: optional(u128),
  maxPriorityFeePerGas: optional(u128),
  value: optional(u256),
  data: optional(bytes),
  input: optional(bytes),
  accessList: optional(accessList),
  type: optional(u8),
  blobs: optional(list(blob)),
  blobHashes: optional(list(hash)),
  authorizationList: optional(authorizationList),
};

/** `data` and `input` are two names of one thing. */
function oneInput<Fields extends { data?: Hex; input?: Hex }>(schema: z.ZodType<Fields>) {
  return schema.transform(({ input, ...fields }, context) => {
    if (fields.data !== undefined && input !== undefined) {
      context.addIssue({ code: "custom", message: "duplicate field `data`" });
    }
    return { ...fields, data: fields.data ?? input };
  });
}

/** The object of `eth_call` and `eth_estimateGas`. */
export const callRequest = oneInput(struct("L1CallRequest", { from: optional(address), ...transactionFields }));
export type CallRequest = z.output<typeof callRequest>;

/** The object of `eth_sendTransaction`. */
export const transactionRequest = oneInput(
  struct("L1RpcTransactionRequest", {
    from: address,
    ...transactionFields,
    nonce: optional(u64),
    chainId: optional(u64),
  }),
);
export type TransactionRequest = z.output<typeof transactionRequest>;

/** Storage of a state override: 32-byte slots to words. */
const storageOverride = z
  .record(z.string(), u256, { error: (issue) => wrongType(issue.input, "a map") })
  .transform((slots, context) => {
    const values = new Map<Hex, Hex>();
    for (const [key, value] of Object.entries(slots)) {
      const slot = hash.safeParse(key);
      if (slot.success) values.set(slot.data, `0x${value.toString(16).padStart(64, "0")}`);
      else context.addIssue({ code: "custom", message: firstMessage(slot.error) });
    }
    return values;
  });

const accountOverride = struct("AccountOverrideOptions", {
  balance: optional(u256),
  nonce: optional(u64),
  code: optional(bytes),
  state: optional(storageOverride),
  stateDiff: optional(storageOverride),
});
export type AccountOverrideRequest = z.output<typeof accountOverride>;

/** State overrides of `eth_call`, by address. */
export const stateOverrides = z
  .record(z.string(), accountOverride, { error: (issue) => wrongType(issue.input, "a map") })
  .transform((accounts, context) => {
    const overrides = new Map<Hex, AccountOverrideRequest>();
    for (const [key, value] of Object.entries(accounts)) {
      const account = address.safeParse(key);
      if (account.success) overrides.set(account.data, value);
      else context.addIssue({ code: "custom", message: firstMessage(account.error) });
    }
    return overrides;
  });

const NO_VARIANT = "data did not match any variant of untagged enum OneOrMore";

/** One value or several of them. */
function oneOrMore<Value>(schema: z.ZodType<Value>): z.ZodType<Value[]> {
  return z.unknown().transform((value, context): Value[] => {
    const results = (Array.isArray(value) ? value : [value]).map((item) => schema.safeParse(item));
    const values = results.flatMap((result) => (result.success ? [result.data] : []));
    if (values.length === results.length) return values;
    context.addIssue({ code: "custom", message: NO_VARIANT });
    return z.NEVER;
  });
}

/** Which logs a filter is for. */
export const logFilter = struct("LogFilterOptions", {
  fromBlock: optional(blockSpec),
  toBlock: optional(blockSpec),
  blockHash: optional(hash),
  address: optional(oneOrMore(address)),
  topics: optional(list(optional(oneOrMore(hash)))),
});
export type LogFilter = z.output<typeof logFilter>;
