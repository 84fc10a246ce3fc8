import { Hardfork } from "@ethereumjs/common";
import type { Engine } from "../../engine/engine.ts";
import type { BlockEnvironment } from "../../engine/types.ts";
import type { StoredBlock } from "../chain/stored-block.ts";
import { invalidInput, invalidParams } from "../errors.ts";
import type { LocalNode } from "../local-node.ts";
import { type BlockSpec, showBlockSpec } from "./block-spec.ts";

/** The version of the state after a block (`undefined`: the latest), and what messages see of the block. */
export interface BlockState {
  /** Whose state it is, and who executes messages on it. */
  readonly engine: Engine;
  readonly version: number | undefined;
  /** The same object for the same block. */
  readonly environment: () => BlockEnvironment;
}

/**
 * The block of that name; "pending" when the name is that of the block to be mined.
 *
 * @returns undefined when there is no such block
 * @throws RpcError for a tag that the hardfork does not have, and a block that the network has forgotten
 */
export function findBlock(node: LocalNode, spec: BlockSpec): StoredBlock | "pending" | undefined {
  const { blocks } = node.chain;
  checkTag(node, spec);
  if (spec === "pending") return "pending";
  if (typeof spec === "object" && "hash" in spec) return blocks.byHash(spec.hash) ?? node.fork?.blockByHash(spec.hash);
  if (typeof spec === "string" && spec !== "earliest") return blocks.last;
  const number = spec === "earliest" ? 0n : spec.number;
  node.chain.checkKept(number);
  return blocks.byNumber(number) ?? node.fork?.blockByNumber(number);
}

/** As `findBlock`, but a block that is not there is an error. */
export function requireBlock(node: LocalNode, spec: BlockSpec): StoredBlock | "pending" {
  const block = findBlock(node, spec);
  if (block !== undefined) return block;
  const latest = node.chain.blocks.lastNumber;
  throw invalidInput(`Received invalid block tag ${showBlockSpec(spec)}. Latest block number is ${latest}`);
}

/** @throws RpcError for "safe" and "finalized" before the merge */
export function checkTag({ chain: { rules } }: LocalNode, spec: BlockSpec): void {
  if ((spec === "safe" || spec === "finalized") && !rules.isAtLeast(Hardfork.Paris)) {
    throw invalidParams(
      `The '${spec}' block tag is not allowed in pre-merge hardforks. You are using the '${rules.messageName}' hardfork.`,
    );
  }
}

/**
 * Runs `use` on the state after a block. The pending block is made for it and forgotten afterwards.
 *
 * @throws RpcError when there is no such block
 */
export async function withBlockState<Result>(
  node: LocalNode,
  spec: BlockSpec,
  use: (state: BlockState) => Promise<Result> | Result,
): Promise<Result> {
  const { engine, fork } = node;
  const block = requireBlock(node, spec);
  if (block === "pending") {
    return await node.miner.withPendingState((environment) => use({ engine, version: undefined, environment }));
  }
  if (fork !== undefined && block.number < fork.head.number) {
    return await use({
      engine: await fork.engineAt(block),
      version: undefined,
      environment: () => {
        fork.checkExecutable(block);
        return node.chain.environmentOf(block);
      },
    });
  }
  const latest = block.number === node.chain.blocks.lastNumber;
  const version = latest ? undefined : node.chain.versionAt(block.number);
  return await use({ engine, version, environment: () => node.chain.environmentOf(block) });
}
