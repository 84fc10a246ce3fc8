import fc from "fast-check";
import type { AddressKey, SlotKey } from "../../plugin/engine/state/types.ts";

/**
 * Transactions without an EVM: little programs over a register, whose reads decide what they read and write next.
 *
 * `runNaively` says what they mean, on plain mutable maps. `runTracked` is an engine's idea of them: a pure function of
 * the values that it records as read.
 */
export type Operation =
  | {
      readonly op: "load" | "exists" | "balance" | "nonce" | "hasStorage";
      readonly account: number;
      readonly slot: number;
    }
  | { readonly op: "loadAt"; readonly account: number }
  | { readonly op: "store"; readonly account: number; readonly slot: number; readonly add: number }
  | { readonly op: "storeAt"; readonly account: number; readonly add: number }
  | { readonly op: "credit" | "setBalance" | "spend"; readonly account: number; readonly amount: number }
  | { readonly op: "bumpNonce"; readonly account: number }
  | { readonly op: "deploy"; readonly account: number }
  | { readonly op: "readCode"; readonly account: number }
  | { readonly op: "skipIfOdd" }
  | { readonly op: "requireBelow"; readonly limit: number };

export interface Program {
  readonly operations: readonly Operation[];
  /** What happens to one account at the end: destroyed, or its storage replaced by one slot. */
  readonly last?: { readonly kind: "destroy" | "recreate"; readonly account: number };
  readonly gasLimit: number;
}

const ACCOUNTS = 4;
const SLOTS = 3;

const account = fc.nat(ACCOUNTS - 1);
const slot = fc.nat(SLOTS - 1);
const small = fc.nat(5);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ op: fc.constantFrom("load", "exists", "balance", "nonce", "hasStorage"), account, slot }),
  fc.record({ op: fc.constant("loadAt"), account }),
  fc.record({ op: fc.constant("store"), account, slot, add: small }),
  fc.record({ op: fc.constant("storeAt"), account, add: small }),
  fc.record({ op: fc.constantFrom("credit", "setBalance", "spend"), account, amount: small }),
  fc.record({ op: fc.constantFrom("bumpNonce", "deploy", "readCode"), account }),
  fc.record({ op: fc.constant("skipIfOdd") }),
  fc.record({ op: fc.constant("requireBelow"), limit: fc.integer({ min: 5, max: 200 }) }),
) as fc.Arbitrary<Operation>;

export const program: fc.Arbitrary<Program> = fc.record(
  {
    operations: fc.array(operation, { maxLength: 6 }),
    last: fc.oneof(
      { weight: 5, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("destroy" as const, "recreate" as const), account }) },
    ),
    gasLimit: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ["operations", "gasLimit"] },
);

export const addressOf = (index: number): AddressKey => String.fromCharCode(index + 1).repeat(20);
export const slotOf = (index: number): SlotKey => String.fromCharCode(index + 1).repeat(32);
export const codeHashOf = (index: number): string => String.fromCharCode(0x80 + index).repeat(32);
export const codeOf = (index: number): Uint8Array => Uint8Array.of(0xfe, index);

/** What the interpreter needs of a state. */
export interface Machine {
  exists(account: number): boolean;
  balance(account: number): bigint;
  setBalance(account: number, balance: bigint): void;
  credit(account: number, amount: bigint): void;
  /** False when the account has less: then nothing changed. */
  spend(account: number, amount: bigint): boolean;
  nonce(account: number): bigint;
  setNonce(account: number, nonce: bigint): void;
  codeHash(account: number): string;
  code(account: number): Uint8Array;
  deploy(account: number): void;
  load(account: number, slot: number): number;
  store(account: number, slot: number, value: number): void;
  hasStorage(account: number): boolean;
  destroy(account: number): void;
  recreate(account: number): void;
}

export type Result = { readonly register: number } | { readonly invalid: string };

/** Executes a program on a state. */
export function interpret({ operations, last }: Program, machine: Machine): Result {
  let register = 1;
  let skip = false;
  const mix = (value: number): void => {
    register = (register * 3 + value) % 251;
  };
  for (const operation of operations) {
    if (skip) {
      skip = false;
      continue;
    }
    switch (operation.op) {
      case "load":
        mix(machine.load(operation.account, operation.slot));
        break;
      case "loadAt":
        mix(machine.load(operation.account, register % SLOTS));
        break;
      case "exists":
        mix(machine.exists(operation.account) ? 1 : 0);
        break;
      case "hasStorage":
        mix(machine.hasStorage(operation.account) ? 1 : 0);
        break;
      case "balance":
        mix(Number(machine.balance(operation.account) % 251n));
        break;
      case "nonce":
        mix(Number(machine.nonce(operation.account)));
        break;
      case "store":
        machine.store(operation.account, operation.slot, (register + operation.add) % 251);
        break;
      case "storeAt":
        machine.store(operation.account, register % SLOTS, operation.add);
        break;
      case "credit":
        machine.credit(operation.account, BigInt(operation.amount));
        break;
      case "setBalance":
        machine.setBalance(operation.account, BigInt(operation.amount));
        break;
      case "spend":
        if (!machine.spend(operation.account, BigInt(operation.amount))) return { invalid: "funds" };
        break;
      case "bumpNonce":
        machine.setNonce(operation.account, machine.nonce(operation.account) + 1n);
        break;
      case "deploy":
        machine.deploy(operation.account);
        break;
      case "readCode":
        mix(machine.code(operation.account)[1] ?? 77);
        break;
      case "skipIfOdd":
        skip = register % 2 === 1;
        break;
      case "requireBelow":
        if (register >= operation.limit) return { invalid: `${register} is not below ${operation.limit}` };
        break;
    }
  }
  if (last?.kind === "destroy") machine.destroy(last.account);
  if (last?.kind === "recreate") machine.recreate(last.account);
  return { register };
}
