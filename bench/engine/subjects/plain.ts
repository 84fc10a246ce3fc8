import { createBlock } from "@ethereumjs/block";
import { type Common, createCustomCommon, Mainnet } from "@ethereumjs/common";
import type { EVMMockBlockchainInterface } from "@ethereumjs/evm";
import { Caches, MerkleStateManager } from "@ethereumjs/statemanager";
import { createTxFromRLP } from "@ethereumjs/tx";
import { bytesToHex, createAccount, createAddressFromString } from "@ethereumjs/util";
import { createVM, runBlock } from "@ethereumjs/vm";
import { lazyKzg } from "../../../plugin/engine/crypto/kzg.ts";
import type { BenchBlock, BenchChain } from "../workloads/workload.ts";
import type { BlockSummary, OpenChain, Subject } from "./subject.ts";

/** `@ethereumjs/vm` as its documentation sets it up: `runBlock` on a Merkle state manager with caches. */
export const plain: Subject = {
  name: "plain",
  async open(chain): Promise<OpenChain> {
    const common = createCustomCommon({ chainId: Number(chain.chainId) }, Mainnet, {
      hardfork: chain.hardfork,
      customCrypto: { kzg: lazyKzg },
    });
    const stateManager = await createState(common, chain);
    const vm = await createVM({ common, stateManager, blockchain: knownHashes(chain.blockHash) });
    return {
      async execute(block: BenchBlock): Promise<BlockSummary> {
        const transactions = block.transactions.map((serialised) => createTxFromRLP(serialised, { common }));
        const { environment, withdrawals } = block;
        const { receiptsRoot, stateRoot, gasUsed } = await runBlock(vm, {
          block: createBlock(
            {
              header: { ...environment, ...blobFields(common) },
              transactions,
              withdrawals: common.isActivatedEIP(4895) ? [...(withdrawals ?? [])] : undefined,
            },
            { common, skipConsensusFormatValidation: true },
          ),
          generate: true,
          skipBlockValidation: true,
          skipHeaderValidation: true,
        });
        return { receiptsRoot: bytesToHex(receiptsRoot), stateRoot: bytesToHex(stateRoot), gasUsed };
      },
      async close() {},
    };
  },
};

/** Filled in by `generate`, but a header of these forks cannot be created without them. */
function blobFields(common: Common) {
  return common.isActivatedEIP(4844) ? { blobGasUsed: 0n } : {};
}

async function createState(common: Common, { genesis }: BenchChain): Promise<MerkleStateManager> {
  const stateManager = new MerkleStateManager({ common, caches: new Caches() });
  for (const [hex, { balance, nonce, code, codeHash, storage = [] }] of genesis) {
    const address = createAddressFromString(hex);
    await stateManager.putAccount(address, createAccount({ balance, nonce, codeHash }));
    if (code !== undefined) {
      await stateManager.putCode(address, code);
    }
    for (const [slot, value] of storage) {
      await stateManager.putStorage(address, slot, value);
    }
  }
  await stateManager.flush();
  return stateManager;
}

/** All that BLOCKHASH needs of a chain. */
function knownHashes(hashOf: (number: bigint) => Uint8Array | undefined): EVMMockBlockchainInterface {
  return {
    async getBlock(number) {
      const hash = hashOf(BigInt(number)) ?? new Uint8Array(32);
      return { hash: () => hash };
    },
    async putBlock() {},
    shallowCopy: () => knownHashes(hashOf),
  };
}
