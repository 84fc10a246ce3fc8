import assert from "node:assert/strict";
import fc from "fast-check";
import { MultiVersionMemory } from "../../../plugin/engine/parallel/multi-version-memory.ts";
import { Replica } from "../../../plugin/engine/parallel/replica.ts";
import type { StateView, WriteSet } from "../../../plugin/engine/state/types.ts";
import { WorldState } from "../../../plugin/engine/state/world-state.ts";
import { fewKeys, writeSet } from "../../helpers/state-arbitraries.ts";

const TRANSACTIONS = 6;
const address = fewKeys(20);
const word = fewKeys(32);
const writes = writeSet({ address, word }, fc.bigInt({ min: 10n ** 24n, max: 10n ** 25n }));

/** A transaction's writes arrive, are replaced, or turn out not to be. */
const step = fc.record({ transaction: fc.nat(TRANSACTIONS - 1), writes: fc.option(writes, { nil: undefined }) });

/** Rich enough for every debit of the arbitrary writes. */
function stateWith(genesis: readonly WriteSet[]): WorldState {
  const state = new WorldState();
  for (let index = 1; index <= 3; index++) state.setBalance(String.fromCharCode(index).repeat(20), 10n ** 24n);
  for (const writes of genesis) applyIfPossible(state, writes);
  return state;
}

// Random debits may exceed what a removed account left behind: then the delta is taken as clamped, as a guess is.
function applyIfPossible(state: WorldState, { accounts, ...rest }: WriteSet): void {
  const possible = new Map(
    [...accounts].map(([address, write]) => {
      const balance = state.account(address)?.balance ?? 0n;
      if (write.balanceDelta === undefined || balance + write.balanceDelta >= 0n) return [address, write];
      const { balanceDelta: _, ...others } = write;
      return [address, { ...others, balance: 0n }];
    }),
  );
  state.apply({ accounts: possible, ...rest });
}

function describeView(view: StateView): object {
  const described: Record<string, unknown> = {};
  for (let index = 1; index <= 3; index++) {
    const address = String.fromCharCode(index).repeat(20);
    const slots = [1, 2, 3].map((slot) => view.slot(address, String.fromCharCode(slot).repeat(32)));
    described[index] = { account: view.account(address), slots, hasStorage: view.hasStorage(address) };
  }
  return described;
}

describe("The multi-version memory", () => {
  it("shows each transaction the newest writes below it over the base", () => {
    fc.assert(
      fc.property(fc.array(writes, { maxLength: 3 }), fc.array(step, { maxLength: 15 }), (genesis, steps) => {
        const base = stateWith(genesis);
        const memory = new MultiVersionMemory(base);
        const known: (WriteSet | undefined)[] = [];
        for (const { transaction, writes } of steps) {
          memory.set(transaction, writes);
          known[transaction] = writes;
          // Looked at after every step, so that what is cached has a chance to be stale.
          for (let reader = 0; reader <= TRANSACTIONS; reader++) {
            const expected = stateWith(genesis);
            for (const writes of known.slice(0, reader)) if (writes !== undefined) applyIfPossible(expected, writes);
            assert.deepEqual(describeView(memory.view(reader)), describeView(expected));
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it("goes on from a base that takes over transactions in order, whatever they finally wrote", () => {
    const finals = fc.array(fc.option(writes, { nil: undefined }), { maxLength: TRANSACTIONS });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), finals, (steps, finals) => {
        const base = stateWith([]);
        const memory = new MultiVersionMemory(base);
        const known: (WriteSet | undefined)[] = [];
        for (const { transaction, writes } of steps) {
          memory.set(transaction, writes);
          known[transaction] = writes;
        }
        const committed: WriteSet[] = [];
        for (const [transaction, final] of finals.entries()) {
          describeView(memory.view(TRANSACTIONS));
          if (final !== undefined) {
            applyIfPossible(base, final);
            committed.push(final);
          }
          memory.rebase(transaction, final);
          const expected = stateWith(committed);
          for (const writes of known.slice(transaction + 1)) {
            if (writes !== undefined) applyIfPossible(expected, writes);
          }
          assert.deepEqual(describeView(memory.view(TRANSACTIONS)), describeView(expected));
        }
      }),
      { numRuns: 400 },
    );
  });

  it("keeps a code readable when the transaction that deployed it turns out otherwise", () => {
    const memory = new MultiVersionMemory(new Replica());
    const hash = "h".repeat(32);
    const codes = new Map([[hash, Uint8Array.of(1, 2)]]);
    memory.set(0, { accounts: new Map(), slots: new Map(), codes });
    const view = memory.view(1);
    memory.set(0, undefined);
    assert.deepEqual(view.code(hash), Uint8Array.of(1, 2));
  });

  it("takes a debit beyond the balance for a guess of zero, and a credit beyond 256 bits for one of the highest", () => {
    const memory = new MultiVersionMemory(new Replica());
    const [poor, rich] = ["a".repeat(20), "b".repeat(20)];
    const highest = (1n << 256n) - 1n;
    const accounts = new Map([
      [poor, { nonce: 1n, balanceDelta: -5n }],
      [rich, { balance: highest }],
    ]);
    memory.set(0, { accounts, slots: new Map(), codes: new Map() });
    memory.set(1, { accounts: new Map([[rich, { balanceDelta: 1n }]]), slots: new Map(), codes: new Map() });
    assert.equal(memory.view(2).account(poor)?.balance, 0n);
    assert.equal(memory.view(2).account(rich)?.balance, highest);
  });
});
