import { Hardfork } from "@ethereumjs/common";
import type { Hex } from "../engine/access/types.ts";
import type { ForkRules } from "./chain/rules.ts";
import type { ForkingConfig } from "./fork/config.ts";
import type { MiningInterval } from "./pool/interval-mining.ts";
import type { MempoolOrder } from "./pool/ordering.ts";

/** Settings of a local network: Hardhat's settings of a simulated network, resolved, and those of the engine. */
export interface LocalNetworkConfig {
  readonly chainId: bigint;
  readonly networkId: bigint;
  /** A name of Hardhat ("merge") or of `@ethereumjs/common` ("paris"). */
  readonly hardfork: string;
  readonly accounts: readonly { readonly privateKey: Hex; readonly balance: bigint }[];
  readonly mining: {
    readonly auto: boolean;
    readonly interval: MiningInterval;
    readonly mempoolOrder: MempoolOrder;
  };
  /** `false`: blocks take all the gas that their transactions need. */
  readonly blockGasLimit: bigint | false;
  /** EIP-7825 cap of a transaction's gas limit; `undefined` = the hardfork's own, `false` = none. */
  readonly transactionGasCap?: bigint | false;
  /** Whether `eth_estimateGas` also avoids that a call below the top one runs out of gas, which Hardhat does by default. */
  readonly gasEstimationMode?: "topLevelSuccess" | "noInternalOutOfGas";
  /** The chain that this one continues; without it, it begins with a genesis of its own. */
  readonly forking?: ForkingConfig;
  /** Time of the first block; the present when absent. */
  readonly initialDate?: Date;
  readonly initialBaseFeePerGas?: bigint;
  readonly minGasPrice: bigint;
  readonly coinbase: Hex;
  readonly allowBlocksWithSameTimestamp: boolean;
  readonly allowUnlimitedContractSize: boolean;
  /** Whether a transaction that was mined and failed is an error of the request that sent it. */
  readonly throwOnTransactionFailures: boolean;
  readonly throwOnCallFailures: boolean;
  readonly loggingEnabled: boolean;
  /** Threads that may execute transactions, the main thread included. */
  readonly workers: number;
  /** Compare every block with its sequential execution by plain `@ethereumjs/vm`. */
  readonly verify: boolean;
  /** Blocks with fewer transactions are executed on the main thread. */
  readonly minParallelTransactions: number;
  /** See `EngineOptions`. */
  readonly minTransactionMicroseconds?: number;
  /** How many blocks before the latest keep the state after them; all unless set. Snapshots keep theirs anyway. */
  readonly history?: number;
  /** How many blocks before the latest there are at all, 256 or more; all unless set. Snapshots keep theirs anyway. */
  readonly blockHistory?: number;
}

/** Gas limit of the blocks of Hardhat's network unless configured. */
export const DEFAULT_BLOCK_GAS_LIMIT = 60_000_000n;

/** EIP-7825, from Osaka on. */
const OSAKA_TRANSACTION_GAS_CAP = 16_777_216n;

/** The cap that holds for the gas limit of a transaction; undefined: none. */
export function transactionGasCap(config: LocalNetworkConfig, rules: ForkRules): bigint | undefined {
  if (config.transactionGasCap === false) return undefined;
  return config.transactionGasCap ?? (rules.isAtLeast(Hardfork.Osaka) ? OSAKA_TRANSACTION_GAS_CAP : undefined);
}

/** Gas limit of requests that name none. */
export function defaultTransactionGas(config: LocalNetworkConfig, rules: ForkRules): bigint {
  const blockGasLimit = config.blockGasLimit === false ? DEFAULT_BLOCK_GAS_LIMIT : config.blockGasLimit;
  return transactionGasCap(config, rules) ?? blockGasLimit;
}
