import * as z from "zod";
import type { FilterEvent, FilterKind } from "../chain/filters.ts";
import { findLogs, type LogCriteria } from "../chain/logs.ts";
import type { ForkRules } from "../chain/rules.ts";
import { invalidParams } from "../errors.ts";
import type { LocalNode } from "../local-node.ts";
import type { BlockSpec } from "./block-spec.ts";
import { checkTag } from "./blocks.ts";
import { u256, wrongType } from "./codecs.ts";
import { formatBlock, formatLog, toQuantity } from "./format.ts";
import { type MethodTable, method, nothing, one, several } from "./method.ts";
import { type LogFilter, logFilter } from "./requests.ts";

const SUBSCRIPTIONS: ReadonlyMap<unknown, FilterKind> = new Map([
  ["logs", "Logs"],
  ["newHeads", "NewHeads"],
  ["newPendingTransactions", "NewPendingTransactions"],
]);

const subscription = z.unknown().transform((value, context): FilterKind => {
  const kind = SUBSCRIPTIONS.get(value);
  if (kind !== undefined) return kind;
  const message = typeof value === "string" ? "Invalid subscription type" : wrongType(value, "a string");
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

/** Logs, and filters and subscriptions for what is new. */
export const filterMethods: MethodTable = {
  eth_getLogs: method(one(logFilter), ({ node }, [filter]) =>
    findLogs(node.chain.blocks, logCriteria(node, filter)).map(formatLog),
  ),

  eth_newFilter: method(one(logFilter), ({ node }, [filter]) => toQuantity(addLogFilter(node, filter, false))),

  eth_newBlockFilter: method(nothing, ({ node }) => toQuantity(addBlockFilter(node, false))),

  eth_newPendingTransactionFilter: method(nothing, ({ node }) =>
    toQuantity(node.filters.add("NewPendingTransactions", false, [])),
  ),

  eth_getFilterChanges: method(one(u256), ({ node }, [id]) => {
    const events = node.filters.take(id);
    return events === undefined ? null : events.flatMap((event) => formatEvents(event));
  }),

  eth_getFilterLogs: method(one(u256), ({ node }, [id]) => {
    const kind = node.filters.kindOf(id);
    if (kind === undefined) return null;
    if (kind !== "Logs")
      throw invalidParams(`Subscription ${id} is not a Logs subscription, but a ${kind} subscription`);
    return (node.filters.take(id) ?? []).flatMap((event) => formatEvents(event));
  }),

  eth_uninstallFilter: method(one(u256), ({ node }, [id]) => node.filters.remove(id, false)),

  eth_subscribe: method(several("Subscribe", [subscription], [logFilter]), ({ node }, [kind, filter]) => {
    if (kind === "NewHeads") return toQuantity(addBlockFilter(node, true));
    if (kind === "NewPendingTransactions") return toQuantity(node.filters.add(kind, true, []));
    if (filter === undefined) throw invalidParams("Missing params argument");
    return toQuantity(addLogFilter(node, filter, true));
  }),

  eth_unsubscribe: method(one(u256), ({ node }, [id]) => node.filters.remove(id, true)),
};

/** What a subscription reports of an event, one notification each. */
export function formatNotifications(event: FilterEvent, rules: ForkRules): unknown[] {
  if (event.kind !== "NewHeads") return formatEvents(event);
  return [formatBlock(event.block, rules, { withTransactions: false, pending: false })];
}

function formatEvents(event: FilterEvent): unknown[] {
  if (event.kind === "Logs") return event.logs.map(formatLog);
  return [event.kind === "NewHeads" ? event.block.hash : event.hash];
}

function addBlockFilter(node: LocalNode, pushed: boolean): bigint {
  return node.filters.add("NewHeads", pushed, [{ kind: "NewHeads", block: node.chain.head }]);
}

function addLogFilter(node: LocalNode, filter: LogFilter, pushed: boolean): bigint {
  const criteria = logCriteria(node, filter, { openEnd: true });
  const logs = pushed ? [] : findLogs(node.chain.blocks, criteria);
  return node.filters.add("Logs", pushed, [{ kind: "Logs", logs }], criteria);
}

/** @throws RpcError for a block that does not exist, or a range and a block at once */
function logCriteria(node: LocalNode, filter: LogFilter, { openEnd = false } = {}): LogCriteria {
  return {
    ...blockRange(node, filter, openEnd),
    addresses: new Set(filter.address ?? []),
    topics: filter.topics ?? [],
  };
}

function blockRange(node: LocalNode, { fromBlock, toBlock, blockHash }: LogFilter, openEnd: boolean) {
  if (blockHash !== undefined) {
    if (fromBlock !== undefined || toBlock !== undefined) {
      throw invalidParams("blockHash is mutually exclusive with fromBlock/toBlock");
    }
    const number = numberOf(node, { hash: blockHash });
    return { fromBlock: number ?? 0n, toBlock: number };
  }
  const last = node.chain.blocks.lastNumber;
  const first = numberOf(node, fromBlock) ?? last;
  node.chain.checkKept(first);
  return {
    fromBlock: first,
    toBlock: numberOf(node, toBlock) ?? (openEnd ? undefined : last),
  };
}

/** Undefined for the end of the chain, by whatever tag. */
function numberOf(node: LocalNode, spec: BlockSpec | undefined): bigint | undefined {
  if (spec === undefined) return undefined;
  checkTag(node, spec);
  if (typeof spec === "string") return spec === "earliest" ? 0n : undefined;
  if ("number" in spec) return spec.number;
  const block = node.chain.blocks.byHash(spec.hash);
  if (block === undefined) throw invalidParams("blockHash cannot be found");
  return block.number;
}
