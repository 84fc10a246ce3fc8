import assert from "node:assert/strict";
import fc from "fast-check";
import type { RunningCode } from "../../../plugin/engine/access/call-stack.ts";
import { Noted } from "../../../plugin/engine/access/noted.ts";
import { Site } from "../../../plugin/engine/access/sites.ts";
import { UsedSlots } from "../../../plugin/engine/access/used-slots.ts";

const CODE: RunningCode = {
  code: new Uint8Array(0),
  stack: { _store: [], _len: 0 },
  env: { isCreate: true, callData: new Uint8Array(0) },
};
const SITE = new Site("a".repeat(20), 0, CODE, []);

/** Of a few transactions, each of more accounts or slots than are looked through. */
const transactions = (distinct: number) =>
  fc.array(fc.array(fc.nat(distinct), { maxLength: 60 }), { minLength: 1, maxLength: 4 });

describe("What a transaction did, account by account and slot by slot", () => {
  it("is noted as in a map, for any number of accounts, with nothing left of the transaction before", () => {
    fc.assert(
      fc.property(transactions(30), (all) => {
        const noted = new Noted<number>();
        for (const accounts of all) {
          noted.clear();
          const expected = new Map<string, number>();
          for (const [index, account] of accounts.entries()) {
            const key = `account ${account}`;
            assert.equal(noted.get(key), expected.get(key));
            noted.set(key, index);
            expected.set(key, index);
          }
          assert.equal(noted.size, expected.size);
          assert.deepEqual(noted.pairs(), [...expected].flat());
          assert.deepEqual(
            Array.from(expected.keys(), (_, place) => [noted.keyAt(place), noted.valueAt(place)]),
            [...expected],
          );
        }
      }),
    );
  });

  it("has each slot once, in the order of first look-ups, in a list that later transactions leave alone", () => {
    fc.assert(
      fc.property(transactions(30), (all) => {
        const used = new UsedSlots();
        const lists: [list: readonly { address: string; slot: string }[], expected: string[]][] = [];
        for (const slots of all) {
          used.clear();
          const expected = new Set<string>();
          for (const number of slots) {
            const [address, slot] = [`account ${number % 3}`, `slot ${number >> 1}`];
            const name = `${address} ${slot}`;
            assert.equal(used.find(address, slot) !== undefined, expected.has(name));
            if (!expected.has(name)) used.add(address, slot, false, SITE);
            expected.add(name);
            const found = used.find(address, slot);
            assert.deepEqual([found?.address, found?.slot], [address, slot]);
          }
          lists.push([used.list, [...expected]]);
        }
        for (const [list, expected] of lists) {
          assert.deepEqual(
            list.map(({ address, slot }) => `${address} ${slot}`),
            expected,
          );
        }
      }),
    );
  });
});
