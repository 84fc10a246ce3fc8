import { type Dispatch, dispatchOf } from "./dispatch-table.ts";
import type { HotOperation } from "./hot-opcodes/frame.ts";
import type { Operation } from "./interpreter.ts";
import type { OpcodeMap } from "./recording-opcodes.ts";

/** Wraps operations, for an EVM that is to tell of each of them. */
export interface Instrument {
  /** Those of `@ethereumjs`, in their place. */
  instrumentStock(opcodes: OpcodeMap): void;
  /** One of our own; as it is where the instrument need not be told. */
  instrumentHot(opcode: number, operation: HotOperation): HotOperation;
}

/** Operations that the instrument wraps are never done in place: it would not be told of them. */
export function instrumentedDispatch(
  operations: readonly Operation[],
  instrument: Instrument,
  inlined: boolean,
): Dispatch<Operation> {
  const instrumented = operations.map(({ hot, ...operation }, opcode) => {
    return { ...operation, hot: hot && instrument.instrumentHot(opcode, hot) };
  });
  const dispatch = dispatchOf(instrumented, inlined);
  for (const [opcode, { hot }] of instrumented.entries()) {
    if (hot !== operations[opcode]?.hot) dispatch.kinds[opcode] = dispatch.fees[opcode] = 0;
  }
  return dispatch;
}
