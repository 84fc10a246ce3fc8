import type { Hex } from "../../engine/access/types.ts";
import { keccak256 } from "../../engine/crypto/keccak.ts";
import { hexToKey, keyToBytes } from "../../engine/state/keys.ts";
import type { BlockStore } from "./block-store.ts";
import type { StoredBlock, StoredLog } from "./stored-block.ts";

/** Which logs are asked for. */
export interface LogCriteria {
  readonly fromBlock: bigint;
  /** Undefined: up to the present block, whichever that is. */
  readonly toBlock: bigint | undefined;
  /** Empty: any. */
  readonly addresses: ReadonlySet<Hex>;
  /** For each position the topics that fit; undefined: any. */
  readonly topics: readonly (readonly Hex[] | undefined)[];
}

/** A log and the block it is in. */
export interface LogInBlock {
  readonly block: StoredBlock;
  readonly log: StoredLog;
}

/** All logs of the chain that fit, in order. */
export function findLogs(blocks: BlockStore, criteria: LogCriteria): LogInBlock[] {
  const found: LogInBlock[] = [];
  const to = criteria.toBlock ?? blocks.lastNumber;
  const candidates = blocks.withLogs(criteria.fromBlock, to, bloomFilterOf(criteria));
  for (const block of candidates) addFitting(found, block, criteria);
  return found;
}

/** The logs of one block that fit the criteria, its range of blocks included. */
export function logsOfBlock(block: StoredBlock, criteria: LogCriteria): LogInBlock[] {
  if (block.number < criteria.fromBlock) return [];
  if (criteria.toBlock !== undefined && block.number > criteria.toBlock) return [];
  const found: LogInBlock[] = [];
  addFitting(found, block, criteria);
  return found;
}

/** One by one: a block may hold more logs than a function can be given arguments. */
function addFitting(found: LogInBlock[], block: StoredBlock, criteria: LogCriteria): void {
  for (const { logs } of block.receipts) {
    for (const log of logs) if (matches(log, criteria)) found.push({ block, log });
  }
}

function matches(log: StoredLog, { addresses, topics }: LogCriteria): boolean {
  if (addresses.size > 0 && !addresses.has(log.address)) return false;
  if (topics.length > log.topics.length) return false;
  return topics.every((alternatives, position) => {
    const topic = log.topics[position];
    return alternatives === undefined || (topic !== undefined && alternatives.includes(topic));
  });
}

/** A test of bloom filters: false only when the filter rules a fitting log out. */
function bloomFilterOf({ addresses, topics }: LogCriteria): (bloom: Uint8Array) => boolean {
  const alternatives = [...topics];
  if (addresses.size > 0) alternatives.push([...addresses]);
  const wanted = alternatives.flatMap((values) => (values === undefined ? [] : [values.map(bloomBits)]));
  return (bloom) => wanted.every((values) => values.some((bits) => bits.every((bit) => isSet(bloom, bit))));
}

/** Yellow Paper, section 4.3.1: three bits out of 2048, taken from the hash of the value. */
function bloomBits(value: Hex): number[] {
  const hash = keccak256(keyToBytes(hexToKey(value)));
  return [0, 2, 4].map((i) => (((hash[i] ?? 0) << 8) | (hash[i + 1] ?? 0)) & 2047);
}

function isSet(bloom: Uint8Array, bit: number): boolean {
  return ((bloom[255 - (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0;
}
