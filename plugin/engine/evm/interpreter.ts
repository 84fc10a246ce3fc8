import type { Common } from "@ethereumjs/common";
import { type EVM, EVMError, type ExecResult, type Message } from "@ethereumjs/evm";
import type { Levers } from "../levers.ts";
import { EMPTY_BYTES } from "../state/keys.ts";
import { create } from "./creation.ts";
import { dispatch } from "./dispatch.ts";
import type { Dispatch } from "./dispatch-table.ts";
import { Frame, type HotOperation, MOST_GAS, type StockPrice } from "./hot-opcodes/frame.ts";
import type { HotTable } from "./hot-opcodes/table.ts";
import type { InnerMessage, InnerMessages } from "./inner-messages.ts";
import { analyse, cachedAnalysis, cachedStockAnalysis, type StockAnalysis } from "./jump-destinations.ts";
import { returnMemory, takeMemory } from "./memory-pool.ts";
import type { OpcodeMap, RunState } from "./recording-opcodes.ts";
import { type Interpreter, StockInterpreter, stock } from "./stock-classes.ts";

export type InterpreterOptions = NonNullable<Parameters<Interpreter["run"]>[1]>;
type Result = Awaited<ReturnType<Interpreter["run"]>>;

/** An opcode under the rules of one hardfork. */
export interface Operation {
  readonly baseFee: number;
  /** Ours, where there is one. */
  readonly hot: HotOperation | undefined;
  /** Ours, for an operation of `@ethereumjs`. */
  readonly price: StockPrice | undefined;
  /** That of `@ethereumjs`, with what the access recorder wants to know. */
  readonly stock: OpcodeMap[number];
}

/** Operations by opcode. */
export function operationsOf(opcodes: OpcodeMap, { operations, prices }: HotTable): Operation[] {
  return opcodes.map((stock, opcode) => ({
    baseFee: stock.opcodeInfo.fee,
    // Opcodes that the hardfork does not have yet share the entry of INVALID.
    hot: stock.opcodeInfo.code === opcode ? operations[opcode] : undefined,
    price: stock.opcodeInfo.code === opcode ? prices[opcode] : undefined,
    stock,
  }));
}

export interface InterpreterSettings {
  readonly levers: Levers;
  readonly dispatch: Dispatch<Operation>;
  /** Undefined where those of `@ethereumjs` do the work. */
  readonly messages: InnerMessages | undefined;
}

/**
 * The interpreter of `@ethereumjs`, whose loop makes a promise of each operation and awaits it: two thirds of the time
 * of a computing contract. This one runs synchronously for as long as operations are ours (`HotOperation`) and hands
 * over to those of `@ethereumjs` for everything else.
 *
 * The loop of `@ethereumjs` runs where somebody listens to each step, and where the message has so much gas that
 * prices would not be exact as numbers.
 */
export class EngineInterpreter extends StockInterpreter {
  declare private settings: InterpreterSettings;

  /**
   * An interpreter without what its constructor allocates, above all the memory of 8 KB for each message, which was a
   * twentieth of the time of a swap, and as much again in the garbage collector.
   */
  static start(settings: InterpreterSettings, evm: EVM, env: RunState["env"], gasLeft: bigint): EngineInterpreter {
    const interpreter = Object.create(EngineInterpreter.prototype) as EngineInterpreter;
    const memory = Object.create(stock.Memory.prototype) as RunState["memory"];
    memory._store = takeMemory();
    interpreter.settings = settings;
    (interpreter as unknown as { opDebuggers: object }).opDebuggers = {};
    interpreter._evm = evm;
    interpreter._stateManager = evm.stateManager;
    interpreter.common = evm.common;
    interpreter.journal = evm.journal;
    interpreter._env = env;
    interpreter._result = {
      logs: env.initialLogs === undefined ? [] : [...env.initialLogs],
      returnValue: undefined,
      selfdestruct: new Map(),
    };
    interpreter._runState = {
      programCounter: 0,
      opCode: 0xfe,
      memory,
      memoryWordCount: 0n,
      highestMemCost: 0n,
      stack: new stock.Stack(),
      code: EMPTY_BYTES,
      validJumps: EMPTY_BYTES,
      cachedPushes: {},
      stateManager: evm.stateManager,
      blockchain: evm.blockchain,
      env,
      shouldDoJumpAnalysis: true,
      interpreter,
      gasRefund: env.gasRefund,
      gasLeft,
      stateGasSpilled: 0n,
      returnBytes: EMPTY_BYTES,
    };
    return interpreter;
  }

  /**
   * Gives back what another message can use. Nobody looks at the memory of a message when it is over.
   *
   * @param used so many bytes of it may be other than zero.
   */
  end(used = Number(this._runState.memoryWordCount) * 32): void {
    const { memory } = this._runState;
    returnMemory(memory._store, used);
    memory._store = EMPTY_BYTES;
  }

