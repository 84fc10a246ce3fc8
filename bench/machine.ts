import { availableParallelism, cpus, loadavg } from "node:os";
import { cryptoInUse } from "../plugin/engine/crypto/crypto-in-use.ts";

/** What figures of this machine depend on: processor, Node, which code hashes and recovers signatures, other work. */
export async function machineLines(): Promise<string[]> {
  const { keccak, ecrecover } = await cryptoInUse();
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  return [
    `Node ${process.versions.node}, ${availableParallelism()} cores, ${processor}`,
    `Hashing by ${keccak}, signatures by ${ecrecover}`,
    ...busyLine(),
  ];
}

/** Other work takes the second core away, and with it what several threads gain. */
function busyLine(): string[] {
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  if (load < cores / 2) return [];
  return [`The machine is busy (load ${load.toFixed(1)} on ${cores} cores): ratios of several threads mean little.`];
}
