import type { OpcodeMap, RunState } from "./recording-opcodes.ts";

/** What there is to know about a code before it runs. */
export interface CodeAnalysis {
  /** 1 where a JUMPDEST stands that is not the data of a PUSH. */
  readonly destinations: Uint8Array;
  /** What each PUSH pushes, filled in when it first runs: by page of the code, and position in it. */
  readonly pushes: ((bigint | undefined)[] | undefined)[];
}

/** What the interpreter of `@ethereumjs` wants to know. */
export type StockAnalysis = ReturnType<RunState["interpreter"]["_getValidJumpDestinations"]>;

/**
 * Positions of one page, and as a shift. Most of a code never runs, above all of init code, which runs once: a list as
 * long as the code took eight times as much memory as that, and the deployments of a test suite 8 MB.
 */
export const PAGE = 64;
export const PAGE_BITS = 6;

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
  return { destinations, pushes: new Array(Math.ceil(code.length / PAGE)) };
}

/** Keeps what the PUSH whose data begin at a position pushes. */
export function keepPushed({ pushes }: CodeAnalysis, position: number, word: bigint): void {
  const number = position >> PAGE_BITS;
  const page = pushes[number] ?? new Array<bigint | undefined>(PAGE);
  page[position & (PAGE - 1)] = word;
  pushes[number] = page;
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
