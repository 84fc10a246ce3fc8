import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Block, createBlockFromRLP } from "@ethereumjs/block";
import { Hardfork } from "@ethereumjs/common";
import { equalsBytes, hexToBytes, type PrefixedHexString } from "@ethereumjs/util";
import { Engine } from "../../plugin/engine/engine.ts";
import { hexToKey, keyToBytes, keyToHex, valueToHex } from "../../plugin/engine/state/keys.ts";
import type { BlockResult, EngineOptions } from "../../plugin/engine/types.ts";

type AccountJson = {
  balance: PrefixedHexString;
  nonce: PrefixedHexString;
  code: PrefixedHexString;
  storage: Record<string, PrefixedHexString>;
};

/** Ethereum's BlockchainTests format, as far as these tests go. */
export interface BlockchainTest {
  network: string;
  genesisBlockHeader: { hash: PrefixedHexString; stateRoot: PrefixedHexString };
  genesisRLP: PrefixedHexString;
  pre: Record<string, AccountJson>;
  blocks: { rlp: PrefixedHexString; expectException?: string; uncleHeaders?: unknown[] }[];
  lastblockhash: PrefixedHexString;
  postState?: Record<string, AccountJson>;
  _file: string;
}

/** Hardforks that the tests call by another name than `@ethereumjs/common`. */
const HARDFORKS: Readonly<Record<string, string>> = {
  Frontier: Hardfork.Chainstart,
  EIP150: Hardfork.TangerineWhistle,
  EIP158: Hardfork.SpuriousDragon,
  ConstantinopleFix: Hardfork.Petersburg,
  Merge: Hardfork.Paris,
};

/**
 * The tests of all files in the folder, by name. Not those in which the hardfork changes, or blocks have uncles: a local
 * network has neither.
 */
export function readBlockchainTests(corpora: string): [string, BlockchainTest][] {
  const folder = join(corpora, "blockchain-tests");
  const files = readdirSync(folder).filter((file) => /\.json(\.gz)?$/.test(file));
  return files.sort().flatMap((file) => {
    const content = readFileSync(join(folder, file));
    const tests = JSON.parse((file.endsWith(".gz") ? gunzipSync(content) : content).toString());
    return Object.entries<BlockchainTest>(tests).filter(
      ([, { network, blocks }]) =>
        !/To.+At/.test(network) && blocks.every(({ uncleHeaders = [] }) => uncleHeaders.length === 0),
    );
  });
}

export interface TestChain {
  readonly engine: Engine;
  readonly results: BlockResult[];
  /** Hash of the last block that was accepted. */
  head: PrefixedHexString;
  /** Messages of the blocks that were refused, by position. */
  readonly refused: Map<number, string>;
}

/**
 * Plays a test: every block is decoded, checked and executed, and becomes the head when the sealed block equals it.
 * A block that anything refuses changes nothing.
 */
export async function playBlockchainTest(
  test: BlockchainTest,
  options: Partial<EngineOptions> = {},
): Promise<TestChain> {
  const engine = await Engine.create({
    chainId: 1n,
    hardfork: HARDFORKS[test.network] ?? test.network.toLowerCase(),
    workers: 1,
    verify: false,
    allowUnlimitedContractSize: false,
    minParallelTransactions: 2,
    minTransactionMicroseconds: 0,
    ...options,
  });
  await engine.ready();
  for (const [address, account] of Object.entries(test.pre)) putAccount(engine, address, account);
  const genesis = createBlockFromRLP(hexToBytes(test.genesisRLP), { common: engine.common });
  const hashes = new Map<bigint, Uint8Array>([[0n, genesis.hash()]]);
  const chain: TestChain = { engine, results: [], head: test.genesisBlockHeader.hash, refused: new Map() };
  let parent: Block = genesis;
  for (const [position, { rlp }] of test.blocks.entries()) {
    const before = engine.state.version;
    try {
      const block = createBlockFromRLP(hexToBytes(rlp), { common: engine.common });
      checkHeader(block, parent);
      const result = await engine.executeBlock({
        environment: block.header,
        transactions: block.transactions.map((tx) => ({ tx, sender: tx.getSenderAddress(), impersonated: false })),
        withdrawals: block.withdrawals,
        blockHash: (number) => hashes.get(number),
        onInvalid: "throw",
        reward: !engine.common.gteHardfork(Hardfork.Paris),
      });
      if (!equalsBytes(result.block.hash(), block.hash())) throw new Error("sealed with another hash");
      chain.results.push(result);
      hashes.set(block.header.number, block.hash());
      parent = block;
      chain.head = keyToHex(Buffer.from(block.hash()).toString("latin1"));
    } catch (error) {
      engine.state.revertTo(before);
      chain.refused.set(position, error instanceof Error ? error.message : String(error));
    }
  }
  return chain;
}

/** What a header must have from its parent: the price of blob gas is computed from it, so it is checked first. */
function checkHeader({ header }: Block, parent: Block): void {
  if (!equalsBytes(header.parentHash, parent.hash())) throw new Error("unknown parent");
  if (header.number !== parent.header.number + 1n) throw new Error("wrong number");
  if (header.timestamp <= parent.header.timestamp) throw new Error("wrong timestamp");
  const { common } = header;
  if (common.isActivatedEIP(1559) && header.baseFeePerGas !== parent.header.calcNextBaseFee()) {
    throw new Error("wrong base fee");
  }
  if (common.isActivatedEIP(4844) && header.excessBlobGas !== parent.header.calcNextExcessBlobGas(common)) {
    throw new Error("wrong excess blob gas");
  }
}

function putAccount(engine: Engine, address: string, { balance, nonce, code, storage }: AccountJson): void {
  const key = hexToKey(address);
  const codeHash = engine.state.addCode(hexToBytes(code));
  engine.state.setAccount(key, { balance: BigInt(balance), nonce: BigInt(nonce), codeHash });
  for (const [slot, value] of Object.entries(storage)) {
    engine.state.setStorage(key, hexToKey(padded(slot)), keyToBytes(hexToKey(padded(value))));
  }
}

function padded(quantity: string): string {
  return `0x${quantity.slice(2).padStart(64, "0")}`;
}

/** The state of an engine in the format of the tests, for comparison with `postState`. */
export function stateOf(engine: Engine): Record<string, AccountJson> {
  const state: Record<string, AccountJson> = {};
  for (const [address, account] of engine.state.accounts()) {
    const storage: Record<string, PrefixedHexString> = {};
    for (const [slot, value] of engine.state.storage(address)) storage[keyToHex(slot)] = valueToHex(value);
    state[keyToHex(address)] = {
      balance: `0x${account.balance.toString(16)}`,
      nonce: `0x${account.nonce.toString(16)}`,
      code: `0x${Buffer.from(engine.state.code(account.codeHash)).toString("hex")}`,
      storage,
    };
  }
  return state;
}

/** The `postState` of a test, with every quantity written as `stateOf` writes it. */
export function normalizedPostState(post: Record<string, AccountJson>): Record<string, AccountJson> {
  return Object.fromEntries(
    Object.entries(post).map(([address, { balance, nonce, code, storage }]) => [
      address,
      {
        balance: `0x${BigInt(balance).toString(16)}`,
        nonce: `0x${BigInt(nonce).toString(16)}`,
        code,
        storage: Object.fromEntries(Object.entries(storage).map(([slot, value]) => [padded(slot), padded(value)])),
      },
    ]),
  ) as Record<string, AccountJson>;
}
