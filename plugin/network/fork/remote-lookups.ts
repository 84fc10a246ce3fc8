import * as z from "zod";
import type { Hex } from "../../engine/access/types.ts";
import { toQuantity } from "../rpc/format.ts";
import type { LogFilter } from "../rpc/requests.ts";
import type { Fork } from "./fork.ts";
import { formatRemoteLog, formatRemoteReceipt, formatRemoteTransaction } from "./remote-format.ts";
import { UpstreamError } from "./upstream-error.ts";

const fields = z.record(z.string(), z.unknown());
const placed = z.looseObject({ blockNumber: z.string().nullish() });
const receipt = z.looseObject({ blockNumber: z.string(), logs: z.array(fields) });
const history = z.looseObject({
  baseFeePerGas: z.array(z.string()),
  gasUsedRatio: z.array(z.number()),
  reward: z.array(z.array(z.string())).nullish(),
});

/** What `eth_feeHistory` says of blocks, without the first block's number. */
export interface FeeHistory {
  readonly baseFeePerGas: readonly string[];
  readonly gasUsedRatio: readonly number[];
  readonly reward?: readonly (readonly string[])[];
}

/** A transaction of the chain up to the fork, as `eth_getTransactionByHash` shows it; null when there is none. */
export async function remoteTransaction(fork: Fork, hash: Hex): Promise<unknown> {
  const answer = await ask(fork, placed.nullable(), "eth_getTransactionByHash", hash);
  if (answer?.blockNumber == null || BigInt(answer.blockNumber) > fork.head.number) return null;
  return formatRemoteTransaction(answer);
}

/** As `remoteTransaction`, its receipt. */
export async function remoteReceipt(fork: Fork, hash: Hex): Promise<unknown> {
  const answer = await ask(fork, receipt.nullable(), "eth_getTransactionReceipt", hash);
  if (answer === null || BigInt(answer.blockNumber) > fork.head.number) return null;
  return formatRemoteReceipt(answer);
}

/** Logs of the chain up to the fork. */
export async function remoteLogs(fork: Fork, filter: LogFilter, from: bigint, to: bigint): Promise<unknown[]> {
  if (from > to) return [];
  const { address, topics } = filter;
  const logs = await ask(fork, z.array(fields), "eth_getLogs", {
    fromBlock: toQuantity(from),
    toBlock: toQuantity(to),
    ...(address === undefined ? {} : { address }),
    ...(topics === undefined ? {} : { topics: topics.map((alternatives) => alternatives ?? null) }),
  });
  return logs.map(formatRemoteLog);
}

/**
 * Fees of blocks up to `newest`, which is before or at the fork. Base fees go up to the block after it, as far as the
 * upstream says.
 */
export async function remoteFeeHistory(
  fork: Fork,
  count: bigint,
  newest: bigint,
  percentiles: readonly number[],
): Promise<FeeHistory> {
  const answer = await ask(fork, history, "eth_feeHistory", toQuantity(count), toQuantity(newest), percentiles);
  const { baseFeePerGas, gasUsedRatio, reward } = answer;
  return { baseFeePerGas, gasUsedRatio, ...(reward ? { reward } : {}) };
}

async function ask<Schema extends z.ZodType>(
  { upstream }: Fork,
  schema: Schema,
  method: string,
  ...params: readonly unknown[]
): Promise<z.output<Schema>> {
  const result = schema.safeParse(await upstream.request(method, ...params));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const detail = `${issue?.path.join(".") || "result"}: ${issue?.message}`;
  throw new UpstreamError(method, upstream.host, { kind: "malformed", detail }, 1);
}
