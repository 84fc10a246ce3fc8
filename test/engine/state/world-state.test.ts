import assert from "node:assert/strict";
import { MerkleStateManager } from "@ethereumjs/statemanager";
import { Account, Address, bytesToHex } from "@ethereumjs/util";
import fc from "fast-check";
import { codeHashToBytes, EMPTY_BYTES, EMPTY_CODE_HASH, keyToBytes } from "../../../plugin/engine/state/keys.ts";
import { StateTrie } from "../../../plugin/engine/state/state-trie.ts";
import type { AccountState, StateView } from "../../../plugin/engine/state/types.ts";
import { UnknownVersionError, WorldState } from "../../../plugin/engine/state/world-state.ts";

const ADDRESSES = ["a", "b", "c"].map((letter) => letter.repeat(20));
const SLOTS = ["x", "y"].map((letter) => letter.repeat(32));
const CODE = Uint8Array.of(0x60, 0x01);

const address = fc.constantFrom(...ADDRESSES);
const slot = fc.constantFrom(...SLOTS);
const amount = fc.bigInt({ min: 0n, max: 3n });

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("balance" as const), address, amount }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("nonce" as const), address, amount }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("slot" as const), address, slot, value: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("code" as const), address }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("credit" as const), address, amount }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("destroy" as const), address }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("recreate" as const), address, slot }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("snapshot" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("revert" as const), to: fc.nat(9) }) },
);

/** What a state is, copied as a whole. */
interface Model {
  accounts: Map<string, AccountState>;
  slots: Map<string, number>;
}

function copyOf(model: Model): Model {
  return { accounts: new Map(model.accounts), slots: new Map(model.slots) };
}

const BLANK: AccountState = { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH };

function perform(state: WorldState, model: Model, step: Exclude<Step, { kind: "snapshot" | "revert" }>): void {
  const { address } = step;
  const before = model.accounts.get(address) ?? BLANK;
  const write = (fields: object, slots = new Map<string, Uint8Array>()) =>
    state.apply({ accounts: new Map([[address, fields]]), slots: new Map([[address, slots]]), codes: new Map() });
  const isBlank = (account: AccountState) =>
    account.nonce === 0n && account.balance === 0n && account.codeHash === EMPTY_CODE_HASH;
  const wipe = () => {
    for (const key of model.slots.keys()) if (key.startsWith(address)) model.slots.delete(key);
  };
  const hasSlots = [...model.slots.keys()].some((key) => key.startsWith(address));
  const modify = (fields: Partial<AccountState>) => {
    const account = { ...before, ...fields };
    if (isBlank(account) && !hasSlots) model.accounts.delete(address);
    else model.accounts.set(address, account);
  };
  switch (step.kind) {
    case "balance":
      state.setBalance(address, step.amount);
      modify({ balance: step.amount });
      break;
    case "nonce":
      state.setNonce(address, step.amount);
      modify({ nonce: step.amount });
      break;
    case "code":
      state.setCode(address, CODE);
      modify({ codeHash: state.addCode(CODE) });
      break;
    case "slot":
      state.setStorage(address, step.slot, Uint8Array.of(step.value));
      model.accounts.set(address, before);
      if (step.value === 0) model.slots.delete(address + step.slot);
      else model.slots.set(address + step.slot, step.value);
      break;
    case "credit":
      write({ balanceDelta: step.amount });
      if (step.amount > 0n) model.accounts.set(address, { ...before, balance: before.balance + step.amount });
      break;
    case "destroy":
      write({ exists: false, wiped: true });
      wipe();
      model.accounts.delete(address);
      break;
    case "recreate":
      write(
        { nonce: 1n, balance: 0n, codeHash: EMPTY_CODE_HASH, wiped: true },
        new Map([[step.slot, Uint8Array.of(9)]]),
      );
      wipe();
      model.accounts.set(address, { nonce: 1n, balance: 0n, codeHash: EMPTY_CODE_HASH });
      model.slots.set(address + step.slot, 9);
  }
}

function assertSame(view: StateView, model: Model): void {
  for (const address of ADDRESSES) {
    assert.deepEqual(view.account(address), model.accounts.get(address));
    let any = false;
    for (const slot of SLOTS) {
      const value = model.slots.get(address + slot);
      assert.deepEqual(view.slot(address, slot), value === undefined ? EMPTY_BYTES : Uint8Array.of(value));
      any ||= value !== undefined;
    }
    assert.equal(view.hasStorage(address), any);
  }
}

