import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Hardfork } from "@ethereumjs/common";
import { hexToBytes, type PrefixedHexString } from "@ethereumjs/util";
import { createEngineCommon } from "../../../plugin/engine/hardforks.ts";
import { type BlockFile, readBlockFile } from "../../../plugin/replay/block-file.ts";
import { blockInput } from "../../../plugin/replay/engine-input.ts";
import type { RoundCount } from "./synthetic.ts";
import type { BenchChain, GenesisAccount } from "./workload.ts";

/** Where the recorded blocks of Ethereum's mainnet are looked for. */
export const mainnetDirectory = fileURLToPath(new URL("../../../../shared/corpora/mainnet/blocks", import.meta.url));

/** Recorded blocks that can be mined by a local network like any others, by number; none where they are absent. */
export async function mainnetChains(): Promise<ReadonlyMap<number, BenchChain>> {
  const chains = new Map<number, BenchChain>();
  if (!existsSync(mainnetDirectory)) return chains;
  const numbers = readdirSync(mainnetDirectory).map((name) => Number.parseInt(name, 10));
  for (const number of numbers.sort((a, b) => a - b)) {
    const file = path.join(mainnetDirectory, `${number}.json.gz`);
    const block = await readBlockFile(file);
    if (isMinable(block)) chains.set(number, chainOf(file, block));
  }
  return chains;
}

/** The recorded block of a chain, to be executed again and again on the state that it had. */
export function repeated(chain: BenchChain, { warmUp, measured }: RoundCount): BenchChain {
  const [round = []] = chain.measured;
  return { ...chain, warmUp: Array(warmUp).fill(round), measured: Array(measured).fill(round) };
}

/** Blocks in which a contract asks for the hash of an earlier block: a local network has other hashes. */
const LOOK_UP_HASHES = new Set([4864590, 8889776, 9069000, 12159808, 12459406]);

/**
 * Whether a local network can mine the block as it was. A receipt before Byzantium holds the state root after its
 * transaction, with rewards that a local network does not pay, and its pool takes no blob transactions.
 */
function isMinable({ number, hardfork, transactions }: BlockFile): boolean {
  return (
    transactions.length > 0 &&
    createEngineCommon({ chainId: 1n, hardfork }).gteHardfork(Hardfork.Byzantium) &&
    !transactions.some((transaction) => transaction.startsWith("0x03")) &&
    !LOOK_UP_HASHES.has(number)
  );
}

function chainOf(file: string, block: BlockFile): BenchChain {
  const { hardfork } = block;
  const { environment, withdrawals, blockHash } = blockInput(
    file,
    block,
    createEngineCommon({ chainId: 1n, hardfork }),
  );
  const transactions = block.transactions.map((serialised) => hexToBytes(serialised as PrefixedHexString));
  const { receiptsRoot } = block.header;
  return {
    chainId: 1n,
    hardfork,
    genesis: new Map(Object.entries(block.preState).map(([address, account]) => [address, accountOf(account, block)])),
    blockHash,
    independent: true,
    automine: false,
    warmUp: [],
    measured: [[{ environment, transactions, withdrawals, receiptsRoot }]],
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
