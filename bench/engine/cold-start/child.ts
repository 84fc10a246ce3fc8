// One cold start, in a process of its own: prints how long the first connection and deployment took, in milliseconds.
// Arguments: creation code, and the URL of our plugin when its network is to be measured instead of Hardhat's own.
import { createHardhatRuntimeEnvironment } from "hardhat/hre";

const [bytecode, plugin] = process.argv.slice(2);
const plugins = plugin === undefined ? [] : [(await import(plugin)).default];
const network = { type: "edr-simulated", chainType: "l1" } as const;
const runtime = await createHardhatRuntimeEnvironment({
  plugins,
  networks: { bench: plugin === undefined ? network : { ...network, parallel: true } },
});

const start = performance.now();
const connection = await runtime.network.create("bench");
const { provider } = connection;
const [from] = (await provider.request({ method: "eth_accounts" })) as string[];
const hash = await provider.request({ method: "eth_sendTransaction", params: [{ from, data: bytecode }] });
const receipt = await provider.request({ method: "eth_getTransactionReceipt", params: [hash] });
const milliseconds = performance.now() - start;

if ((receipt as { status: string }).status !== "0x1") throw new Error("The deployment failed.");
console.log(String(milliseconds));
await connection.close();
