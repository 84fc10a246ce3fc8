import type { Common } from "@ethereumjs/common";
import {
  EVM,
  type EVMMockBlockchainInterface,
  type EVMResult,
  type EVMRunCallOpts,
  type Message,
  NobleBN254,
} from "@ethereumjs/evm";
import type { Account } from "@ethereumjs/util";
import { addressToKey, hexToKey } from "../state/keys.ts";
import type { TransactionState } from "../state/transaction-state.ts";

/** Calls to it are messages for whoever develops the contract (`hardhat/console.sol`). */
const CONSOLE_ADDRESS = hexToKey("0x000000000000000000636f6e736f6c652e6c6f67");
/** Calls to it report which statements of instrumented code ran (Hardhat's coverage). */
const COVERAGE_ADDRESS = hexToKey("0xc0bec0bec0bec0bec0bec0bec0bec0bec0bec0be");

type CallMessage = Message & { to: NonNullable<Message["to"]> };

export interface EngineEvmOptions {
  readonly common: Common;
  readonly state: TransactionState;
  readonly blockchain: EVMMockBlockchainInterface;
  readonly allowUnlimitedContractSize: boolean;
}

/**
 * The EVM of `@ethereumjs` on a `TransactionState`: it credits balances without looking at them, tells the state when
 * the message begins and ends, and collects calls to the development addresses.
 */
export class EngineEvm extends EVM {
  readonly state: TransactionState;
  consoleInputs: Uint8Array[] = [];
  coverageInputs: Uint8Array[] = [];

  constructor({ common, state, blockchain, allowUnlimitedContractSize }: EngineEvmOptions) {
    super({
      common,
      stateManager: state.asStateManager(),
      blockchain,
      bn254: new NobleBN254(),
      allowUnlimitedContractSize,
      allowUnlimitedInitCodeSize: allowUnlimitedContractSize,
    });
    this.state = state;
  }

  /** Forgets the transaction before, also when it ended in the middle. */
  reset(): void {
    this.consoleInputs = [];
    this.coverageInputs = [];
    this.journal.cleanJournal();
    this.transientStorage.clear();
  }

  override async runCall(options: EVMRunCallOpts): Promise<EVMResult> {
    // Inner messages come ready-made; only the message of the transaction is described by its parts.
    if (options.message !== undefined) return super.runCall(options);
    this.state.phase = "message";
    const result = await super.runCall(options);
    this.state.phase = "settlement";
    return result;
  }

  protected override async _executeCall(message: CallMessage): Promise<EVMResult> {
    const target = addressToKey(message.codeAddress);
    if (target === CONSOLE_ADDRESS) this.consoleInputs.push(message.data);
    else if (target === COVERAGE_ADDRESS) this.coverageInputs.push(message.data);
    return super._executeCall(message);
  }

  protected override async _addToBalance(account: Account, message: CallMessage): Promise<void> {
    // Without value nothing is added, but the account is touched, which matters if it is empty.
    if (message.value === 0n) return this.journal.putAccount(message.to, account);
    const to = addressToKey(message.to);
    if (!this.state.canCreditBlindly(to, message.value)) return super._addToBalance(account, message);
    this.state.credit(to, message.value);
    return this.journal.putAccount(message.to, account);
  }

  protected override async _reduceSenderBalance(account: Account, message: Message): Promise<void> {
    if (message.value === 0n) return this.journal.putAccount(message.caller, account);
    return super._reduceSenderBalance(account, message);
  }
}
