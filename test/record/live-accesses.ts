import assert from "node:assert/strict";
import type { LiveChain } from "./live-chain.ts";

/** The accesses of the last transaction to slots, in words, each once. */
export async function accesses(chain: LiveChain): Promise<readonly string[]> {
  const { record } = await chain.record();
  const transaction = record.blocks.at(-1)?.transactions.at(-1);
  assert.equal(transaction?.succeeded, true);
  const place = (index: number | undefined): string => {
    const { file, line, function: name } = record.sites[index ?? -1] ?? {};
    return index === undefined ? "nowhere" : `${file}:${line} in ${name}`;
  };
  const texts = transaction.accesses.flatMap(({ key, readAt, writtenAt }) => {
    const row = record.keys[key];
    const name = row?.members.map(({ variable }) => variable).join(" | ");
    return row?.kind === "slot" ? [`${name}: read at ${place(readAt)}, written at ${place(writtenAt)}`] : [];
  });
  return [...new Set(texts)].sort();
}
