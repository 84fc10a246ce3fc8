// One replay of a recorded session, in a process of its own: prints a SessionRun as JSON.
// Arguments: name of the session, and the URL of our plugin when its network is to be measured instead of Hardhat's own.
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { EdrNetworkUserConfig } from "hardhat/types/config";
import type { EthereumProvider } from "hardhat/types/providers";
import { corporaDir } from "../../test/helpers/corpora.ts";
import { readSession, type Session, SessionClock } from "../../test/network/helpers/session.ts";
import { MethodTimes } from "./method-times.ts";
import type { SuiteRun } from "./subject.ts";

const [name, plugin] = process.argv.slice(2);
const corpora = corporaDir();
if (name === undefined || corpora === undefined)
  throw new Error("Usage: replay.ts SESSION [PLUGIN], with ../shared/corpora present");

const session = readSession(corpora, name);
const plugins = plugin === undefined ? [] : [(await import(plugin)).default];
const network = networkConfig(session);
const runtime = await createHardhatRuntimeEnvironment({
  plugins,
  networks: { bench: plugin === undefined ? network : { ...network, parallel: true } },
});
const replayed = await replay();
console.log(JSON.stringify(replayed));

async function replay(): Promise<SuiteRun> {
  const times = new MethodTimes();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const connection = await runtime.network.create("bench");
  times.add("network.create", performance.now() - start);
  const { provider } = connection;
  const clock = new SessionClock((method, params) => provider.request({ method, params: [...params] }));
  let failed = 0;
  for (const { method, params } of session.requests) {
    await clock.before(method, params);
    const started = performance.now();
    const error = await failureOf(provider, method, params);
    times.add(method, performance.now() - started);
    clock.after(method, params, error);
    if (error !== undefined) failed++;
  }
  const { user, system } = process.cpuUsage(cpu);
  const resident = process.memoryUsage.rss();
  await connection.close();
  return { methods: times.rows(), failed, cpuMilliseconds: (user + system) / 1000, resident };
}

/** The network that the session was recorded on. */
function networkConfig({ config }: Session): EdrNetworkUserConfig {
  const { mining, transactionGasCap, initialDate, accounts } = config;
  return {
    type: "edr-simulated",
    chainType: "l1",
    chainId: Number(config.chainId),
    networkId: Number(config.networkId),
    hardfork: config.hardfork,
    accounts: accounts.map(({ privateKey, balance }) => ({ privateKey, balance })),
    mining: { auto: mining.auto, interval: 0, mempool: { order: "priority" } },
    blockGasLimit: config.blockGasLimit === false ? undefined : config.blockGasLimit,
    transactionGasCap,
    initialDate,
    coinbase: config.coinbase,
    allowBlocksWithSameTimestamp: config.allowBlocksWithSameTimestamp,
    allowUnlimitedContractSize: config.allowUnlimitedContractSize,
    throwOnTransactionFailures: config.throwOnTransactionFailures,
    throwOnCallFailures: config.throwOnCallFailures,
    gas: "auto",
  };
}

async function failureOf(provider: EthereumProvider, method: string, params: readonly unknown[]): Promise<unknown> {
  try {
    await provider.request({ method, params: [...params] });
    return undefined;
  } catch (error) {
    return error;
  }
}
