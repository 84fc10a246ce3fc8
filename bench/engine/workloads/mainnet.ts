import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { hexToBytes, type PrefixedHexString } from "@ethereumjs/util";
import { createPlainCommon } from "../../../plugin/engine/hardforks.ts";
import { type BlockFile, readBlockFile } from "../../../plugin/replay/block-file.ts";
import { blockInput } from "../../../plugin/replay/engine-input.ts";
import type { BenchChain, GenesisAccount, Workload } from "./workload.ts";

const DIRECTORY = fileURLToPath(new URL("../../../../shared/corpora/mainnet/blocks", import.meta.url));

/**
 * Busy blocks of five hardforks. Byzantium is the earliest that makes sense here: a receipt of an earlier one holds the
 * state root after its transaction, so that nothing of such a block can run in parallel.
 */
const SELECTED = [8889776, 12459406, 15537394, 18426253, 21872325];

/** Where the recorded blocks of Ethereum's mainnet are looked for. */
export const mainnetDirectory = DIRECTORY;

/** One workload for each recorded block, executed again and again on the state that it had; none where they are absent. */
export function mainnetWorkloads(warmUpRounds: number, measuredRounds: number): Workload[] {
  if (!existsSync(DIRECTORY)) {
    return [];
  }
  const present = new Set(readdirSync(DIRECTORY));
  return SELECTED.filter((number) => present.has(fileName(number))).map((number) => ({
    name: `mainnet-${number}`,
    description: "a recorded block",
    async *chains() {
      const file = path.join(DIRECTORY, fileName(number));
      const chain = chainOf(file, await readBlockFile(file));
      for (let round = 0; round < warmUpRounds; round++) {
        yield { ...chain, warmUp: chain.measured, measured: [] };
      }
      for (let round = 0; round < measuredRounds; round++) {
        yield chain;
      }
    },
  }));
}

function fileName(number: number): string {
  return `${number}.json.gz`;
}

function chainOf(file: string, block: BlockFile): BenchChain {
  const { hardfork } = block;
  const { environment, withdrawals, blockHash } = blockInput(file, block, createPlainCommon({ chainId: 1n, hardfork }));
  const transactions = block.transactions.map((serialised) => hexToBytes(serialised as PrefixedHexString));
  return {
    chainId: 1n,
    hardfork,
    genesis: new Map(Object.entries(block.preState).map(([address, account]) => [address, accountOf(account, block)])),
    blockHash,
    warmUp: [],
    measured: [{ environment, transactions, withdrawals }],
  };
}

function accountOf(account: BlockFile["preState"][string], { codes }: BlockFile): GenesisAccount {
  const { balance, nonce, codeHash, storage = {} } = account;
  const code = codeHash === undefined ? undefined : codes[codeHash];
  return {
    balance: BigInt(balance),
    nonce: BigInt(nonce),
    code: bytes(code),
    codeHash: bytes(codeHash),
    storage: Object.entries(storage).map(
      ([slot, value]) => [hexToBytes(slot as PrefixedHexString), hexToBytes(evenHex(value))] as const,
    ),
  };
}

function bytes(hex: string | undefined): Uint8Array | undefined {
  return hex === undefined ? undefined : hexToBytes(hex as PrefixedHexString);
}

/** A quantity has no leading zeros, not even the one that makes whole bytes. */
function evenHex(quantity: string): PrefixedHexString {
  return quantity.length % 2 === 0 ? (quantity as PrefixedHexString) : `0x0${quantity.slice(2)}`;
}
