import { type Common, Hardfork } from "@ethereumjs/common";
import {
  EVM,
  EVMError,
  type EVMMockBlockchainInterface,
  type EVMResult,
  type EVMRunCallOpts,
  type ExecResult,
  type Message,
  NobleBN254,
} from "@ethereumjs/evm";
import { Account, Address, createZeroAddress, type PrefixedHexString } from "@ethereumjs/util";
import { type AccessRecorder, AccountUse } from "../access/recorder.ts";
import { bn254Ready, fastBn254 } from "../crypto/bn254.ts";
import { ALL_LEVERS, LEVERS, type Levers, leversWithout } from "../levers.ts";
import { addressToKey, bytesToKey, EMPTY_CODE_HASH, hexToKey } from "../state/keys.ts";
import type { TransactionState } from "../state/transaction-state.ts";
import type { AddressKey, CodeHash } from "../state/types.ts";
import { BlockUse, noteBlockUse } from "./block-use.ts";
import { coversRules } from "./covered-rules.ts";
import { create2Address, createAddress } from "./created-address.ts";
import { delegateOf, isDelegation } from "./delegation.ts";
import { dispatchOf } from "./dispatch-table.ts";
import { hotTable, NOTHING_HOT } from "./hot-opcodes/table.ts";
import { InnerMessages } from "./inner-messages.ts";
import { type Instrument, instrumentedDispatch } from "./instrument.ts";
import {
  EngineInterpreter,
  execResultOf,
  type InterpreterOptions,
  type InterpreterSettings,
  operationsOf,
} from "./interpreter.ts";
import { isBn254, isHigh } from "./precompile-addresses.ts";
import { type RunState, recordOpcodes } from "./recording-opcodes.ts";
import { WarmJournal } from "./warm-journal.ts";
import { warmSetOf } from "./warm-set.ts";
import { WithheldLogs } from "./withheld-logs.ts";

/** Calls to it are messages for whoever develops the contract (`hardhat/console.sol`). */
const CONSOLE_ADDRESS = hexToKey("0x000000000000000000636f6e736f6c652e6c6f67");
/** Calls to it report which statements of instrumented code ran (Hardhat's coverage). */
const COVERAGE_ADDRESS = hexToKey("0xc0bec0bec0bec0bec0bec0bec0bec0bec0bec0be");

type CallMessage = Message & { to: NonNullable<Message["to"]> };

export interface EngineEvmOptions {
  readonly common: Common;
  readonly state: TransactionState;
  readonly recorder: AccessRecorder;
  readonly blockchain: EVMMockBlockchainInterface;
  readonly allowUnlimitedContractSize: boolean;
  readonly levers?: Levers | undefined;
  readonly instrument?: Instrument | undefined;
}

/**
 * The EVM of `@ethereumjs` on a `TransactionState`: it credits balances without looking at them, tells the state when
 * the message begins and ends, and collects calls to the development addresses.
 */
export class EngineEvm extends EVM {
  readonly state: TransactionState;
  readonly recorder: AccessRecorder;
  consoleInputs: Uint8Array[] = [];
  coverageInputs: Uint8Array[] = [];
  readonly logs = new WithheldLogs();
  /** Of the transaction. */
  readonly blockUse = new BlockUse();
  /** A message below that of the transaction ran out of gas. */
  innerOutOfGas = false;

  /** Accounts whose code is that of another (EIP-7702), in this transaction. */
  readonly #delegates = new Map<AddressKey, AddressKey>();

  readonly #interpreter: InterpreterSettings;

