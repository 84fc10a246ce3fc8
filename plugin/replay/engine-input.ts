import type { Common } from "@ethereumjs/common";
import { createAddressFromString, hexToBytes, type PrefixedHexString } from "@ethereumjs/util";
import { EMPTY_CODE_HASH, hexToKey, keyToBytes, keyToHex } from "../engine/state/keys.ts";
import type { WorldState } from "../engine/state/world-state.ts";
import { decodeTransaction } from "../engine/transactions/encoded.ts";
import type { BlockEnvironment, BlockInput, SendableTransaction } from "../engine/types.ts";
import type { BlockFile } from "./block-file.ts";
import { BlockFileError } from "./errors.ts";

/**
 * Puts the state from before the block into an empty state.
 *
 * @param file for error messages.
 * @throws BlockFileError when a code does not have the hash under which it stands.
 */
export function loadPreState(file: string, block: BlockFile, state: WorldState): void {
  for (const [hash, code] of Object.entries(block.codes)) {
    const actual = keyToHex(state.addCode(hexToBytes(code as PrefixedHexString)));
    if (actual === hash.toLowerCase()) continue;
    throw new BlockFileError(file, `its code has the hash ${actual}`, "Fetch the file again", `codes["${hash}"]`);
  }
  for (const [address, account] of Object.entries(block.preState)) {
    const key = hexToKey(address);
    // By hash, not by code: the code of an account that the block does not execute may be absent from the file.
    const codeHash = account.codeHash === undefined ? EMPTY_CODE_HASH : hexToKey(account.codeHash);
    state.setAccount(key, { balance: BigInt(account.balance), nonce: BigInt(account.nonce), codeHash });
    for (const [slot, value] of Object.entries(account.storage ?? {})) {
      state.setStorage(key, hexToKey(slot), quantityToBytes(value));
    }
  }
}

/**
 * The block as the engine takes it. Unless its settings say otherwise, every transaction must be valid, and the block
 * reward is left out (it needs the headers of uncles, which files do not have; no transaction of the block can see it).
 *
 * @param file for error messages.
 * @throws BlockFileError when a transaction cannot be decoded.
 */
export function blockInput(file: string, block: BlockFile, common: Common): BlockInput {
  return {
    environment: environmentOf(block),
    transactions: block.transactions.map((_, index) => transactionAt(file, block, index, common)),
    withdrawals: block.withdrawals?.map(({ index, validatorIndex, address, amount }) => ({
      index: BigInt(index),
      validatorIndex: BigInt(validatorIndex),
      address: createAddressFromString(address),
      amount: BigInt(amount),
    })),
    blockHash: (number) => bytes(block.blockHashes[number.toString()]),
    onInvalid: block.settings?.onInvalid ?? "throw",
    reward: block.settings?.reward ?? false,
  };
}

function environmentOf({ header }: BlockFile): BlockEnvironment {
  return {
    number: BigInt(header.number),
    parentHash: hexToBytes(header.parentHash as PrefixedHexString),
    timestamp: BigInt(header.timestamp),
    gasLimit: BigInt(header.gasLimit),
    coinbase: createAddressFromString(header.miner),
    baseFeePerGas: quantity(header.baseFeePerGas),
    difficulty: quantity(header.difficulty),
    mixHash: bytes(header.mixHash),
    nonce: bytes(header.nonce),
    extraData: bytes(header.extraData),
    excessBlobGas: quantity(header.excessBlobGas),
    parentBeaconBlockRoot: bytes(header.parentBeaconBlockRoot),
  };
}

function transactionAt(file: string, block: BlockFile, index: number, common: Common): SendableTransaction {
  const sender = createAddressFromString(block.senders[index] as string);
  try {
    const tx = decodeTransaction(hexToBytes(block.transactions[index] as PrefixedHexString), { common });
    return { tx, sender, impersonated: block.settings?.impersonated.includes(index) ?? false };
  } catch (error) {
    const problem = `is no transaction of ${block.hardfork} (${(error as Error).message})`;
    const mend = "Correct the transaction or the hardfork, or fetch the file again";
    throw new BlockFileError(file, problem, mend, `transactions[${index}]`, error);
  }
}

function quantity(value: string | undefined): bigint | undefined {
  return value === undefined ? undefined : BigInt(value);
}

function bytes(value: string | undefined): Uint8Array | undefined {
  return value === undefined ? undefined : hexToBytes(value as PrefixedHexString);
}

function quantityToBytes(value: string): Uint8Array {
  const digits = value.slice(2);
  return keyToBytes(hexToKey(`0x${digits.length % 2 === 0 ? digits : `0${digits}`}`));
}
