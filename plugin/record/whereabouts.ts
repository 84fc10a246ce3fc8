import type { Hex } from "../engine/access/types.ts";
import type { CollectedBlock, CollectedTransaction } from "./collector.ts";

/** Code hashes in the order of their first appearance, each once. */
type Codes = Set<Hex>;

/**
 * One branch of one chain: the blocks between two reverts. Within it an address means one account, so that a key has
 * one name; on another branch the same address may be another contract.
 */
export interface Branch {
  readonly chain: string;
  readonly branch: number;
  readonly blocks: readonly CollectedBlock[];
  /** Hashes of the codes that used a slot, by `address:slot`. */
  readonly usersOfSlot: ReadonlyMap<string, ReadonlySet<Hex>>;
  /** Hashes of the codes that used any slot of an account. */
  readonly usersOfAccount: ReadonlyMap<Hex, ReadonlySet<Hex>>;
  /** Hashes of an account's code, as far as it ran. */
  readonly codesAt: ReadonlyMap<Hex, ReadonlySet<Hex>>;
  /** The same over the whole chain, for accounts that were deployed before the branch began. */
  readonly chainCodesAt: ReadonlyMap<Hex, ReadonlySet<Hex>>;
  readonly chainUsersOfAccount: ReadonlyMap<Hex, ReadonlySet<Hex>>;
}

/** Finds out which code works on which storage, branch by branch. */
export class Whereabouts {
  readonly branches: readonly Branch[];

  constructor(blocks: readonly CollectedBlock[]) {
    const branches = new Map<string, BranchBuilder>();
    const chains = new Map<string, ChainCodes>();
    for (const block of blocks) {
      const id = JSON.stringify([block.chain, block.branch]);
      let branch = branches.get(id);
      if (branch === undefined) {
        let chain = chains.get(block.chain);
        if (chain === undefined) {
          chain = { codesAt: new Map(), usersOfAccount: new Map() };
          chains.set(block.chain, chain);
        }
        branch = new BranchBuilder(block.chain, block.branch, chain);
        branches.set(id, branch);
      }
      branch.add(block);
    }
    this.branches = [...branches.values()];
  }
}

interface ChainCodes {
  readonly codesAt: Map<Hex, Codes>;
  readonly usersOfAccount: Map<Hex, Codes>;
}

class BranchBuilder implements Branch {
  readonly chain: string;
  readonly branch: number;
  readonly blocks: CollectedBlock[] = [];
  readonly usersOfSlot = new Map<string, Codes>();
  readonly usersOfAccount = new Map<Hex, Codes>();
  readonly codesAt = new Map<Hex, Codes>();
  readonly chainCodesAt: Map<Hex, Codes>;
  readonly chainUsersOfAccount: Map<Hex, Codes>;

  constructor(chain: string, branch: number, { codesAt, usersOfAccount }: ChainCodes) {
    this.chain = chain;
    this.branch = branch;
    this.chainCodesAt = codesAt;
    this.chainUsersOfAccount = usersOfAccount;
  }

  add(block: CollectedBlock): void {
    this.blocks.push(block);
    for (const transaction of block.transactions) this.#addTransaction(transaction);
  }

  #addTransaction({ accesses }: CollectedTransaction): void {
    const codes = new Map<Hex, Hex>();
    for (const { address, codeHash } of accesses.codes()) {
      codes.set(address, codeHash);
      add(this.codesAt, address, codeHash);
      add(this.chainCodesAt, address, codeHash);
    }
    for (const { address, slot, codeAddresses } of accesses.slots()) {
      for (const codeAddress of codeAddresses) {
        const codeHash = codes.get(codeAddress);
        if (codeHash === undefined) continue;
        add(this.usersOfSlot, `${address}:${slot}`, codeHash);
        add(this.usersOfAccount, address, codeHash);
        add(this.chainUsersOfAccount, address, codeHash);
      }
    }
  }
}

function add<Key>(map: Map<Key, Codes>, key: Key, codeHash: Hex): void {
  const codes = map.get(key);
  if (codes === undefined) map.set(key, new Set([codeHash]));
  else codes.add(codeHash);
}
