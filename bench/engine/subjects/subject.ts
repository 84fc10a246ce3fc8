import type { BenchBlock, BenchChain } from "../workloads/workload.ts";

/** Something that executes blocks. */
export interface Subject {
  readonly name: string;
  /** Gets ready to execute the blocks of a chain from its first. Not measured. */
  open(chain: BenchChain): Promise<OpenChain>;
}

export interface OpenChain {
  /** Measured whole: decodes the transactions, recovers the senders, executes and seals the block. */
  execute(block: BenchBlock): Promise<BlockSummary>;
  close(): Promise<void>;
}

/** What must be the same for every subject: a faster engine that gets something else is not faster. */
export interface BlockSummary {
  readonly stateRoot: string;
  readonly receiptsRoot: string;
  readonly gasUsed: bigint;
}
