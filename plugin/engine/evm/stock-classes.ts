import { createEVM, type EVM } from "@ethereumjs/evm";
import type { RunState } from "./recording-opcodes.ts";

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

interface StockClasses {
  Memory: { readonly prototype: RunState["memory"] };
  Stack: new () => RunState["stack"];
}

/** Becomes the interpreter of `@ethereumjs` with `findStockClasses`. Nothing is ever constructed by it. */
export const StockInterpreter = class {} as unknown as InterpreterConstructor;

/** Complete after `findStockClasses`. */
export const stock = {} as StockClasses;

let finding: Promise<void> | undefined;

/**
 * To be waited for before anything is interpreted. These classes are not exported, but every result of the EVM refers to
 * instances of them.
 *
 * Modules do not wait for it: V8 ends the whole process when a thread is stopped while it evaluates modules of which one
 * awaits something (https://github.com/nodejs/node/issues/53238), as worker threads may be at any time.
 */
export function findStockClasses(): Promise<void> {
  finding ??= find();
  return finding;
}

async function find(): Promise<void> {
  const evm = await createEVM();
  const { runState } = await evm.runCode({ code: new Uint8Array(1) });
  const { interpreter, memory, stack } = runState as RunState;
  Object.setPrototypeOf(StockInterpreter.prototype, Object.getPrototypeOf(interpreter));
  stock.Memory = memory.constructor as StockClasses["Memory"];
  stock.Stack = stack.constructor as StockClasses["Stack"];
}
