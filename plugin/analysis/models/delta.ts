import { DELTA } from "../rules.ts";
import { blockStmBy, VALIDATION_GAS } from "./block-stm.ts";

/**
 * Block-STM on a chain that can add to a value without reading it (delta writes, Aptos' aggregators): what is proven to
 * be nothing but an addition, in the read set and the write set of the EVM, is an addition in the multi-version memory,
 * and orders nobody but those who really look at the sum. Received ether is one everywhere.
 */
export const delta = blockStmBy("delta", "block-stm where additions that nobody looks at are free (aggregators)", {
  rules: DELTA,
  validationGas: VALIDATION_GAS,
});
