import type { Common } from "@ethereumjs/common";
import type { HotOperation } from "../evm/hot-opcodes/frame.ts";
import type { Instrument } from "../evm/instrument.ts";
import type { OpcodeMap, RunState } from "../evm/recording-opcodes.ts";
import { EFFECTS, type Effect, refuseMemory, type Step } from "./effects.ts";
import type { FollowedSlots } from "./followed-slots.ts";
import { ShadowFrame } from "./shadow-frame.ts";

type Handler = OpcodeMap[number]["opHandler"];

/** An operation that starts a message: how many words it takes, and which say where in memory its input and output are. */
interface MessageStart {
  readonly pops: number;
  readonly input: readonly [offset: number, length: number];
  readonly output?: readonly [offset: number, length: number];
}

const CALL: MessageStart = { pops: 7, input: [3, 4], output: [5, 6] };
const CALL_WITHOUT_VALUE: MessageStart = { pops: 6, input: [2, 3], output: [4, 5] };

const MESSAGE_STARTS: ReadonlyMap<number, MessageStart> = new Map([
  // CREATE, CREATE2
  [0xf0, { pops: 3, input: [1, 2] }],
  [0xf5, { pops: 4, input: [1, 2] }],
  // CALL, CALLCODE, DELEGATECALL, STATICCALL
  [0xf1, CALL],
  [0xf2, CALL],
  [0xf4, CALL_WITHOUT_VALUE],
  [0xfa, CALL_WITHOUT_VALUE],
]);

/**
 * Follows the values of some slots through a transaction: over stacks and memories of all its messages, and through
 * storage.
 *
 * It puts wrappers around all operations of an EVM of its own: the EVM that executes blocks pays nothing for it. They
 * run after an operation's gas is paid, and keep no copy of stack or memory, only of what depends on a followed slot,
 * so that code that has nothing to do with the slots costs little here too.
 */
export class Tracer implements Instrument {
  #slots: FollowedSlots | undefined;
  #frames: ShadowFrame[] = [];

  /** From here to `end`, the transaction that runs is followed. */
  begin(slots: FollowedSlots): void {
    this.#slots = slots;
    this.#frames = [new ShadowFrame()];
  }

  end(): void {
    this.#slots = undefined;
    this.#frames = [];
  }

  instrumentHot(opcode: number, { price, execute }: HotOperation): HotOperation {
    const effect = EFFECTS.get(opcode);
    return {
      ...(price !== undefined && { price }),
      execute: (frame) => {
        this.#before(opcode, effect, frame.runState);
        execute(frame);
      },
    };
  }

  instrumentStock(opcodes: OpcodeMap): void {
    for (const [opcode, entry] of opcodes.entries()) {
      // Opcodes that the hardfork does not have share the entry of INVALID.
      if (entry === undefined || entry.opcodeInfo.code !== opcode) continue;
      const { opHandler } = entry;
      const start = MESSAGE_STARTS.get(opcode);
      const effect = EFFECTS.get(opcode);
      opcodes[opcode] = {
        ...entry,
        opHandler:
          start === undefined
            ? (runState, common) => {
                this.#before(opcode, effect, runState);
                return opHandler(runState, common);
              }
            : (runState, common) => this.#message(opcode, start, opHandler, runState, common),
      };
    }
  }

  #before(opcode: number, effect: Effect | undefined, runState: RunState): void {
    const frame = this.#frames.at(-1);
    const slots = this.#slots;
    if (frame === undefined || slots === undefined || slots.areSettled) return;
    if (effect === undefined) {
      slots.refuseAll("executed differently");
      return;
    }
    if (!matters(effect, frame, runState.stack.length)) return;
    const step = stepOf(opcode, effect.pops, frame, slots, runState);
    // Otherwise the stack is too short, and the operation fails.
    if (step === undefined) return;
    const result = effect.apply(step);
    frame.replace(step.height, effect.pops, result);
  }

  /** Nothing that depends on a slot may go into a message; what comes back is constant then. */
  #message(
    opcode: number,
    { pops, input, output }: MessageStart,
    handler: Handler,
    runState: RunState,
    common: Common,
  ): ReturnType<Handler> {
    const frame = this.#frames.at(-1);
    const slots = this.#slots;
    if (frame === undefined || slots === undefined || slots.areSettled) return handler(runState, common);
    const step = stepOf(opcode, pops, frame, slots, runState);
    if (step === undefined) return handler(runState, common);
    slots.refuse(step.words, "passed on");
    refuseMemory(step, "passed on", ...input);
    const depth = this.#frames.length;
    this.#frames.push(new ShadowFrame());
    const mark = slots.mark();
    return (handler(runState, common) as Promise<void>).then(() => {
      // Messages that failed in the middle of one of their own left its frame behind.
      this.#frames.length = depth;
      frame.replace(step.height, pops);
      const succeeded = runState.stack.peek(1)[0] !== 0n;
      if (!succeeded) slots.undo(mark);
      if (output === undefined) return;
      const [offset, length] = output.map((operand) => Number(step.operands[operand])) as [number, number];
      const written = Math.min(length, runState.returnBytes.length);
      if (written > 0) frame.memory.clear(offset, written);
    });
  }
}

function matters({ pops, reaches = pops, also }: Effect, frame: ShadowFrame, height: number): boolean {
  return also === "ever" || (also === "memory" && !frame.memory.isConstant) || frame.reaches(height, reaches);
}

function stepOf(
  opcode: number,
  pops: number,
  frame: ShadowFrame,
  slots: FollowedSlots,
  { stack, env }: RunState,
): Step | undefined {
  const height = stack.length;
  if (height < pops) return undefined;
  const { address } = env;
  return { opcode, frame, slots, height, words: frame.top(height, pops), operands: stack.peek(pops), address };
}
