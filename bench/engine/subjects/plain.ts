import { createBlock } from "@ethereumjs/block";
import { type Common, createCustomCommon, Mainnet } from "@ethereumjs/common";
import type { EVMMockBlockchainInterface } from "@ethereumjs/evm";
import { Caches, MerkleStateManager } from "@ethereumjs/statemanager";
import { createTxFromRLP } from "@ethereumjs/tx";
import { bytesToHex, createAccount, createAddressFromString } from "@ethereumjs/util";
import { createVM, type RunBlockResult, runBlock, type VM } from "@ethereumjs/vm";
import { lazyKzg } from "../../../plugin/engine/crypto/kzg.ts";
import type { BenchBlock, BenchChain } from "../workloads/workload.ts";
import { type OpenChain, type RoundResult, Stopwatch, type Subject } from "./subject.ts";

/** `@ethereumjs/vm` as its documentation sets it up: `runBlock` on a Merkle state manager with caches. */
export const plain: Subject = {
  name: "plain",
  async open(chain): Promise<OpenChain> {
    const common = createCustomCommon({ chainId: Number(chain.chainId) }, Mainnet, {
      hardfork: chain.hardfork,
      customCrypto: { kzg: lazyKzg },
    });
    let vm: VM;
    const open: OpenChain = {
      async execute(round): Promise<RoundResult> {
        const watch = new Stopwatch();
        const results = await watch.time(async () => {
          const results: RunBlockResult[] = [];
          for (const block of round) results.push(await execute(vm, common, block));
          return results;
        });
        const last = results.at(-1) as RunBlockResult;
        const summary = {
          receiptsRoot: bytesToHex(last.receiptsRoot),
          stateRoot: bytesToHex(last.stateRoot),
          gasUsed: results.reduce((sum, { gasUsed }) => sum + gasUsed, 0n),
        };
        return { milliseconds: watch.milliseconds, cpuMilliseconds: watch.cpuMilliseconds, summary };
      },
      async reset() {
        const stateManager = await createState(common, chain);
        vm = await createVM({ common, stateManager, blockchain: knownHashes(chain.blockHash) });
      },
      async close() {},
    };
    await open.reset();
    return open;
  },
};

function execute(vm: VM, common: Common, block: BenchBlock): Promise<RunBlockResult> {
  const transactions = block.transactions.map((serialised) => createTxFromRLP(serialised, { common }));
  const { environment, withdrawals } = block;
  return runBlock(vm, {
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
}

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
