import assert from "node:assert/strict";
import { createEVM } from "@ethereumjs/evm";
import { Account, Address, bigIntToAddressBytes } from "@ethereumjs/util";
import fc from "fast-check";
import { WarmJournal } from "../../../plugin/engine/evm/warm-journal.ts";
import { createEngineCommon } from "../../../plugin/engine/hardforks.ts";
import { addressToKey, bytesToKey } from "../../../plugin/engine/state/keys.ts";
import { TransactionState } from "../../../plugin/engine/state/transaction-state.ts";
import { WorldState } from "../../../plugin/engine/state/world-state.ts";

/** The third is the one that stays touched (EIP-161). */
const ADDRESSES = [0xa1, 0xa2, 3].map((number) => new Address(bigIntToAddressBytes(BigInt(number))));
const SLOTS = [1, 2].map((number) => new Uint8Array(32).fill(number));

const address = fc.nat(ADDRESSES.length - 1);
const slot = fc.nat(SLOTS.length - 1);
const step = fc.oneof(
  fc.record({
    does: fc.constantFrom("checkpoint" as const, "checkpoint" as const, "commit" as const, "revert" as const),
  }),
  fc.record({ does: fc.constantFrom("touch" as const, "warm" as const, "always" as const), address }),
  fc.record({ does: fc.constantFrom("warm slot" as const, "always slot" as const), address, slot }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const common = createEngineCommon({ chainId: 31337n, hardfork: "osaka" });

/** Either journal, on a state of its own in which every address is an empty account. */
class Subject {
  readonly journal: WarmJournal;
  readonly state = new TransactionState(new WorldState());

  private constructor(create: (state: TransactionState) => WarmJournal) {
    this.state.begin(new WorldState(), { lazy: false });
    this.journal = create(this.state);
  }

  static ours(): Subject {
    return new Subject((state) => new WarmJournal(state, common));
  }

  static async stock(): Promise<Subject> {
    const { journal } = await createEVM({ common });
    const Journal = journal.constructor as new (state: unknown, rules: unknown) => unknown;
    return new Subject((state) => new Journal(state, common) as WarmJournal);
  }

  async take(taken: Step): Promise<void> {
    if (!("address" in taken)) return this.journal[taken.does]();
    const target = ADDRESSES[taken.address] as Address;
    if (!("slot" in taken)) {
      if (taken.does === "touch") return this.journal.putAccount(target, new Account());
      if (taken.does === "warm") return this.journal.addWarmedAddress(target.bytes);
      return this.journal.addAlwaysWarmAddress(target.toString());
    }
    const key = SLOTS[taken.slot] as Uint8Array;
    if (taken.does === "warm slot") return this.journal.addWarmedStorage(target.bytes, key);
    return this.journal.addAlwaysWarmSlot(target.toString().slice(2), Buffer.from(key).toString("hex"));
  }

  warm(): boolean[] {
    return ADDRESSES.flatMap(({ bytes }) => [
      this.journal.isWarmedAddress(bytes),
      ...SLOTS.map((key) => this.journal.isWarmedStorage(bytes, key)),
    ]);
  }

  /** Which empty accounts the end of the transaction deletes. */
  async deleted(): Promise<boolean[]> {
    await this.journal.cleanup();
    return ADDRESSES.map((target) => this.state.accounts.get(addressToKey(target))?.exists === false);
  }
}

/** Without commits and reverts of what was never begun. */
function balanced(steps: readonly Step[]): Step[] {
  let depth = 0;
  return steps.filter(({ does }) => {
    if (does === "checkpoint") depth++;
    else if (does === "commit" || does === "revert") return depth > 0 && depth-- > 0;
    return true;
  });
}

/** A message touches an account and fails: hardly ever drawn, and the whole difference of the third one. */
function touchedInVain(index: number): Step[] {
  return [{ does: "checkpoint" }, { does: "touch", address: index }, { does: "revert" }];
}

describe("The journal of accessed and touched accounts", () => {
  it("is at every step what the journal of @ethereumjs is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const [ours, stock] = [Subject.ours(), await Subject.stock()];
        for (const taken of balanced(steps)) {
          await ours.take(taken);
          await stock.take(taken);
          assert.deepEqual(ours.warm(), stock.warm());
        }
        assert.deepEqual(await ours.deleted(), await stock.deleted());
      }),
      { numRuns: 300, examples: [0, 2].map((index) => [touchedInVain(index)]) },
    );
  });

  it("says of a slot whether it was warm, and warms it", () => {
    const { journal } = Subject.ours();
    const key = addressToKey(ADDRESSES[0] as Address);
    const slotKey = bytesToKey(SLOTS[0] as Uint8Array);
    journal.checkpoint();
    assert.deepEqual([journal.warmUp(key, slotKey), journal.warmUp(key, slotKey)], [false, true]);
    journal.revert();
    assert.equal(journal.isWarm(key, slotKey), false);
    assert.deepEqual(
      [1, 2].map(() => journal.warmUpAccount(key)),
      [false, true],
    );
  });
});
