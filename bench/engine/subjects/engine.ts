import { bytesToHex } from "@ethereumjs/util";
import type { Hex } from "../../../plugin/engine/access/types.ts";
import { Engine } from "../../../plugin/engine/engine.ts";
import { bytesToKey, EMPTY_CODE_HASH, hexToKey } from "../../../plugin/engine/state/keys.ts";
import type { BlockInput, BlockResult, EngineOptions } from "../../../plugin/engine/types.ts";
import { RunCollector } from "../../../plugin/record/collector.ts";
import type { BenchBlock, BenchChain } from "../workloads/workload.ts";
import { type OpenChain, type RoundResult, Stopwatch, type Subject } from "./subject.ts";

type BenchEngineOptions = Pick<EngineOptions, "workers" | "recordAccesses">;

/** What is done with the result of every block, inside the measured time. */
export type Afterwards = (engine: Engine, result: BlockResult) => void;

/** Our engine on a number of threads, the main thread included. */
export function engineSubject(workers: number): Subject {
  return subject(`engine-${workers}`, { workers });
}

/** Our engine on one thread, which does not record what transactions read and write. */
export function unrecordedSubject(): Subject {
  return subject("unrecorded", { workers: 1, recordAccesses: false });
}

/** Our engine on one thread, whose access records are kept for a report, as `--parallel-stats` does. */
export function collectingSubject(): Subject {
  return {
    name: "collecting",
    open(chain) {
      const collector = new RunCollector();
      const collect: Afterwards = ({ state }, { record }) => {
        const codeOf = (hash: Hex) => state.code(hexToKey(hash));
        collector.addBlock({ chain: "bench", branch: 0, record, contexts: [], codeOf });
      };
      return subject("collecting", { workers: 1 }, collect).open(chain);
    },
  };
}

function subject(name: string, options: BenchEngineOptions, afterwards: Afterwards = () => {}): Subject {
  return {
    name,
    async open(chain): Promise<OpenChain> {
      const engine = await createEngine(chain, options);
      const genesis = engine.state.version;
      return {
        async execute(round): Promise<RoundResult> {
          const watch = new Stopwatch();
          const results = await watch.time(async () => {
            const results: BlockResult[] = [];
            for (const block of round) {
              const result = await executeOn(engine, chain, block);
              afterwards(engine, result);
              results.push(result);
            }
            return results;
          });
          const { header } = (results.at(-1) as BlockResult).block;
          const summary = {
            receiptsRoot: bytesToHex(header.receiptTrie),
            stateRoot: bytesToHex(header.stateRoot),
            gasUsed: results.reduce((sum, { block }) => sum + block.header.gasUsed, 0n),
          };
          return { milliseconds: watch.milliseconds, cpuMilliseconds: watch.cpuMilliseconds, summary };
        },
        async reset() {
          engine.state.revertTo(genesis);
          await engine.stateRoot();
        },
        close: () => engine.close(),
      };
    },
  };
}

/** An engine in the state that the chain starts with, as on a running chain: its threads have started. */
export async function createEngine(
  chain: Pick<BenchChain, "chainId" | "hardfork" | "genesis">,
  options: BenchEngineOptions,
): Promise<Engine> {
  const engine = await createFreshEngine(chain, options);
  await engine.ready();
  return engine;
}

/** An engine in the state that the chain starts with, which starts threads when it finds blocks that gain from them. */
export async function createFreshEngine(
  { chainId, hardfork, genesis }: Pick<BenchChain, "chainId" | "hardfork" | "genesis">,
  options: BenchEngineOptions,
): Promise<Engine> {
  const engine = await Engine.create({
    chainId,
    hardfork,
    verify: false,
    allowUnlimitedContractSize: false,
    minParallelTransactions: 2,
    ...options,
  });
  for (const [hex, { balance, nonce, code, codeHash, storage = [] }] of genesis) {
    const address = hexToKey(hex);
    const hash = codeHash === undefined ? EMPTY_CODE_HASH : bytesToKey(codeHash);
    engine.state.setAccount(address, { balance, nonce, codeHash: hash });
    if (code !== undefined) {
      engine.state.setCode(address, code);
    }
    for (const [slot, value] of storage) {
      engine.state.setStorage(address, bytesToKey(slot), value);
    }
  }
  // On any chain the root of the state before is known.
  await engine.stateRoot();
  return engine;
}

/** @throws InvalidBlockError when a transaction has no place in the block. */
export function executeOn(
  engine: Engine,
  chain: Pick<BenchChain, "blockHash">,
  block: BenchBlock,
): Promise<BlockResult> {
  return engine.executeBlock(inputOf(engine, chain, block));
}

/** The block as the engine takes it: decoded, with its senders as soon as they are needed. */
export function inputOf(
  engine: Engine,
  { blockHash }: Pick<BenchChain, "blockHash">,
  { environment, transactions, withdrawals }: BenchBlock,
): BlockInput {
  return {
    environment,
    transactions: engine.decode(transactions),
    withdrawals,
    blockHash,
    onInvalid: "throw",
    reward: true,
  };
}
