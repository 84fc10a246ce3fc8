// Executes one block with the installed engine once its worker threads are ready, and prints how it ran.
import { createFeeMarket1559Tx } from "@ethereumjs/tx";
import { createAddressFromPrivateKey, createAddressFromString } from "@ethereumjs/util";
import { Engine } from "./node_modules/hardhat-parallel/dist/plugin/engine/engine.js";
import { addressToKey } from "./node_modules/hardhat-parallel/dist/plugin/engine/state/keys.js";

const engine = await Engine.create({
  chainId: 31337n,
  hardfork: "osaka",
  workers: 2,
  verify: true,
  allowUnlimitedContractSize: false,
  minParallelTransactions: 2,
});
await engine.ready();

const transactions = [1, 2, 3, 4].map((number) => {
  const key = new Uint8Array(32).fill(number);
  const sender = createAddressFromPrivateKey(key);
  engine.state.setBalance(addressToKey(sender), 10n ** 18n);
  const to = `0x${String(number).repeat(40)}`;
  const fields = { chainId: 31337n, to, value: 1n, gasLimit: 21_000n, maxFeePerGas: 10n ** 9n };
  return { tx: createFeeMarket1559Tx(fields, { common: engine.common }).sign(key), sender, impersonated: false };
});
const { record } = await engine.executeBlock({
  environment: {
    number: 1n,
    parentHash: new Uint8Array(32),
    timestamp: 1n,
    gasLimit: 30_000_000n,
    coinbase: createAddressFromString(`0x${"c0".repeat(20)}`),
    baseFeePerGas: 10n ** 9n,
    mixHash: new Uint8Array(32),
    excessBlobGas: 0n,
    parentBeaconBlockRoot: new Uint8Array(32),
  },
  transactions,
  blockHash: () => undefined,
  onInvalid: "throw",
  reward: false,
});
console.log(JSON.stringify({ mode: record.execution.mode, threads: record.execution.threads }));
await engine.close();
