import { createTxFromRLP } from "@ethereumjs/tx";
import { bytesToHex } from "@ethereumjs/util";
import { Engine } from "../../../plugin/engine/engine.ts";
import { bytesToKey, EMPTY_CODE_HASH, hexToKey } from "../../../plugin/engine/state/keys.ts";
import type { BlockInput, BlockResult } from "../../../plugin/engine/types.ts";
import type { BenchBlock, BenchChain } from "../workloads/workload.ts";
import { type OpenChain, type RoundResult, type Subject, timed } from "./subject.ts";

/** Our engine on a number of threads, the main thread included. */
export function engineSubject(workers: number): Subject {
  return {
    name: `engine-${workers}`,
    async open(chain): Promise<OpenChain> {
      const engine = await createEngine(chain, workers);
      const genesis = engine.state.version;
      return {
        async execute(round): Promise<RoundResult> {
          const [milliseconds, results] = await timed(async () => {
            const results: BlockResult[] = [];
            for (const block of round) results.push(await executeOn(engine, chain, block));
            return results;
          });
          const { header } = (results.at(-1) as BlockResult).block;
          const summary = {
            receiptsRoot: bytesToHex(header.receiptTrie),
            stateRoot: bytesToHex(header.stateRoot),
            gasUsed: results.reduce((sum, { block }) => sum + block.header.gasUsed, 0n),
          };
          return { milliseconds, summary };
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

/** An engine in the state that the chain starts with. */
export async function createEngine(
  { chainId, hardfork, genesis }: Pick<BenchChain, "chainId" | "hardfork" | "genesis">,
  workers: number,
): Promise<Engine> {
  const engine = await Engine.create({
    chainId,
    hardfork,
    workers,
    verify: false,
    allowUnlimitedContractSize: false,
    minParallelTransactions: 2,
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
  // On a running chain the threads have started, and the root of the state before is known.
  await engine.ready();
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

/** The block as the engine takes it: decoded, with its senders. */
export function inputOf(
  { common }: Engine,
  { blockHash }: Pick<BenchChain, "blockHash">,
  { environment, transactions, withdrawals }: BenchBlock,
): BlockInput {
  return {
    environment,
    transactions: transactions.map((serialised) => {
      const tx = createTxFromRLP(serialised, { common });
      return { tx, sender: tx.getSenderAddress(), impersonated: false };
    }),
    withdrawals,
    blockHash,
    onInvalid: "throw",
    reward: true,
  };
}
