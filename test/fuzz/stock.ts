import assert from "node:assert/strict";
import type { Common } from "@ethereumjs/common";
import type { Address } from "@ethereumjs/util";
import { bytesToHex } from "@ethereumjs/util";
import { createEngineCommon } from "../../plugin/engine/hardforks.ts";
import { bytecodeOf, destination, type ProgramChain, STORED_IN_GENESIS } from "../helpers/bytecode-programs.ts";
import { CONTRACTS, PLACES_OF_PROGRAMS, places, senders } from "../helpers/program-places.ts";
import { BASE_FEE, signed } from "../helpers/program-transactions.ts";
import { answerOf, BothNetworks } from "../network/helpers/both.ts";
import type { StockCase } from "./cases.ts";
import type { Tally } from "./tally.ts";

const CHAIN_ID = 31337n;
const quantity = (number: number | bigint): string => `0x${number.toString(16)}`;
const word = (number: number | bigint): string => `0x${number.toString(16).padStart(64, "0")}`;

/** Plays chains on Hardhat's own network and on ours, and asserts that all their answers are the same. */
export class StockComparison {
  readonly #networks = new Map<string, BothNetworks>();

  /** @throws AssertionError */
  async check({ chain }: StockCase, tally: Tally): Promise<void> {
    const networks = await this.#networksOf(chain.hardfork);
    const [stock, ours] = await networks.each("evm_snapshot");
    try {
      await play(networks, chain, tally);
    } finally {
      await networks.stock.request({ method: "evm_revert", params: [stock] });
      await networks.ours.request("evm_revert", [ours]);
    }
  }

  async close(): Promise<void> {
    for (const networks of this.#networks.values()) await networks.close();
  }

  async #networksOf(hardfork: ProgramChain["hardfork"]): Promise<BothNetworks> {
    let networks = this.#networks.get(hardfork);
    if (networks === undefined) {
      const settings = {
        // Hardhat calls the fork by another name.
        hardfork: hardfork === "paris" ? "merge" : hardfork,
        mining: { auto: false, interval: 0, mempool: { order: "fifo" } },
      } as const;
      networks = await BothNetworks.create(settings, {}, { workers: 2, minParallelTransactions: 2 });
      this.#networks.set(hardfork, networks);
    }
    return networks;
  }
}

async function play(networks: BothNetworks, { hardfork, contracts, blocks }: ProgramChain, tally: Tally) {
  const common = createEngineCommon({ chainId: CHAIN_ID, hardfork });
  for (const [index, address] of CONTRACTS.entries()) {
    const target = address.toString();
    await networks.ask("hardhat_setCode", target, bytesToHex(bytecodeOf(contracts[index] ?? [])));
    await networks.ask("hardhat_setNonce", target, "0x1");
    await networks.ask("hardhat_setBalance", target, quantity(index));
    await networks.ask("hardhat_setStorageAt", target, quantity(index % 3), word(STORED_IN_GENESIS));
  }
  for (const sender of senders) await networks.ask("hardhat_setBalance", sender.toString(), quantity(10n ** 18n));
  for (const block of blocks) {
    const transactions = await mine(networks, block, common);
    if (transactions === undefined) return;
    tally.stock(transactions);
  }
  for (const place of PLACES_OF_PROGRAMS) {
    const address = place.toString();
    for (const method of ["eth_getBalance", "eth_getTransactionCount", "eth_getCode"]) {
      await networks.result(method, address, "latest");
    }
    for (let slot = 0; slot < 3; slot++) await networks.result("eth_getStorageAt", address, quantity(slot), "latest");
  }
}

/** @returns number of transactions in the block; undefined when there is none because one of them is not valid any more */
async function mine(networks: BothNetworks, block: ProgramChain["blocks"][number], common: Common) {
  const merged = common.consensusType() === "pos";
  await networks.ask("hardhat_setCoinbase", (places[block.coinbase] as Address).toString());
  if (common.isActivatedEIP(1559)) await networks.ask("hardhat_setNextBlockBaseFeePerGas", quantity(BASE_FEE));
  if (merged) await networks.ask("hardhat_setPrevRandao", word(2));
  const nonces: bigint[] = [];
  for (const sender of senders) {
    nonces.push(BigInt((await networks.result("eth_getTransactionCount", sender.toString(), "latest")) as string));
  }
  const hashes: string[] = [];
  for (const plan of block.transactions) {
    // Without its blobs, a transaction has no way into a network.
    const sent = plan.form.type === "blob" ? { ...plan, form: { type: "legacy" } as const } : plan;
    const { tx } = signed(sent, destination(sent), nonces[plan.sender] as bigint, common);
    const answer = await networks.ask("eth_sendRawTransaction", bytesToHex(tx.serialize()));
    if (!("result" in answer)) continue;
    nonces[plan.sender] = (nonces[plan.sender] as bigint) + 1n;
    hashes.push(answer.result as string);
  }
  if (!(await mined(networks))) return undefined;
  const head = (await networks.result("eth_getBlockByNumber", "latest", false)) as { transactions: string[] };
  for (const hash of hashes) await networks.ask("eth_getTransactionReceipt", hash);
  return head.transactions.length;
}

/**
 * Whether both could mine the next block. A transaction in the pool may have lost its place to an earlier one of the block
 * (EIP-7702 raises nonces): both refuse then, each in words of its own.
 */
async function mined({ stock, ours }: BothNetworks): Promise<boolean> {
  const { timestamp } = (await ours.request("eth_getBlockByNumber", ["latest", false])) as { timestamp: string };
  const params = [Number(timestamp) + 1];
  const theirs = await answerOf(() => stock.request({ method: "evm_mine", params }));
  const answer = await answerOf(() => ours.request("evm_mine", params));
  assert.equal("error" in answer, "error" in theirs, JSON.stringify([answer, theirs]));
  return "result" in answer;
}