async function referenceRoot(model: Model): Promise<string> {
  const reference = new MerkleStateManager();
  for (const [key, { nonce, balance, codeHash }] of model.accounts) {
    const address = new Address(keyToBytes(key));
    await reference.putAccount(address, new Account(nonce, balance, undefined, codeHashToBytes(codeHash)));
    for (const slot of SLOTS) {
      const value = model.slots.get(key + slot);
      if (value !== undefined) await reference.putStorage(address, keyToBytes(slot), Uint8Array.of(value));
    }
  }
  return bytesToHex(await reference.getStateRoot());
}

describe("The world state", () => {
  it("shows every version as it was, goes back to any, and tells its followers every change", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const state = new WorldState();
        const trie = new StateTrie(state);
        const feed = state.subscribe();
        const replica: Model = { accounts: new Map(), slots: new Map() };
        const model: Model = { accounts: new Map(), slots: new Map() };
        let snapshots: { version: number; model: Model }[] = [{ version: state.version, model: copyOf(model) }];
        for (const step of steps) {
          if (step.kind === "snapshot") {
            snapshots.push({ version: state.version, model: copyOf(model) });
          } else if (step.kind === "revert") {
            const target = snapshots[step.to % snapshots.length] as (typeof snapshots)[number];
            state.revertTo(target.version);
            Object.assign(model, copyOf(target.model));
            snapshots = snapshots.slice(0, (step.to % snapshots.length) + 1);
          } else {
            perform(state, model, step);
          }
          assertSame(state, model);
          for (const { version, model } of snapshots) assertSame(state.at(version), model);
          if (step.kind === "snapshot" || step.kind === "revert") {
            const { accounts, slots } = feed.drain();
            for (const [address, account] of accounts) {
              if (account === undefined) replica.accounts.delete(address);
              else replica.accounts.set(address, account);
            }
            for (const [address, values] of slots) {
              for (const [slot, [byte]] of values) {
                if (byte === undefined) replica.slots.delete(address + slot);
                else replica.slots.set(address + slot, byte);
              }
            }
            assert.deepEqual(replica, model);
            assert.equal(bytesToHex(trie.root()), await referenceRoot(model));
          }
        }
        assert.equal(bytesToHex(trie.root()), await referenceRoot(model));
      }),
      { numRuns: 150 },
    );
  });

  it("cannot go back before the version that it was pruned to, but still to that", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), fc.array(step, { maxLength: 15 }), (before, after) => {
        const state = new WorldState();
        const model: Model = { accounts: new Map(), slots: new Map() };
        const first = state.version;
        const run = (steps: Step[]) => {
          for (const step of steps) if (step.kind !== "snapshot" && step.kind !== "revert") perform(state, model, step);
        };
        run(before);
        const kept = { version: state.version, model: copyOf(model) };
        run(after);
        state.prune(kept.version);
        assertSame(state, model);
        assertSame(state.at(kept.version), kept.model);
        if (kept.version > first) assert.throws(() => state.at(first), UnknownVersionError);
        state.revertTo(kept.version);
        assertSame(state, kept.model);
      }),
    );
  });

  it("refuses versions that never were", () => {
    const state = new WorldState();
    assert.throws(() => state.at(7), /There is no version 7 of the state: the oldest kept is 0, the latest 0\./);
    assert.throws(() => state.revertTo(-1), UnknownVersionError);
  });

  it("costs nothing to take a version of: values written again under the same version are merged", () => {
    const state = new WorldState();
    const address = "a".repeat(20);
    const first = state.version;
    for (let balance = 1n; balance <= 100n; balance++) state.setBalance(address, balance);
    assert.equal(state.version - first, 1);
    state.revertTo(first);
    assert.equal(state.account(address), undefined);
  });

  it("refuses a balance out of range", () => {
    const state = new WorldState();
    const accounts = new Map([["a".repeat(20), { balanceDelta: -1n }]]);
    assert.throws(() => state.apply({ accounts, slots: new Map(), codes: new Map() }), RangeError);
  });
});
