import hardhatParallel from "../../plugin/index.ts";
import type { BenchRow, SuiteOptions } from "../rows.ts";
import { columns, ratioText } from "../table.ts";
import { measure, timeOf } from "./measure.ts";
import { THREAD_PAIRS, THREADS } from "./pairs.ts";
import { rowsOf } from "./report.ts";
import { engineRpcSubject } from "./subjects/rpc.ts";
import type { Subject } from "./subjects/subject.ts";
import { mainnetChains, repeated } from "./workloads/mainnet.ts";

const WORKLOAD = "fresh-mainnet";
const ROUNDS = { warmUp: 4, measured: 7 };

/**
 * Recorded blocks of Ethereum's mainnet, each mined by a network that has executed nothing before: it has to find out
 * what takes long and what is in whose way. Threads and compiled code are those of a process that has run for a while.
 */
export async function* fresh({ rounds, only = "", progress }: SuiteOptions): AsyncGenerator<BenchRow> {
  if (!WORKLOAD.includes(only) && !only.startsWith(WORKLOAD)) return;
  const chains = [...(await mainnetChains())].filter(([number]) => nameOf(number).includes(only));
  if (chains.length === 0) return;
  const subjects = THREADS.map((threads) => freshly(engineRpcSubject(hardhatParallel, threads, "mining")));
  progress.print(`${WORKLOAD}: ${chains.length} recorded blocks, each mined by a network of its own`);
  const titles = THREAD_PAIRS.map(() => "faster by");
  progress.print(columns("block (transactions)", ...subjects.map(({ name }) => `${name} ms`), ...titles));
  for (const [number, chain] of chains) {
    const block = repeated(chain, { ...ROUNDS, measured: rounds ?? ROUNDS.measured });
    const measurement = await measure(nameOf(number), block, subjects, progress);
    const rows = rowsOf(measurement, THREAD_PAIRS);
    const times = subjects.map(({ name }) => timeOf(measurement, name).toFixed(1));
    const size = chain.measured[0]?.[0]?.transactions.length ?? 0;
    progress.print(columns(`${number} (${size})`, ...times, ...rows.map(ratioText)));
    yield* rows;
  }
  progress.print("");
}

function nameOf(number: number): string {
  return `${WORKLOAD}-${number}`;
}

/** The subject, which for every round begins anew. */
function freshly(subject: Subject): Subject {
  return {
    name: subject.name,
    async open(chain) {
      return {
        async execute(round) {
          const open = await subject.open(chain);
          try {
            return await open.execute(round);
          } finally {
            await open.close();
          }
        },
        async reset() {},
        async close() {},
      };
    },
  };
}
