import type { EdrNetworkConfig } from "hardhat/types/config";
import type { EngineConfig } from "../config/types.ts";
import type { Hex } from "../engine/access/types.ts";
import { DEFAULT_BLOCK_GAS_LIMIT, type LocalNetworkConfig } from "../network/config.ts";
import { ownedAccounts } from "../network/defaults/accounts.ts";

/**
 * The settings of the local network that stands for one of Hardhat's.
 *
 * @param coverage whether the contracts are instrumented: then limits that the user left open are lifted, as Hardhat does
 */
export async function localNetworkConfig(
  network: EdrNetworkConfig,
  engine: EngineConfig,
  coverage: boolean,
): Promise<LocalNetworkConfig> {
  const { chainId, networkId, hardfork, mining, initialDate } = network;
  return {
    chainId: BigInt(chainId),
    networkId: BigInt(networkId),
    hardfork,
    accounts: await ownedAccounts(network.accounts),
    mining: { auto: mining.auto, interval: mining.interval, mempoolOrder: mining.mempool.order },
    blockGasLimit: network.blockGasLimit ?? (coverage ? false : DEFAULT_BLOCK_GAS_LIMIT),
    transactionGasCap: network.transactionGasCap ?? (coverage ? false : undefined),
    gasEstimationMode: network.gasEstimationMode,
    initialDate: new Date(initialDate),
    initialBaseFeePerGas: network.initialBaseFeePerGas,
    minGasPrice: network.minGasPrice,
    coinbase: `0x${Buffer.from(network.coinbase).toString("hex")}` as Hex,
    allowBlocksWithSameTimestamp: network.allowBlocksWithSameTimestamp,
    allowUnlimitedContractSize: network.allowUnlimitedContractSize ?? coverage,
    throwOnTransactionFailures: network.throwOnTransactionFailures,
    throwOnCallFailures: network.throwOnCallFailures,
    loggingEnabled: network.loggingEnabled,
    workers: engine.workers,
    verify: engine.verify,
    minParallelTransactions: engine.minParallelTransactions,
    history: engine.history,
    blockHistory: engine.blockHistory,
  };
}
