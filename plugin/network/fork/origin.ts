import { createHash } from "node:crypto";
import { invalidInput } from "../errors.ts";
import { toQuantity } from "../rpc/format.ts";
import { AnswerCache } from "./answer-cache.ts";
import type { ForkingConfig } from "./config.ts";
import { parseRemoteBlock, type RemoteBlock } from "./remote-block.ts";
import { lastFinalBlock } from "./reorganisations.ts";
import { Upstream } from "./upstream.ts";
import { UpstreamError } from "./upstream-error.ts";

/** Where a fork begins. */
export interface ForkOrigin {
  readonly upstream: Upstream;
  /** Of the upstream. */
  readonly chainId: bigint;
  /** The last block that is the upstream's. */
  readonly block: RemoteBlock;
}

interface Start {
  readonly chainId: bigint;
  readonly block: RemoteBlock;
}

/** To be raised when answers are kept in another form. */
const CACHE_VERSION = "v1";

/**
 * Asks the upstream which chain it is and for the block to fork from.
 *
 * Answers are cached where no reorganisation can reach that block, each block in a directory of its own, by its hash: a
 * development chain that was started anew has others. Only where the upstream cannot be reached does the cache say what
 * block has that number.
 *
 * @throws UpstreamError, RpcError when the block is not there yet
 */
export async function findOrigin(config: ForkingConfig): Promise<ForkOrigin> {
  const upstream = new Upstream(config);
  const cache =
    config.cacheDirectory === undefined
      ? undefined
      : new AnswerCache(config.cacheDirectory).within("hardhat-parallel", CACHE_VERSION, upstream.host);
  // The URL may hold a key: it is no name for a file.
  const urlHash = createHash("sha256").update(config.url).digest("hex");
  const question = ["origin", urlHash, config.blockNumber?.toString() ?? "latest"];
  let start: Start;
  let final: boolean;
  try {
    [start, final] = await askForStart(upstream, config.blockNumber);
    if (final && config.blockNumber !== undefined) {
      await cache?.write(question, { chainId: start.chainId.toString(), block: start.block });
    }
  } catch (error) {
    const known = isDown(error) && config.blockNumber !== undefined ? await cache?.read(question) : undefined;
    if (known === undefined) throw error;
    const { chainId, block } = known as { chainId: string; block: unknown };
    start = { chainId: BigInt(chainId), block: readBlock(block, upstream) };
    final = true;
  }
  const { chainId, block } = start;
  if (final && cache !== undefined) {
    upstream.useCache(cache.within(chainId.toString(), `${BigInt(block.number)}-${block.hash}`));
  }
  return { upstream, ...start };
}

/** @returns the block, and whether no reorganisation will take it back */
async function askForStart(upstream: Upstream, blockNumber: bigint | undefined): Promise<[Start, final: boolean]> {
  const [idAnswer, latestAnswer] = await upstream.requestAll([
    { method: "eth_chainId", params: [] },
    { method: "eth_blockNumber", params: [] },
  ]);
  const chainId = readQuantity(idAnswer, "eth_chainId", upstream);
  const latest = readQuantity(latestAnswer, "eth_blockNumber", upstream);
  if (blockNumber !== undefined && blockNumber > latest) {
    throw invalidInput(`Trying to initialize a provider with block ${blockNumber} but the current block is ${latest}`);
  }
  const lastFinal = lastFinalBlock(chainId, latest);
  const number = blockNumber ?? lastFinal ?? latest;
  const block = readBlock(await upstream.request("eth_getBlockByNumber", toQuantity(number), true), upstream);
  return [{ chainId, block }, lastFinal !== undefined && number <= lastFinal];
}

function isDown(error: unknown): boolean {
  return error instanceof UpstreamError && error.fault.kind !== "refused" && error.fault.kind !== "malformed";
}

/** @throws UpstreamError */
function readBlock(answer: unknown, upstream: Upstream): RemoteBlock {
  const block = parseRemoteBlock(answer);
  if (typeof block === "object") return block;
  throw malformed(upstream, "eth_getBlockByNumber", block ?? "there is no such block");
}

/** @throws UpstreamError */
function readQuantity(answer: unknown, method: string, upstream: Upstream): bigint {
  if (typeof answer === "string" && /^0x[0-9a-f]{1,64}$/i.test(answer)) return BigInt(answer);
  throw malformed(upstream, method, `${JSON.stringify(answer)?.slice(0, 100)} is no quantity`);
}

function malformed(upstream: Upstream, method: string, detail: string): UpstreamError {
  return new UpstreamError(method, upstream.host, { kind: "malformed", detail }, 1);
}
