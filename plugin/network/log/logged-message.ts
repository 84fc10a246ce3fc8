import type { Hex } from "../../engine/access/types.ts";
import { type ConsoleDecoder, consoleDecoder } from "../console/decoder.ts";
import type { MessageDescription } from "./description.ts";
import { formatEther } from "./ether.ts";
import { failureText } from "./failure-text.ts";
import type { LogLines } from "./log-lines.ts";

/** What the log shows of a message. */
export interface LoggedMessage {
  readonly description: MessageDescription;
  readonly from: Hex;
  readonly to?: Hex;
  readonly value: bigint;
  /** Inputs of its calls to the console address. */
  readonly consoleInputs: readonly Uint8Array[];
  /** Why it failed; undefined when it did not. */
  readonly exception?: string;
  readonly returnData: Uint8Array;
}

/** What the log shows of a transaction that was mined. */
export interface LoggedTransaction extends LoggedMessage {
  readonly hash: Hex;
  readonly gasUsed: bigint;
  readonly gasLimit: bigint;
}

/** What the log shows of a block. */
export interface LoggedBlock {
  readonly number: bigint;
  readonly hash: Hex;
  readonly baseFee?: bigint;
  readonly transactions: readonly LoggedTransaction[];
}

/** The decoder of console messages, loaded only when there are any. */
export async function decoderFor(messages: readonly LoggedMessage[]): Promise<ConsoleDecoder> {
  return messages.some(({ consoleInputs }) => consoleInputs.length > 0) ? await consoleDecoder() : () => undefined;
}

/** Adds messages and blocks to the lines of a request, as Hardhat's log shows them. */
export class LogWriter {
  readonly #lines: LogLines;
  readonly #decode: ConsoleDecoder;

  constructor(lines: LogLines, decode: ConsoleDecoder) {
    this.#lines = lines;
    this.#decode = decode;
  }

  /** @param valueAlways also when it is zero */
  call(message: LoggedMessage, valueAlways: boolean): void {
    this.#indented(() => {
      const { to, description } = message;
      this.#titles(message);
      if (to !== undefined && description.titles.length === 0) {
        this.#lines.add("WARNING: Calling an account which is not a contract");
      }
      this.#parties(message);
      if (valueAlways || message.value > 0n) this.#value(message);
      this.#ending(message);
    });
  }

  /** A transaction that is in a block of its own. */
  transaction(transaction: LoggedTransaction, block: LoggedBlock): void {
    this.#indented(() => {
      this.#titles(transaction);
      this.#lines.addTitled("Transaction", transaction.hash);
      this.#parties(transaction);
      this.#value(transaction);
      this.#gas(transaction);
      this.#lines.addTitled(`Block #${block.number}`, block.hash);
      this.#ending(transaction);
    });
  }

  /** The transactions of a block, below what says which it is; `highlighted` stands out. */
  blockTransactions({ baseFee, transactions }: LoggedBlock, highlighted?: Hex): void {
    this.#indented(() => {
      if (baseFee !== undefined) this.#lines.add(`Base fee: ${baseFee}`);
      for (const [index, transaction] of transactions.entries()) {
        if (index > 0) this.#lines.add("");
        const { hash } = transaction;
        this.#lines.addTitled("Transaction", hash === highlighted ? bold(hash) : hash);
        this.#indented(() => {
          this.#titles(transaction);
          this.#parties(transaction);
          this.#value(transaction);
          this.#gas(transaction);
          this.#ending(transaction);
        });
      }
    });
  }

  #titles({ description }: LoggedMessage): void {
    for (const { title, value } of description.titles) this.#lines.addTitled(title, value);
  }

  #parties({ from, to }: LoggedMessage): void {
    this.#lines.addTitled("From", from);
    if (to !== undefined) this.#lines.addTitled("To", to);
  }

  #value({ value }: LoggedMessage): void {
    this.#lines.addTitled("Value", formatEther(value));
  }

  #gas({ gasUsed, gasLimit }: LoggedTransaction): void {
    this.#lines.addTitled("Gas used", `${gasUsed} of ${gasLimit}`);
  }

  #ending({ consoleInputs, exception, returnData, description }: LoggedMessage): void {
    const messages = consoleInputs.map((input) => this.#decode(input)).filter((message) => message !== undefined);
    if (messages.length > 0) {
      this.#lines.add("");
      this.#lines.add("console.log:");
      this.#indented(() => {
        for (const message of messages) this.#lines.add(message);
      });
    }
    if (exception !== undefined) {
      this.#lines.add("");
      this.#lines.add(failureText(exception, returnData, description.halted));
    }
  }

  #indented(write: () => void): void {
    const end = this.#lines.indent();
    write();
    end();
  }
}

/** As Hardhat's log does it, terminal or not. */
function bold(text: string): string {
  return `\u001B[1m${text}\u001B[0m`;
}
