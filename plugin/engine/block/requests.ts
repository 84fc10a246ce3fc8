import { createHash } from "node:crypto";
import { genRequestsRoot } from "@ethereumjs/block";
import { type Common, Mainnet } from "@ethereumjs/common";
import type { Log } from "@ethereumjs/evm";
import { Address, bigIntToAddressBytes, CLRequest, CLRequestType } from "@ethereumjs/util";
import type { VM } from "@ethereumjs/vm";
import { InvalidBlockError } from "../errors.ts";
import type { VmTransactionExecutor } from "../executor.ts";
import { bytesToHexString } from "../state/keys.ts";
import type { WorldState } from "../state/world-state.ts";

/** `DepositEvent(bytes,bytes,bytes,bytes,bytes)` of the deposit contract (EIP-6110). */
const DEPOSIT_TOPIC = "0x649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5";
/** Where the five byte strings of a deposit event are and how long they are: any other layout makes the block invalid. */
const DEPOSIT_FIELDS = [
  { offset: 160, length: 48 },
  { offset: 256, length: 32 },
  { offset: 320, length: 8 },
  { offset: 384, length: 96 },
  { offset: 512, length: 8 },
] as const;
const DEPOSIT_EVENT_LENGTH = 576;

/**
 * Collects the requests to the consensus layer (EIP-7685): deposits from the logs (EIP-6110), withdrawals (EIP-7002)
 * and consolidations (EIP-7251) by calling their system contracts, which changes the state.
 *
 * @param logs all logs of the block, in order.
 * @returns the requests hash of the header.
 * @throws InvalidBlockError for a deposit event of another layout.
 */
export async function collectRequests(
  executor: VmTransactionExecutor,
  state: WorldState,
  logs: readonly Log[],
  number: bigint,
): Promise<Uint8Array> {
  const { common } = executor;
  const requests: CLRequest<CLRequestType>[] = [];
  if (common.isActivatedEIP(6110)) requests.push(deposits(common, logs, number));
  if (common.isActivatedEIP(7002)) {
    const data = await callSystemContract(executor, state, common.param("withdrawalRequestPredeployAddress"));
    requests.push(new CLRequest(CLRequestType.Withdrawal, data));
  }
  if (common.isActivatedEIP(7251)) {
    const data = await callSystemContract(executor, state, common.param("consolidationRequestPredeployAddress"));
    requests.push(new CLRequest(CLRequestType.Consolidation, data));
  }
  return genRequestsRoot(requests, sha256);
}

function sha256(data: Uint8Array): Uint8Array {
  return createHash("sha256").update(data).digest();
}

function deposits(common: Common, logs: readonly Log[], number: bigint): CLRequest<CLRequestType> {
  const contract = (depositContractOf(common) ?? "").toLowerCase();
  const parts: Uint8Array[] = [];
  for (const [address, topics, data] of logs) {
    const topic = topics[0];
    if (topic === undefined || bytesToHexString(topic) !== DEPOSIT_TOPIC) continue;
    if (bytesToHexString(address) === contract) parts.push(...depositFields(data, number));
  }
  return new CLRequest(CLRequestType.Deposit, Buffer.concat(parts));
}

function depositContractOf(common: Common): string | undefined {
  const { depositContractAddress } = (common as unknown as { _chainParams: { depositContractAddress?: string } })
    ._chainParams;
  return depositContractAddress ?? Mainnet.depositContractAddress;
}

function depositFields(event: Uint8Array, number: bigint): Uint8Array[] {
  if (event.length !== DEPOSIT_EVENT_LENGTH) throw new InvalidBlockError(number, "a deposit event has another layout");
  return DEPOSIT_FIELDS.map(({ offset, length }, position) => {
    if (word(event, position * 32) !== BigInt(offset) || word(event, offset) !== BigInt(length)) {
      throw new InvalidBlockError(number, "a deposit event has another layout");
    }
    return event.subarray(offset + 32, offset + 32 + length);
  });
}

function word(bytes: Uint8Array, offset: number): bigint {
  return BigInt(bytesToHexString(bytes.subarray(offset, offset + 32)));
}

/** What the contract returns to the system address; nothing when it is not deployed. */
async function callSystemContract(
  executor: VmTransactionExecutor,
  state: WorldState,
  contract: bigint,
): Promise<Uint8Array> {
  let returned: Uint8Array = new Uint8Array(0);
  const writes = await executor.runSystem(state, async (vm) => {
    returned = await systemCall(vm, new Address(bigIntToAddressBytes(contract)));
  });
  state.apply(writes);
  return returned;
}

async function systemCall(vm: VM, to: Address): Promise<Uint8Array> {
  if ((await vm.stateManager.getAccount(to)) === undefined) return new Uint8Array(0);
  const caller = new Address(bigIntToAddressBytes(vm.common.param("systemAddress")));
  const gasLimit = vm.common.param("systemCallGasLimit");
  // The system address is nobody: calling must leave no nonce behind.
  const { execResult } = await vm.evm.runCall({ caller, gasLimit, to, skipNonceIncrement: true });
  await vm.evm.journal.cleanup();
  return execResult.returnValue;
}
