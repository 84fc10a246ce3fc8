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
import {
  addressOf,
  codeHashOf,
  codeOf,
  interpret,
  type Machine,
  type Program,
  slotOf,
} from "./transaction-programs.ts";

const toValue = (value: number): Uint8Array => (value === 0 ? EMPTY_BYTES : Uint8Array.of(value));
const fromValue = (value: Uint8Array): number => value[0] ?? 0;

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
    accesses: () => ({ storage: [], accounts: [], preimages: [], codes: [] }),
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
