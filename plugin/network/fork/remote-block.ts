import { createBlockHeader } from "@ethereumjs/block";
import type { Common } from "@ethereumjs/common";
import { hexToBytes } from "@ethereumjs/util";
import * as z from "zod";
import type { Hex } from "../../engine/access/types.ts";
import type { StoredBlock } from "../chain/stored-block.ts";

const hex = z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]*$/i)]);

const remoteBlock = z.looseObject({
  number: hex,
  hash: hex,
  parentHash: hex,
  sha3Uncles: hex,
  miner: hex,
  stateRoot: hex,
  transactionsRoot: hex,
  receiptsRoot: hex,
  logsBloom: hex,
  difficulty: hex.default("0x0"),
  totalDifficulty: hex.nullish(),
  gasLimit: hex,
  gasUsed: hex,
  timestamp: hex,
  extraData: hex,
  mixHash: hex.nullish(),
  nonce: hex.nullish(),
  baseFeePerGas: hex.nullish(),
  withdrawalsRoot: hex.nullish(),
  blobGasUsed: hex.nullish(),
  excessBlobGas: hex.nullish(),
  parentBeaconBlockRoot: hex.nullish(),
  requestsHash: hex.nullish(),
  transactions: z.array(z.looseObject({ hash: hex })),
});

/** A block with its transactions, as the upstream gives it. */
export type RemoteBlock = z.output<typeof remoteBlock>;

/** @returns what is wrong with it, as text, when it is no block with transactions; undefined when there is none */
export function parseRemoteBlock(answer: unknown): RemoteBlock | undefined | string {
  if (answer === null) return undefined;
  const result = remoteBlock.safeParse(answer);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return `${issue?.path.join(".") ?? "block"}: ${issue?.message ?? "malformed"}`;
}

/**
 * The block as one of a local chain, without its transactions. Its hash is what the upstream says: of fields that the
 * hardfork of `common` does not have nothing is known here.
 */
export function storedRemoteBlock(block: RemoteBlock, common: Common): StoredBlock {
  const withEip = <Value>(eip: number, field: string, value: Value | null | undefined) =>
    common.isActivatedEIP(eip) && value !== null && value !== undefined ? { [field]: value } : {};
  const header = createBlockHeader(
    {
      number: block.number,
      parentHash: block.parentHash,
      uncleHash: block.sha3Uncles,
      coinbase: block.miner,
      stateRoot: block.stateRoot,
      transactionsTrie: block.transactionsRoot,
      receiptTrie: block.receiptsRoot,
      logsBloom: block.logsBloom,
      difficulty: block.difficulty,
      gasLimit: block.gasLimit,
      gasUsed: block.gasUsed,
      timestamp: block.timestamp,
      extraData: block.extraData,
      ...(block.mixHash ? { mixHash: block.mixHash } : {}),
      ...(block.nonce ? { nonce: block.nonce } : {}),
      ...withEip(1559, "baseFeePerGas", block.baseFeePerGas),
      ...withEip(4895, "withdrawalsRoot", block.withdrawalsRoot),
      ...withEip(4844, "blobGasUsed", block.blobGasUsed),
      ...withEip(4844, "excessBlobGas", block.excessBlobGas),
      ...withEip(4788, "parentBeaconBlockRoot", block.parentBeaconBlockRoot),
      ...withEip(7685, "requestsHash", block.requestsHash),
    },
    { common, skipConsensusFormatValidation: true, freeze: false },
  );
  const hash = hexToBytes(block.hash);
  Object.defineProperty(header, "hash", { value: () => hash });
  return {
    number: BigInt(block.number),
    hash: block.hash.toLowerCase() as Hex,
    header,
    totalDifficulty: BigInt(block.totalDifficulty ?? block.difficulty),
    transactions: [],
    receipts: [],
  };
}
