import type { Engine } from "../../plugin/engine/engine.ts";
import type { Execution } from "../../plugin/engine/execution.ts";
import { VmTransactionExecutor } from "../../plugin/engine/executor.ts";
import { MultiVersionMemory } from "../../plugin/engine/parallel/multi-version-memory.ts";
import { ResultLog } from "../../plugin/engine/parallel/result-log.ts";
import { kindOf } from "../../plugin/engine/parallel/transaction-kind.ts";
import { findStaleRead } from "../../plugin/engine/state/validate.ts";
import { decodeUnidentified } from "../../plugin/engine/transactions/encoded.ts";
import type { BlockInput } from "../../plugin/engine/types.ts";
import { createEngine, inputOf } from "../engine/subjects/engine.ts";
import { Stopwatch } from "../engine/subjects/subject.ts";
import type { BenchBlock, BenchChain } from "../engine/workloads/workload.ts";
import { median } from "../statistics.ts";
import { Dependencies } from "./dependencies.ts";
import type { ProtocolCosts, SimulatedTransaction } from "./protocol.ts";

const REPETITIONS = 7;
const ARENA_BYTES = 32 * 1024 * 1024;

/** A block with what its parts take on this machine, in microseconds. Medians of several executions. */
export interface MeasuredBlock {
  readonly transactions: readonly SimulatedTransaction[];
  /** Of each transaction, for the conflict predictor: contract and function. */
  readonly kinds: readonly string[];
  readonly costs: ProtocolCosts;
  /** Of the whole block: what is left after the last commit (tries, roots, header), and before the first execution. */
  readonly seal: number;
}

/**
 * Measures what the simulation needs to know of the last block of a chain.
 *
 * Executions, commits and sealing come from the timelines of sequential runs of the engine; what publishing, taking in
 * and validating a result cost, from doing just that with every result of the block.
 */
export async function measureBlock(chain: BenchChain): Promise<MeasuredBlock> {
  const blocks = [...chain.warmUp, ...chain.measured].flat();
  const block = blocks.at(-1);
  if (block === undefined) throw new RangeError("A chain to measure needs a block");
  const engine = await createEngine(chain, { workers: 1 });
  try {
    for (const earlier of blocks.slice(0, -1)) await engine.executeBlock(inputOf(engine, chain, earlier));
    const runs: BlockRun[] = [];
    for (let i = 0; i < REPETITIONS; i++) runs.push(await runBlock(engine, chain, block));
    const { results, ...protocol } = await measureResults(engine, chain, block);
    const size = Math.max(1, results.length);
    const decode = median(runs.map(({ decode }) => decode)) / size;
    const prepare = median(runs.map(({ prepare }) => prepare)) / size;
    const dependencies = new Dependencies(engine.state);
    return {
      transactions: results.map((execution, index) => ({
        execution: median(runs.map(({ executions }) => executions[index] as number)),
        dependencies: dependencies.add(execution),
      })),
      kinds: inputOf(engine, chain, block).transactions.map(kindOf),
      costs: {
        ...protocol,
        decode,
        recover: Math.max(0, prepare - decode),
        commit: median(runs.map(({ commit }) => commit)),
      },
      seal: median(runs.map(({ seal }) => seal)),
    };
  } finally {
    await engine.close();
  }
}

interface BlockRun {
  readonly executions: readonly number[];
  /** Of one transaction. */
  readonly commit: number;
  readonly decode: number;
  /** Decoding the transactions and recovering their senders. */
  readonly prepare: number;
  readonly seal: number;
}

/** Executes the block and takes it back. */
async function runBlock(engine: Engine, chain: BenchChain, block: BenchBlock): Promise<BlockRun> {
  const before = engine.state.version;
  const decoding = new Stopwatch();
  const { common } = engine;
  await decoding.time(async () => block.transactions.map((serialised) => decodeUnidentified(serialised, { common })));
  const preparing = new Stopwatch();
  const input = await preparing.time(async () => inputOf(engine, chain, block));
  const running = new Stopwatch();
  const { record } = await running.time(() => engine.executeBlock(input));
  engine.state.revertTo(before);
  await engine.stateRoot();
  const { timeline } = record.execution;
  const executions = timeline.map(({ start, end }) => end - start);
  // Between two executions lies the commit of the first.
  const commits = timeline.slice(1).map(({ start }, index) => start - (timeline[index]?.end ?? start));
  const commit = commits.reduce((sum, time) => sum + time, 0) / Math.max(1, commits.length);
  const executing = executions.reduce((sum, time) => sum + time, 0);
  const seal = Math.max(0, running.milliseconds * 1000 - executing - commit * executions.length);
  const decode = decoding.milliseconds * 1000;
  return { executions, commit, decode, prepare: preparing.milliseconds * 1000, seal };
}

/** The results of the block's transactions, each executed on the state that the ones before leave behind. */
async function executeApart(engine: Engine, chain: BenchChain, block: BenchBlock): Promise<Execution[]> {
  const { chainId, hardfork } = chain;
  const executor = await VmTransactionExecutor.create({ chainId, hardfork, allowUnlimitedContractSize: false });
  const { environment, transactions }: BlockInput = inputOf(engine, chain, block);
  executor.beginBlock(environment, chain.blockHash);
  const before = engine.state.version;
  const results: Execution[] = [];
  for (const transaction of transactions) {
    const execution = await executor.execute(transaction, engine.state);
    results.push(execution);
    engine.state.apply(execution.writes);
  }
  engine.state.revertTo(before);
  return results;
}

async function measureResults(
  engine: Engine,
  chain: BenchChain,
  block: BenchBlock,
): Promise<Omit<ProtocolCosts, "commit" | "decode" | "recover"> & { readonly results: readonly Execution[] }> {
  const { state } = engine;
  // As in the engine, the same memory for one block after the other: fresh memory is slow when it is first written.
  const log = new ResultLog([new SharedArrayBuffer(ARENA_BYTES)], 0);
  const times = { publish: [] as number[], share: [] as number[], takeIn: [] as number[], validate: [] as number[] };
  let results: readonly Execution[] = [];
  for (let i = 0; i < REPETITIONS; i++) {
    // Executed afresh: publishing writes out access records, which happens once for each execution.
    results = await executeApart(engine, chain, block);
    log.reset();
    const memory = new MultiVersionMemory(state);
    const pointers: number[] = [];
    const publish = microsecondsEach(results, (execution) => {
      const pointer = log.append(execution, { worker: 0, start: 0, end: 0 });
      if (pointer === undefined) throw new RangeError("The results of the block do not fit into an arena");
      pointers.push(pointer);
    });
    times.publish.push(publish);
    times.share.push(
      microsecondsEach(results, ({ writes }) => log.appendWrites(writes, { worker: 0, start: 0, end: 0 })),
    );
    times.takeIn.push(microsecondsEach(pointers, (pointer, index) => memory.set(index, log.open(pointer).writes())));
    times.validate.push(
      microsecondsEach(pointers, (pointer) => {
        const stored = log.open(pointer);
        // Stale or not: whether the state is the right one does not change what comparing takes.
        findStaleRead(state, { reads: stored.reads(), writes: stored.writes() });
        stored.outcome();
      }),
    );
  }
  return {
    results,
    publish: median(times.publish),
    share: median(times.share),
    takeIn: median(times.takeIn),
    validate: median(times.validate),
  };
}

/** Mean microseconds of the work for one item. */
function microsecondsEach<T>(items: readonly T[], work: (item: T, index: number) => void): number {
  const start = performance.now();
  items.forEach(work);
  return ((performance.now() - start) * 1000) / Math.max(1, items.length);
}
