import { MissingStateError } from "../../engine/state/missing-state.ts";
import { invalidInput, invalidParams } from "../errors.ts";
import { blockSpec } from "../rpc/block-spec.ts";
import { requireBlock } from "../rpc/blocks.ts";
import { accountAddress, hash } from "../rpc/codecs.ts";
import { slotKeys } from "../rpc/eth-proof.ts";
import { toQuantity } from "../rpc/format.ts";
import { type Method, type MethodTable, nothing, one, several } from "../rpc/method.ts";
import { methods } from "../rpc/methods.ts";
import { forkedBlockMethods } from "./block-methods.ts";
import { forkedFeeMethods } from "./fee-methods.ts";
import { forked } from "./forked-method.ts";
import { forkedLogMethods } from "./log-methods.ts";
import { remoteReceipt, remoteTransaction } from "./remote-lookups.ts";

const transactionMethods: MethodTable = {
  ...forked(
    "eth_getTransactionByHash",
    one(hash),
    async ({ fork, local }, [transactionHash]) => (await local()) ?? (await remoteTransaction(fork, transactionHash)),
  ),

  ...forked(
    "eth_getTransactionReceipt",
    one(hash),
    async ({ fork, local }, [transactionHash]) => (await local()) ?? (await remoteReceipt(fork, transactionHash)),
  ),

  ...forked("hardhat_dropTransaction", one(hash), async ({ fork, local }, [transactionHash]) => {
    const dropped = await local();
    if (dropped === false && (await remoteTransaction(fork, transactionHash)) !== null) {
      throw invalidParams(`Transaction ${transactionHash} cannot be dropped because it's already mined`);
    }
    return dropped;
  }),
};

const proofMethods: MethodTable = forked(
  "eth_getProof",
  several("GetProof", [accountAddress, slotKeys, blockSpec]),
  async ({ node, fork }, [address, slots, spec]) => {
    const block = requireBlock(node, spec);
    if (block !== "pending" && block.number < fork.head.number) {
      return await fork.upstream.request("eth_getProof", address, slots, toQuantity(block.number));
    }
    throw invalidInput(
      "The action `Proof of locally modified state in fork mode` is unsupported. Obtaining a proof is not supported in fork mode when local changes have been made. E.g. manual changes to an account or a locally mined block.",
    );
  },
);

const metadata: MethodTable = forked("hardhat_metadata", nothing, async ({ fork, local }) => ({
  ...((await local()) as object),
  forkedNetwork: {
    chainId: Number(fork.chainId),
    forkBlockNumber: Number(fork.head.number),
    forkBlockHash: fork.head.hash,
  },
}));

const traceMethods: MethodTable = {
  debug_traceTransaction: {
    call: async (context, params, tag) => {
      const { node } = context;
      const transactionHash = hash.safeParse(params[0]);
      if (transactionHash.success && node.fork !== undefined) {
        const known = node.chain.blocks.transaction(transactionHash.data) !== undefined;
        if (!known && (await remoteTransaction(node.fork, transactionHash.data)) !== null) {
          throw invalidInput(
            `debug_traceTransaction cannot trace ${transactionHash.data}, which is from before the fork: ask the chain that the network was forked from`,
          );
        }
      }
      return await (methods.debug_traceTransaction as Method).call(context, params, tag);
    },
  },
};

/** Every method of a local network that continues another chain. */
export const forkedMethods: MethodTable = Object.fromEntries(
  Object.entries({
    ...methods,
    ...forkedBlockMethods,
    ...transactionMethods,
    ...forkedLogMethods,
    ...forkedFeeMethods,
    ...proofMethods,
    ...metadata,
    ...traceMethods,
  }).map(([name, method]) => [name, loading(method)]),
);

/**
 * Calls the method again whenever it misses something, once that is loaded. It has changed nothing then: whatever
 * changes the chain looks at what it needs before it does, and what is executed loads what it misses itself.
 */
function loading(method: Method): Method {
  return {
    call: async (context, params, tag) => {
      for (;;) {
        try {
          return await method.call(context, params, tag);
        } catch (error) {
          if (!(error instanceof MissingStateError) || error.source === undefined) throw error;
          await error.source.load([error.key]);
        }
      }
    },
  };
}
