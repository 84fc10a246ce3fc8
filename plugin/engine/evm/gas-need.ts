import type { Frame, HotOperation } from "./hot-opcodes/frame.ts";
import type { Instrument } from "./instrument.ts";
import type { OpcodeMap, RunState } from "./recording-opcodes.ts";
import { wordToAddress } from "./words.ts";

type Handler = OpcodeMap[number]["opHandler"];

const [BALANCE, SELFBALANCE, SSTORE, GAS, SELFDESTRUCT] = [0x31, 0x47, 0x55, 0x5a, 0xff];
/** CALL, CALLCODE, DELEGATECALL, STATICCALL: the topmost word says how much gas the message is to get. */
const CALLS: ReadonlySet<number> = new Set([0xf1, 0xf2, 0xf4, 0xfa]);
/** The same, CREATE and CREATE2. */
const MESSAGE_STARTS: ReadonlySet<number> = new Set([...CALLS, 0xf0, 0xf5]);
/** What shows gas, or what the sender has left of the gas that it has paid for. */
const TELLING: ReadonlySet<number> = new Set([BALANCE, SELFBALANCE, SSTORE, GAS, SELFDESTRUCT]);
/** SSTORE fails with no more gas than this left (EIP-2200). */
const SSTORE_SENTRY = 2300;

/**
 * Finds out the least gas with which a message takes the way that it took: with any less, it or a message below it
 * runs out of gas. That spares an estimation the executions of its search.
 *
 * Each message has a slack: how much less it could have been given. It is what is left when it ends, or was left at an
 * SSTORE above the gas that this demands. What a message below could have done without is passed on to the one above by
 * the rule that a 64th of the gas stays there (EIP-150).
 *
 * For the rules from Berlin to Osaka: what operations cost does not depend on the gas that is left there.
 */
export class GasNeed implements Instrument {
  /** Of the message at work. */
  #slack = Number.POSITIVE_INFINITY;
  /** Something else than running out of gas could have come of less gas. */
  #isUnclear = false;

  /** The transaction begins. */
  begin(): void {
    this.#slack = Number.POSITIVE_INFINITY;
    this.#isUnclear = false;
  }

  /**
   * The least gas limit of a transaction that has succeeded; undefined where that is unclear.
   *
   * @param gasUsed before refunds.
   */
  leastGas(gasLimit: bigint, gasUsed: bigint): bigint | undefined {
    if (this.#isUnclear) return undefined;
    const left = Number(gasLimit - gasUsed);
    return gasLimit - BigInt(Math.min(this.#slack, left));
  }

  instrumentHot(opcode: number, operation: HotOperation): HotOperation {
    const { price, execute } = operation;
    switch (opcode) {
      case GAS:
        return this.#before((frame) => this.#gasShown(frame), operation);
      case BALANCE:
        return this.#before((frame) => this.#balanceShown(frame), operation);
      case SELFBALANCE:
        return this.#before(({ runState }) => this.#ownBalanceUsed(runState), operation);
      case SSTORE:
        return {
          price: (frame) => {
            this.#slack = Math.min(this.#slack, frame.gas - SSTORE_SENTRY - 1);
            return price?.(frame) ?? 0;
          },
          execute,
        };
      default:
        return operation;
    }
  }

  instrumentStock(opcodes: OpcodeMap): void {
    for (const [opcode, entry] of opcodes.entries()) {
      // Opcodes that the hardfork does not have share the entry of INVALID.
      if (entry === undefined || entry.opcodeInfo.code !== opcode) continue;
      const { opHandler } = entry;
      if (MESSAGE_STARTS.has(opcode)) {
        const handler: Handler = (runState, common) => this.#message(runState, () => opHandler(runState, common));
        opcodes[opcode] = { ...entry, opHandler: handler };
      } else if (TELLING.has(opcode)) {
        // Where the operations are those of `@ethereumjs`, nobody looks closer.
        const handler: Handler = (runState, common) => {
          this.#isUnclear = true;
          return opHandler(runState, common);
        };
        opcodes[opcode] = { ...entry, opHandler: handler };
      }
    }
  }

  #before(look: (frame: Frame) => void, { price, execute }: HotOperation): HotOperation {
    return {
      ...(price !== undefined && { price }),
      execute: (frame) => {
        look(frame);
        execute(frame);
      },
    };
  }

  /** Solidity hands the gas that is left to the call that follows: that asks for more than there is, however much it is. */
  #gasShown({ code, pc }: Frame): void {
    if (!CALLS.has(code[pc] ?? 0)) this.#isUnclear = true;
  }

  /** What the sender has left depends on the gas limit that it has paid for. */
  #balanceShown({ stack, runState }: Frame): void {
    const address = stack._store[stack._len - 1];
    if (address !== undefined && wordToAddress(address).equals(runState.env.origin)) this.#isUnclear = true;
  }

  #ownBalanceUsed({ env }: RunState): void {
    if (env.address.equals(env.origin)) this.#isUnclear = true;
  }

  #message(runState: RunState, start: () => ReturnType<Handler>): ReturnType<Handler> {
    this.#ownBalanceUsed(runState);
    const available = Number(runState.gasLeft);
    const granted = Number(runState.messageGasLimit);
    const slackAbove = this.#slack;
    this.#slack = Number.POSITIVE_INFINITY;
    // Where an operation fails, its message has used up all gas, which is seen where that was started.
    return (start() as Promise<void>).then(() => {
      // What is added for a message with value (2300) is added to both.
      const left = granted - available + Number(runState.gasLeft);
      const succeeded = runState.stack.peek(1)[0] !== 0n;
      // A failure that takes all there is takes less of less.
      if (!succeeded && left === 0) this.#isUnclear = true;
      const needed = granted - Math.min(this.#slack, left);
      this.#slack = Math.min(slackAbove, available - gasToGrant(needed));
    });
  }
}

/** The least gas of which all but a 64th is so much. */
function gasToGrant(gas: number): number {
  return gas <= 0 ? 0 : gas + Math.floor((gas - 1) / 63);
}
