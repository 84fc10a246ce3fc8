import { Address, hexToBytes, type PrefixedHexString } from "@ethereumjs/util";
import { assemble, deploying, type Item, storingInMemory } from "../../helpers/assembly.ts";
import { callPrecompile, VALID_CALLS } from "../../helpers/precompile-calls.ts";
import { BOB, NOBODY } from "./both.ts";

function at(index: number): PrefixedHexString {
  return `0x${index.toString(16).padStart(40, "0")}`;
}

function addressOf(hex: string): Address {
  return new Address(hexToBytes(hex as PrefixedHexString));
}

const STORE = at(0xa1);
const READER = at(0xa2);
const THROWER = at(0xa3);
const raw = (...bytes: number[]): Uint8Array => Uint8Array.of(...bytes);
const MLOAD = raw(0x51);
const POP_ALL: Item[] = ["POP"];

/** An exponent that costs so much gas that a trace of nothing else stays short. */
const MANY_BITS = 2n ** 256n - 1n;

/** A call of `to` with `length` bytes of memory; the result is dropped. */
function call(how: "CALL" | "CALLCODE", to: string, value = 0, length = 4): Item[] {
  return [32, 0, length, 0, value, addressOf(to), 120_000, how, ...POP_ALL];
}

function callWithoutValue(how: "DELEGATECALL" | "STATICCALL", to: string, length = 4): Item[] {
  return [32, 0, length, 0, addressOf(to), 120_000, how, ...POP_ALL];
}

const child = assemble(1, 0, "SSTORE", 0x2a, 0, "MSTORE", 32, 0, "RETURN");
const init = deploying(child);

/** Programs by what they do, with the places they are put. */
export const PROGRAMS: Readonly<Record<string, { readonly address: PrefixedHexString; readonly code: Uint8Array }>> = {
  "changes its storage": {
    address: STORE,
    code: assemble(0, "SLOAD", 1, "ADD", 0, "SSTORE", 7, 1, "SSTORE", 0, 2, "SSTORE", "CALLVALUE", 3, "SSTORE"),
  },
  "returns what it stores": {
    address: READER,
    code: assemble(0, "SLOAD", 0, "MSTORE", "CALLER", 32, "MSTORE", 64, 0, "RETURN"),
  },
  "reverts with a reason": {
    address: THROWER,
    code: assemble(
      9,
      5,
      "SSTORE",
      storingInMemory(
        hexToBytes(`0x08c379a0${"20".padStart(64, "0")}${"4".padStart(64, "0")}${"6f6f7073".padEnd(64, "0")}`),
      ),
      100,
      0,
      "REVERT",
    ),
  },
  "calls in every way": {
    address: at(0xa4),
    code: assemble(
      raw(0x63, 0xab, 0xcd, 0xef, 0x01, 0x60, 0xe0, 0x1b), // a selector, shifted to the left
      0,
      "MSTORE",
      ...call("CALL", STORE, 1),
      ...call("CALL", THROWER),
      ...call("CALL", NOBODY, 3, 0),
      ...call("CALL", BOB, 2, 36),
      ...call("CALLCODE", STORE, 1),
      ...callWithoutValue("DELEGATECALL", STORE),
      ...callWithoutValue("STATICCALL", READER),
      ...callWithoutValue("STATICCALL", STORE),
    ),
  },
  logs: {
    address: at(0xa5),
    code: assemble(
      0x1234,
      0,
      "MSTORE",
      ...[0x77, 32, 0, "LOG1" as const],
      ...[32, 0, raw(0xa0)],
      ...[1, 2, 3, 4, 8, 8, raw(0xa4)],
      ...callWithoutValue("DELEGATECALL", READER),
    ),
  },
  "creates contracts": {
    address: at(0xa6),
    code: assemble(
      storingInMemory(init),
      ...[init.length, 0, 0, "CREATE" as const, "POP" as const],
      ...[5, init.length, 0, 0, "CREATE2" as const],
      ...[32, 0, 0, 0, 0, raw(0x85), 60_000, "CALL" as const, "POP" as const, "POP" as const],
      storingInMemory(assemble(0, 0, "REVERT")),
      ...[32, 0, 0, "CREATE" as const, "POP" as const],
    ),
  },
  "destroys itself": { address: at(0xa7), code: assemble(addressOf(BOB), "SELFDESTRUCT") },
  "creates a contract that destroys itself": {
    address: at(0xa8),
    code: assemble(storingInMemory(assemble(addressOf(NOBODY), "SELFDESTRUCT")), 22, 0, 1, "CREATE"),
  },
  "runs out of gas": { address: at(0xa9), code: assemble(raw(0x5b), MANY_BITS, 3, raw(0x0a), "POP", 0, raw(0x56)) },
  "calls something that runs out of gas": {
    address: at(0xaa),
    code: assemble(32, 0, 4, 0, 0, addressOf(at(0xa9)), 3000, "CALL", 0, "SSTORE"),
  },
  "has an invalid opcode": { address: at(0xab), code: assemble(1, 1, "SSTORE", "INVALID") },
  "takes from an empty stack": { address: at(0xac), code: assemble("ADD") },
  "looks at the block": {
    address: at(0xad),
    code: assemble(
      ...[0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x4a, 0x3a, 0x32, 0x30, 0x38].map((opcode) => raw(opcode)),
      ...[1, "SSTORE" as const, 2, "SSTORE" as const, 3, "SSTORE" as const],
    ),
  },
  "looks at accounts": {
    address: at(0xae),
    code: assemble(
      ...["BALANCE", "EXTCODESIZE", "EXTCODEHASH"].flatMap((look): Item[] => [addressOf(BOB), look as Item]),
      ...["BALANCE", "EXTCODESIZE", "EXTCODEHASH"].flatMap((look): Item[] => [addressOf(READER), look as Item]),
      ...["BALANCE", "EXTCODEHASH"].flatMap((look): Item[] => [addressOf(NOBODY), look as Item]),
      ...[16, 0, 0, addressOf(STORE), raw(0x3c), "CALLER" as const, "BALANCE" as const],
    ),
  },
  hashes: {
    address: at(0xaf),
    code: assemble(
      "CALLER",
      0,
      "MSTORE",
      3,
      32,
      "MSTORE",
      64,
      0,
      "KECCAK256",
      raw(0x80),
      "SLOAD",
      1,
      "ADD",
      raw(0x90),
      "SSTORE",
    ),
  },
  "stores for a transaction": {
    address: at(0xb0),
    code: assemble(5, 1, "TSTORE", 1, "TLOAD", 0, "SSTORE", 2, "TLOAD", "POP"),
  },
  "calls precompiled contracts": {
    address: at(0xb1),
    code: assemble(
      ...VALID_CALLS.map(({ dear }, valid) =>
        dear ? raw() : callPrecompile({ valid, damage: undefined, gas: 100_000, slot: valid % 3 }),
      ),
      MLOAD.subarray(1),
    ),
  },
  "copies memory": {
    address: at(0xb2),
    code: assemble(0xfe, 0, "MSTORE", 32, 0, 64, raw(0x5e), 96, 0, "KECCAK256", 0, "MSTORE", 32, 0, "RETURN"),
  },
};

