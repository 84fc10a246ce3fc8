import type { getOpcodesForHF } from "@ethereumjs/evm";
import type { Address } from "@ethereumjs/util";
import type { RunningCode } from "../access/call-stack.ts";
import { type AccessRecorder, AccountUse } from "../access/recorder.ts";
import { keccak256 } from "../crypto/keccak.ts";
import { addressToKey } from "../state/keys.ts";
import type { TransactionState } from "../state/transaction-state.ts";
import type { AddressKey } from "../state/types.ts";
import { bytesToWord, wordToAddress } from "./words.ts";

export type OpcodeMap = ReturnType<typeof getOpcodesForHF>["opcodeMap"];
type OpcodeEntry = OpcodeMap[number];
export type RunState = Parameters<OpcodeEntry["opHandler"]>[0];

const OPCODE = {
  KECCAK256: 0x20,
  BALANCE: 0x31,
  EXTCODESIZE: 0x3b,
  EXTCODECOPY: 0x3c,
  EXTCODEHASH: 0x3f,
  SELFBALANCE: 0x47,
  SLOAD: 0x54,
  SSTORE: 0x55,
  CREATE: 0xf0,
  CALL: 0xf1,
  CALLCODE: 0xf2,
  DELEGATECALL: 0xf4,
  CREATE2: 0xf5,
  STATICCALL: 0xfa,
  SELFDESTRUCT: 0xff,
} as const;

export interface RecordingOptions {
  readonly state: TransactionState;
  /** Before EIP-161, every call depends on whether its target is there. */
  readonly callsNeedExistence: boolean;
  /** The account that the code at work is attributed to. */
  readonly codeOwner: (runState: RunState) => AddressKey;
}

/**
 * Puts thin wrappers around the handlers of the few opcodes that look at or change state. Everything else runs as it
 * is: observing every opcode (the `step` event) would cost a hundred times as much.
 *
 * Handlers run after their gas is paid, so that a look-up which never happened for want of gas is not recorded. SSTORE
 * is the exception: its price is what it looks the slot up for.
 */
export function recordOpcodes(opcodes: OpcodeMap, recorder: AccessRecorder, options: RecordingOptions): void {
  const { BALANCE, NONCE, CODE, EXISTENCE, CREDIT } = AccountUse;
  const { state } = options;
  const self = (runState: RunState): AddressKey => addressToKey(runState.env.address as Address);

  /** Runs `before` and then the handler. */
  const observe = (opcode: number, before: (runState: RunState) => void): void => {
    const entry = opcodes[opcode];
    // Opcodes that the hardfork does not have yet share the entry of INVALID.
    if (entry === undefined || entry.opcodeInfo.code !== opcode) return;
    const { opHandler } = entry;
    opcodes[opcode] = {
      ...entry,
      opHandler: (runState, common) => {
        before(runState);
        const done = opHandler(runState, common);
        // Whatever is compared to start a message is compared before the handler first waits.
        state.comparesWithZero = false;
        return done;
      },
    };
  };
  /** Position `depth` of the stack, zero when it is not that deep: the handler itself will fail then. */
  const word = ({ stack }: RunState, depth: number): bigint =>
    stack.length > depth ? (stack.peek(depth + 1)[depth] ?? 0n) : 0n;
  const target = (runState: RunState, depth: number): AddressKey => addressToKey(wordToAddress(word(runState, depth)));

  recordStorage(opcodes, recorder, options.codeOwner);
  recordHashes(opcodes, recorder);
  observe(OPCODE.BALANCE, (runState) => recorder.accountUsed(target(runState, 0), BALANCE));
  observe(OPCODE.SELFBALANCE, (runState) => recorder.accountUsed(self(runState), BALANCE));
  observe(OPCODE.EXTCODESIZE, (runState) => recorder.accountUsed(target(runState, 0), CODE));
  observe(OPCODE.EXTCODECOPY, (runState) => recorder.accountUsed(target(runState, 0), CODE));
  observe(OPCODE.EXTCODEHASH, (runState) => recorder.accountUsed(target(runState, 0), CODE | EXISTENCE));
  observe(OPCODE.DELEGATECALL, (runState) => recorder.accountUsed(target(runState, 1), CODE));
  observe(OPCODE.STATICCALL, (runState) => {
    state.comparesWithZero = true;
    recorder.accountUsed(target(runState, 1), CODE);
  });
  observe(OPCODE.CALL, (runState) => {
    const paid = word(runState, 2) !== 0n;
    const existence = paid || options.callsNeedExistence ? EXISTENCE : 0;
    recorder.accountUsed(target(runState, 1), CODE | existence);
    state.comparesWithZero = !paid;
    if (paid) recorder.accountUsed(self(runState), BALANCE);
  });
  observe(OPCODE.CALLCODE, (runState) => {
    const paid = word(runState, 2) !== 0n;
    state.comparesWithZero = !paid;
    recorder.accountUsed(target(runState, 1), CODE);
    if (paid) recorder.accountUsed(self(runState), BALANCE);
  });
  for (const opcode of [OPCODE.CREATE, OPCODE.CREATE2]) {
    observe(opcode, (runState) => {
      const paid = word(runState, 0) !== 0n;
      state.comparesWithZero = !paid;
      recorder.accountUsed(self(runState), paid ? NONCE | BALANCE : NONCE);
    });
  }
  observe(OPCODE.SELFDESTRUCT, (runState) => {
    const beneficiary = target(runState, 0);
    const contract = self(runState);
    recorder.accountUsed(contract, BALANCE);
    const credited = beneficiary !== contract && runState.env.contract.balance > 0n;
    recorder.accountUsed(beneficiary, credited ? EXISTENCE | CREDIT : EXISTENCE);
  });
}

