import { AccessFlag } from "../../plugin/record/flags.ts";
import {
  type AccessRow,
  type BlockRow,
  type FunctionRow,
  type KeyRow,
  RUN_RECORD_FORMAT,
  RUN_RECORD_VERSION,
  type RunRecord,
  type SiteRow,
  type TestRow,
  type TransactionRow,
} from "../../plugin/record/types.ts";

export const TRANSACTIONS = 10_000;
/** About what the transactions of the examples have. */
const ACCESSES = 10;
const TESTS = 500;
const KEYS = 10_000;
/** Keys that all shards have: of contracts that every test file deploys. The others are a shard's own. */
const SHARED_KEYS = 5_000;
const FUNCTIONS = 200;
const SITES = 400;
const USERS = 100;
/** Of what transactions do with a key: the examples have one or two. */
const VARIANTS = 2;

/**
 * The record of one shard of a suite's CI run: ten thousand transactions of five hundred tests, each mined in a block of
 * its own, on one chain of the name that all shards use. The same for the same number.
 */
export function syntheticShard(shard: number): RunRecord {
  const tests = Array.from({ length: TESTS }, (_, test): TestRow => {
    return { title: `Suite ${shard} takes what users bring, case ${test}`, file: `test/shard${shard}.ts` };
  });
  const functions = Array.from({ length: FUNCTIONS }, (_, index): FunctionRow => {
    const contract = `Contract${index % 20}`;
    return { name: `${contract}.call${index}`, contract, selector: hex(index, 4) };
  });
  const sites = Array.from({ length: SITES }, (_, index): SiteRow => {
    return { file: `contracts/Contract${index % 20}.sol`, line: 10 + index, function: `Contract${index % 20}.call` };
  });
  const keys = Array.from({ length: KEYS }, (_, index): KeyRow => {
    const own = index < SHARED_KEYS ? index : index + shard * KEYS;
    const contract = `Contract${own % 20}`;
    const user = hex(own, 20);
    const member = {
      variable: `${contract}.balances[*]`,
      name: `${contract}.balances[${user.slice(0, 6)}...${user.slice(-6)}]`,
      source: { file: `contracts/${contract}.sol`, line: 12 },
      type: "uint256",
      shape: "mapping" as const,
      account: user,
    };
    return { kind: "slot", address: hex(own % 20, 20), slot: hex(own, 32), contract, members: [member] };
  });
  const blocks = Array.from({ length: TRANSACTIONS }, (_, index): BlockRow => {
    const transactions = [transaction(shard, index)];
    return {
      chain: "default",
      number: String(index + 1),
      hash: hex(shard * 2 ** 20 + index, 32),
      branch: 0,
      transactions,
    };
  });
  return {
    format: RUN_RECORD_FORMAT,
    version: RUN_RECORD_VERSION,
    generator: "hardhat-parallel bench",
    keys,
    functions,
    sites,
    tests,
    blocks,
  };
}

function transaction(shard: number, index: number): TransactionRow {
  // What a transaction does with a key follows from the key and the function: of each key there are few such rows.
  const accesses = Array.from({ length: ACCESSES }, (_, access): AccessRow => {
    const key = (index * 7 + access * 997 + shard) % KEYS;
    const variant = index % VARIANTS;
    const writes = (key + variant) % 2 === 0;
    const { READ, WRITE, TOUCHED, NET } = AccessFlag;
    return {
      key,
      flags: writes ? READ | WRITE | TOUCHED | NET : READ,
      ...(writes && { moves: "+" }),
      origin: "f,s",
      readAt: (key * VARIANTS + variant) % SITES,
      ...(writes && { writtenAt: (key * VARIANTS + variant + 1) % SITES }),
    };
  });
  return {
    hash: hex(shard * 2 ** 20 + index, 32),
    from: hex(index % USERS, 20),
    function: index % FUNCTIONS,
    test: Math.floor(index / (TRANSACTIONS / TESTS)),
    phase: index % 20 === 0 ? "fixture" : "body",
    succeeded: true,
    gas: String(50_000 + ((index * 31 + shard) % 40_000)),
    accesses: accesses.sort((a, b) => a.key - b.key),
  };
}

function hex(value: number, bytes: number): `0x${string}` {
  return `0x${value.toString(16).padStart(bytes * 2, "0")}`;
}
