import type { OpcodeMap, RunState } from "./recording-opcodes.ts";

/** What there is to know about a code before it runs. */
export interface CodeAnalysis {
  /** 1 where a JUMPDEST stands that is not the data of a PUSH. */
  readonly destinations: Uint8Array;
  /** What each PUSH pushes, by position; filled in when it first runs. */
  readonly pushes: (bigint | undefined)[];
}

/** What the interpreter of `@ethereumjs` wants to know. */
export type StockAnalysis = ReturnType<RunState["interpreter"]["_getValidJumpDestinations"]>;

const JUMPDEST = 0x5b;
const PUSH1 = 0x60;
const PUSH32 = 0x7f;

/**
 * Codes by their array. The array of a contract's code is the same in every call of it, since states keep codes by
 * hash and hand out the array itself; `@ethereumjs` analyses a code again in every call, which was a quarter of the
 * time of real test suites.
 */
const analyses = new WeakMap<Uint8Array, CodeAnalysis>();
const stockAnalyses = new WeakMap<Uint8Array, { readonly opcodes: OpcodeMap; readonly analysis: StockAnalysis }>();

export function analyse(code: Uint8Array): CodeAnalysis {
  const destinations = new Uint8Array(code.length);
  mark(code, destinations);
  return { destinations, pushes: new Array(code.length) };
}

/** By itself: compiled in the middle of the loop, as V8 does it, what comes after was thrown out again each time. */
function mark(code: Uint8Array, destinations: Uint8Array): void {
  for (let i = 0; i < code.length; i++) {
    const opcode = code[i] as number;
    if (opcode === JUMPDEST) destinations[i] = 1;
    else if (opcode >= PUSH1 && opcode <= PUSH32) i += opcode - PUSH1 + 1;
  }
}

/** As `analyse`, which runs once for each array. */
export function cachedAnalysis(code: Uint8Array): CodeAnalysis {
  let analysis = analyses.get(code);
  if (analysis === undefined) {
    analysis = analyse(code);
    analyses.set(code, analysis);
  }
  return analysis;
}

/** As `compute`, which runs once for each array and map of opcodes (whose entries are in the analysis). */
export function cachedStockAnalysis(code: Uint8Array, opcodes: OpcodeMap, compute: () => StockAnalysis): StockAnalysis {
  const cached = stockAnalyses.get(code);
  if (cached?.opcodes === opcodes) return cached.analysis;
  const analysis = compute();
  stockAnalyses.set(code, { opcodes, analysis });
  return analysis;
}
