import { AccessFlag } from "../../record/flags.ts";
import { Uint32Column } from "../columns.ts";
import { ListScheduler } from "../schedule.ts";
import type { ModelBlock } from "./block.ts";
import { type ExecutionModel, resultOf } from "./model.ts";
import { timetableOf } from "./timetable.ts";

const { READ, GAS_ONLY, WRITE, TOUCHED, CREDIT, PROTOCOL_READ, PROTOCOL_WRITE } = AccessFlag;
/** The fee of the coinbase is left out: every chain pays it in some other way. */
const USED = READ | GAS_ONLY | WRITE | TOUCHED | CREDIT;
const USED_BY_SENDER = PROTOCOL_READ | PROTOCOL_WRITE;

interface Sharded {
  readonly scheduler: ListScheduler;
  readonly crossShard: number;
  readonly crossShardWithSender: number;
}

/**
 * Accounts are spread over k shards: account a, with all its storage, lives in shard `shardOf(a, k)`. A transaction
 * locks every shard that holds an account it touches, reads included, until it ends; so a shard runs its transactions
 * one after the other, in the order of the block, and a cross-shard transaction runs when it is first in all its shards.
 *
 * List schedule of the graph that joins each transaction to the one before it in each of its shards. Work in progress is
 * in distinct shards: speedup <= min(n, k).
 *
 * The account of the sender is touched only where the transaction's own logic touches it (ether sent along), as in all
 * figures without protocol accesses; `crossShardWithSender` counts it. A transaction that touches nothing else runs in
 * its sender's shard.
 *
 * @param count Number of shards; as many as threads where undefined.
 */
export function shards(count?: number): ExecutionModel {
  const owners = new Map<number, object>();
  const shardedBy = (block: ModelBlock, threads: number): Sharded => {
    const k = count ?? threads;
    const owner = owners.get(k) ?? {};
    owners.set(k, owner);
    return block.prepared(owner, () => sharded(block, k));
  };
  return {
    name: `shards(${count ?? "n"})`,
    describe: `accounts spread over ${count ?? "as many shards as threads"}, one transaction at a time in each of its shards`,
    run(block, threads) {
      const { scheduler, ...counts } = shardedBy(block, threads);
      return resultOf(block, threads, scheduler.run(threads).makespan, counts);
    },
    timetable(block, threads) {
      return timetableOf(shardedBy(block, threads).scheduler.run(threads), block.table.gas);
    },
  };
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The shard of an account, from 0: the 32-bit FNV-1a hash of the 20 bytes of its address, modulo the number of shards. */
export function shardOf(account: string, count: number): number {
  let hash = FNV_OFFSET;
  for (let digit = 2; digit < account.length; digit += 2) {
    hash = Math.imul(hash ^ Number.parseInt(account.slice(digit, digit + 2), 16), FNV_PRIME);
  }
  return (hash >>> 0) % count;
}

function sharded(block: ModelBlock, count: number): Sharded {
  const { size, gas, offsets, keys, flags, keyCount } = block.table;
  const shardOfKey = Uint32Array.from({ length: keyCount }, (_, key) => shardOf(block.accountOf(key), count));
  const from = new Uint32Column();
  const to = new Uint32Column();
  /** The transaction that locked each shard last, and the last whose sender is at home there. */
  const holders = new Int32Array(count).fill(-1);
  const homes = new Int32Array(count).fill(-1);
  let crossShard = 0;
  let crossShardWithSender = 0;
  for (let tx = 0; tx < size; tx++) {
    const end = offsets[tx + 1] as number;
    /** Locks the shards of the keys that the transaction used in one of these ways. @returns how many more that are. */
    const lock = (ways: number): number => {
      let locked = 0;
      for (let position = offsets[tx] as number; position < end; position++) {
        if (((flags[position] as number) & ways) === 0) continue;
        const shard = shardOfKey[keys[position] as number] as number;
        const holder = holders[shard] as number;
        if (holder === tx) continue;
        if (holder !== -1) {
          from.push(holder);
          to.push(tx);
        }
        holders[shard] = tx;
        locked++;
      }
      return locked;
    };
    const locked = lock(USED) || lock(USED_BY_SENDER);
    let touched = locked;
    for (let position = offsets[tx] as number; position < end; position++) {
      if (((flags[position] as number) & USED_BY_SENDER) === 0) continue;
      const shard = shardOfKey[keys[position] as number] as number;
      if (holders[shard] === tx || homes[shard] === tx) continue;
      homes[shard] = tx;
      touched++;
    }
    if (locked > 1) crossShard++;
    if (touched > 1) crossShardWithSender++;
  }
  const edges = { size, nodes: size, gas, from: from.finish(), to: to.finish() };
  return { scheduler: new ListScheduler(edges), crossShard, crossShardWithSender };
}
