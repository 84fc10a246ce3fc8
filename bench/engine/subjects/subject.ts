import type { BenchChain, Round } from "../workloads/workload.ts";

/** Something that executes blocks. */
export interface Subject {
  readonly name: string;
  /** Gets ready to execute the blocks of a chain from its first. Not measured. */
  open(chain: BenchChain): Promise<OpenChain>;
}

export interface OpenChain {
  /** Executes the blocks of a round. */
  execute(round: Round): Promise<RoundResult>;
  /** Goes back to the state that the chain starts with. Not measured. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** One round on one subject. */
export interface RoundResult {
  /** What the subject did itself: neither preparation nor the look at what came out. */
  readonly milliseconds: number;
  /** Of the processor, all threads of the process together: other work on the machine hardly changes it. */
  readonly cpuMilliseconds: number;
  readonly summary: RoundSummary;
}

/** What must be the same for every subject: a faster engine that gets something else is not faster. */
export interface RoundSummary {
  /** After the last block. */
  readonly stateRoot: string;
  /** Of the last block. */
  readonly receiptsRoot: string;
  /** Of all blocks. */
  readonly gasUsed: bigint;
}

/** Adds up what several pieces of work take. */
export class Stopwatch {
  milliseconds = 0;
  cpuMilliseconds = 0;

  /** Runs the work and adds its time. */
  async time<T>(work: () => Promise<T>): Promise<T> {
    const cpu = process.cpuUsage();
    const start = performance.now();
    const result = await work();
    this.milliseconds += performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    this.cpuMilliseconds += (user + system) / 1000;
    return result;
  }
}
