import { type Common, Hardfork } from "@ethereumjs/common";
import { bigIntToHex, bytesToHex, setLengthLeft } from "@ethereumjs/util";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { EdrNetworkUserConfig } from "hardhat/types/config";
import type { HardhatPlugin } from "hardhat/types/plugins";
import type { EthereumProvider } from "hardhat/types/providers";
import { createEngineCommon } from "../../../plugin/engine/hardforks.ts";
import { acquireSharedPool, releaseSharedPool } from "../../../plugin/engine/parallel/shared-pool.ts";
import type { BenchBlock, BenchChain, Round } from "../workloads/workload.ts";
import { type OpenChain, type RoundResult, Stopwatch, type Subject } from "./subject.ts";

/** What of a round is measured: the whole of it, or only the request that mines. */
export type Measured = "everything" | "mining";

/** Hardhat's own simulated network. */
export function edrSubject(measured: Measured): Subject {
  return rpcSubject("edr", measured);
}

/** Our network, through the same kind of connection. */
export function engineRpcSubject(plugin: HardhatPlugin, workers: number, measured: Measured): Subject {
  return rpcSubject(`engine-${workers}`, measured, { plugin, workers });
}

/** A network of Hardhat, as tests use it: every transaction is a raw send through a connection's provider. */
function rpcSubject(name: string, measured: Measured, engine?: { plugin: HardhatPlugin; workers: number }): Subject {
  return {
    name,
    async open(chain): Promise<OpenChain> {
      const network = networkConfig(chain);
      const runtime = await createHardhatRuntimeEnvironment(
        engine === undefined
          ? { networks: { bench: network } }
          : { plugins: [engine.plugin], networks: { bench: { ...network, parallel: { workers: engine.workers } } } },
      );
      const connection = await runtime.network.create("bench");
      const { provider } = connection;
      // A suite's first blocks would be executed without them.
      const pool = acquireSharedPool();
      if (engine !== undefined) pool?.grow(engine.workers - 1);
      await pool?.settled();
      const common = createEngineCommon({ chainId: chain.chainId, hardfork: chain.hardfork });
      await prepare(provider, chain);
      let snapshot = await provider.request({ method: "evm_snapshot" });
      return {
        execute: (round) => executeRound(provider, chain, common, round, measured),
        async reset() {
          await provider.request({ method: "evm_revert", params: [snapshot] });
          snapshot = await provider.request({ method: "evm_snapshot" });
        },
        async close() {
          await connection.close();
          await releaseSharedPool();
        },
      };
    },
  };
}

function networkConfig(chain: BenchChain): EdrNetworkUserConfig {
  const { environment } = firstBlock(chain);
  // Every block before the first takes a second of the chain's time.
  const start = environment.timestamp - environment.number - 1n;
  return {
    type: "edr-simulated",
    chainType: "l1",
    chainId: Number(chain.chainId),
    hardfork: HARDHAT_NAMES[chain.hardfork] ?? chain.hardfork,
    accounts: [],
    blockGasLimit: environment.gasLimit,
    coinbase: environment.coinbase.toString(),
    initialDate: new Date(Number(start) * 1000),
    mining: { auto: chain.automine, interval: 0, mempool: { order: "fifo" } },
  };
}

/** Where Hardhat calls a hardfork by another name than `@ethereumjs/common`. */
const HARDHAT_NAMES: Readonly<Record<string, string>> = { paris: "merge" };

function firstBlock({ warmUp, measured }: BenchChain): BenchBlock {
  const block = (warmUp[0] ?? measured[0])?.[0];
  if (block === undefined) throw new RangeError("A chain to measure needs a block");
  return block;
}

/** Brings a fresh network to the block before the first, with the state of the genesis. */
async function prepare(provider: EthereumProvider, chain: BenchChain): Promise<void> {
  const { number } = firstBlock(chain).environment;
  if (number > 1n) await provider.request({ method: "hardhat_mine", params: [bigIntToHex(number - 1n)] });
  for (const [address, { balance, nonce, code, storage = [] }] of chain.genesis) {
    const set = (what: string, ...values: string[]) =>
      provider.request({ method: `hardhat_set${what}`, params: [address, ...values] });
    await set("Balance", bigIntToHex(balance));
    if (nonce > 0n) await set("Nonce", bigIntToHex(nonce));
    if (code !== undefined) await set("Code", bytesToHex(code));
    for (const [slot, value] of storage) {
      await set("StorageAt", quantity(slot), bytesToHex(setLengthLeft(value, 32)));
    }
  }
}

/** A slot as Hardhat wants it: a number without leading zeros. */
function quantity(slot: Uint8Array): string {
  return bigIntToHex(BigInt(bytesToHex(slot)));
}

interface RpcBlock {
  readonly stateRoot: string;
  readonly receiptsRoot: string;
  readonly gasUsed: string;
  readonly transactions: readonly string[];
}

async function executeRound(
  provider: EthereumProvider,
  chain: BenchChain,
  common: Common,
  round: Round,
  measured: Measured,
): Promise<RoundResult> {
  const all = new Stopwatch();
  const mining = new Stopwatch();
  let gasUsed = 0n;
  let last: RpcBlock | undefined;
  for (const block of round) {
    await setHeader(provider, common, chain, block);
    await all.time(async () => {
      for (const raw of block.transactions) {
        await provider.request({ method: "eth_sendRawTransaction", params: [bytesToHex(raw)] });
      }
    });
    if (!chain.automine) {
      await all.time(() => mining.time(async () => provider.request({ method: "evm_mine" })));
    }
    last = (await provider.request({ method: "eth_getBlockByNumber", params: ["latest", false] })) as RpcBlock;
    if (last.transactions.length !== block.transactions.length) {
      throw new Error(`${last.transactions.length} of ${block.transactions.length} transactions were mined.`);
    }
    gasUsed += BigInt(last.gasUsed);
  }
  const { stateRoot = "", receiptsRoot = "" } = last ?? {};
  const { milliseconds, cpuMilliseconds } = measured === "mining" ? mining : all;
  return { milliseconds, cpuMilliseconds, summary: { stateRoot, receiptsRoot, gasUsed } };
}

/** Header fields of the next block. Recorded blocks need theirs; others only the same time on every network. */
async function setHeader(
  provider: EthereumProvider,
  common: Common,
  { independent }: BenchChain,
  { environment }: BenchBlock,
): Promise<void> {
  const { timestamp, baseFeePerGas, mixHash } = environment;
  await provider.request({ method: "evm_setNextBlockTimestamp", params: [bigIntToHex(timestamp)] });
  if (!independent) return;
  if (common.gteHardfork(Hardfork.London) && baseFeePerGas !== undefined) {
    await provider.request({ method: "hardhat_setNextBlockBaseFeePerGas", params: [bigIntToHex(baseFeePerGas)] });
  }
  if (common.gteHardfork(Hardfork.Paris) && mixHash !== undefined) {
    await provider.request({ method: "hardhat_setPrevRandao", params: [bytesToHex(mixHash)] });
  }
}
