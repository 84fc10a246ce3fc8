import assert from "node:assert/strict";
import type { Address } from "@ethereumjs/util";
import type { BlockRecord } from "../../plugin/engine/access/types.ts";
import { storageFlags } from "../../plugin/record/access-flags.ts";
import { AccessFlag } from "../../plugin/record/flags.ts";
import { withAdditions } from "../../plugin/replay/additions.ts";
import { assemble } from "../helpers/assembly.ts";
import { addressOf, SingleTransactions } from "../helpers/single-transactions.ts";

const ADDER = addressOf(0xadd);
const LOGGER = addressOf(0x109);
const RULES = { chainId: 31337n, hardfork: "osaka", allowUnlimitedContractSize: false };

/** Of each transaction of the block: whether it is said to have only added to the slots that it used. */
async function replayed(...calls: readonly Address[]): Promise<{ before: BlockRecord; after: BlockRecord }> {
  const chain = await SingleTransactions.create({ verify: false });
  chain.deploy(ADDER, assemble(0, "SLOAD", 5, "ADD", 0, "SSTORE"), { 0: 9 });
  chain.deploy(LOGGER, assemble(0, "SLOAD", 5, "ADD", "DUP1", 0, "SSTORE", 0, 0, "LOG1"), { 0: 9 });
  const environment = chain.environment();
  const transactions = calls.map((to, sender) => chain.transaction({ to }, sender));
  const result = await chain.block(transactions, { environment });
  const input = { environment, transactions, blockHash: () => undefined, onInvalid: "throw", reward: false } as const;
  return { before: result.record, after: await withAdditions(result, input, chain.engine.state, RULES) };
}

function additionsOf({ transactions }: BlockRecord): boolean[] {
  return transactions.flatMap(({ storage }) => storage.map((access) => (storageFlags(access) & AccessFlag.ADDS) !== 0));
}

describe("additions in a recorded block", () => {
  it("are marked where several transactions change the slot", async () => {
    const { before, after } = await replayed(ADDER, ADDER, ADDER);
    assert.deepEqual(additionsOf(before), [false, false, false]);
    assert.deepEqual(additionsOf(after), [true, true, true]);
  });

  it("are not marked where the sum is logged, nor where nobody else changes the slot", async () => {
    const { after } = await replayed(LOGGER, ADDER, LOGGER);
    assert.deepEqual(additionsOf(after), [false, false, false]);
  });

  it("leave everything else in the record as it is", async () => {
    const { before, after } = await replayed(ADDER, LOGGER, ADDER);
    const without = after.transactions.map(({ storage, ...rest }) => ({
      ...rest,
      storage: storage.map(({ adds: _, ...access }) => access),
    }));
    assert.deepEqual({ ...after, transactions: without }, { ...before, transactions: [...before.transactions] });
  });
});
