import assert from "node:assert/strict";
import { bytesToKey, EMPTY_CODE_HASH } from "../../../plugin/engine/state/keys.ts";
import type { AccountRead, AccountWrite } from "../../../plugin/engine/state/types.ts";
import { findStaleRead } from "../../../plugin/engine/state/validate.ts";
import { EMPTY_ACCOUNT, WorldState } from "../../../plugin/engine/state/world-state.ts";

const ADDRESS = bytesToKey(new Uint8Array(20).fill(0xaa));
const NAME = `0x${"aa".repeat(20)}`;
const MOST = (1n << 256n) - 1n;

function stale(state: WorldState, read: AccountRead, write?: AccountWrite): string | undefined {
  const accounts = new Map(write === undefined ? [] : [[ADDRESS, write] as const]);
  return findStaleRead(state, {
    reads: { accounts: new Map([[ADDRESS, read]]), slots: new Map() },
    writes: { accounts, slots: new Map(), codes: new Map() },
  });
}

describe("Validation of a read set", () => {
  it("accepts the existence of an account that is there only if it is not empty, unless all of it was read", () => {
    const state = new WorldState();
    state.setAccount(ADDRESS, EMPTY_ACCOUNT);
    assert.equal(stale(state, { exists: true }), `existence:${NAME}`);
    assert.equal(stale(state, { exists: true, nonce: 0n }), `existence:${NAME}`);
    assert.equal(stale(state, { exists: true, nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH }), undefined);
    state.setBalance(ADDRESS, 1n);
    assert.equal(stale(state, { exists: true }), undefined);
    assert.equal(stale(state, { exists: false }), `existence:${NAME}`);
  });

  it("refuses each value that is another by now, and accepts it while it is the same", () => {
    const state = new WorldState();
    state.setAccount(ADDRESS, { nonce: 3n, balance: 10n, codeHash: EMPTY_CODE_HASH });
    const code = state.addCode(Uint8Array.of(1));
    const expectations: [AccountRead, AccountRead, string][] = [
      [{ exists: true }, { exists: false }, "existence"],
      [{ nonce: 3n }, { nonce: 2n }, "nonce"],
      [{ balance: 10n }, { balance: 11n }, "balance"],
      [{ minBalance: 10n }, { minBalance: 11n }, "balance"],
      [{ codeHash: EMPTY_CODE_HASH }, { codeHash: code }, "code"],
      [{ hasStorage: false }, { hasStorage: true }, "storage"],
    ];
    for (const [same, other, field] of expectations) {
      assert.equal(stale(state, same), undefined);
      assert.equal(stale(state, other), `${field}:${NAME}`);
    }
  });

  it("takes an account that is not there for one of zeros", () => {
    const state = new WorldState();
    const zeros = { exists: false, nonce: 0n, balance: 0n, minBalance: 0n, codeHash: EMPTY_CODE_HASH };
    assert.equal(stale(state, { ...zeros, hasStorage: false }), undefined);
    assert.equal(stale(state, { minBalance: 1n }), `balance:${NAME}`);
  });

  it("refuses a blind credit that does not fit into a balance any more, and a blind debit of what is gone", () => {
    const state = new WorldState();
    state.setBalance(ADDRESS, MOST - 5n);
    assert.equal(stale(state, {}, { balanceDelta: 5n }), undefined);
    assert.equal(stale(state, {}, { balanceDelta: 6n }), `balance:${NAME}`);
    assert.equal(stale(state, {}, { balanceDelta: -MOST }), `balance:${NAME}`);
  });
});