  override async run(code: Uint8Array, options: InterpreterOptions = {}): Promise<Result> {
    const { levers, dispatch: table } = this.settings;
    const { events } = this._evm;
    const runState = this._runState;
    const watched = events.listenerCount("step") > 0 || this._evm.DEBUG;
    if (!levers.interpreter || watched || options.pc !== undefined || runState.gasLeft > MOST_GAS) {
      return super.run(code, options);
    }
    const messagesWatched = events.listenerCount("beforeMessage") + events.listenerCount("afterMessage") > 0;
    const messages = messagesWatched ? undefined : this.settings.messages;
    const own = this.frameOf(code);
    let inner: InnerMessage | undefined;
    for (;;) {
      const frame = inner === undefined ? own : inner.frame;
      let handedOver = false;
      let failure: EVMError | undefined;
      try {
        const operation = dispatch(frame, table);
        if (operation !== undefined) {
          if (messages !== undefined && operation.price !== undefined && messages.takes(frame)) {
            payCall(operation, operation.price, frame);
            inner = messages.send(frame, operation.stock.opcodeInfo.code, inner) ?? inner;
            continue;
          }
          frame.toRunState();
          handedOver = true;
          const price = startStock(operation, frame, this.common);
          const gas = typeof price === "bigint" ? price : await price;
          const done = finishStock(operation, frame.runState, this.common, gas);
          if (done !== undefined) await done;
          frame.fromRunState();
          continue;
        }
        failure = frame.error;
      } catch (error) {
        if (!(error instanceof EVMError)) throw error;
        // STOP is not an exception.
        if (error.error !== EVMError.errorMessages.STOP) failure = error;
      }
      if (handedOver) frame.fromRunState();
      if (inner === undefined || messages === undefined) {
        frame.toRunState();
        return { runState, exceptionError: failure };
      }
      messages.end(inner, failure);
      inner = inner.parent;
    }
  }

  /** What the operations of our own work on. */
  frameOf(code: Uint8Array): Frame {
    const runState = this._runState;
    const analysis = this.settings.levers.jumpdests ? cachedAnalysis(code) : analyse(code);
    runState.code = code;
    runState.validJumps = analysis.destinations;
    return new Frame(runState, analysis);
  }

  override create(
    gasLimit: bigint,
    value: bigint,
    initCode: Uint8Array,
    salt?: Uint8Array,
    eofCallData?: Uint8Array,
  ): Promise<bigint> {
    if (!this.settings.levers.keccak) return super.create(gasLimit, value, initCode, salt, eofCallData);
    const { _runState: runState, _evm: evm, _result: result } = this;
    return create({ runState, evm, result }, { gasLimit, value, initCode, salt });
  }

  override _getValidJumpDestinations(code: Uint8Array): StockAnalysis {
    if (!this.settings.levers.jumpdests) return super._getValidJumpDestinations(code);
    const compute = () => super._getValidJumpDestinations(code);
    return cachedStockAnalysis(code, (this._evm as unknown as { _opcodeMap: OpcodeMap })._opcodeMap, compute);
  }
}

/** @throws EVMError when a call is more than what is left can pay for. */
function payCall({ baseFee }: Operation, priceOf: StockPrice, frame: Frame): void {
  const price = baseFee + priceOf(frame, baseFee);
  if (price > frame.gas) {
    frame.gas = 0;
    throw new EVMError(EVMError.errorMessages.OUT_OF_GAS);
  }
  frame.gas -= price;
  frame.pc++;
}

/** The price of an operation of `@ethereumjs`, in the order in which its `runStep` does things. */
function startStock(operation: Operation, frame: Frame, common: Common): bigint | Promise<bigint> {
  const { stock, baseFee, price } = operation;
  const { opcodeInfo } = stock;
  const { runState } = frame;
  runState.opCode = opcodeInfo.code;
  if (price !== undefined) {
    const gas = baseFee + price(frame, baseFee);
    // The memory that is paid for with it.
    frame.toRunState();
    return BigInt(gas);
  }
  return opcodeInfo.dynamicGas ? stock.gasHandler(runState, opcodeInfo.feeBigInt, common) : opcodeInfo.feeBigInt;
}

function finishStock({ stock }: Operation, runState: RunState, common: Common, gas: bigint): Promise<void> | undefined {
  const { opcodeInfo } = stock;
  if (opcodeInfo.isInvalid) throw new EVMError(EVMError.errorMessages.INVALID_OPCODE);
  runState.interpreter.useGas(gas, opcodeInfo);
  runState.programCounter++;
  return stock.opHandler(runState, common) as Promise<void> | undefined;
}

/** What `EVM.runInterpreter` makes of the outcome of an interpreter. */
export function execResultOf(
  message: Message,
  interpreter: Interpreter,
  runState: RunState,
  exceptionError: EVMError | undefined,
): ExecResult {
  let result = interpreter._result;
  let executionGasUsed = message.gasLimit - runState.gasLeft;
  if (exceptionError !== undefined) {
    const { REVERT, INVALID_EOF_FORMAT } = EVMError.errorMessages;
    if (exceptionError.error !== REVERT && exceptionError.error !== INVALID_EOF_FORMAT) {
      executionGasUsed = message.gasLimit;
    }
    result = { ...result, logs: [], selfdestruct: new Map(), createdAddresses: new Set() };
  }
  return {
    ...result,
    // Whoever called the EVM may look at it; the EVM itself does not, and inner messages are many.
    runState: message.depth === 0 ? { ...runState, ...result, ...interpreter._env } : undefined,
    exceptionError,
    gas: runState.gasLeft,
    executionGasUsed,
    gasRefund: runState.gasRefund,
    stateGasSpilled: runState.stateGasSpilled,
    returnValue: result.returnValue ?? new Uint8Array(0),
  };
}
