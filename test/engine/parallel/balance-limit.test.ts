import assert from "node:assert/strict";
import { createLegacyTx } from "@ethereumjs/tx";
import { Address, bigIntToAddressBytes, createAddressFromPrivateKey } from "@ethereumjs/util";
import fc from "fast-check";
import type { Engine } from "../../../plugin/engine/engine.ts";
import { addressToKey } from "../../../plugin/engine/state/keys.ts";
import type { BlockInput, SendableTransaction } from "../../../plugin/engine/types.ts";
import { assemble } from "../../helpers/assembly.ts";
import { comparable, eagerEngine } from "../../helpers/random-blocks.ts";

const KEYS = [1, 2, 3, 4].map((number) => new Uint8Array(32).fill(number));
const senders = KEYS.map((key) => createAddressFromPrivateKey(key));
/** Pays one wei to the first sender and takes it back by reverting: a credit that is not among the writes. */
const REVERTING = new Address(bigIntToAddressBytes(0xc0den));
const MOST = (1n << 256n) - 1n;
const ROOM = 10n ** 18n;
const GAS_PRICE = 10;

interface Transfer {
  readonly sender: number;
  /** 4 is the contract. */
  readonly to: number;
  readonly value: bigint;
}

const transfer: fc.Arbitrary<Transfer> = fc.record({
  sender: fc.nat(3),
  to: fc.nat(4),
  value: fc.constantFrom(0n, 1n, 300_000n, ROOM / 2n, ROOM),
});

const block = fc.record({
  transfers: fc.array(transfer, { minLength: 2, maxLength: 8, size: "max" }),
  /** How far each sender is from the most that a balance can be. */
  room: fc.array(fc.constantFrom(0n, 1n, 300_000n, ROOM), { minLength: 4, maxLength: 4 }),
  coinbase: fc.nat(4),
});

function inputOf({ transfers, coinbase }: { transfers: readonly Transfer[]; coinbase: number }, engine: Engine) {
  const nonces = [0, 0, 0, 0];
  const places = [...senders, REVERTING];
  const transactions = transfers.map(({ sender, to, value }): SendableTransaction => {
    const nonce = nonces[sender] as number;
    nonces[sender] = nonce + 1;
    const fields = { nonce, to: places[to] as Address, value, gasLimit: 100_000, gasPrice: GAS_PRICE };
    const tx = createLegacyTx(fields, { common: engine.common }).sign(KEYS[sender] as Uint8Array);
    return { tx, sender: senders[sender] as Address, impersonated: false };
  });
  return {
    environment: {
      number: 1n,
      parentHash: new Uint8Array(32),
      timestamp: 1n,
      gasLimit: 30_000_000n,
      coinbase: places[coinbase] as Address,
      baseFeePerGas: 7n,
      mixHash: new Uint8Array(32),
      excessBlobGas: 0n,
      parentBeaconBlockRoot: new Uint8Array(32),
    },
    transactions,
    blockHash: () => undefined,
    onInvalid: "exclude",
    reward: false,
  } satisfies BlockInput;
}

describe("Credits to balances near their limit, which nobody looked at", () => {
  let engines: Engine[];
  let genesis: number[];

  before(async () => {
    engines = await Promise.all([1, 2, 4].map((workers) => eagerEngine({ workers })));
    for (const engine of engines) {
      engine.state.setCode(
        addressToKey(REVERTING),
        assemble(0, 0, 0, 0, 1, senders[0] as Address, 60_000, "CALL", 0, 0, "REVERT"),
      );
      engine.state.setBalance(addressToKey(REVERTING), 5n);
      await engine.ready();
    }
    genesis = engines.map((engine) => engine.state.version);
  });

  after(() => Promise.all(engines.map((engine) => engine.close())));

  it("come to the same in parallel as one by one, whether they overflow or not", async () => {
    let parallel = 0;
    let failed = 0;
    await fc.assert(
      fc.asyncProperty(block, async (plan) => {
        const results: object[] = [];
        for (const [index, engine] of engines.entries()) {
          engine.state.revertTo(genesis[index] as number);
          for (const [number, sender] of senders.entries()) {
            engine.state.setBalance(addressToKey(sender), MOST - (plan.room[number] as bigint));
          }
          const result = await engine.executeBlock(inputOf(plan, engine));
          if (result.record.execution.mode === "parallel") parallel += 1;
          failed += result.outcomes.filter(({ succeeded }) => !succeeded).length;
          results.push(comparable(result));
        }
        for (const other of results) assert.deepEqual(other, results[0]);
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 100) },
    );
    assert.ok(parallel > 0 && failed > 0, `${parallel} in parallel, ${failed} failed`);
  });
});
