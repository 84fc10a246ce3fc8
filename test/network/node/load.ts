import { type Interface, Transaction, Wallet } from "ethers";
import { compileSolidity } from "../../helpers/solidity.ts";
import { type Ask, httpClient, SocketClient } from "./rpc-client.ts";

const CONTRACT = new URL("./contracts/Bell.sol", import.meta.url);
const CHAIN_ID = 31337;
/** Longest wait for what the node still has to tell, in milliseconds. */
const PATIENCE = 20_000;

export interface LoadOptions {
  readonly clients: number;
  readonly seconds: number;
}

/** What the clients saw, all of them together. */
export interface LoadResult {
  readonly transactions: number;
  readonly blocks: number;
  readonly notifications: number;
  /** What should not have happened, in words, each once. */
  readonly faults: readonly string[];
}

/**
 * Clients that deploy, send, read and subscribe at once: every other one over HTTP, the rest over a WebSocket; all of
 * them subscribe. Each checks every answer, and in the end all that its subscriptions told.
 */
export async function runLoad(url: string, { clients, seconds }: LoadOptions): Promise<LoadResult> {
  const ask = httpClient(url);
  const sockets = await Promise.all(
    Array.from({ length: clients }, () => SocketClient.open(url.replace("http", "ws"))),
  );
  const faults = new Set<string>();
  const users = sockets.map(
    (socket, index) => new LoadClient(index, socket, index % 2 === 0 ? httpClient(url) : socket.ask, faults),
  );
  try {
    await Promise.all(users.map((user) => user.prepare()));
    const first = Number(await ask("eth_blockNumber"));
    await Promise.all(users.map((user) => user.subscribe()));
    const deadline = Date.now() + seconds * 1000;
    await Promise.all(users.map((user) => user.work(deadline)));
    const last = Number(await ask("eth_blockNumber"));
    const sent = users.flatMap((user) => user.sent);
    for (let waited = 0; waited < PATIENCE && !users.every((user) => user.knows(last, sent.length)); waited += 50) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const blocks = Array.from({ length: last - first }, (_, index) => String(first + 1 + index));
    for (const user of users) user.check(blocks, sent);
    const notifications = users.reduce((sum, user) => sum + user.notifications, 0);
    return { transactions: sent.length, blocks: blocks.length, notifications, faults: [...faults] };
  } finally {
    await Promise.all(sockets.map((socket) => socket.close()));
  }
}

/** How often each of them was told. */
type Counts = Map<string, number>;

class LoadClient {
  /** Hashes of the transactions that were mined after all clients had subscribed. */
  readonly sent: string[] = [];
  readonly #rings: string[] = [];
  readonly #name: string;
  readonly #socket: SocketClient;
  readonly #ask: Ask;
  readonly #faults: Set<string>;
  readonly #wallet: Wallet;
  readonly #heads: Counts = new Map();
  readonly #logs: Counts = new Map();
  readonly #pending: Counts = new Map();
  #bell = "";
  #nonce = 0;

  constructor(index: number, socket: SocketClient, ask: Ask, faults: Set<string>) {
    this.#name = `client ${index}`;
    this.#socket = socket;
    this.#ask = ask;
    this.#faults = faults;
    this.#wallet = new Wallet(`0x${(index + 1).toString(16).padStart(64, "5")}`);
  }

