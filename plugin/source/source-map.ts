/** Where the compiler says that an instruction comes from. */
export interface Mapping {
  /** In bytes. */
  readonly start: number;
  readonly length: number;
  /** Index of the source; -1 where the compiler names none. Sources that it generated have indexes of their own. */
  readonly file: number;
}

/** Bytecode of a contract in the output of the compiler: `evm.bytecode` or `evm.deployedBytecode`. */
export interface CompiledBytecode {
  readonly object?: string;
  readonly sourceMap?: string;
  readonly functionDebugData?: Readonly<
    Record<string, { readonly entryPoint?: number | null; readonly id?: number | null }>
  >;
}

/** A function that has code of its own. */
export interface CompiledFunction {
  readonly entryPoint: number;
  /** Undefined for a helper that the compiler made, and where the compiler does not tell. */
  readonly astId: number | undefined;
}

const JUMP = 0x56;
const PUSH1 = 0x60;
const PUSH32 = 0x7f;
const COLUMNS = 3;

/**
 * The source map of a piece of bytecode (Solidity docs, "Source Mappings"): one entry for each instruction, so that
 * the data of PUSH instructions have to be counted out.
 */
export class SourceMap {
  readonly #code: Uint8Array;
  /** Positions of the instructions that have an entry. */
  readonly #positions: Uint32Array;
  /** Start, length and file of each. */
  readonly #entries: Int32Array;
  /** Positions of the jumps into functions. */
  readonly #calls: ReadonlySet<number>;
  readonly #functions: readonly CompiledFunction[];

  /** @returns undefined when the compiler wrote no map, as for interfaces, or none of this form, as that of Vyper may. */
  static read({ object, sourceMap, functionDebugData }: CompiledBytecode): SourceMap | undefined {
    if (!object || typeof sourceMap !== "string" || sourceMap === "") return undefined;
    // Placeholders of libraries are as long as what takes their place.
    const code = Buffer.from(object.replace(/__.{38}/g, "0".repeat(40)), "hex");
    return code.length === 0 ? undefined : new SourceMap(code, sourceMap, functionDebugData);
  }

  private constructor(code: Uint8Array, sourceMap: string, functions: CompiledBytecode["functionDebugData"]) {
    const fields = sourceMap.split(";");
    const positions = new Uint32Array(fields.length);
    const entries = new Int32Array(fields.length * COLUMNS);
    const calls = new Set<number>();
    const current = [-1, -1, -1];
    let jump = "-";
    let position = 0;
    fields.forEach((field, index) => {
      // An empty field repeats that of the instruction before.
      const parts = field.split(":");
      for (let column = 0; column < COLUMNS; column++) if (parts[column]) current[column] = Number(parts[column]);
      jump = parts[COLUMNS] || jump;
      positions[index] = position;
      entries.set(current, index * COLUMNS);
      if (jump === "i" && code[position] === JUMP) calls.add(position);
      position += instructionLength(code[position] ?? 0);
    });
    this.#code = code;
    this.#positions = positions;
    this.#entries = entries;
    this.#calls = calls;
    this.#functions = this.#findFunctions(functions ?? {});
  }

  /** Those that the compiler lists (none before solc 0.8.5, and one of several similar helpers), and all that are called. */
  #findFunctions(listed: NonNullable<CompiledBytecode["functionDebugData"]>): readonly CompiledFunction[] {
    const found = new Map<number, CompiledFunction>();
    for (const call of this.#calls) {
      const entryPoint = this.targetOf(call);
      if (entryPoint !== undefined) found.set(entryPoint, { entryPoint, astId: undefined });
    }
    for (const { entryPoint, id } of Object.values(listed)) {
      if (typeof entryPoint === "number") found.set(entryPoint, { entryPoint, astId: id ?? undefined });
    }
    return [...found.values()].sort((a, b) => a.entryPoint - b.entryPoint);
  }

  /** @returns undefined where no instruction with an entry begins. */
  at(position: number): Mapping | undefined {
    const index = this.#indexOf(position);
    return index === undefined ? undefined : this.#mapping(index);
  }

  /** Does a jump into a function stand there? */
  isCall(position: number): boolean {
    return this.#calls.has(position);
  }

  /**
   * The function that a position is in: compilers write one behind the other.
   *
   * @returns undefined in the code before the first.
   */
  functionAt(position: number): CompiledFunction | undefined {
    return this.#functions.findLast(({ entryPoint }) => entryPoint <= position);
  }

  /** Does the compiler tell its helpers from the functions of the source? */
  get tellsHelpers(): boolean {
    return this.#functions.some(({ astId }) => astId !== undefined);
  }

  /** Where a jump at the position leads, if it is pushed right before. */
  targetOf(position: number): number | undefined {
    const index = this.#indexOf(position);
    return index === undefined || index === 0 ? undefined : this.#pushed(index - 1);
  }

  /**
   * Mappings of the instructions right before and after a position, nearest first. The constants that optimisers
   * push are left out: one that is used in several places has the mapping of any of them.
   */
  around(position: number, distance: number): readonly Mapping[] {
    const index = this.#indexOf(position);
    if (index === undefined) return [];
    const found: Mapping[] = [];
    for (let away = 1; away <= distance; away++) {
      for (const near of [index - away, index + away]) {
        if (near < 0 || near >= this.#positions.length) continue;
        const pushed = this.#pushed(near);
        if (pushed === undefined || this.#isReturnAddress(pushed)) found.push(this.#mapping(near));
      }
    }
    return found;
  }

  #isReturnAddress(word: number): boolean {
    return this.#calls.has(word - 1);
  }

  /** What the instruction pushes, if it is a PUSH. */
  #pushed(index: number): number | undefined {
    const position = this.#positions[index] as number;
    const length = instructionLength(this.#code[position] ?? 0);
    if (length === 1) return undefined;
    return Number(`0x${Buffer.from(this.#code.subarray(position + 1, position + length)).toString("hex")}`);
  }

  #mapping(index: number): Mapping {
    const [start, length, file] = this.#entries.subarray(index * COLUMNS, (index + 1) * COLUMNS);
    return { start: start as number, length: length as number, file: file as number };
  }

  #indexOf(position: number): number | undefined {
    let low = 0;
    let high = this.#positions.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#positions[middle] as number;
      if (found === position) return middle;
      if (found < position) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }
}

function instructionLength(opcode: number): number {
  return opcode >= PUSH1 && opcode <= PUSH32 ? opcode - PUSH1 + 2 : 1;
}
