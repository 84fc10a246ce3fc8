import { u256 } from "../rpc/codecs.ts";
import { type MethodTable, one } from "../rpc/method.ts";
import { type LogFilter, logFilter } from "../rpc/requests.ts";
import type { Fork } from "./fork.ts";
import { type ForkedContext, forked, isLocalHash, remoteNumber } from "./forked-method.ts";
import { remoteLogs } from "./remote-lookups.ts";

/** Logs from before the fork that a new filter is for, and nobody has fetched yet. */
const unfetched = new WeakMap<Fork, Map<bigint, readonly unknown[]>>();

/** Logs on both sides of the fork. */
export const forkedLogMethods: MethodTable = {
  ...forked("eth_getLogs", one(logFilter), async (context, [filter]) => {
    const before = await logsBefore(context, filter);
    if (filter.blockHash !== undefined && before !== undefined) return before;
    return [...(before ?? []), ...((await context.local()) as unknown[])];
  }),

  ...forked("eth_newFilter", one(logFilter), async (context, [filter]) => {
    const id = await context.local();
    const before = await logsBefore(context, filter);
    if (before !== undefined) {
      const ofFork = unfetched.get(context.fork) ?? new Map<bigint, readonly unknown[]>();
      unfetched.set(context.fork, ofFork.set(BigInt(id as string), before));
    }
    return id;
  }),

  ...fetching("eth_getFilterLogs"),
  ...fetching("eth_getFilterChanges"),
};

function fetching(name: string): MethodTable {
  return forked(name, one(u256), async ({ fork, local }, [id]) => {
    const events = await local();
    const before = unfetched.get(fork)?.get(id);
    if (before === undefined || !Array.isArray(events)) return events;
    unfetched.get(fork)?.delete(id);
    return [...before, ...events];
  });
}

/** Fitting logs of blocks of the upstream; undefined where the filter is for none of them. */
async function logsBefore(context: ForkedContext, filter: LogFilter): Promise<unknown[] | undefined> {
  const { fork } = context;
  const { blockHash, fromBlock, toBlock } = filter;
  if (blockHash !== undefined) {
    if (fromBlock !== undefined || toBlock !== undefined || isLocalHash(context, blockHash)) return undefined;
    const block = await fork.remoteBlockByHash(blockHash);
    if (block === undefined) return undefined;
    return await remoteLogs(fork, filter, BigInt(block.number), BigInt(block.number));
  }
  const from = remoteNumber(context, fromBlock ?? "latest");
  if (from === undefined) return undefined;
  return await remoteLogs(fork, filter, from, remoteNumber(context, toBlock ?? "latest") ?? fork.head.number);
}