/** Init code that stores, calls the reverting program, and deploys a contract. */
export const DEPLOYMENT: Uint8Array = deploying(child, assemble(3, 3, "SSTORE", ...call("CALL", THROWER)));
/** Init code that fails. */
export const FAILING_DEPLOYMENT: Uint8Array = assemble(1, 1, "SSTORE", 0, 0, "REVERT");

/** Everything that a tracer can be asked. */
export const TRACERS: Readonly<Record<string, object | undefined>> = {
  "no options": undefined,
  "memory and return data": { enableMemory: true, enableReturnData: true },
  "neither stack nor storage": { disableStack: true, disableStorage: true },
  "two steps": { limit: 2 },
  callTracer: { tracer: "callTracer" },
  "callTracer with logs": { tracer: "callTracer", tracerConfig: { withLog: true } },
  "callTracer of the top call": { tracer: "callTracer", tracerConfig: { onlyTopCall: true } },
  prestateTracer: { tracer: "prestateTracer" },
  "prestateTracer with differences": { tracer: "prestateTracer", tracerConfig: { diffMode: true } },
  "prestateTracer without code and storage": {
    tracer: "prestateTracer",
    tracerConfig: { disableCode: true, disableStorage: true },
  },
  flatCallTracer: { tracer: "flatCallTracer" },
  "flatCallTracer with precompiles": {
    tracer: "flatCallTracer",
    tracerConfig: { includePrecompiles: true, convertParityErrors: true },
  },
  "4byteTracer": { tracer: "4byteTracer" },
  noopTracer: { tracer: "noopTracer" },
  muxTracer: {
    tracer: "muxTracer",
    tracerConfig: { "4byteTracer": null, callTracer: {}, flatCallTracer: {}, prestateTracer: { diffMode: true } },
  },
  erc7562Tracer: { tracer: "erc7562Tracer" },
};
