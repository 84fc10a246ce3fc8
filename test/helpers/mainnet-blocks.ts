import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Common } from "@ethereumjs/common";
import { createTxFromRLP } from "@ethereumjs/tx";
import { createAddressFromString, hexToBytes, type PrefixedHexString } from "@ethereumjs/util";
import { Engine } from "../../plugin/engine/engine.ts";
import { EMPTY_CODE_HASH, hexToKey, keyToBytes } from "../../plugin/engine/state/keys.ts";
import type { BlockInput, EngineOptions } from "../../plugin/engine/types.ts";

/** The fields of a file in `corpora/mainnet/blocks` that tests use. */
export interface MainnetBlock {
  number: number;
  hardfork: string;
  header: Record<string, PrefixedHexString>;
  transactions: PrefixedHexString[];
  senders: PrefixedHexString[];
  withdrawals?: Record<"index" | "validatorIndex" | "address" | "amount", PrefixedHexString>[];
  blockHashes: Record<string, PrefixedHexString>;
  preState: Record<
    string,
    { balance: string; nonce: string; codeHash?: string; storage?: Record<string, PrefixedHexString> }
  >;
  codes: Record<string, PrefixedHexString>;
}

export function mainnetBlockNumbers(corpora: string): number[] {
  return readdirSync(join(corpora, "mainnet/blocks"))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
}

export function readMainnetBlock(corpora: string, number: number): MainnetBlock {
  return JSON.parse(gunzipSync(readFileSync(join(corpora, `mainnet/blocks/${number}.json.gz`))).toString());
}

/** An engine that holds the state from before the block. */
export async function engineBefore(block: MainnetBlock, options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = await Engine.create({
    chainId: 1n,
    hardfork: block.hardfork,
    workers: 1,
    verify: false,
    allowUnlimitedContractSize: false,
    minParallelTransactions: 2,
    minTransactionMicroseconds: 0,
    ...options,
  });
  for (const code of Object.values(block.codes)) engine.state.addCode(hexToBytes(code));
  for (const [address, { balance, nonce, codeHash, storage }] of Object.entries(block.preState)) {
    const key = hexToKey(address);
    const hash = codeHash === undefined ? EMPTY_CODE_HASH : hexToKey(codeHash);
    engine.state.setAccount(key, { balance: BigInt(balance), nonce: BigInt(nonce), codeHash: hash });
    for (const [slot, value] of Object.entries(storage ?? {})) {
      engine.state.setStorage(key, hexToKey(slot), quantityBytes(value));
    }
  }
  return engine;
}

function quantityBytes(quantity: string): Uint8Array {
  const digits = quantity.slice(2);
  return keyToBytes(hexToKey(`0x${digits.length % 2 === 0 ? digits : `0${digits}`}`));
}

export function blockInput(block: MainnetBlock, common: Common): BlockInput {
  const { header } = block;
  const bytes = (field: string): Uint8Array | undefined => {
    const value = header[field];
    return value === undefined ? undefined : hexToBytes(value);
  };
  const quantity = (field: string): bigint | undefined => {
    const value = header[field];
    return value === undefined ? undefined : BigInt(value);
  };
  return {
    environment: {
      number: BigInt(block.number),
      parentHash: bytes("parentHash") as Uint8Array,
      timestamp: quantity("timestamp") as bigint,
      gasLimit: quantity("gasLimit") as bigint,
      coinbase: createAddressFromString(header.miner as string),
      baseFeePerGas: quantity("baseFeePerGas"),
      difficulty: quantity("difficulty"),
      mixHash: bytes("mixHash"),
      nonce: bytes("nonce"),
      extraData: bytes("extraData"),
      excessBlobGas: quantity("excessBlobGas"),
      parentBeaconBlockRoot: bytes("parentBeaconBlockRoot"),
    },
    transactions: block.transactions.map((raw, index) => ({
      tx: createTxFromRLP(hexToBytes(raw), { common }),
      sender: createAddressFromString(block.senders[index] as string),
      impersonated: false,
    })),
    withdrawals: block.withdrawals,
    blockHash: (number) => {
      const hash = block.blockHashes[number.toString()];
      return hash === undefined ? undefined : hexToBytes(hash);
    },
    onInvalid: "throw",
    reward: false,
  };
}
