import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { Address } from "@ethereumjs/util";
import fc from "fast-check";
import { Engine } from "../../../plugin/engine/engine.ts";
import { leversWithout } from "../../../plugin/engine/levers.ts";
import { WorkerPool } from "../../../plugin/engine/parallel/worker-pool.ts";
import { addressToKey } from "../../../plugin/engine/state/keys.ts";
import type { BlockInput, BlockResult } from "../../../plugin/engine/types.ts";
import { assemble } from "../../helpers/assembly.ts";
import { SENDERS, senders } from "../../helpers/program-places.ts";
import { type ProgramTransaction, programTransaction, signed } from "../../helpers/program-transactions.ts";
import { comparable, eagerEngine, engineOptions } from "../../helpers/random-blocks.ts";
import { addressOf } from "../../helpers/single-transactions.ts";

/** Around the lengths at which RLP writes lengths otherwise, and larger than what is kept of many results together. */
const SIZES = [0, 1, 2, 32, 55, 56, 57, 100, 255, 256, 1000, 20_000, 65_536, 70_000];
/** Bytes of memory that logs begin at: alone, they are or are not their own encoding. */
const CONTENT = Uint8Array.of(0x00, 0x01, 0x7f, 0x80, 0xb8, 0xc0, 0xff);
const MOST_TOPICS = 4;

interface LogPlan {
  readonly topics: readonly number[];
  readonly size: number;
  readonly from: number;
}

interface Logger {
  readonly logs: readonly LogPlan[];
  readonly end: "STOP" | "REVERT" | "INVALID";
}

const log: fc.Arbitrary<LogPlan> = fc.record({
  topics: fc.array(fc.nat(300), { maxLength: MOST_TOPICS }),
  size: fc.constantFrom(...SIZES),
  from: fc.nat(CONTENT.length - 1),
});
const logger: fc.Arbitrary<Logger> = fc.record({
  logs: fc.array(log, { maxLength: 5 }),
  end: fc.constantFrom("STOP", "STOP", "STOP", "REVERT", "INVALID"),
});
const LOGGERS = 8;
const loggers = fc.array(logger, { minLength: LOGGERS, maxLength: LOGGERS });
/** Of every type, to a contract that logs, or as a creation of an account without code. */
const transactions = fc.array(
  programTransaction(LOGGERS, fc.constant<readonly number[]>([])).map((plan) => ({ ...plan, gas: 8_000_000 })),
  { minLength: 2, maxLength: 12 },
);

const large: Logger = { logs: [{ topics: [1, 2, 3], size: 40_000, from: 0 }], end: "STOP" };
const small: Logger = { logs: [{ topics: [4], size: 1, from: 2 }], end: "STOP" };
/** Two to each contract. */
const calls = Array.from({ length: 2 * LOGGERS }, (_, index): ProgramTransaction<string> => {
  const form = { type: "fee market", accessList: [] } as const;
  return { sender: index % SENDERS, target: index, value: 0, gasPrice: 7, gas: 2_000_000, form, data: [] };
});

function codeOf({ logs, end }: Logger): Uint8Array {
  const content = [...CONTENT].flatMap((byte, at) => [byte, at, "MSTORE8"] as const);
  const parts = logs.flatMap(({ topics, size, from }) => [
    ...topics,
    size,
    from,
    // LOG0 to LOG4.
    Uint8Array.of(0xa0 + topics.length),
  ]);
  return assemble(...content, ...parts, ...(end === "REVERT" ? [0, 0] : []), end);
}

/** Contracts and senders, the same on every engine. */
function prepare({ state }: Engine, contracts: readonly Logger[]): void {
  for (const [index, contract] of contracts.entries()) {
    state.setCode(addressToKey(contractAt(index)), codeOf(contract));
  }
  for (const sender of senders) state.setBalance(addressToKey(sender), 10n ** 18n);
}

const contractAt = (index: number): Address => addressOf(0x10_0000 + index);

