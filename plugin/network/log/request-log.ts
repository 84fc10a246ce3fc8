import type { Hex } from "../../engine/access/types.ts";
import { LogLines } from "./log-lines.ts";
import { decoderFor, type LoggedBlock, type LoggedMessage, LogWriter } from "./logged-message.ts";

/** Where the log goes. */
export interface LogOutput {
  printLine(line: string): void;
  /** Puts the line in place of the one that was printed last. */
  replaceLastLine(line: string): void;
}

/** What the line that was printed last may be replaced for: the same once more. */
type Repeatable =
  | { readonly kind: "method"; readonly method: string; readonly count: number }
  | { readonly kind: "mined" | "mined at interval"; readonly firstEmpty: bigint };

const METAMASK_HINT =
  "If you are using MetaMask, you can learn how to fix this error here: https://hardhat.org/metamask-issue";

/**
 * Prints the requests that a network answers, and what they did, line by line as Hardhat's network does
 * (`edr_napi_core/src/logger.rs` of EDR). While it is off, nothing is collected either.
 */
export class RequestLog {
  enabled: boolean;
  readonly #output: LogOutput;
  readonly #lines = new LogLines();
  #last: Repeatable | undefined;
  #toldFailure = false;

  constructor(enabled: boolean, output: LogOutput) {
    this.enabled = enabled;
    this.#output = output;
  }

  /** An `eth_call`, or an `eth_estimateGas` that failed. */
  async executed(message: LoggedMessage, method: "call" | "estimation"): Promise<void> {
    const writer = new LogWriter(this.#lines, await decoderFor([message]));
    this.#last = undefined;
    this.#toldFailure = message.exception !== undefined;
    writer.call(message, method === "estimation");
  }

  /** A transaction that was sent and mined, with every block that it took; the transaction is in one of them. */
  async sent(hash: Hex, blocks: readonly LoggedBlock[]): Promise<void> {
    const transactions = blocks.flatMap((block) => block.transactions);
    const block = blocks.find((mined) => mined.transactions.some((transaction) => transaction.hash === hash));
    const transaction = transactions.find((mined) => mined.hash === hash);
    if (block === undefined || transaction === undefined) return;
    const writer = new LogWriter(this.#lines, await decoderFor(transactions));
    this.#last = undefined;
    this.#toldFailure = transaction.exception !== undefined;
    if (blocks.length > 1) {
      this.#addIndented("There were other pending transactions. More than one block had to be mined:");
    } else if (transactions.length > 1) {
      this.#addIndented("There were other pending transactions mined in the same block:");
    }
    if (blocks.length > 1 || transactions.length > 1) {
      this.#lines.add("");
      for (const mined of blocks) this.#minedWith(mined, hash, writer);
      this.#addIndented("Currently sent transaction:");
      this.#lines.add("");
    }
    writer.transaction(transaction, block);
  }

  /** Blocks that a request had mined. */
  async mined(blocks: readonly LoggedBlock[]): Promise<void> {
    const writer = new LogWriter(this.#lines, await decoderFor(blocks.flatMap(({ transactions }) => transactions)));
    for (const [index, block] of blocks.entries()) {
      const firstEmpty = this.#last?.kind === "mined" ? this.#last.firstEmpty : undefined;
      this.#last = undefined;
      if (block.transactions.length > 0) {
        this.#minedBlock(block, writer);
        if (index < blocks.length - 1) this.#lines.add("");
        continue;
      }
      const end = this.#lines.indent();
      if (firstEmpty === undefined) this.#lines.add(emptyBlock(block));
      else this.#lines.replaceLast(emptyBlocks(firstEmpty, block));
      end();
      this.#last = { kind: "mined", firstEmpty: firstEmpty ?? block.number };
    }
  }

  /** A block that was mined by no request. It is printed at once. */
  async minedAtInterval(block: LoggedBlock): Promise<void> {
    if (block.transactions.length === 0) {
      const firstEmpty = this.#last?.kind === "mined at interval" ? this.#last.firstEmpty : undefined;
      if (firstEmpty === undefined) this.#print(emptyBlock(block));
      else this.#output.replaceLastLine(emptyBlocks(firstEmpty, block));
      this.#last = { kind: "mined at interval", firstEmpty: firstEmpty ?? block.number };
      return;
    }
    const writer = new LogWriter(this.#lines, await decoderFor(block.transactions));
    const end = this.#lines.indent();
    this.#lines.add(`Block: ${block.hash}`);
    writer.blockTransactions(block);
    end();
    this.#print(`Mined block #${block.number}`);
    this.#printLines();
    this.#print("");
  }

  /** A request was answered. */
  answered(method: string): void {
    this.#toldFailure = false;
    if (this.#last?.kind === "method" && this.#last.method === method) {
      const count = this.#last.count + 1;
      this.#last = { kind: "method", method, count };
      this.#output.replaceLastLine(green(`${method} (${count})`));
    } else {
      this.#last = { kind: "method", method, count: 1 };
      this.#print(green(method));
    }
    if (this.#printLines()) this.#print("");
  }

  /** A request failed. */
  failed(method: string, message: string): void {
    const told = this.#toldFailure;
    this.#toldFailure = false;
    this.#last = undefined;
    this.#print(red(method));
    this.#printLines();
    if (!told) {
      this.#print("");
      this.#printIndented(message);
      if (message.startsWith("Trying to send an incompatible EIP-155 transaction")) {
        this.#printIndented(yellow(METAMASK_HINT));
      }
    }
    this.#print("");
  }

  /** A method was requested that there is not. */
  unsupported(method: string): void {
    this.#last = undefined;
    this.#print(red(`${method} - Method not supported`));
  }

  #minedWith(block: LoggedBlock, hash: Hex, writer: LogWriter): void {
    const end = this.#lines.indent();
    this.#lines.add(`Block #${block.number}: ${block.hash}`);
    writer.blockTransactions(block, hash);
    end();
    this.#lines.add("");
  }

  #minedBlock(block: LoggedBlock, writer: LogWriter): void {
    const end = this.#lines.indent();
    this.#lines.add(`Mined block #${block.number}`);
    const endInner = this.#lines.indent();
    this.#lines.add(`Block: ${block.hash}`);
    writer.blockTransactions(block);
    endInner();
    end();
  }

  #addIndented(text: string): void {
    const end = this.#lines.indent();
    this.#lines.add(text);
    end();
  }

  #print(line: string): void {
    this.#output.printLine(line);
  }

  #printIndented(text: string): void {
    this.#print(text.replaceAll(/^/gm, "  "));
  }

  /** @returns whether there were any */
  #printLines(): boolean {
    const lines = this.#lines.take();
    for (const line of lines) this.#print(line);
    return lines.length > 0;
  }
}

function emptyBlock({ number, baseFee }: LoggedBlock): string {
  return `Mined empty block #${number}${baseFee === undefined ? "" : ` with base fee ${baseFee}`}`;
}

function emptyBlocks(first: bigint, { number }: LoggedBlock): string {
  return `Mined empty block range #${first} to #${number}`;
}

// In colour wherever it goes, as Hardhat's log.
const red = (text: string): string => `\u001B[31m${text}\u001B[0m`;
const green = (text: string): string => `\u001B[32m${text}\u001B[0m`;
const yellow = (text: string): string => `\u001B[33m${text}\u001B[0m`;