  constructor(options: EngineEvmOptions) {
    const { common, state, recorder, blockchain, allowUnlimitedContractSize } = options;
    const levers = coversRules(common) ? (options.levers ?? ALL_LEVERS) : leversWithout(...LEVERS);
    super({
      common,
      stateManager: state.asStateManager(),
      blockchain,
      bn254: levers.bn254 ? fastBn254 : new NobleBN254(),
      allowUnlimitedContractSize,
      allowUnlimitedInitCodeSize: allowUnlimitedContractSize,
    });
    this.state = state;
    this.recorder = recorder;
    recordOpcodes(this._opcodeMap, recorder, {
      state,
      callsNeedExistence: !common.gteHardfork(Hardfork.SpuriousDragon),
      codeOwner: this.#codeOwner,
    });
    noteBlockUse(this._opcodeMap, this.blockUse);
    options.instrument?.instrumentStock(this._opcodeMap);
    const journal = levers.journal ? new WarmJournal(state, common) : undefined;
    if (journal !== undefined) this.journal = journal.asJournal();
    const warm = journal ?? warmSetOf(this.journal);
    const remembersDigests = levers.digests;
    const { blockUse } = this;
    const hot = levers.opcodes
      ? hotTable({ common, state, recorder, warm, codeOwner: this.#codeOwner, remembersDigests, blockUse })
      : NOTHING_HOT;
    const operations = operationsOf(this._opcodeMap, hot);
    const { instrument } = options;
    this.#interpreter = {
      levers,
      dispatch: instrument
        ? instrumentedDispatch(operations, instrument, levers.dispatch)
        : dispatchOf(operations, levers.dispatch),
      // Whoever instruments operations is told of calls by those of `@ethereumjs`.
      messages: instrument === undefined && levers.messages && journal ? this.#innerMessages(journal) : undefined,
    };
  }

  #innerMessages(journal: WarmJournal): InnerMessages {
    return new InnerMessages({
      evm: this,
      common: this.common,
      state: this.state,
      recorder: this.recorder,
      journal,
      interpreter: (env, gasLimit) => EngineInterpreter.start(this.#interpreter, this, env, gasLimit),
      isPrecompile: (address) => this.getPrecompile(address) !== undefined,
      messageSent: (codeAddress, data) => this.#messageSent(codeAddress, data),
      loadCode: (account) => this.state.codeOf(this.#codeHashOf(account)),
      ranOutOfGas: () => {
        this.innerOutOfGas = true;
      },
    });
  }

  /** Forgets the transaction before, also when it ended in the middle. */
  reset(): void {
    this.consoleInputs = [];
    this.coverageInputs = [];
    this.innerOutOfGas = false;
    this.blockUse.looked = false;
    this.logs.clear();
    this.#delegates.clear();
    this.recorder.begin();
    this.journal.cleanJournal();
    this.transientStorage.clear();
  }

  override async runCall(options: EVMRunCallOpts): Promise<EVMResult> {
    // Inner messages come ready-made; only the message of the transaction is described by its parts.
    if (options.message !== undefined) {
      const inner = await super.runCall(options);
      if (inner.execResult.exceptionError?.error === EVMError.errorMessages.OUT_OF_GAS) this.innerOutOfGas = true;
      return inner;
    }
    this.#recordAuthorities(options.caller);
    this.state.phase = "message";
    const result = await super.runCall(options);
    this.state.phase = "settlement";
    if (this.#interpreter.levers.bloom) this.logs.take(result.execResult);
    return result;
  }

  override getPrecompile(address: Address | PrefixedHexString): ReturnType<EVM["getPrecompile"]> {
    // All there are stand below 2^16; looking one up by hexadecimal was a hundredth of the time of a swap.
    if (typeof address !== "string" && isHigh(address.bytes)) return undefined;
    const precompile = super.getPrecompile(address);
    const isOurs = this.#interpreter.levers.bn254 && typeof address !== "string" && isBn254(address.bytes);
    if (precompile === undefined || !isOurs) return precompile;
    return async (input) => {
      await bn254Ready();
      return precompile(input);
    };
  }

  protected override async _executeCall(message: CallMessage): Promise<EVMResult> {
    this.#messageSent(addressToKey(message.codeAddress), message.data);
    return super._executeCall(message);
  }

  #messageSent(codeAddress: AddressKey, data: Uint8Array): void {
    // Copies: the data of an inner message is a view of its caller's memory.
    if (codeAddress === CONSOLE_ADDRESS) this.consoleInputs.push(data.slice());
    else if (codeAddress === COVERAGE_ADDRESS) this.coverageInputs.push(data.slice());
  }

  protected override async _addToBalance(account: Account, message: CallMessage): Promise<void> {
    // Without value nothing is added, but the account is touched, which matters if it is empty.
    if (message.value === 0n) return this.journal.putAccount(message.to, account);
    const to = addressToKey(message.to);
    this.recorder.accountUsed(to, AccountUse.CREDIT);
    if (!this.state.balances.credit(to, message.value)) return super._addToBalance(account, message);
    return this.journal.putAccount(message.to, account);
  }

  protected override async _reduceSenderBalance(account: Account, message: Message): Promise<void> {
    if (message.value === 0n) return this.journal.putAccount(message.caller, account);
    const caller = addressToKey(message.caller);
    this.recorder.accountUsed(caller, AccountUse.BALANCE);
    if (message.depth === 0 && this.state.balances.isGuarded(caller)) {
      this.state.balances.pay(caller, message.value);
      return this.journal.putAccount(message.caller, account);
    }
    return super._reduceSenderBalance(account, message);
  }

  protected override async _generateAddress(message: Message): Promise<Address> {
    const address = this.#interpreter.levers.keccak
      ? new Address(await this.#createdAddress(message))
      : await super._generateAddress(message);
    this.recorder.accountUsed(addressToKey(address), AccountUse.NONCE | AccountUse.CODE);
    return address;
  }

  /** As in the base class, with our own hash. */
  async #createdAddress({ caller, salt, code }: Message): Promise<Uint8Array> {
    if (salt !== undefined) return create2Address(caller.bytes, salt, code as Uint8Array);
    // The nonce counts this creation already.
    const nonce = (await this.stateManager.getAccount(caller))?.nonce ?? 0n;
    return createAddress(caller.bytes, nonce - 1n);
  }

  protected override async _loadCode(message: Message): Promise<void> {
    await super._loadCode(message);
    const account = addressToKey(message.codeAddress);
    if (message.isCompiled) this.recorder.accountUsed(account, AccountUse.CODE);
    else this.#codeHashOf(account);
  }

  /** Hash of the code that runs for the account's, which is recorded. */
  #codeHashOf(account: AddressKey): CodeHash {
    this.recorder.accountUsed(account, AccountUse.CODE);
    const owner = this.#delegateOf(account) ?? account;
    if (owner !== account) {
      this.#delegates.set(account, owner);
      this.recorder.accountUsed(owner, AccountUse.CODE);
    }
    const hash = this.state.codeHashOf(owner);
    if (hash !== EMPTY_CODE_HASH) this.recorder.codeRan(owner, hash);
    return hash;
  }

  /** As in the base class, with an interpreter of our own. */
  protected override async runInterpreter(message: Message, options: InterpreterOptions = {}): Promise<ExecResult> {
    const tx = this._tx;
    const block = this._block;
    const { levers } = this.#interpreter;
    const ours = levers.interpreter || levers.jumpdests;
    if (!ours || tx === undefined || block === undefined) return super.runInterpreter(message, options);
    const address = message.to ?? createZeroAddress();
    const env = {
      address,
      caller: message.caller ?? createZeroAddress(),
      callData: message.data ?? Uint8Array.of(0),
      callValue: message.value ?? 0n,
      code: message.code as Uint8Array,
      isStatic: message.isStatic ?? false,
      isCreate: message.isCreate ?? false,
      depth: message.depth ?? 0,
      gasPrice: tx.gasPrice,
      origin: tx.origin ?? message.caller ?? createZeroAddress(),
      block,
      contract: (await this.stateManager.getAccount(address)) ?? new Account(),
      codeAddress: message.codeAddress,
      gasRefund: message.gasRefund,
      chargeCodeAccesses: message.chargeCodeAccesses,
      blobVersionedHashes: message.blobVersionedHashes ?? [],
      accessWitness: message.accessWitness,
      createdAddresses: message.createdAddresses,
      initialLogs: options.initialLogs,
    };
    const interpreter = EngineInterpreter.start(this.#interpreter, this, env, message.gasLimit);
    if (message.selfdestruct) interpreter._result.selfdestruct = message.selfdestruct;
    if (message.createdAddresses) interpreter._result.createdAddresses = message.createdAddresses;
    const { runState, exceptionError } = await interpreter.run(message.code as Uint8Array, options);
    const result = execResultOf(message, interpreter, runState, exceptionError);
    interpreter.end();
    return result;
  }

  /** The account that the code at work is attributed to: it may run for another (EIP-7702). */
  readonly #codeOwner = ({ env }: RunState): AddressKey => {
    // Init code has no account of its own: it belongs to the contract that it creates.
    if (env.isCreate) return addressToKey(env.address);
    const account = addressToKey(env.codeAddress ?? env.address);
    return this.#delegates.get(account) ?? account;
  };

  /** The account that lends its code (EIP-7702), if the account's own code says so. */
  #delegateOf(account: AddressKey): AddressKey | undefined {
    if (!this.common.isActivatedEIP(7702)) return undefined;
    const code = this.state.codeOf(this.state.codeHashOf(account));
    return isDelegation(code) ? bytesToKey(delegateOf(code)) : undefined;
  }

  /** Whoever was looked at before the message, other than its sender, was an authority of EIP-7702. */
  #recordAuthorities(caller: Address | undefined): void {
    const sender = caller === undefined ? undefined : addressToKey(caller);
    for (const [address, read] of this.state.reads.accounts) {
      if (address === sender) continue;
      if (read.nonce !== undefined) this.recorder.accountUsed(address, AccountUse.NONCE);
      if (read.codeHash !== undefined) this.recorder.accountUsed(address, AccountUse.CODE);
      if (read.exists !== undefined) this.recorder.accountUsed(address, AccountUse.EXISTENCE);
    }
  }
}
