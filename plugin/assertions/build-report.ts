import type { Hex } from "../engine/access/types.ts";
import { buildRunRecord } from "../record/builder.ts";
import type { ArtifactSource } from "../source/contracts.ts";
import { createNamer, type Namer } from "../source/namer.ts";
import type { BlockWatch } from "../stats/block-watch.ts";
import { analyse } from "./analysis.ts";
import { BlockReport } from "./block-report.ts";

export interface ReportOptions {
  /** Of the transactions to report on. */
  readonly hashes: readonly Hex[];
  readonly name: string;
  readonly namer: Namer;
  readonly projectRoot: string;
}

/** Names the watched transactions in the words of the source, and analyses them as one block. */
export async function buildReport(watch: BlockWatch, options: ReportOptions): Promise<BlockReport> {
  const { hashes, name, namer, projectRoot } = options;
  const { collector } = watch;
  const record = await buildRunRecord(collector, namer, { projectRoot });
  const variableNames = namer.variableNames(collector.codes.keys());
  return new BlockReport(analyse(record, new Set(hashes), { name, variableNames }));
}

/** @param accounts Addresses of the signers, in order: names call them "signer 0" and so on. */
export function namerFor(artifacts: ArtifactSource, accounts: readonly string[]): Namer {
  const labels = new Map(accounts.map((account, index) => [account.toLowerCase(), `signer ${index}`]));
  return createNamer({ artifacts, labels });
}