function recordStorage(
  opcodes: OpcodeMap,
  recorder: AccessRecorder,
  codeOwner: (runState: RunState) => AddressKey,
): void {
  const enter = (opcode: "SLOAD" | "SSTORE", runState: RunState, pc: number): void =>
    recorder.enterStorage(opcode, codeOwner(runState), pc, runState as unknown as RunningCode);
  const load = opcodes[OPCODE.SLOAD] as OpcodeEntry;
  opcodes[OPCODE.SLOAD] = {
    ...load,
    opHandler: (runState, common) => {
      // Handlers run with the program counter already behind their opcode; gas handlers before that.
      enter("SLOAD", runState, runState.programCounter - 1);
      const done = load.opHandler(runState, common);
      recorder.leaveStorage();
      return done;
    },
  };
  const store = opcodes[OPCODE.SSTORE] as OpcodeEntry;
  opcodes[OPCODE.SSTORE] = {
    ...store,
    gasHandler: (runState, gas, common) => {
      enter("SSTORE", runState, runState.programCounter);
      const price = store.gasHandler(runState, gas, common) as Promise<bigint>;
      recorder.leaveStorage();
      return price;
    },
    opHandler: (runState, common) => {
      enter("SSTORE", runState, runState.programCounter - 1);
      const done = store.opHandler(runState, common);
      recorder.leaveStorage();
      return done;
    },
  };
}

function recordHashes(opcodes: OpcodeMap, recorder: AccessRecorder): void {
  const entry = opcodes[OPCODE.KECCAK256] as OpcodeEntry;
  opcodes[OPCODE.KECCAK256] = {
    ...entry,
    // In place of the handler, not around it: both would read the same memory and hash it.
    opHandler: ({ stack, memory }) => {
      const [offset, length] = stack.popN(2) as [bigint, bigint];
      const data = length === 0n ? new Uint8Array(0) : memory.read(Number(offset), Number(length), true);
      const hash = keccak256(data);
      recorder.preimages.add(hash, data);
      stack.push(bytesToWord(hash));
    },
  };
}
