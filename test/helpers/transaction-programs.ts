import fc from "fast-check";
import type { Execution, InvalidTransaction } from "../../plugin/engine/execution.ts";
import { EMPTY_BYTES, EMPTY_CODE_HASH } from "../../plugin/engine/state/keys.ts";
import type {
  AccountRead,
  AccountState,
  AccountWrite,
  AddressKey,
  SlotKey,
  StateView,
} from "../../plugin/engine/state/types.ts";
import { isEmptyAccount } from "../../plugin/engine/state/world-state.ts";

/**
 * Transactions without an EVM: little programs over a register, whose reads decide what they read and write next.
 *
 * `runNaively` says what they mean, on plain mutable maps. `runTracked` is the executor under test's idea of them: a
 * pure function of the values that it records as read.
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
const slotOf = (index: number): SlotKey => String.fromCharCode(index + 1).repeat(32);
const codeHashOf = (index: number): string => String.fromCharCode(0x80 + index).repeat(32);
const codeOf = (index: number): Uint8Array => Uint8Array.of(0xfe, index);
const toValue = (value: number): Uint8Array => (value === 0 ? EMPTY_BYTES : Uint8Array.of(value));
const fromValue = (value: Uint8Array): number => value[0] ?? 0;

/** What the interpreter needs of a state. */
interface Machine {
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

type Result = { readonly register: number } | { readonly invalid: string };

function interpret({ operations, last }: Program, machine: Machine): Result {
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

// ---- what programs mean

export interface NaiveAccount {
  nonce: bigint;
  balance: bigint;
  codeHash: string;
}

/** Plain mutable state, cloned as a whole. */
export class NaiveState {
  accounts = new Map<number, NaiveAccount>();
  slots = new Map<string, number>();
  codes = new Map<string, Uint8Array>();

  clone(): NaiveState {
    const copy = new NaiveState();
    for (const [index, account] of this.accounts) copy.accounts.set(index, { ...account });
    copy.slots = new Map(this.slots);
    copy.codes = new Map(this.codes);
    return copy;
  }
}

/** Executes on `before`; `after` is a new state, or `before` itself when the transaction is invalid. */
export function runNaively(program: Program, before: NaiveState): { result: Result; after: NaiveState } {
  const state = before.clone();
  const get = (index: number): NaiveAccount => state.accounts.get(index) ?? blankAccount();
  const update = (index: number, fields: Partial<NaiveAccount>): void => {
    state.accounts.set(index, { ...get(index), ...fields });
  };
  const wipe = (index: number): void => {
    for (const key of state.slots.keys()) if (key.startsWith(`${index}:`)) state.slots.delete(key);
  };
  const result = interpret(program, {
    exists: (index) => before.accounts.has(index),
    balance: (index) => get(index).balance,
    setBalance: (index, balance) => update(index, { balance }),
    credit: (index, amount) => update(index, { balance: get(index).balance + amount }),
    spend: (index, amount) => {
      if (get(index).balance < amount) return false;
      update(index, { balance: get(index).balance - amount });
      return true;
    },
    nonce: (index) => get(index).nonce,
    setNonce: (index, nonce) => update(index, { nonce }),
    codeHash: (index) => get(index).codeHash,
    code: (index) => state.codes.get(get(index).codeHash) ?? EMPTY_BYTES,
    deploy: (index) => {
      state.codes.set(codeHashOf(index), codeOf(index));
      update(index, { codeHash: codeHashOf(index) });
    },
    load: (index, slot) => state.slots.get(`${index}:${slot}`) ?? 0,
    store: (index, slot, value) => {
      if (value === 0) state.slots.delete(`${index}:${slot}`);
      else state.slots.set(`${index}:${slot}`, value);
    },
    hasStorage: (index) => [...before.slots.keys()].some((key) => key.startsWith(`${index}:`)),
    destroy: (index) => {
      wipe(index);
      state.accounts.delete(index);
    },
    recreate: (index) => {
      wipe(index);
      state.accounts.set(index, { ...blankAccount(), nonce: 1n });
      state.slots.set(`${index}:0`, 9);
    },
  });
  if ("invalid" in result) return { result, after: before };
  for (const [index, account] of state.accounts) {
    const empty = account.nonce === 0n && account.balance === 0n && account.codeHash === EMPTY_CODE_HASH;
    if (empty && !before.accounts.has(index)) state.accounts.delete(index);
  }
  return { result, after: state };
}

function blankAccount(): NaiveAccount {
  return { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH };
}

/** The naive state in terms of the keys of the engine. */
export function describeNaive(state: NaiveState): { accounts: object; slots: object } {
  return {
    accounts: Object.fromEntries([...state.accounts].map(([index, account]) => [addressOf(index), { ...account }])),
    slots: Object.fromEntries(
      [...state.slots].map(([key, value]) => {
        const [index, slot] = key.split(":").map(Number) as [number, number];
        return [addressOf(index) + slotOf(slot), value];
      }),
    ),
  };
}

// ---- the same programs for an engine

interface Local {
  nonce?: bigint;
  balance?: bigint;
  delta?: bigint;
  codeHash?: string;
}

/** Executes on a view, recording every value that the outcome depends on. */
export function runTracked(program: Program, view: StateView): Execution {
  const reads = {
    accounts: new Map<AddressKey, AccountRead>(),
    slots: new Map<AddressKey, Map<SlotKey, Uint8Array>>(),
  };
  const locals = new Map<number, Local>();
  const stored = new Map<number, Map<SlotKey, Uint8Array>>();
  const codes = new Map<string, Uint8Array>();
  const base = (index: number): AccountState | undefined => view.account(addressOf(index));
  const read = (index: number): AccountRead => getOrAdd(reads.accounts, addressOf(index), () => ({}));
  const local = (index: number): Local => getOrAdd(locals, index, () => ({}));
  const readBalance = (index: number): bigint => (read(index).balance ??= base(index)?.balance ?? 0n);
  const balance = (index: number): bigint => local(index).balance ?? readBalance(index) + (local(index).delta ?? 0n);
  const setBalance = (index: number, value: bigint): void => {
    local(index).balance = value;
    delete local(index).delta;
  };
  const addBlindly = (index: number, amount: bigint): void => {
    const known = local(index).balance;
    if (known === undefined) local(index).delta = (local(index).delta ?? 0n) + amount;
    else local(index).balance = known + amount;
  };
  const last: { writes?: AccountWrite; account?: number; slots?: Map<SlotKey, Uint8Array> } = {};
  const machine: Machine = {
    exists: (index) => {
      const account = base(index);
      const known = read(index);
      known.exists ??= account !== undefined;
      // Existence alone is accepted of no account that is empty, see `findStaleRead`.
      if (account !== undefined && isEmptyAccount(account)) {
        Object.assign(known, { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH });
      }
      return known.exists;
    },
    balance: (index) => {
      const value = balance(index);
      setBalance(index, value);
      return value;
    },
    setBalance,
    credit: addBlindly,
    spend: (index, amount) => {
      const { balance: known, delta } = local(index);
      if (known !== undefined) {
        if (known < amount) return false;
        setBalance(index, known - amount);
        return true;
      }
      // What has to be there before the transaction, so that there is enough by now.
      const needed = amount - (delta ?? 0n);
      if ((base(index)?.balance ?? 0n) < needed) {
        readBalance(index);
        return false;
      }
      const { minBalance } = read(index);
      if (needed > 0n) read(index).minBalance = minBalance !== undefined && minBalance > needed ? minBalance : needed;
      addBlindly(index, -amount);
      return true;
    },
    nonce: (index) => local(index).nonce ?? (read(index).nonce ??= base(index)?.nonce ?? 0n),
    setNonce: (index, nonce) => {
      local(index).nonce = nonce;
    },
    codeHash: (index) => local(index).codeHash ?? (read(index).codeHash ??= base(index)?.codeHash ?? EMPTY_CODE_HASH),
    code: (index) => codes.get(machine.codeHash(index)) ?? view.code(machine.codeHash(index)),
    deploy: (index) => {
      codes.set(codeHashOf(index), codeOf(index));
      local(index).codeHash = codeHashOf(index);
    },
    load: (index, slot) => {
      const own = stored.get(index)?.get(slotOf(slot));
      if (own !== undefined) return fromValue(own);
      const slots = getOrAdd(reads.slots, addressOf(index), () => new Map<SlotKey, Uint8Array>());
      return fromValue(getOrAdd(slots, slotOf(slot), () => view.slot(addressOf(index), slotOf(slot))));
    },
    store: (index, slot, value) => {
      getOrAdd(stored, index, () => new Map<SlotKey, Uint8Array>()).set(slotOf(slot), toValue(value));
    },
    hasStorage: (index) => (read(index).hasStorage ??= view.hasStorage(addressOf(index))),
    destroy: (index) => {
      locals.delete(index);
      stored.delete(index);
      last.account = index;
      last.writes = { exists: false, wiped: true };
    },
    recreate: (index) => {
      locals.delete(index);
      stored.delete(index);
      last.account = index;
      last.writes = { exists: true, wiped: true, nonce: 1n, balance: 0n, codeHash: EMPTY_CODE_HASH };
      last.slots = new Map([[slotOf(0), toValue(9)]]);
    },
  };
  const result = interpret(program, machine);
  const writes = {
    accounts: new Map<AddressKey, AccountWrite>(),
    slots: new Map<AddressKey, Map<SlotKey, Uint8Array>>(),
    codes,
  };
  if ("invalid" in result) {
    const outcome: InvalidTransaction = { kind: "invalid", reason: "invalid", message: result.invalid };
    return { reads, writes: { ...writes, codes: new Map() }, outcome };
  }
  for (const [index, { nonce, balance, delta, codeHash }] of locals) {
    const write: AccountWrite = {};
    if (nonce !== undefined) write.nonce = nonce;
    if (balance !== undefined) write.balance = balance;
    else if (delta !== undefined) write.balanceDelta = delta;
    if (codeHash !== undefined) write.codeHash = codeHash;
    if (Object.keys(write).length > 0) writes.accounts.set(addressOf(index), write);
  }
  for (const [index, slots] of stored) writes.slots.set(addressOf(index), slots);
  if (last.account !== undefined && last.writes !== undefined) {
    writes.accounts.set(addressOf(last.account), last.writes);
    if (last.slots !== undefined) writes.slots.set(addressOf(last.account), last.slots);
  }
  return { reads, writes, outcome: executed(result.register) };
}

function executed(register: number): Execution["outcome"] {
  const gasUsed = BigInt(register + 1);
  return {
    kind: "executed",
    succeeded: true,
    gasUsed,
    blockGasUsed: gasUsed,
    blobGasUsed: 0n,
    returnValue: Uint8Array.of(register),
    logs: [],
    consoleInputs: [],
    coverageInputs: [],
    record: { succeeded: true, gasUsed, storage: [], accounts: [], preimages: [], codes: [] },
  };
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
