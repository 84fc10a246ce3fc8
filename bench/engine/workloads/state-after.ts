import { keyToBytes, keyToHex } from "../../../plugin/engine/state/keys.ts";
import { createEngine, executeOn } from "../subjects/engine.ts";
import type { BenchBlock, BenchChain, GenesisAccount } from "./workload.ts";

/** Executes blocks and takes down the state that results, for chains to start with. */
export async function stateAfter(
  chain: Pick<BenchChain, "chainId" | "hardfork" | "genesis" | "blockHash">,
  blocks: readonly BenchBlock[],
): Promise<Map<string, GenesisAccount>> {
  const engine = await createEngine(chain, { workers: 1 });
  for (const block of blocks) {
    await executeOn(engine, chain, block);
  }
  const { state } = engine;
  const accounts = [...state.accounts()].map(([address, { balance, nonce, codeHash }]): [string, GenesisAccount] => {
    const storage = [...state.storage(address)].map(([slot, value]) => [keyToBytes(slot), value] as const);
    const code = state.code(codeHash);
    return [keyToHex(address), { balance, nonce, code: code.length === 0 ? undefined : code, storage }];
  });
  await engine.close();
  return new Map(accounts);
}
