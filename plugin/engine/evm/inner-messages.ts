import type { Common } from "@ethereumjs/common";
import { type EVM, EVMError } from "@ethereumjs/evm";
import { Account, type Address, MAX_INTEGER } from "@ethereumjs/util";
import { type AccessRecorder, AccountUse } from "../access/recorder.ts";
import { EMPTY_BYTES } from "../state/keys.ts";
import type { TransactionState } from "../state/transaction-state.ts";
import type { AddressKey } from "../state/types.ts";
import type { Frame } from "./hot-opcodes/frame.ts";
import type { RunState } from "./recording-opcodes.ts";
import type { WarmJournal } from "./warm-journal.ts";

type Env = RunState["env"];

const { REVERT, OUT_OF_GAS, INSUFFICIENT_BALANCE, VALUE_OVERFLOW } = EVMError.errorMessages;
const MAX_DEPTH = 1024;

const CALL = 0xf1;
const CALLCODE = 0xf2;
const DELEGATECALL = 0xf4;
const STATICCALL = 0xfa;

/** What the EVM itself knows and does about messages. */
export interface MessageHost {
  readonly evm: EVM;
  /** What runs the code of a message. */
  interpreter(env: Env, gasLimit: bigint): MessageInterpreter;
  readonly common: Common;
  readonly state: TransactionState;
  readonly recorder: AccessRecorder;
  readonly journal: WarmJournal;
  /** Whether the machine itself answers at an address. */
  isPrecompile(address: Address): boolean;
  /** A message goes to the code of an account. @param data is copied when it is kept. */
  messageSent(codeAddress: AddressKey, data: Uint8Array): void;
  /** The code that runs for the account's, which is told to the access recorder. */
  loadCode(codeAddress: AddressKey): Uint8Array;
  ranOutOfGas(): void;
}

/** The interpreter of a message, as far as whoever sent the message deals with it. */
interface MessageInterpreter {
  readonly _result: RunState["interpreter"]["_result"];
  frameOf(code: Uint8Array): Frame;
  /** @param used so many bytes of its memory may be other than zero. */
  end(used: number): void;
}

/** A message that a contract sent, in execution: on top of the frame that waits for it. */
export interface InnerMessage {
  readonly interpreter: MessageInterpreter;
  readonly frame: Frame;
  readonly gasLimit: number;
  readonly parent: InnerMessage | undefined;
  readonly sender: Frame;
  /** Where the sender wants what is returned. */
  readonly outputOffset: number;
  readonly outputLength: number;
}

/**
 * The lever `messages`: calls between contracts without promises.
 *
 * `@ethereumjs` awaits eight promises for each message, copies the message and its outcome several times, and turns the
 * same addresses into keys at each step: 10 us a call, a fifth of the time of a transaction that goes through a few
 * contracts. What happens here is the same, in the same order, on a list of frames: see `EVM.runCall`,
 * `EVM._executeCall` and `Interpreter._baseCall` of `@ethereumjs`. Precompiles and creations are left to it.
 */
export class InnerMessages {
  readonly #host: MessageHost;
  readonly #stipend: number;
  readonly #transient: boolean;
  readonly #countsCreated: boolean;

  constructor(host: MessageHost) {
    const { common } = host;
    this.#host = host;
    this.#stipend = Number(common.param("callStipendGas"));
    this.#transient = common.isActivatedEIP(1153);
    this.#countsCreated = common.isActivatedEIP(6780);
  }

  /** Whether the call that the frame is about to make can be made here. */
  takes(frame: Frame): boolean {
    const { _len: length, _store: words } = frame.stack;
    return length >= 2 && !this.#host.isPrecompile(frame.accountOf(words[length - 2] as bigint).address);
  }

