import { EVMError } from "@ethereumjs/evm";
import type { Address } from "@ethereumjs/util";
import type { RunningCode } from "../../access/call-stack.ts";
import { addressToKey } from "../../state/keys.ts";
import type { AddressKey, SlotKey } from "../../state/types.ts";
import type { CodeAnalysis } from "../jump-destinations.ts";
import type { RunState } from "../recording-opcodes.ts";
import { wordToAddress, wordToSlot } from "../words.ts";

/** The stack of `@ethereumjs` from inside: its methods allocate an array for every two words they pop. */
export interface OpenStack {
  _store: bigint[];
  _len: number;
}

/** An account as a contract names it, by a word of which the upper bytes say nothing. */
export interface NamedAccount {
  readonly word: bigint;
  readonly address: Address;
  readonly key: AddressKey;
}

/** A message more than this has is executed by the interpreter of `@ethereumjs`: prices below are exact as numbers. */
export const MOST_GAS = 2 ** 40;

export const MAX_STACK = 1024;
const CONTAINER = 8192;
const ZERO_SLOT = wordToSlot(0n);

/**
 * One message in execution: what hot operations work on. Program counter and gas are numbers here (a big integer costs
 * an allocation for every operation); `RunState` gets them whenever an operation of `@ethereumjs` runs.
 */
export class Frame {
  readonly runState: RunState;
  readonly stack: OpenStack;
  readonly code: Uint8Array;
  readonly analysis: CodeAnalysis;
  /** Behind the operation that runs. */
  pc: number;
  gas: number;
  /** Where execution stops; before any position as soon as an operation has ended it. */
  end: number;
  error: EVMError | undefined;
  memory: Uint8Array;
  memoryView: DataView;
  /** So much memory is paid for: always whole words. */
  memoryBytes: number;
  /** What all of it has cost. */
  memoryCost: number;

  #callDataView: DataView | undefined;
  #address: AddressKey | undefined;
  #codeOwner: AddressKey | undefined;
  #account: NamedAccount | undefined;
  #slotWord = 0n;
  #slotKey: SlotKey = ZERO_SLOT;

  constructor(runState: RunState, analysis: CodeAnalysis) {
    this.runState = runState;
    this.stack = runState.stack as unknown as OpenStack;
    this.code = runState.code;
    this.analysis = analysis;
    this.pc = runState.programCounter;
    this.gas = Number(runState.gasLeft);
    this.end = this.code.length;
    this.error = undefined;
    this.memory = runState.memory._store;
    this.memoryView = viewOf(this.memory);
    this.memoryBytes = 0;
    this.memoryCost = 0;
  }

  /** The account whose storage the code works on. */
  get address(): AddressKey {
    this.#address ??= addressToKey(this.runState.env.address);
    return this.#address;
  }

  /** What the access recorder reads off when storage is used. */
  get running(): RunningCode {
    return this.runState as unknown as RunningCode;
  }

  /** A word as the key of a slot. Price and execution of an operation ask for the same one. */
  slotKey(word: bigint): SlotKey {
    if (word !== this.#slotWord) {
      this.#slotWord = word;
      this.#slotKey = wordToSlot(word);
    }
    return this.#slotKey;
  }

  /** The account that a word names. What a call costs and the call itself ask for the same one, and so does EXTCODESIZE. */
  accountOf(word: bigint): NamedAccount {
    if (this.#account?.word !== word) {
      const address = wordToAddress(word);
      this.#account = { word, address, key: addressToKey(address) };
    }
    return this.#account;
  }

  /** The account that the running code is attributed to. */
  codeOwner(find: (runState: RunState) => AddressKey): AddressKey {
    this.#codeOwner ??= find(this.runState);
    return this.#codeOwner;
  }

  get callDataView(): DataView {
    this.#callDataView ??= viewOf(this.runState.env.callData);
    return this.#callDataView;
  }

  /** Hands over to an operation of `@ethereumjs`. */
  toRunState(): void {
    const { runState } = this;
    runState.programCounter = this.pc;
    runState.gasLeft = BigInt(this.gas);
    runState.memoryWordCount = BigInt(this.memoryBytes / 32);
    runState.highestMemCost = BigInt(this.memoryCost);
  }

  /** Takes over from an operation of `@ethereumjs`. */
  fromRunState(): void {
    const { runState } = this;
    this.pc = runState.programCounter;
    this.gas = Number(runState.gasLeft);
    this.memoryBytes = Number(runState.memoryWordCount) * 32;
    this.memoryCost = Number(runState.highestMemCost);
    this.#refreshMemory();
  }

  /** Makes room for memory that is paid for. */
  reach(end: number): void {
    if (end <= this.memory.length) return;
    // By at least as much as there is: contracts that keep allocating would copy all of it again and again.
    const grown = new Uint8Array(Math.max(2 * this.memory.length, Math.ceil(end / CONTAINER) * CONTAINER));
    grown.set(this.memory);
    this.runState.memory._store = grown;
    this.#refreshMemory();
  }

  #refreshMemory(): void {
    const store = this.runState.memory._store;
    if (store === this.memory) return;
    this.memory = store;
    this.memoryView = viewOf(store);
  }

  /** @throws EVMError when the stack is full. */
  push(word: bigint): void {
    const { stack } = this;
    if (stack._len >= MAX_STACK) throw new EVMError(EVMError.errorMessages.STACK_OVERFLOW);
    stack._store[stack._len++] = word;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * An operation as the interpreter runs it. The price besides the base fee is worked out first and may fail like the
 * gas handler of `@ethereumjs`; `execute` runs when all of it is paid.
 */
export interface HotOperation {
  readonly price?: (frame: Frame) => number;
  readonly execute: (frame: Frame) => void;
}

/** Price, besides the base fee, of an operation that is otherwise that of `@ethereumjs`. */
export type StockPrice = (frame: Frame, baseFee: number) => number;

/** Replaces the two topmost words, the upper one of which is at `at`. */
export function give(stack: OpenStack, at: number, word: bigint): void {
  stack._store[at - 1] = word;
  stack._len = at;
}

/** Position of the topmost word. @throws EVMError when there are fewer than `count` words. */
export function top(stack: OpenStack, count: number): number {
  if (stack._len < count) throw new EVMError(EVMError.errorMessages.STACK_UNDERFLOW);
  return stack._len - 1;
}
