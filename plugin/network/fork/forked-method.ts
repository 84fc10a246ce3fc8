import type { Hex } from "../../engine/access/types.ts";
import type { LocalNode } from "../local-node.ts";
import type { BlockSpec } from "../rpc/block-spec.ts";
import { checkTag } from "../rpc/blocks.ts";
import type { Method, MethodTable, ParameterReader } from "../rpc/method.ts";
import { methods } from "../rpc/methods.ts";
import type { Fork } from "./fork.ts";

/** What a method works on here. */
export interface ForkedContext {
  readonly node: LocalNode;
  readonly fork: Fork;
  /** What the local chain alone answers. */
  local(params?: readonly unknown[]): Promise<unknown>;
}

/** A method that has to look at the upstream as well. */
export function forked<Parameters extends readonly unknown[]>(
  name: string,
  reader: ParameterReader<Parameters>,
  answer: (context: ForkedContext, parameters: Parameters) => Promise<unknown>,
): MethodTable {
  const base = methods[name];
  if (base === undefined) throw new Error(`There is no method ${name}`);
  const call: Method["call"] = async (context, params, tag) => {
    const { node } = context;
    if (node.fork === undefined) throw new Error("The network is no fork");
    const local = (localParams = params): Promise<unknown> => base.call(context, localParams, tag);
    return await answer({ node, fork: node.fork, local }, reader.read(params));
  };
  return { [name]: { call } };
}

/** Number of the block of the upstream that is meant; undefined when it is a block of the local chain. */
export function remoteNumber({ node, fork }: ForkedContext, spec: BlockSpec): bigint | undefined {
  checkTag(node, spec);
  if (spec === "pending" || (typeof spec === "object" && "hash" in spec)) return undefined;
  const last = node.chain.blocks.lastNumber;
  const number = typeof spec === "object" ? spec.number : spec === "earliest" ? 0n : last;
  return number <= fork.head.number ? number : undefined;
}

/** Is it the hash of a block that came after the fork? */
export function isLocalHash({ node, fork }: ForkedContext, blockHash: Hex): boolean {
  const block = node.chain.blocks.byHash(blockHash);
  return block !== undefined && block.number > fork.head.number;
}
