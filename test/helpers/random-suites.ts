import fc from "fast-check";
import type { RunRecord } from "../../plugin/record/types.ts";
import { ADDS, READ, READ_WRITE, RecordBuilder, WRITE } from "./run-record.ts";

const FUNCTIONS = ["Vault.deposit", "Vault.redeem", "Token.transfer", "Token.mint"] as const;
const VARIABLES = ["Vault.totalAssets", "Vault.shares", "Token.totalSupply"] as const;

const send = fc.record({
  name: fc.constantFrom(...FUNCTIONS),
  gas: fc.integer({ min: 21_000, max: 200_000 }),
  accesses: fc.dictionary(fc.constantFrom(...VARIABLES), fc.constantFrom(READ, WRITE, READ_WRITE, ADDS), {
    maxKeys: 3,
  }),
});

const test = fc.record({
  title: fc.constantFrom("takes deposits", "pays out", "moves tokens", "does it all"),
  isBlock: fc.boolean(),
  sends: fc.array(send, { minLength: 1, maxLength: 8 }),
});

/** Suites that call two contracts, in tests of which some mine all their transactions in one block. */
export const suites: fc.Arbitrary<RunRecord> = fc.array(test, { minLength: 1, maxLength: 5 }).map((tests) => {
  const suite = new RecordBuilder();
  for (const [index, name] of VARIABLES.entries())
    suite.key(name, name, { file: "contracts/Vault.sol", line: index + 1 });
  for (const { title, isBlock, sends } of tests) {
    suite.test(title);
    const all = () => {
      for (const { name, accesses, gas } of sends) suite.send(name, accesses, { gas });
    };
    if (isBlock) suite.block(all);
    else all();
  }
  return withContracts(suite.build());
});

/** The record with the contract of each function, `Vault` of `Vault.deposit`, as records of real runs have it. */
export function withContracts(record: RunRecord): RunRecord {
  const functions = record.functions.map((row) => ({ ...row, contract: row.name.split(".")[0] ?? "" }));
  return { ...record, functions };
}
