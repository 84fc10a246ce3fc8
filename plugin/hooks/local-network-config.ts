import type { ChainDescriptorsConfig, EdrNetworkConfig } from "hardhat/types/config";
import type { EngineConfig } from "../config/types.ts";
import type { Hex } from "../engine/access/types.ts";
import { DEFAULT_BLOCK_GAS_LIMIT, type LocalNetworkConfig } from "../network/config.ts";
import { ownedAccounts } from "../network/defaults/accounts.ts";
import type { ForkActivation, ForkingConfig } from "../network/fork/config.ts";

/**
 * The settings of the local network that stands for one of Hardhat's.
 *
 * @param chainDescriptors say which hardforks a chain that is forked had when
 * @param coverage whether the contracts are instrumented: then limits that the user left open are lifted, as Hardhat does
 */
export async function localNetworkConfig(
  network: EdrNetworkConfig,
  engine: EngineConfig,
  coverage: boolean,
  chainDescriptors: ChainDescriptorsConfig,
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
    forking: await forkingConfig(network, chainDescriptors),
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

async function forkingConfig(
  { forking }: EdrNetworkConfig,
  chainDescriptors: ChainDescriptorsConfig,
): Promise<ForkingConfig | undefined> {
  if (forking?.enabled !== true) return undefined;
  const { blockNumber, httpHeaders, cacheDir } = forking;
  const histories = [...chainDescriptors].map(([chainId, { hardforkHistory }]) => {
    const activations = [...(hardforkHistory ?? [])].map(
      ([hardfork, { blockNumber: block, timestamp }]): ForkActivation => {
        return timestamp === undefined
          ? { hardfork, blockNumber: BigInt(block ?? 0) }
          : { hardfork, timestamp: BigInt(timestamp) };
      },
    );
    return [chainId, activations] as const;
  });
  return {
    url: await forking.url.getUrl(),
    blockNumber,
    httpHeaders,
    cacheDirectory: cacheDir,
    hardforkHistories: new Map(histories),
  };
}