function block(engine: Engine, plans: readonly ProgramTransaction<string>[]): BlockInput {
  const nonces = Array<bigint>(SENDERS).fill(0n);
  return {
    environment: {
      number: 1n,
      parentHash: new Uint8Array(32).fill(1),
      timestamp: 1_700_000_000n,
      gasLimit: 200_000_000n,
      coinbase: addressOf(0xc0ffee),
      baseFeePerGas: 7n,
      mixHash: new Uint8Array(32).fill(7),
      excessBlobGas: 0n,
      parentBeaconBlockRoot: new Uint8Array(32),
    },
    transactions: plans.map((plan) => {
      const nonce = nonces[plan.sender] as bigint;
      nonces[plan.sender] = nonce + 1n;
      const to = typeof plan.target === "number" ? contractAt(plan.target % LOGGERS) : undefined;
      return signed(plan, { to, data: Uint8Array.from(plan.data) }, nonce, engine.common);
    }),
    blockHash: () => undefined,
    onInvalid: "exclude",
    reward: false,
  };
}

/** What the first engine and what each of the others makes of the same block, on a state of its own. */
async function execute(
  engines: readonly Engine[],
  contracts: readonly Logger[],
  plans: readonly ProgramTransaction<string>[],
): Promise<BlockResult[]> {
  const results: BlockResult[] = [];
  for (const engine of engines) {
    const before = engine.state.version;
    prepare(engine, contracts);
    results.push(await engine.executeBlock(block(engine, plans)));
    engine.state.revertTo(before);
  }
  return results;
}

/** Logs of so many bytes are better not written out to show where they differ. */
function assertSame(actual: BlockResult, expected: BlockResult): void {
  assert.deepEqual(actual.block.header.receiptTrie, expected.block.header.receiptTrie);
  assert.ok(isDeepStrictEqual(comparable(actual), comparable(expected)), "blocks are not the same");
}

const isFromOtherThread = ({ record }: BlockResult): boolean =>
  record.execution.timeline.some(({ worker, abort }) => worker > 0 && abort === undefined);

describe("Receipts whose logs other threads have encoded", function () {
  this.timeout(120_000);

  it("are those of plain runBlock, with logs of any size, types of any kind and failures, the lever on or off", async () => {
    const engines = [
      await Engine.create(engineOptions({ verify: true })),
      await eagerEngine({ workers: 3 }),
      await eagerEngine({ workers: 2, levers: leversWithout("receipts") }),
    ];
    for (const engine of engines) await engine.ready();
    const types = new Set<number>();
    const seen = { failed: 0, logs: 0 };
    await fc.assert(
      fc.asyncProperty(loggers, transactions, async (contracts, plans) => {
        const [expected, ...others] = await execute(engines, contracts, plans);
        assert.ok(expected !== undefined);
        for (const { transaction, succeeded, logs } of expected.outcomes) {
          types.add(transaction.tx.type);
          if (!succeeded) seen.failed += 1;
          seen.logs += logs.length;
        }
        for (const other of others) assertSame(other, expected);
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 60) },
    );
    assert.deepEqual([...types].sort(), [0, 1, 2, 3, 4]);
    assert.ok(seen.failed > 0 && seen.logs > 0, JSON.stringify(seen));
    // As many blocks as it takes for other threads to come to execute something.
    const contracts = Array.from({ length: LOGGERS }, () => small);
    for (const engine of engines.slice(1)) {
      for (let attempt = 0; ; attempt++) {
        assert.ok(attempt < 1000, "other threads execute nothing");
        const [expected, actual] = await execute([engines[0] as Engine, engine], contracts, calls);
        assertSame(actual as BlockResult, expected as BlockResult);
        if (isFromOtherThread(actual as BlockResult)) break;
      }
    }
    await Promise.all(engines.map((engine) => engine.close()));
  });

  it("are made by the main thread where there is no room to hand the logs over", async () => {
    const pool = new WorkerPool({ arenaBytes: 32 * 1024 });
    const engines = [
      await Engine.create(engineOptions({ verify: true })),
      await eagerEngine({ workers: 2 }, pool),
    ] as const;
    for (const engine of engines) await engine.ready();
    const contracts = Array.from({ length: LOGGERS }, (_, index) => (index % 2 === 0 ? large : small));
    const [expected, actual] = await execute(engines, contracts, calls);
    assert.ok(expected !== undefined && actual !== undefined);
    assertSame(actual, expected);
    assert.equal(actual.record.execution.mode, "parallel");
    assert.equal(actual.outcomes.length, calls.length);
    for (const [index, { logs }] of actual.outcomes.entries()) {
      assert.equal(logs[0]?.[2].length, index % 2 === 0 ? 40_000 : 1);
    }
    await Promise.all(engines.map((engine) => engine.close()));
    await pool.close();
  });
});
