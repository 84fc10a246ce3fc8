import type { Common } from "@ethereumjs/common";
import { createEVM, type EVM, EVMError, type ExecResult, type Message } from "@ethereumjs/evm";
import type { Levers } from "../levers.ts";
import { Frame, type HotOperation, MOST_GAS } from "./hot-opcodes/frame.ts";
import { analyse, cachedAnalysis, cachedStockAnalysis, type StockAnalysis } from "./jump-destinations.ts";
import type { OpcodeMap, RunState } from "./recording-opcodes.ts";

export type Interpreter = RunState["interpreter"];
type InterpreterConstructor = new (
  evm: EVM,
  stateManager: EVM["stateManager"],
  blockchain: EVM["blockchain"],
  env: RunState["env"],
  gasLeft: bigint,
  journal: EVM["journal"],
  performanceLogger: unknown,
  profiler: unknown,
) => Interpreter;

export type InterpreterOptions = NonNullable<Parameters<Interpreter["run"]>[1]>;
type Result = Awaited<ReturnType<Interpreter["run"]>>;

/** An opcode under the rules of one hardfork. */
export interface Operation {
  readonly baseFee: number;
  /** Ours, where there is one. */
  readonly hot: HotOperation | undefined;
  /** That of `@ethereumjs`, with what the access recorder wants to know. */
  readonly stock: OpcodeMap[number];
}

/** Operations by opcode. */
export function operationsOf(opcodes: OpcodeMap, hot: Readonly<Record<number, HotOperation>>): Operation[] {
  return opcodes.map((stock, opcode) => ({
    baseFee: stock.opcodeInfo.fee,
    // Opcodes that the hardfork does not have yet share the entry of INVALID.
    hot: stock.opcodeInfo.code === opcode ? hot[opcode] : undefined,
    stock,
  }));
}

// The class is not exported, but every result of the EVM refers to its instance.
const StockInterpreter = await (async () => {
  const evm = await createEVM();
  const { runState } = await evm.runCode({ code: new Uint8Array(1) });
  return (runState as RunState).interpreter.constructor as InterpreterConstructor;
})();

export interface InterpreterSettings {
  readonly levers: Levers;
  readonly operations: readonly Operation[];
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
  readonly #settings: InterpreterSettings;

  constructor(settings: InterpreterSettings, ...rest: ConstructorParameters<InterpreterConstructor>) {
    super(...rest);
    this.#settings = settings;
  }

  override async run(code: Uint8Array, options: InterpreterOptions = {}): Promise<Result> {
    const { levers, operations } = this.#settings;
    const runState = this._runState;
    const watched = this._evm.events.listenerCount("step") > 0 || this._evm.DEBUG;
    if (!levers.interpreter || watched || options.pc !== undefined || runState.gasLeft > MOST_GAS) {
      return super.run(code, options);
    }
    runState.code = code;
    const analysis = levers.jumpdests ? cachedAnalysis(code) : analyse(code);
    runState.validJumps = analysis.destinations;
    const frame = new Frame(runState, analysis);
    let exceptionError: EVMError | undefined;
    let handedOver = false;
    try {
      for (;;) {
        const operation = runHot(frame, operations);
        if (operation === undefined) break;
        frame.toRunState();
        handedOver = true;
        const price = startStock(operation, runState, this.common);
        const gas = typeof price === "bigint" ? price : await price;
        const done = finishStock(operation, runState, this.common, gas);
        if (done !== undefined) await done;
        handedOver = false;
        frame.fromRunState();
      }
      exceptionError = frame.error;
    } catch (error) {
      if (!(error instanceof EVMError)) throw error;
      // STOP is not an exception.
      if (error.error !== EVMError.errorMessages.STOP) exceptionError = error;
    }
    if (!handedOver) frame.toRunState();
    return { runState, exceptionError };
  }

  override _getValidJumpDestinations(code: Uint8Array): StockAnalysis {
    if (!this.#settings.levers.jumpdests) return super._getValidJumpDestinations(code);
    const compute = () => super._getValidJumpDestinations(code);
    return cachedStockAnalysis(code, (this._evm as unknown as { _opcodeMap: OpcodeMap })._opcodeMap, compute);
  }
}

/**
 * Runs until the message ends (undefined) or an operation has to be handed over, the program counter at it.
 *
 * @throws EVMError when the message fails.
 */
function runHot(frame: Frame, operations: readonly Operation[]): Operation | undefined {
  const { code } = frame;
  while (frame.pc < frame.end) {
    const operation = operations[code[frame.pc] as number] as Operation;
    const { hot } = operation;
    if (hot === undefined) return operation;
    frame.pc++;
    const price = hot.price === undefined ? operation.baseFee : operation.baseFee + hot.price(frame);
    if (price > frame.gas) {
      frame.gas = 0;
      throw new EVMError(EVMError.errorMessages.OUT_OF_GAS);
    }
    frame.gas -= price;
    hot.execute(frame);
  }
  return undefined;
}

/** The price of an operation of `@ethereumjs`, in the order in which its `runStep` does things. */
function startStock({ stock }: Operation, runState: RunState, common: Common): bigint | Promise<bigint> {
  const { opcodeInfo } = stock;
  runState.opCode = opcodeInfo.code;
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
    runState: { ...runState, ...result, ...interpreter._env },
    exceptionError,
    gas: runState.gasLeft,
    executionGasUsed,
    gasRefund: runState.gasRefund,
    stateGasSpilled: runState.stateGasSpilled,
    returnValue: result.returnValue ?? new Uint8Array(0),
  };
}
