import assert from "node:assert/strict";
import type { Address } from "@ethereumjs/util";
import fc from "fast-check";
import { Engine } from "../../../plugin/engine/engine.ts";
import { InvalidCallError } from "../../../plugin/engine/errors.ts";
import { HARDFORKS } from "../../../plugin/engine/hardforks.ts";
import type { CallInput, CallResult, MeasuredCall } from "../../../plugin/engine/types.ts";
import { withGasLimit } from "../../../plugin/network/pool/transaction-builder.ts";
import { assemble, type Item } from "../../helpers/assembly.ts";
import { deployPrograms, programBlock, programChains, type Statement } from "../../helpers/bytecode-programs.ts";
import { CONTRACTS } from "../../helpers/program-places.ts";
import { engineOptions } from "../../helpers/random-blocks.ts";
import { CALLED, SingleTransactions } from "../../helpers/single-transactions.ts";

const RUNS = Number(process.env.FUZZ_RUNS ?? 400);
const GAS: Uint8Array = Uint8Array.of(0x5a);

const from = (hardfork: string): number => HARDFORKS.indexOf(hardfork as (typeof HARDFORKS)[number]);

describe("The least gas of a message", function () {
  this.timeout(300_000);

  it("is the least that suffices, in random programs that call each other with all their gas", async () => {
    const seen = { known: 0, unclear: 0, below: 0 };
    await fc.assert(
      fc.asyncProperty(programChains({ blocks: 1, transactions: 3 }), fc.array(forwarding), async (chain, calls) => {
        const { hardfork, contracts } = chain;
        const engine = await Engine.create(engineOptions({ hardfork }));
        const [first = [], second = [], ...others] = contracts;
        deployPrograms(engine, [[...calls, ...first], [...second, ...calls.slice(1)], ...others]);
        const [block] = chain.blocks;
        if (block === undefined) return;
        const { environment, transactions, blockHash } = programBlock(engine, block, 1n);
        for (const transaction of transactions) {
          const input = { environment, transaction, blockHash, skipBalance: true, skipNonce: true };
          const measured = await orInvalid(engine.measure(input));
          assert.deepEqual(plain(measured), plain(await orInvalid(engine.call(input))));
          const { leastGas } = measured ?? {};
          if (leastGas === undefined) {
            seen.unclear++;
            continue;
          }
          assert.ok(from(hardfork) >= from("berlin"));
          seen.known++;
          if (await checkLeast(engine, input, leastGas, measured as MeasuredCall)) seen.below++;
        }
        await engine.close();
      }),
      { numRuns: RUNS },
    );
    assert.ok(seen.known > RUNS / 10 && seen.below > RUNS / 20, JSON.stringify(seen));
  });

  it("counts what has to stay behind when a call gets all the gas", async () => {
    const { leastGas, gasUsedBeforeRefund } = await measured(assemble(0, 0, 0, 0, 0, CALLED, GAS, "CALL"), spending());
    assert.ok(leastGas !== undefined && leastGas > gasUsedBeforeRefund);
  });

  it("counts what an SSTORE wants to have left, which it does not spend", async () => {
    const store = assemble(0, 0, "SSTORE");
    const { leastGas, gasUsedBeforeRefund } = await measured(Buffer.concat([store, store]));
    assert.equal(leastGas, gasUsedBeforeRefund - 100n + 2301n);
  });

  it("is unclear where a contract looks at its gas, at what the sender has left, or a message below wastes its gas", async () => {
    const store = (...items: readonly Item[]) => assemble(...items, 0, "SSTORE");
    assert.equal((await measured(store(GAS))).leastGas, undefined);
    assert.equal((await measured(store("CALLER", "BALANCE"))).leastGas, undefined);
    const call = assemble(0, 0, 0, 0, 0, CALLED, 50_000, "CALL");
    assert.equal((await measured(call, assemble("INVALID"))).leastGas, undefined);
    assert.notEqual((await measured(call, assemble(0, 0, "REVERT"))).leastGas, undefined);
    assert.notEqual((await measured(store("ADDRESS", "BALANCE"))).leastGas, undefined);
  });
});

/** Calls that hand on all gas, as Solidity makes them, and slots that are cleared for a refund. */
const forwarding: fc.Arbitrary<Statement> = fc
  .record({
    place: fc.nat(CONTRACTS.length - 1),
    how: fc.constantFrom("CALL" as const, "DELEGATECALL" as const, "STATICCALL" as const),
    value: fc.nat(1),
    gas: fc.constantFrom(GAS, GAS, assemble(20_000)),
    clears: fc.boolean(),
  })
  .map(({ place, how, value, gas, clears }) => {
    const to = CONTRACTS[place] as Address;
    const call = how === "CALL" ? assemble(0, 0, 0, 0, value, to, gas, how) : assemble(0, 0, 0, 0, to, gas, how);
    const store = clears ? assemble(0, place % 3, "SSTORE") : new Uint8Array(0);
    return { kind: "soup", bytes: [...call, ...assemble("POP"), ...store] };
  });

/** Code that needs some gas: it writes to a slot that is empty. */
function spending(): Uint8Array {
  return assemble(1, 1, "SSTORE");
}

async function measured(code: Uint8Array, called: Uint8Array = new Uint8Array(0)): Promise<MeasuredCall> {
  const chain = await SingleTransactions.create({ verify: false });
  const input = chain.messageTo(code, called);
  const result = await chain.engine.measure(input);
  assert.ok(result.succeeded);
  if (result.leastGas !== undefined) await checkLeast(chain.engine, input, result.leastGas, result);
  await chain.engine.close();
  return result;
}

/** @returns whether one less could be tried: it is not what the message needs before it begins */
async function checkLeast(engine: Engine, input: CallInput, least: bigint, whole: MeasuredCall): Promise<boolean> {
  const run = (gasLimit: bigint) =>
    orInvalid(engine.call({ ...input, transaction: withGasLimit(input.transaction, gasLimit) }));
  const { transaction } = input;
  for (const gasLimit of [least, least + (transaction.tx.gasLimit - least) / 2n]) {
    const result = await run(gasLimit);
    assert.deepEqual(outcomeOf(result), outcomeOf(whole), `with ${gasLimit} of at least ${least}`);
  }
  const starved = await run(least - 1n);
  assert.ok(starved === undefined || !starved.succeeded || starved.internalOutOfGas, `less than ${least} suffices`);
  return starved !== undefined;
}

function outcomeOf(result: CallResult | undefined) {
  if (result === undefined) return undefined;
  const { succeeded, gasUsed, internalOutOfGas, returnValue } = result;
  return { succeeded, gasUsed, internalOutOfGas, returnValue };
}

function plain(result: MeasuredCall | undefined) {
  if (result === undefined) return undefined;
  const { leastGas: _, ...rest } = result;
  return rest;
}

async function orInvalid<Result>(execution: Promise<Result>): Promise<Result | undefined> {
  try {
    return await execution;
  } catch (error) {
    if (error instanceof InvalidCallError) return undefined;
    throw error;
  }
}
