import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import * as z from "zod";
import { UnknownHardforkError } from "../engine/errors.ts";
import { HARDFORKS, resolveHardfork } from "../engine/hardforks.ts";
import { BlockFileError } from "./errors.ts";

export const BLOCK_FILE_FORMAT = "mainnet-block-v1";

const hex = z.string().regex(/^0x(?:[0-9a-fA-F]{2})*$/, "is not 0x-prefixed hexadecimal of whole bytes");
const quantity = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/, "is not a 0x-prefixed hexadecimal number of at most 32 bytes");
const bytesOf = (length: number) =>
  z.string().regex(new RegExp(`^0x[0-9a-fA-F]{${length * 2}}$`), `is not 0x-prefixed hexadecimal of ${length} bytes`);
const address = bytesOf(20);
const hash = bytesOf(32);

const account = z.object({
  balance: quantity,
  nonce: quantity,
  codeHash: hash.optional(),
  storage: z.record(hash, quantity).optional(),
});

const withdrawal = z.object({ index: quantity, validatorIndex: quantity, address, amount: quantity });

/** In the form that JSON-RPC gives headers. Fields that a replay does not need are left alone. */
const header = z.object({
  hash: hash.optional(),
  parentHash: hash,
  miner: address,
  number: quantity,
  timestamp: quantity,
  gasLimit: quantity,
  gasUsed: quantity,
  logsBloom: bytesOf(256),
  receiptsRoot: hash,
  transactionsRoot: hash.optional(),
  difficulty: quantity.optional(),
  mixHash: hash.optional(),
  nonce: bytesOf(8).optional(),
  extraData: hex.optional(),
  baseFeePerGas: quantity.optional(),
  withdrawalsRoot: hash.optional(),
  blobGasUsed: quantity.optional(),
  excessBlobGas: quantity.optional(),
  parentBeaconBlockRoot: hash.optional(),
  requestsHash: hash.optional(),
});

/** How a block was executed that is none of mainnet: see `Reproduction`. What is absent is as on mainnet. */
const settings = z.object({
  chainId: quantity,
  allowUnlimitedContractSize: z.boolean(),
  transactionGasCap: z.union([quantity, z.literal(false)]).optional(),
  systemOperations: z.boolean(),
  reward: z.boolean(),
  onInvalid: z.enum(["exclude", "throw"]),
  impersonated: z.array(z.int().nonnegative()),
});

const blockFile = z.object({
  format: z.literal(BLOCK_FILE_FORMAT),
  number: z.int().nonnegative(),
  hardfork: z.string(),
  header,
  /** As serialised on the chain. */
  transactions: z.array(hex),
  senders: z.array(address),
  withdrawals: z.array(withdrawal).optional(),
  /** Hashes of earlier blocks by decimal number. */
  blockHashes: z.record(z.string().regex(/^\d+$/, "is not a decimal number"), hash),
  /** What the block looked up, from before it. An absent account did not exist, an absent slot is zero. */
  preState: z.record(address, account),
  codes: z.record(hash, hex),
  settings: settings.optional(),
});

/** A block with the state that it needs, in the format of the public mainnet blocks. */
export type BlockFile = z.infer<typeof blockFile>;

const unzip = promisify(gunzip);

/**
 * Reads a block file: JSON, usually compressed with gzip.
 *
 * @throws BlockFileError when it cannot be read, is damaged, is not of this format, or names an unknown hardfork.
 */
export async function readBlockFile(file: string): Promise<BlockFile> {
  return parseBlockFile(file, await contentOf(file));
}

/** @throws BlockFileError */
function parseBlockFile(file: string, content: unknown): BlockFile {
  const format = typeof content === "object" && content !== null ? (content as { format?: unknown }).format : undefined;
  if (format !== BLOCK_FILE_FORMAT) {
    const found = format === undefined ? "is missing" : `is ${JSON.stringify(format)}`;
    throw new BlockFileError(file, found, `A block file has the format "${BLOCK_FILE_FORMAT}"`, "format");
  }
  const parsed = blockFile.safeParse(content);
  if (!parsed.success) throw schemaError(file, content, parsed.error);
  checkConsistency(file, parsed.data);
  return parsed.data;
}

async function contentOf(file: string): Promise<unknown> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = code === "ENOENT" ? "there is no such file" : `cannot be read (${message})`;
    throw new BlockFileError(file, problem, "Check the path and its permissions", undefined, error);
  }
  const text = isGzip(bytes) ? await decompressed(file, bytes) : bytes.toString();
  try {
    return JSON.parse(text);
  } catch (error) {
    const mend = `A block file is JSON in the format "${BLOCK_FILE_FORMAT}", usually compressed with gzip`;
    throw new BlockFileError(file, `is not JSON (${(error as Error).message})`, mend, undefined, error);
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function decompressed(file: string, bytes: Buffer): Promise<string> {
  try {
    return (await unzip(bytes)).toString();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = code === "Z_BUF_ERROR" ? "is truncated" : `is damaged (${message})`;
    throw new BlockFileError(file, problem, "Fetch the file again", undefined, error);
  }
}

function schemaError(file: string, content: unknown, error: z.ZodError): BlockFileError {
  const issue = error.issues[0];
  if (issue === undefined) return new BlockFileError(file, "is not a block file", "Fetch the file again");
  const missing = issue.code === "invalid_type" && valueAt(content, issue.path) === undefined;
  const others = error.issues.length - 1;
  const more = others > 0 ? ` (and ${others} more ${others === 1 ? "problem" : "problems"})` : "";
  // Of a bad key of a record, zod's message says nothing; the first thing wrong with the key itself does.
  const keyProblem = issue.code === "invalid_key" ? issue.issues[0]?.message : undefined;
  const problem = missing ? "is missing" : (keyProblem ?? issue.message);
  const mend = `The format "${BLOCK_FILE_FORMAT}" requires it`;
  return new BlockFileError(
    file,
    problem + more,
    missing ? mend : "Correct the field, or fetch the file again",
    fieldPath(issue.path),
    error,
  );
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  let value = content;
  for (const step of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[step];
  return value;
}

/** `preState["0x.."].balance`, `transactions[3]` */
function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      const name = String(step);
      if (!/^[A-Za-z]\w*$/.test(name)) return `[${JSON.stringify(name)}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join("");
}

/** What the types of single fields cannot say. */
function checkConsistency(file: string, block: BlockFile): void {
  try {
    resolveHardfork(block.hardfork);
  } catch (error) {
    if (!(error instanceof UnknownHardforkError)) throw error;
    const problem = `is ${JSON.stringify(block.hardfork)}, which is no hardfork that can be executed`;
    const mend = `Use one of: ${HARDFORKS.join(", ")}`;
    throw new BlockFileError(file, problem, mend, "hardfork", error);
  }
  if (BigInt(block.header.number) !== BigInt(block.number)) {
    const problem = `is ${BigInt(block.header.number)}, but the block's number is ${block.number}`;
    throw new BlockFileError(file, problem, "Fetch the file again", "header.number");
  }
  if (block.senders.length !== block.transactions.length) {
    const problem = `has ${block.senders.length} entries for ${block.transactions.length} transactions`;
    throw new BlockFileError(file, problem, "List the sender of every transaction, in the same order", "senders");
  }
}
