import { Block } from "@ethereumjs/block";
import type { Common } from "@ethereumjs/common";
import { RLP } from "@ethereumjs/rlp";
import type { Withdrawal } from "@ethereumjs/util";
import { type Trie, TrieBatch, triePut, trieRoot } from "../state/trie.ts";
import { serializedOf } from "../transactions/encoded.ts";
import type { CommittingBlock } from "./block-job.ts";
import { completeHeader } from "./environment.ts";
import { hashHeader } from "./header-hash.ts";

export interface Seal {
  readonly stateRoot: Uint8Array;
  /** EIP-7685; absent before Prague. */
  readonly requestsHash: Uint8Array | undefined;
  readonly withdrawals: readonly Withdrawal[];
}

/**
 * The finished block. Its transactions are the objects that were executed (`createBlock` would make new ones, which do
 * not know their senders).
 */
export function sealBlock(executed: CommittingBlock, seal: Seal, common: Common): Block {
  const transactions = executed.outcomes.map(({ transaction }) => transaction.tx);
  const header = completeHeader(executed.header, {
    stateRoot: seal.stateRoot,
    transactionsTrie: listRoot(transactions.map(serializedOf)),
    receiptTrie: listRoot(executed.receipts),
    logsBloom: executed.bloom,
    gasUsed: executed.gasUsed,
    blobGasUsed: common.isActivatedEIP(4844) ? executed.blobGasUsed : undefined,
    withdrawalsRoot: common.isActivatedEIP(4895) ? listRoot(seal.withdrawals.map(encodeWithdrawal)) : undefined,
    requestsHash: seal.requestsHash,
  });
  hashHeader(header);
  const withdrawals = common.isActivatedEIP(4895) ? [...seal.withdrawals] : undefined;
  return new Block(header, transactions, [], withdrawals, { common, skipConsensusFormatValidation: true });
}

function encodeWithdrawal(withdrawal: Withdrawal): Uint8Array {
  return RLP.encode(withdrawal.raw());
}

/** Root of the trie that maps each position to an item. */
function listRoot(items: readonly Uint8Array[]): Uint8Array {
  const batch = new TrieBatch();
  let trie: Trie;
  for (const [index, item] of items.entries()) trie = triePut(trie, RLP.encode(index), item, batch);
  return trieRoot(trie);
}
