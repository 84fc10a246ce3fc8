import { RpcError, RpcErrorCode } from "../errors.ts";
import { accountMethods } from "./eth-accounts.ts";
import { blockMethods } from "./eth-blocks.ts";
import { callMethods } from "./eth-call.ts";
import { feeMethods } from "./eth-fees.ts";
import { filterMethods } from "./eth-filters.ts";
import { proofMethods } from "./eth-proof.ts";
import { stateMethods } from "./eth-state.ts";
import { transactionMethods } from "./eth-transactions.ts";
import { evmMethods } from "./evm.ts";
import { hardhatMethods } from "./hardhat.ts";
import type { Method, MethodTable } from "./method.ts";
import { networkMethods } from "./net-web3.ts";

/** A method that Hardhat's network has and this one does not. */
function notYet(name: string): Method {
  return {
    call: async () => {
      throw new RpcError(
        RpcErrorCode.UNSUPPORTED_METHOD,
        `Method ${name} is not supported on a network with \`parallel\` yet. Use it on a network without that setting`,
      );
    },
  };
}

/** Every method of the local network. */
export const methods: MethodTable = {
  ...accountMethods,
  ...blockMethods,
  ...callMethods,
  ...feeMethods,
  ...filterMethods,
  ...stateMethods,
  ...proofMethods,
  ...transactionMethods,
  ...networkMethods,
  ...evmMethods,
  ...hardhatMethods,
  debug_traceCall: notYet("debug_traceCall"),
  debug_traceTransaction: notYet("debug_traceTransaction"),
};
