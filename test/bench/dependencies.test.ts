import assert from "node:assert/strict";
import { Dependencies } from "../../bench/simulation/dependencies.ts";
import type { AccountRead, AccountWrite } from "../../plugin/engine/state/types.ts";
import { WorldState } from "../../plugin/engine/state/world-state.ts";

const TOKEN = "t".repeat(20);
const ALICE = "a".repeat(20);
const [SUPPLY, OTHER] = ["s".repeat(32), "o".repeat(32)];
const value = (byte: number) => Uint8Array.of(byte);

interface Dealings {
  readonly read?: Readonly<Record<string, number>>;
  readonly write?: Readonly<Record<string, number>>;
  readonly accountRead?: AccountRead;
  readonly accountWrite?: AccountWrite;
}

/** A transaction that deals with slots of the token and with Alice's account. */
function transaction({ read = {}, write = {}, accountRead, accountWrite }: Dealings) {
  const slots = (values: Readonly<Record<string, number>>) =>
    new Map([[TOKEN, new Map(Object.entries(values).map(([slot, byte]) => [slot, value(byte)]))]]);
  return {
    reads: { accounts: new Map(accountRead ? [[ALICE, accountRead]] : []), slots: slots(read) },
    writes: {
      accounts: new Map(accountWrite ? [[ALICE, accountWrite]] : []),
      slots: slots(write),
      codes: new Map(),
    },
  };
}

function dependenciesOf(...block: readonly Dealings[]): number[][] {
  const state = new WorldState();
  state.setStorage(TOKEN, SUPPLY, value(1));
  state.setBalance(ALICE, 100n);
  const dependencies = new Dependencies(state);
  return block.map((dealings) => dependencies.add(transaction(dealings)));
}

describe("The dependencies of a block to simulate", () => {
  it("lead to the last writer of a value that is not the one from before the block", () => {
    const increments = [1, 2, 3].map((byte) => ({ read: { [SUPPLY]: byte }, write: { [SUPPLY]: byte + 1 } }));
    assert.deepEqual(dependenciesOf(...increments), [[], [0], [1]]);
  });

  it("do not come of reading what nobody wrote, nor of other slots", () => {
    const blocks = [{ write: { [OTHER]: 5 } }, { read: { [SUPPLY]: 1 } }, { read: { [OTHER]: 5 } }];
    assert.deepEqual(dependenciesOf(...blocks), [[], [], [0]]);
  });

  it("do not come of a value that was written and put back", () => {
    const guard = { read: { [SUPPLY]: 1 }, write: { [SUPPLY]: 1 } };
    assert.deepEqual(dependenciesOf(guard, guard), [[], []]);
  });

  it("come of a balance that was looked at, not of one that only has to suffice", () => {
    const blocks = [
      { accountWrite: { balanceDelta: 5n } },
      { accountRead: { minBalance: 50n } },
      { accountRead: { balance: 105n } },
      { accountRead: { minBalance: 101n } },
    ];
    assert.deepEqual(dependenciesOf(...blocks), [[], [], [0], [0]]);
  });
});