  get notifications(): number {
    const sum = (counts: Counts) => [...counts.values()].reduce((total, count) => total + count, 0);
    return sum(this.#heads) + sum(this.#logs) + sum(this.#pending);
  }

  /** Gives the client ether and a contract of its own. */
  async prepare(): Promise<void> {
    await this.#ask("hardhat_setBalance", this.#wallet.address, "0x21e19e0c9bab2400000");
    this.#nonce = Number(await this.#ask("eth_getTransactionCount", this.#wallet.address, "latest"));
    this.#bell = await this.#deploy();
  }

  async subscribe(): Promise<void> {
    const block = (result: unknown) => String(Number((result as { number: string }).number));
    await this.#socket.subscribe((result) => count(this.#heads, block(result)), "newHeads");
    await this.#socket.subscribe((result) => count(this.#pending, result as string), "newPendingTransactions");
    await this.#socket.subscribe(
      (result) => count(this.#logs, (result as { transactionHash: string }).transactionHash),
      "logs",
      { address: this.#bell },
    );
  }

  /** Sends and reads until the deadline, and deploys now and then. */
  async work(deadline: number): Promise<void> {
    const { abi } = bell();
    let rung = 0;
    while (Date.now() < deadline) {
      const receipt = await this.#send(this.#bell, abi.encodeFunctionData("ring"));
      this.sent.push(receipt.transactionHash);
      this.#rings.push(receipt.transactionHash);
      rung++;
      this.#expect(receipt.logs.length === 1, "a receipt without its log");
      const data = abi.encodeFunctionData("rung");
      const read = Number(await this.#ask("eth_call", { to: this.#bell, data }, "latest"));
      this.#expect(read === rung, `a read of ${read} after ${rung} transactions`);
      const nonce = Number(await this.#ask("eth_getTransactionCount", this.#wallet.address, "latest"));
      this.#expect(nonce === this.#nonce, `a nonce of ${nonce} after ${this.#nonce} transactions`);
      if (rung % 10 === 0) await this.#deploy();
    }
  }

  /** Have all notifications arrived? */
  knows(lastBlock: number, transactions: number): boolean {
    return (
      this.#heads.has(String(lastBlock)) && this.#pending.size >= transactions && this.#logs.size >= this.#rings.length
    );
  }

  /** Every block, transaction and log must have been told once, and nothing else. */
  check(blocks: readonly string[], transactions: readonly string[]): void {
    this.#checkCounts("newHeads", this.#heads, blocks);
    this.#checkCounts("newPendingTransactions", this.#pending, transactions);
    this.#checkCounts("logs", this.#logs, this.#rings);
  }

  #checkCounts(what: string, counts: Counts, expected: readonly string[]): void {
    for (const key of expected) {
      const told = counts.get(key) ?? 0;
      this.#expect(told === 1, `${what}: ${key} was told ${told} times`);
    }
    this.#expect(counts.size === expected.length, `${what}: ${counts.size} of ${expected.length} were told`);
  }

  async #deploy(): Promise<string> {
    const receipt = await this.#send(undefined, bell().bytecode);
    if (this.#bell !== "") this.sent.push(receipt.transactionHash);
    const code = (await this.#ask("eth_getCode", receipt.contractAddress, "latest")) as string;
    this.#expect(code.length > 2, "a deployment without code");
    return receipt.contractAddress;
  }

  async #send(to: string | undefined, data: string): Promise<Receipt> {
    const fees = { type: 2, gasLimit: 400_000, maxFeePerGas: 3_000_000_000n, maxPriorityFeePerGas: 1n };
    const fields = { ...fees, chainId: CHAIN_ID, nonce: this.#nonce++, to, data };
    const raw = await this.#wallet.signTransaction(fields);
    const hash = (await this.#ask("eth_sendRawTransaction", raw)) as string;
    this.#expect(hash === Transaction.from(raw).hash, "another hash than that of the transaction");
    const receipt = (await this.#ask("eth_getTransactionReceipt", hash)) as Receipt | null;
    if (receipt === null) throw new Error(`${this.#name}: no receipt of ${hash}`);
    this.#expect(receipt.status === "0x1" && receipt.transactionHash === hash, "a receipt of something else");
    return receipt;
  }

  #expect(holds: boolean, fault: string): void {
    if (!holds) this.#faults.add(`${this.#name}: ${fault}`);
  }
}

interface Receipt {
  readonly status: string;
  readonly transactionHash: string;
  readonly contractAddress: string;
  readonly logs: readonly unknown[];
}

function bell(): { abi: Interface; bytecode: string } {
  const { Bell } = compileSolidity(CONTRACT);
  if (Bell === undefined) throw new Error("The bell was not compiled");
  return Bell;
}

function count(counts: Counts, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