  /**
   * Makes a call that is paid for, and takes its words off the stack.
   *
   * @returns the message to run; undefined when there is nothing to run, and its outcome is on the stack already.
   */
  send(sender: Frame, opcode: number, parent: InnerMessage | undefined): InnerMessage | undefined {
    const { state, journal, recorder, evm } = this.#host;
    const { runState, stack } = sender;
    const { env, interpreter } = runState;
    const at = stack._len - 1;
    const words = stack._store;
    const isDelegate = opcode === DELEGATECALL;
    const hasValue = opcode === CALL || opcode === CALLCODE;
    const areas = hasValue ? at - 3 : at - 2;
    const target = sender.accountOf(words[at - 1] as bigint);
    const paid = hasValue ? (words[at - 2] as bigint) : 0n;
    const inputOffset = Number(words[areas]);
    const inputLength = Number(words[areas - 1]);
    const outputOffset = Number(words[areas - 2]);
    const outputLength = Number(words[areas - 3]);
    stack._len = areas - 3;
    const { CODE, EXISTENCE, BALANCE } = AccountUse;
    recorder.accountUsed(target.key, opcode === CALL && paid !== 0n ? CODE | EXISTENCE : CODE);
    if (paid !== 0n) recorder.accountUsed(sender.address, BALANCE);
    if (inputLength > 0) sender.reach(inputOffset + inputLength);
    const callData = inputLength > 0 ? sender.memory.subarray(inputOffset, inputOffset + inputLength) : EMPTY_BYTES;
    let gasLimit = Number(runState.messageGasLimit);
    runState.messageGasLimit = undefined;
    if (paid !== 0n) {
      sender.gas += this.#stipend;
      gasLimit += this.#stipend;
    }
    runState.returnBytes = EMPTY_BYTES;
    if (env.depth >= MAX_DEPTH || (paid !== 0n && env.contract.balance < paid)) {
      sender.push(0n);
      return undefined;
    }
    journal.checkpoint();
    if (this.#transient) evm.transientStorage.checkpoint();
    this.#host.messageSent(target.key, callData);
    const isOwn = isDelegate || opcode === CALLCODE;
    const to = isOwn ? sender.address : target.key;
    const failure = isDelegate ? undefined : this.#transfer(sender.address, to, paid);
    const code = this.#host.loadCode(target.key);
    if (failure !== undefined || code.length === 0) {
      this.#settle(sender, failure);
      sender.push(failure === undefined ? 1n : 0n);
      return undefined;
    }
    const createdAddresses = this.#countsCreated ? new Set(interpreter._result.createdAddresses) : undefined;
    const messageEnv: Env = {
      address: isOwn ? env.address : target.address,
      caller: isDelegate ? env.caller : env.address,
      callData,
      callValue: isDelegate ? env.callValue : paid,
      code,
      isStatic: opcode === STATICCALL || env.isStatic,
      isCreate: false,
      depth: env.depth + 1,
      gasPrice: env.gasPrice,
      origin: env.origin,
      block: env.block,
      contract: state.accountOf(to) ?? new Account(),
      codeAddress: target.address,
      gasRefund: runState.gasRefund,
      chargeCodeAccesses: true,
      blobVersionedHashes: env.blobVersionedHashes,
      accessWitness: undefined,
      createdAddresses,
      initialLogs: undefined,
    };
    const running = this.#host.interpreter(messageEnv, BigInt(gasLimit));
    running._result.selfdestruct = new Map(interpreter._result.selfdestruct);
    if (createdAddresses !== undefined) running._result.createdAddresses = createdAddresses;
    const frame = running.frameOf(code);
    return { interpreter: running, frame, gasLimit, parent, sender, outputOffset, outputLength };
  }

  /** Hands the outcome of a message to the frame that sent it. */
  end(message: InnerMessage, failure: EVMError | undefined): void {
    const { interpreter, frame, sender, gasLimit } = message;
    const { runState } = sender;
    const isReverted = failure?.error === REVERT;
    sender.gas -= failure === undefined || isReverted ? gasLimit - frame.gas : gasLimit;
    if (failure === undefined) {
      const { logs, selfdestruct, createdAddresses = [] } = interpreter._result;
      const result = runState.interpreter._result;
      if (result.logs.length === 0) result.logs = logs;
      else for (const log of logs) result.logs.push(log);
      for (const [contract, beneficiary] of selfdestruct) result.selfdestruct.set(contract, beneficiary);
      for (const address of createdAddresses) result.createdAddresses?.add(address);
      runState.gasRefund = frame.runState.gasRefund;
    }
    this.#settle(sender, failure);
    if (failure === undefined || isReverted) {
      const output = interpreter._result.returnValue ?? EMPTY_BYTES;
      runState.returnBytes = output;
      const length = Math.min(message.outputLength, output.length);
      if (length > 0) {
        sender.reach(message.outputOffset + length);
        sender.memory.set(length < output.length ? output.subarray(0, length) : output, message.outputOffset);
      }
    }
    interpreter.end(frame.memoryBytes);
    sender.push(failure === undefined ? 1n : 0n);
  }

  /** Keeps or takes back what a message has done to the state. */
  #settle(sender: Frame, failure: EVMError | undefined): void {
    const { journal, evm } = this.#host;
    if (failure === undefined) {
      journal.commit();
      if (this.#transient) evm.transientStorage.commit();
      const account = this.#host.state.accountOf(sender.address);
      if (account === undefined) throw new Error("could not read contract account");
      sender.runState.env.contract = account;
    } else {
      journal.revert();
      if (this.#transient) evm.transientStorage.revert();
      if (failure.error === OUT_OF_GAS) this.#host.ranOutOfGas();
    }
  }

  /** Both accounts are touched, whatever is paid. Returns why it is not possible. */
  #transfer(from: AddressKey, to: AddressKey, value: bigint): EVMError | undefined {
    const { state, journal, recorder } = this.#host;
    let failure: EVMError | undefined;
    const payer = state.accountOf(from) ?? new Account();
    if (value === 0n) {
      journal.putAccountOf(from, payer);
      journal.putAccountOf(to, state.accountOf(to) ?? new Account());
      return undefined;
    }
    recorder.accountUsed(from, AccountUse.BALANCE);
    payer.balance -= value;
    if (payer.balance < 0n) failure = new EVMError(INSUFFICIENT_BALANCE);
    else journal.putAccountOf(from, payer);
    const payee = state.accountOf(to) ?? new Account();
    recorder.accountUsed(to, AccountUse.CREDIT);
    if (!state.balances.credit(to, value)) {
      const balance = payee.balance + value;
      if (balance > MAX_INTEGER) return new EVMError(VALUE_OVERFLOW);
      payee.balance = balance;
    }
    journal.putAccountOf(to, payee);
    return failure;
  }
}
