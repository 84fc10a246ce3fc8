import type { BlockHeader } from "@ethereumjs/block";
import { keccak256 } from "../crypto/keccak.ts";
import { integerBytes } from "../state/rlp.ts";
import { listLength, RlpWriter, stringLength } from "../state/rlp-writer.ts";

const writer = new RlpWriter();

/**
 * Computes the hash of a header and leaves it with the header, for `header.hash()`.
 *
 * With `@ethereumjs/block`, a hash takes as long as executing a transfer of ether, because every number goes through
 * hexadecimal text: that is felt where each transaction has a block of its own.
 */
export function hashHeader(header: BlockHeader): void {
  (header as unknown as { cache: { hash?: Uint8Array } }).cache.hash = keccak256(written(header));
}

/** The RLP of a header, as `header.serialize()`. */
export function encodeHeader(header: BlockHeader): Uint8Array {
  return written(header).slice();
}

/** A view of the RLP of a header, valid until the next one is written. */
function written(header: BlockHeader): Uint8Array {
  const items = itemsOf(header);
  let length = 0;
  for (const item of items) length += stringLength(item);
  writer.begin(listLength(length));
  writer.list(length);
  for (const item of items) writer.string(item);
  return writer.written;
}

function itemsOf(header: BlockHeader): Uint8Array[] {
  const items = [
    header.parentHash,
    header.uncleHash,
    header.coinbase.bytes,
    header.stateRoot,
    header.transactionsTrie,
    header.receiptTrie,
    header.logsBloom,
    integerBytes(header.difficulty),
    integerBytes(header.number),
    integerBytes(header.gasLimit),
    integerBytes(header.gasUsed),
    integerBytes(header.timestamp),
    header.extraData,
    header.mixHash,
    header.nonce,
  ];
  // A hardfork adds fields at the end, and a header has them exactly when its hardfork does.
  const added = [
    header.baseFeePerGas,
    header.withdrawalsRoot,
    header.blobGasUsed,
    header.excessBlobGas,
    header.parentBeaconBlockRoot,
    header.requestsHash,
    header.blockAccessListHash,
    header.slotNumber,
  ];
  for (const field of added) {
    if (field !== undefined) items.push(typeof field === "bigint" ? integerBytes(field) : field);
  }
  return items;
}
