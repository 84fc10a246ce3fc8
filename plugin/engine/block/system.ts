import { ConsensusType, Hardfork } from "@ethereumjs/common";
import { Account, Address, bigIntToAddressBytes, createAddressFromString, type Withdrawal } from "@ethereumjs/util";
import type { VM } from "@ethereumjs/vm";
import type { VmTransactionExecutor } from "../executor.ts";
import { keyToBytes, wordToSlotKey } from "../state/keys.ts";
import type { WorldState } from "../state/world-state.ts";
import type { BlockEnvironment } from "../types.ts";
import { applyDaoFork } from "./dao.ts";

const BEACON_ROOTS_ADDRESS = createAddressFromString("0x000f3df6d732807ef1319fb7b8bb8522d0beac02");
const GWEI = 1_000_000_000n;

/**
 * What a block does before its first transaction: the DAO's irregular state change, the parent's beacon root
 * (EIP-4788) and the parent's hash (EIP-2935), each where the hardfork has it and its contract is deployed.
 */
export async function openBlock(
  executor: VmTransactionExecutor,
  state: WorldState,
  environment: BlockEnvironment,
): Promise<void> {
  if (isDaoForkBlock(executor, environment)) await applyDaoFork(state);
  const writes = await executor.runSystem(state, async (vm) => {
    if (vm.common.isActivatedEIP(4788)) await storeBeaconRoot(vm, environment);
    if (vm.common.isActivatedEIP(2935)) await storeParentHash(vm, environment);
  });
  state.apply(writes);
}

function isDaoForkBlock({ common }: VmTransactionExecutor, { number }: BlockEnvironment): boolean {
  return common.hardfork() === Hardfork.Dao && common.chainId() === 1n && number === common.hardforkBlock(Hardfork.Dao);
}

async function storeBeaconRoot(vm: VM, { timestamp, parentBeaconBlockRoot }: BlockEnvironment): Promise<void> {
  if ((await vm.stateManager.getCode(BEACON_ROOTS_ADDRESS)).length === 0) return;
  const length = vm.common.param("historicalRootsLength");
  const index = timestamp % length;
  await putWord(vm, BEACON_ROOTS_ADDRESS, index, keyToBytes(wordToSlotKey(timestamp)));
  await putWord(vm, BEACON_ROOTS_ADDRESS, index + length, parentBeaconBlockRoot ?? new Uint8Array(32));
}

async function storeParentHash(vm: VM, { number, parentHash }: BlockEnvironment): Promise<void> {
  const address = new Address(bigIntToAddressBytes(vm.common.param("historyStorageAddress")));
  if (number === 0n || (await vm.stateManager.getCode(address)).length === 0) return;
  await putWord(vm, address, (number - 1n) % vm.common.param("historyServeWindow"), parentHash);
}

async function putWord(vm: VM, address: Address, slot: bigint, value: Uint8Array): Promise<void> {
  await vm.stateManager.putStorage(address, keyToBytes(wordToSlotKey(slot)), value);
}

/** What a block does after its last transaction, apart from requests: withdrawals (EIP-4895) and the block reward. */
export async function closeBlock(
  executor: VmTransactionExecutor,
  state: WorldState,
  environment: BlockEnvironment,
  withdrawals: readonly Withdrawal[],
  reward: boolean,
): Promise<void> {
  const rewarded = reward && executor.common.consensusType() === ConsensusType.ProofOfWork;
  if (withdrawals.length === 0 && !rewarded) return;
  const writes = await executor.runSystem(state, async (vm) => {
    for (const { address, amount } of withdrawals) await credit(vm, address, amount * GWEI);
    // Even a withdrawal of nothing touches its account, which removes it if it is empty.
    await vm.evm.journal.cleanup();
    if (rewarded) await credit(vm, environment.coinbase, vm.common.param("minerReward"));
  });
  state.apply(writes);
}

async function credit(vm: VM, address: Address, amount: bigint): Promise<void> {
  const account = (await vm.stateManager.getAccount(address)) ?? new Account();
  account.balance += amount;
  await vm.evm.journal.putAccount(address, account);
}
