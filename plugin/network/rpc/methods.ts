import { debugMethods } from "./debug.ts";
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
import type { MethodTable } from "./method.ts";
import { networkMethods } from "./net-web3.ts";

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
  ...debugMethods,
};
