import { EMPTY_BYTES, EMPTY_CODE_HASH } from "../../plugin/engine/state/keys.ts";
import { addressOf, codeHashOf, codeOf, interpret, type Program, type Result, slotOf } from "./transaction-programs.ts";

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
