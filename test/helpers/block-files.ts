import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { createLegacyTx } from "@ethereumjs/tx";
import { bytesToHex } from "@ethereumjs/util";

/** Of blocks with nothing but successful transfers, by their number. The first is well known from blocks of mainnet. */
const RECEIPTS_ROOTS: Readonly<Record<number, string>> = {
  1: "0x056b23fbba480696b65fe5a59b8f2148a1299103c4f57df839233af2cf4ca2d2",
  4: "0x04deb4be6955e1a300123be48007597f67e4229f8ce70f4f10388de6fd3fa267",
};

/** Any part of a block file, right or wrong. */
export type Fields = Record<string, unknown>;

/** A block file whose block has so many transfers of ether, each of another sender, and comes out as its header says. */
export function transferBlock(number = 9_100_000, transfers = 1): Fields & { header: Fields } {
  const common = new Common({ chain: Mainnet, hardfork: Hardfork.Istanbul });
  const to = `0x${"22".repeat(20)}` as const;
  const transactions = Array.from({ length: transfers }, (_, index) =>
    createLegacyTx({ gasPrice: 1n, gasLimit: 21_000n, to, value: 1n }, { common }).sign(
      new Uint8Array(32).fill(0x11 + index),
    ),
  );
  const senders = transactions.map((tx) => tx.getSenderAddress().toString());
  const zeros = (bytes: number): string => `0x${"00".repeat(bytes)}`;
  return {
    format: "mainnet-block-v1",
    number,
    hardfork: "istanbul",
    header: {
      parentHash: zeros(32),
      miner: `0x${"33".repeat(20)}`,
      number: `0x${number.toString(16)}`,
      timestamp: "0x5e000000",
      gasLimit: "0x989680",
      gasUsed: `0x${(21_000 * transfers).toString(16)}`,
      logsBloom: zeros(256),
      receiptsRoot: RECEIPTS_ROOTS[transfers],
      difficulty: "0x1",
      extraData: "0x",
    },
    transactions: transactions.map((tx) => bytesToHex(tx.serialize())),
    senders,
    blockHashes: {},
    preState: Object.fromEntries(senders.map((sender) => [sender, { balance: "0xde0b6b3a7640000", nonce: "0x0" }])),
    codes: {},
  };
}

/** A directory that is removed when `use` has ended. */
export async function withDirectory(use: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "hardhat-parallel-replay-"));
  try {
    await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Writes a value as gzip JSON, or bytes as they are. */
export async function writeBlockFile(directory: string, name: string, content: unknown): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, content instanceof Uint8Array ? content : gzipSync(JSON.stringify(content)));
  return file;
}

/** The text without the directory of a file, which differs from run to run. */
export function withoutDirectory(text: string, file: string): string {
  return text.replaceAll(`${dirname(file)}/`, "");
}
